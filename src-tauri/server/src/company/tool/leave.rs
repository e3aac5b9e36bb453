//! Looking at one's own leave: `leave_balance` and `leave_list`, and the sum behind both.

use jiff::civil::Date;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use crate::company::Company;
use crate::company::calendar;
use crate::company::caller::Caller;
use crate::company::refusal::Refusal;
use crate::company::table::leave::{self, Leave};
use crate::company::table::people::Person;

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Year {
    /// The calendar year; this year if left out.
    #[schemars(range(min = 2000, max = 2100))]
    year: Option<i16>,
}

impl Year {
    /// The year that is meant.
    pub(super) fn year(&self, today: Date) -> Result<i16, Refusal> {
        match self.year {
            None => Ok(today.year()),
            Some(year) if (2000..=2100).contains(&year) => Ok(year),
            Some(year) => Err(Refusal::told(format!("{year} is not a year between 2000 and 2100"))),
        }
    }
}

/// The vacation days of one person in one year.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Balance {
    /// Vacation days left: what can still be requested. First, because it is what people ask for.
    pub(super) left: i64,
    /// Days for this year.
    pub(super) entitled: i64,
    /// Days carried over from the year before.
    pub(super) carried_over: i64,
    /// Working days of approved leave that have passed or begun.
    pub(super) taken: i64,
    /// Working days of approved leave to come.
    pub(super) planned: i64,
    /// Working days asked for and not answered yet.
    pub(super) requested: i64,
    pub(super) year: i16,
}

/// One absence, as people see it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LeaveEntry {
    /// The id for cancelling, such as L-12.
    pub(super) id: String,
    /// The first day.
    #[schemars(extend("format" = "date"))]
    pub(super) from: String,
    /// The last day.
    #[schemars(extend("format" = "date"))]
    pub(super) to: String,
    pub(super) working_days: i64,
    pub(super) note: String,
    /// requested, approved or cancelled.
    pub(super) status: String,
    #[schemars(extend("format" = "date-time"))]
    pub(super) requested_at: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LeaveEntries {
    pub(super) year: i16,
    pub(super) leave: Vec<LeaveEntry>,
}

impl From<Leave> for LeaveEntry {
    fn from(leave: Leave) -> Self {
        Self {
            id: format!("L-{}", leave.number),
            from: leave.starts_on,
            to: leave.ends_on,
            working_days: leave.working_days,
            note: leave.note,
            status: leave.status,
            requested_at: leave.requested_at,
        }
    }
}

/// The first and the last day of a year, as the table writes them.
fn ends_of(year: i16) -> (String, String) {
    (format!("{year:04}-01-01"), format!("{year:04}-12-31"))
}

/// Adds up a person's year. Leave over the turn of the year counts in each year with the days that fall into it.
pub(super) async fn balance(
    db: &mut SqliteConnection,
    person: &Person,
    year: i16,
    today: Date,
) -> Result<Balance, Refusal> {
    let (first, last) = ends_of(year);
    let (mut taken, mut planned, mut requested) = (0, 0, 0);
    for leave in leave::within(db, &person.id, &first, &last).await? {
        let (from, to) = (
            calendar::date("from", &leave.starts_on)?,
            calendar::date("to", &leave.ends_on)?,
        );
        let days = calendar::working_days_in(year, from, to);
        match leave.status.as_str() {
            "approved" if from <= today => taken += days,
            "approved" => planned += days,
            "requested" => requested += days,
            _ => {}
        }
    }
    let carried_over = if person.carried_year == i64::from(year) {
        person.carried_days
    } else {
        0
    };
    let left = person.leave_days + carried_over - taken - planned - requested;
    Ok(Balance {
        left,
        entitled: person.leave_days,
        carried_over,
        taken,
        planned,
        requested,
        year,
    })
}

impl Company {
    /// All leave of the caller that touches a year, in the order of time.
    pub(super) async fn leave_of_year(&self, caller: &Caller, year: i16) -> Result<Vec<Leave>, Refusal> {
        let person = self.person(caller).await?;
        let (first, last) = ends_of(year);
        Ok(leave::within(self.pool(), &person.id, &first, &last).await?)
    }

    /// This year's leave of the caller as a page of Markdown.
    pub(in crate::company) async fn own_leave_text(&self, caller: &Caller) -> Result<String, Refusal> {
        let person = self.person(caller).await?;
        let today = self.today();
        let (first, last) = ends_of(today.year());
        let mut db = self.pool().acquire().await?;
        let left = balance(&mut db, &person, today.year(), today).await?.left;
        let mut text = format!(
            "# Leave of {} in {}\n\n{left} vacation days are left.\n",
            person.name,
            today.year()
        );
        for leave in leave::within(&mut *db, &person.id, &first, &last).await? {
            let entry = LeaveEntry::from(leave);
            let line = [
                "\n- ",
                &entry.id,
                ": ",
                &entry.from,
                " to ",
                &entry.to,
                ", ",
                &entry.status,
            ];
            text.extend(line);
        }
        text.push('\n');
        Ok(text)
    }
}

#[tool_router(router = leave_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Vacation days left",
        description = "How many vacation days (paid leave, holidays, time off) you have left this year, with the days \
                       you are entitled to, carried over, taken, planned and requested.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn leave_balance(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<Year>,
    ) -> Result<Json<Balance>, Refusal> {
        let person = self.person(&caller).await?;
        let today = self.today();
        let mut db = self.pool().acquire().await?;
        balance(&mut db, &person, asked.year(today)?, today).await.map(Json)
    }

    #[tool(
        title = "My leave",
        description = "List your own leave (vacation, holidays, time off) of a year: requested, approved and cancelled, \
                       with dates, working days, notes and the ids for cancelling.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn leave_list(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<Year>,
    ) -> Result<Json<LeaveEntries>, Refusal> {
        let year = asked.year(self.today())?;
        let rows = self.leave_of_year(&caller, year).await?;
        Ok(Json(LeaveEntries {
            year,
            leave: rows.into_iter().map(LeaveEntry::from).collect(),
        }))
    }
}
