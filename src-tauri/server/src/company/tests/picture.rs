//! The year as a picture: what stands in its cells.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::signed::{Desk, company};

/// The colour in the middle of a day's cell, and the one of its frame.
fn cell(png: &[u8], month: usize, day: usize) -> ([u8; 3], [u8; 3]) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let shown = reader.next_frame(&mut pixels).unwrap();
    let width = usize::try_from(shown.width).unwrap();
    let at = |x: usize, y: usize| {
        let start = (y * width + x) * 3;
        [pixels[start], pixels[start + 1], pixels[start + 2]]
    };
    let (x, y) = (36 + (day - 1) * 20, 24 + (month - 1) * 20);
    (at(x + 10, y + 10), at(x, y))
}

#[tokio::test]
async fn the_calendar_shows_each_kind_of_day_and_says_the_same_in_words_and_data() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    ada.ask("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-23" }))
        .await;
    let result = ada.call("leave_calendar", json!({})).await;
    let listed = ada.ask("leave_list", json!({})).await;
    assert_eq!(result.structured_content.unwrap(), listed);
    let said = json!(result.content);
    assert!(
        said[0]["text"].as_str().unwrap().contains("Yellow: requested"),
        "{said}"
    );
    assert_eq!(said[1]["mimeType"], "image/png");
    let png = BASE64_STANDARD.decode(said[1]["data"].as_str().unwrap()).unwrap();
    if let Ok(path) = std::env::var("LANYARD_PICTURE") {
        std::fs::write(path, &png).unwrap();
    }
    let taken = listed["leave"]
        .as_array()
        .unwrap()
        .iter()
        .find(|leave| leave["status"] == "approved")
        .unwrap();
    let date: jiff::civil::Date = taken["from"].as_str().unwrap().parse().unwrap();
    let (month, day) = (
        usize::try_from(date.month()).unwrap(),
        usize::try_from(date.day()).unwrap(),
    );
    assert_eq!(cell(&png, month, day).0, [0x0d, 0x65, 0x57], "{date} was taken");
    assert_eq!(cell(&png, 12, 22).0, [0xf2, 0xc1, 0x5c], "requested");
    assert_eq!(cell(&png, 12, 26).0, [0xd9, 0xd9, 0xd2], "a holiday");
    assert_eq!(cell(&png, 11, 24).0, [0xf1, 0xf1, 0xec], "a day of work");
    assert_eq!(cell(&png, 11, 23).1, [0x3a, 0x3f, 0x42], "today has a frame");
    assert_eq!(cell(&png, 2, 30).0, [0xff, 0xff, 0xff], "no such day");
    let told = ada.refused("leave_calendar", json!({ "year": 1 })).await;
    assert!(told.contains("between 2000 and 2100"), "{told}");
}
