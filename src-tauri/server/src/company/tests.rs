//! The company through rmcp's own client: what each person gets, and each refusal.

#![expect(clippy::unwrap_used, reason = "a failed test is a panic")]

mod asking;
mod expenses;
mod leave;
mod listing;
mod long_report;
mod news;
mod offices;
mod over_http;
mod payout;
mod picture;
mod signed;
