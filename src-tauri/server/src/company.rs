//! A company worth showing: the sample company Meridian, whose tools work for the person who is signed in.
//!
//! What enters: MCP requests whose `http::request::Parts` carry a [`Principal`](crate::Principal). What leaves: tools,
//! resources, prompts and completions over a small SQLite database with data relative to today. It does not know
//! tokens, clients or HTTP answers on purpose: the authorization layer stands in front and uses [`POLICY`].

mod access;
mod asking;
mod calendar;
mod caller;
mod completion;
mod database;
mod handler;
mod news;
mod pages;
mod picture;
mod prompts;
mod refusal;
mod search;
mod seed;
mod table;
#[cfg(test)]
mod tests;
mod tool;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rmcp::handler::server::router::tool::ToolRouter;
use sqlx::SqlitePool;

use crate::clock::Clock;
use news::News;

pub use access::{POLICY, SCOPES, required_scopes, required_scopes_for, scopes_for_groups};
pub use database::OpenError;

/// The pause of the one long tool between two sections, so that a person can watch its progress and stop it.
const PACE: Duration = Duration::from_millis(400);

/// The sample company as an MCP server; cheap to clone, one per process.
#[derive(Clone)]
pub struct Company(Arc<Parts>);

struct Parts {
    pool: SqlitePool,
    clock: Clock,
    zone: TimeZone,
    /// Built once: building it generates every JSON schema anew.
    router: ToolRouter<Company>,
    pace: Duration,
    news: News,
}

impl Company {
    /// Opens the company's database, or one in memory when `database` is `None`, and fills an empty one with data
    /// relative to the clock's today.
    pub async fn open(database: Option<&Path>, clock: Clock) -> Result<Self, OpenError> {
        Self::open_with_pace(database, clock, PACE).await
    }

    /// The same with another pause between the sections of a long report; tests take none.
    pub async fn open_with_pace(database: Option<&Path>, clock: Clock, pace: Duration) -> Result<Self, OpenError> {
        let pool = database::open(database).await?;
        let company = Self(Arc::new(Parts {
            pool,
            clock,
            zone: TimeZone::system(),
            router: tool::router(),
            pace,
            news: News::default(),
        }));
        seed::fill(&company).await?;
        Ok(company)
    }

    fn pool(&self) -> &SqlitePool {
        &self.0.pool
    }

    fn router(&self) -> &ToolRouter<Self> {
        &self.0.router
    }

    fn news(&self) -> &News {
        &self.0.news
    }

    fn pace(&self) -> Duration {
        self.0.pace
    }

    /// The local date and time.
    fn now(&self) -> DateTime {
        self.0.clock.now().to_zoned(self.0.zone.clone()).datetime()
    }

    /// The local date.
    fn today(&self) -> Date {
        self.now().date()
    }

    /// The instant as RFC 3339 text in whole seconds, for columns that say when something was made.
    fn stamp(&self) -> String {
        let now = self.0.clock.now();
        jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
    }
}

impl std::fmt::Debug for Company {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Company")
            .field("today", &self.today())
            .finish_non_exhaustive()
    }
}
