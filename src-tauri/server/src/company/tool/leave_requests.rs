//! Changing one's own leave: `leave_request` and `leave_cancel`.

use jiff::civil::Date;
use rmcp::handler::server::common::schema_for_output;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::leave::{LeaveEntry, balance};
use super::number_of;
use crate::company::Company;
use crate::company::asking::{Asked, Asking, Choice, Chosen};
use crate::company::calendar;
use crate::company::caller::Caller;
use crate::company::database;
use crate::company::refusal::Refusal;
use crate::company::table::leave::{self, NewLeave};
use crate::company::table::people::Person;

/// After every leave.
const LAST_DAY: &str = "9999-12-31";
/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

#[derive(Debug, Deserialize, JsonSchema)]
struct LeaveRequest {
    /// The first day off, year-month-day.
    #[schemars(extend("format" = "date"))]
    from: String,
    /// The last day off, year-month-day; the same as the first for a single day.
    #[schemars(extend("format" = "date"))]
    to: String,
    /// A word to the manager, such as "winter break".
    #[schemars(length(max = 500))]
    note: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Requested {
    /// What was entered.
    request: LeaveEntry,
    /// Who answers it.
    approver: Option<String>,
    /// Vacation days left after this, in the year of the first day.
    left: i64,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct LeaveId {
    /// The id of the leave, such as L-12, as leave_list shows it. Without one you are asked which.
    id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Cancelled {
    /// What was cancelled.
    cancelled: LeaveEntry,
    /// Vacation days left after this, in the year of the first day.
    left: i64,
}

#[tool_router(router = leave_requests_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Request leave",
        description = "Request leave (vacation, holiday, time off) for yourself from one day to another. Your manager is \
                       asked; the days are held back from your balance at once.",
        annotations(
            read_only_hint = false,
            destructive_hint = false,
            idempotent_hint = false,
            open_world_hint = false
        )
    )]
    async fn leave_request(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<LeaveRequest>,
    ) -> Result<Json<Requested>, Refusal> {
        let (from, to) = (calendar::date("from", &asked.from)?, calendar::date("to", &asked.to)?);
        let note = asked.note.unwrap_or_default();
        let today = self.today();
        let working_days = check_span(from, to, today)?;
        if note.chars().count() > LONGEST_NOTE {
            return Err(Refusal::told(format!(
                "the note is longer than {LONGEST_NOTE} characters: shorten it"
            )));
        }
        let person = self.person(&caller).await?;
        // What is checked must still hold when it is written: two requests at once must not overdraw the balance.
        let mut transaction = database::writing(self.pool()).await?;
        let (starts_on, ends_on) = (from.to_string(), to.to_string());
        let others = leave::within(&mut *transaction, &person.id, &starts_on, &ends_on).await?;
        if let Some(other) = others.iter().find(|other| other.status != "cancelled") {
            return Err(Refusal::told(format!(
                "you already have leave from {} to {} (L-{}, {}): pick other days or cancel that first",
                other.starts_on, other.ends_on, other.number, other.status
            )));
        }
        for year in from.year()..=to.year() {
            let left = balance(&mut transaction, &person, year, today).await?.left;
            let wanted = calendar::working_days_in(year, from, to);
            if wanted > left {
                return Err(Refusal::told(format!(
                    "that takes {wanted} vacation days in {year}, and you have {left} left: ask for fewer"
                )));
            }
        }
        let requested_at = self.stamp();
        let entry = NewLeave {
            person_id: &person.id,
            starts_on: &starts_on,
            ends_on: &ends_on,
            working_days,
            note: &note,
            status: "requested",
            requested_at: &requested_at,
        };
        let number = leave::add(&mut transaction, entry).await?;
        let left = balance(&mut transaction, &person, from.year(), today).await?.left;
        transaction.commit().await?;
        self.news().leave_changed(&person.id);
        let request = LeaveEntry {
            id: format!("L-{number}"),
            from: starts_on,
            to: ends_on,
            working_days,
            note,
            status: "requested".to_owned(),
            requested_at,
        };
        Ok(Json(Requested {
            request,
            approver: person.manager,
            left,
        }))
    }

    #[tool(
        title = "Cancel leave",
        description = "Cancel leave (vacation, holiday, time off) of your own that has not begun yet, by its id or by \
                       choosing it from a list. The days return to your balance.",
        output_schema = schema_for_output::<Cancelled>(),
        annotations(
            read_only_hint = false,
            destructive_hint = true,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn leave_cancel(
        &self,
        caller: Caller,
        asking: Asking,
        Parameters(asked): Parameters<LeaveId>,
    ) -> Result<Asked<Cancelled>, Refusal> {
        let person = self.person(&caller).await?;
        let id = match asked.id {
            Some(id) => id,
            None => match self.which_leave(&person, &asking).await? {
                Chosen::Value(id) => id,
                Chosen::Question(question) => return Ok(Asked::Question(question)),
            },
        };
        // Another person's leave is answered like one that does not exist: ids must not tell who is away.
        let unknown = || Refusal::told(format!("you have no leave {id}: leave_list shows the ids"));
        let number = number_of(&id, 'L').ok_or_else(unknown)?;
        let mut transaction = database::writing(self.pool()).await?;
        let found = leave::by_number(&mut *transaction, number).await?;
        let mut found = found.filter(|leave| leave.person_id == person.id).ok_or_else(unknown)?;
        let from = calendar::date("from", &found.starts_on)?;
        let today = self.today();
        if from <= today {
            return Err(Refusal::told(
                "that leave has begun already: only your manager can change it now",
            ));
        }
        if !leave::cancel(&mut *transaction, number).await? {
            return Err(Refusal::told(format!("L-{number} was cancelled already")));
        }
        let left = balance(&mut transaction, &person, from.year(), today).await?.left;
        transaction.commit().await?;
        self.news().leave_changed(&person.id);
        "cancelled".clone_into(&mut found.status);
        Ok(Asked::Answer(Json(Cancelled {
            cancelled: found.into(),
            left,
        })))
    }
}

impl Company {
    /// Has the person choose one of their leaves that can still be cancelled.
    async fn which_leave(&self, person: &Person, asking: &Asking) -> Result<Chosen, Refusal> {
        let today = self.today();
        let tomorrow = today.tomorrow().unwrap_or(today).to_string();
        let all = leave::within(self.pool(), &person.id, &tomorrow, LAST_DAY).await?;
        let open = all
            .into_iter()
            .filter(|leave| leave.status != "cancelled" && leave.starts_on >= tomorrow);
        let choices: Vec<Choice> = open
            .map(|leave| Choice {
                value: format!("L-{}", leave.number),
                words: format!(
                    "{} to {} ({} working days)",
                    leave.starts_on, leave.ends_on, leave.working_days
                ),
            })
            .collect();
        if choices.is_empty() {
            return Err(Refusal::told("you have no leave to come: there is nothing to cancel"));
        }
        let otherwise = "say which leave by its id: leave_list shows the ids";
        asking
            .choose("Which leave do you want to cancel?", &choices, otherwise)
            .await
    }
}

/// Whether these days can be asked for at all; returns the working days among them.
fn check_span(from: Date, to: Date, today: Date) -> Result<i64, Refusal> {
    if to < from {
        return Err(Refusal::told("the last day lies before the first: swap them"));
    }
    if from < today {
        return Err(Refusal::told(format!(
            "{from} has passed: leave is requested for days to come"
        )));
    }
    if !calendar::is_countable(from, to) {
        return Err(Refusal::told("that is more than a year: ask for less at once"));
    }
    match calendar::working_days(from, to) {
        0 => Err(Refusal::told("nobody works on those days: there is nothing to request")),
        days => Ok(days),
    }
}
