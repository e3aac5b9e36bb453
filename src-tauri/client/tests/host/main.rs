//! The client and servers that misbehave: each call ends with a sentence, the session lives on, and no other server
//! notices.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod answers;
mod beginnings;
mod desk;
mod doors;
mod own;
mod shown;
mod wild;
