//! What a server shows of itself and of its results: icons and links.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat};
use lanyard_client::api::{LinkView, ServerState};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::wild::{Reply, Wild, tool};

fn png(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(side, side)
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A server that shows these icons, by their addresses; `here` is its own, and an icon is at any of them.
async fn with_icons(icons: impl Fn(&str) -> Vec<String> + Send + Sync + 'static) -> Wild {
    let own = Arc::new(OnceLock::<String>::new());
    let here = Arc::clone(&own);
    let server = Wild::start(move |method, _| match method {
        "server/discover" => {
            let icons: Vec<Value> = icons(here.get().unwrap())
                .iter()
                .map(|src| json!({ "src": src }))
                .collect();
            let info = json!({ "name": "wild", "version": "1", "icons": icons });
            Reply::Result(json!({
                "resultType": "complete", "supportedVersions": ["2026-07-28"], "ttlMs": 0, "cacheScope": "private",
                "capabilities": {}, "_meta": { "io.modelcontextprotocol/serverInfo": info },
            }))
        }
        "GET" => Reply::Bytes(png(200)),
        _ => Reply::Error(-32601, "Method not found"),
    })
    .await;
    own.set(server.url.clone()).unwrap();
    server
}

fn side(icon: &str) -> u32 {
    let encoded = icon.strip_prefix("data:image/png;base64,").unwrap();
    image::load_from_memory(&BASE64_STANDARD.decode(encoded).unwrap())
        .unwrap()
        .width()
}

#[tokio::test]
async fn a_servers_icon_comes_from_its_own_origin_small_and_encoded_anew() {
    let server = with_icons(|here| vec![format!("{here}/icon.png")]).await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    let view = desk.view(&id, |s| s.icon.is_some()).await;
    assert_eq!(side(&view.icon.unwrap()), 64);
    assert_eq!(view.state, ServerState::Ready);
    desk.client.close().await;
}

#[tokio::test]
async fn an_icon_of_another_origin_is_not_asked_for_and_what_is_no_picture_is_none() {
    let elsewhere = with_icons(|_| Vec::new()).await;
    let bait = elsewhere.url.clone();
    let svg = BASE64_STANDARD.encode("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    let last = BASE64_STANDARD.encode(png(8));
    let server = with_icons(move |_| {
        vec![
            bait.clone(),
            format!("data:image/svg+xml;base64,{svg}"),
            // The last that is tried: where it shows, those before were passed over.
            format!("data:image/png;base64,{last}"),
        ]
    })
    .await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    let view = desk.view(&id, |s| s.icon.is_some()).await;
    assert_eq!(side(&view.icon.unwrap()), 8);
    assert!(elsewhere.messages().is_empty(), "nobody asked there");
    desk.client.close().await;
}

#[tokio::test]
async fn the_resources_that_a_result_names_can_be_read_from_its_server() {
    let link = |uri: &str, title: Value| json!({ "type": "resource_link", "uri": uri, "name": "page", "title": title });
    let content = json!([
        link("wild://a", json!("Page A")),
        link("wild://b", Value::Null),
        link("wild://a", json!("Again"))
    ]);
    let tools = json!([tool("pages")]);
    let server = Wild::start(move |method, message| match method {
        "server/discover" => crate::wild::discovered(&json!({ "tools": {}, "resources": {} })),
        "tools/list" => crate::wild::listed("tools", &tools),
        "resources/list" => crate::wild::listed("resources", &json!([])),
        "resources/templates/list" => crate::wild::listed("resourceTemplates", &json!([])),
        "tools/call" => Reply::Result(json!({ "resultType": "complete", "content": content })),
        "resources/read" => Reply::Result(json!({
            "resultType": "complete", "ttlMs": 0, "cacheScope": "private",
            "contents": [{ "uri": message["params"]["uri"], "text": "what it says" }],
        })),
        _ => Reply::Error(-32601, "Method not found"),
    })
    .await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    let result = desk.call(&id, "pages").await.unwrap();
    let named = |uri: &str, title: &str| LinkView {
        uri: uri.to_owned(),
        title: title.to_owned(),
    };
    assert_eq!(result.links, [named("wild://a", "Page A"), named("wild://b", "page")]);
    let attached = desk.client.attach_resource(&id, &result.links[1].uri).await.unwrap();
    assert_eq!(attached.text, "what it says");
    desk.client.close().await;
}

/// Noise: sent as a JPEG it is small, shown as a PNG it is large.
fn noise(side: u32) -> String {
    let mut seed = 1_u32;
    let mut next = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    let image = image::RgbImage::from_fn(side, side, |_, _| image::Rgb([next(), next(), next()]));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 30)
        .encode_image(&image)
        .unwrap();
    BASE64_STANDARD.encode(bytes)
}

#[tokio::test]
async fn a_prompt_has_no_more_pictures_than_any_answer() {
    let small = BASE64_STANDARD.encode(png(4));
    let large = noise(1_600);
    let server = Wild::start(move |method, message| match method {
        "server/discover" => crate::wild::discovered(&json!({ "prompts": {} })),
        "prompts/list" => crate::wild::listed("prompts", &json!([{ "name": "many" }, { "name": "large" }])),
        "prompts/get" => {
            let (data, count) = if message["params"]["name"] == "many" {
                (&small, 100)
            } else {
                (&large, 8)
            };
            let said = json!({ "role": "user", "content": { "type": "image", "mimeType": "image/png", "data": data } });
            let messages = vec![said; count];
            Reply::Result(json!({ "resultType": "complete", "messages": messages }))
        }
        _ => Reply::Error(-32601, "Method not found"),
    })
    .await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    let none = HashMap::new();
    let many = desk.client.attach_prompt(&id, "many", &none).await.unwrap();
    assert_eq!(many.media.len(), 8);
    assert_eq!(
        many.text.matches("[image, image/png]").count(),
        100,
        "the others are named"
    );
    let large = desk.client.attach_prompt(&id, "large", &none).await.unwrap();
    let sizes: Vec<usize> = large.media.iter().map(|m| m.url.len()).collect();
    assert!(
        (1..8).contains(&sizes.len()) && sizes.iter().sum::<usize>() <= 32 << 20,
        "{sizes:?}"
    );
    desk.client.close().await;
}
