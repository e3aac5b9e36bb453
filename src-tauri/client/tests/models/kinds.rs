//! Every wire carries text, thoughts and calls, in whatever pieces they arrive.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::server::{Reply, Server};
use crate::shelf::{Shelf, asked, joined};
use crate::streams::{ALL, FIVE, ONE, REASONING, Said, TEXT, TWO, Wire};

const ANSWERS: [Said; 4] = [TEXT, REASONING, ONE, TWO];

/// An answer that comes in these pieces comes to the same.
async fn cut_at(shelf: &Shelf, server: &Server, model: &str, wire: Wire, said: &Said, cuts: &[usize]) {
    server.will(Reply::stream(wire.media_type(), &wire.stream(said), cuts));
    let (deltas, error) = joined(&shelf.models, model, asked("Hello")).await;
    assert!(error.is_none(), "{wire:?} cut at {cuts:?}: {error:?}");
    wire.check(&deltas, said);
}

#[tokio::test]
async fn every_wire_carries_text_thoughts_and_calls() {
    let server = Server::start().await;
    for wire in ALL {
        let shelf = Shelf::new().await;
        let model = shelf.add(wire, &server).await;
        for said in ANSWERS {
            cut_at(&shelf, &server, &model, wire, &said, &[]).await;
        }
    }
}

#[tokio::test]
async fn one_byte_at_a_time_is_the_same_answer() {
    let server = Server::start().await;
    for wire in ALL {
        let shelf = Shelf::new().await;
        let model = shelf.add(wire, &server).await;
        for said in ANSWERS {
            let every: Vec<usize> = (1..wire.stream(&said).len()).collect();
            cut_at(&shelf, &server, &model, wire, &said, &every).await;
        }
    }
}

/// Inside every escape, and inside every character of more than one byte.
#[tokio::test]
async fn a_cut_inside_an_escape_or_a_character_is_no_cut_in_the_answer() {
    let server = Server::start().await;
    for wire in FIVE {
        let shelf = Shelf::new().await;
        let model = shelf.add(wire, &server).await;
        for said in ANSWERS {
            let stream = wire.stream(&said);
            let inside = |at: &usize| stream[at - 1] == b'\\' || (stream[*at] & 0b1100_0000) == 0b1000_0000;
            let cuts: Vec<usize> = (1..stream.len()).filter(inside).collect();
            assert!(
                !cuts.is_empty() || !stream.contains(&b'\\'),
                "{wire:?} has something to cut"
            );
            cut_at(&shelf, &server, &model, wire, &said, &cuts).await;
        }
    }
}

#[tokio::test]
async fn however_a_stream_is_cut_the_joined_deltas_are_equal() {
    let server = Server::start().await;
    let mut dice = StdRng::seed_from_u64(6);
    for wire in FIVE {
        let shelf = Shelf::new().await;
        let model = shelf.add(wire, &server).await;
        for said in ANSWERS {
            let length = wire.stream(&said).len();
            for _ in 0..12 {
                let mut cuts: Vec<usize> = (0..dice.random_range(1..30))
                    .map(|_| dice.random_range(1..length))
                    .collect();
                cuts.sort_unstable();
                cuts.dedup();
                cut_at(&shelf, &server, &model, wire, &said, &cuts).await;
            }
        }
    }
}

/// Servers end lines in three ways (HTML, §9.2.6).
#[tokio::test]
async fn line_ends_of_another_kind_are_line_ends() {
    let server = Server::start().await;
    for wire in [Wire::Chat, Wire::Responses, Wire::Gemini, Wire::Anthropic] {
        let shelf = Shelf::new().await;
        let model = shelf.add(wire, &server).await;
        let stream = String::from_utf8(wire.stream(&TWO)).unwrap().replace('\n', "\r\n");
        server.will(Reply::stream(wire.media_type(), stream.as_bytes(), &[]));
        let (deltas, error) = joined(&shelf.models, &model, asked("Hello")).await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        wire.check(&deltas, &TWO);
    }
}
