//! `report_build`: the long one, with progress and cancellation.

use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::model::{ProgressNotificationParam, ProgressToken, RequestMetaObject};
use rmcp::{Peer, RoleServer, tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::company::Company;
use crate::company::refusal::Refusal;
use crate::company::table::{bookings, leave, people, tickets};

#[derive(Debug, Deserialize, JsonSchema)]
struct ReportWish {
    /// The calendar year; this year if left out.
    #[schemars(range(min = 2000, max = 2100))]
    year: Option<i16>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Section {
    department: String,
    people: i64,
    /// Working days of approved leave that began in the year.
    leave_days: i64,
    tickets_open: i64,
    tickets_solved: i64,
    room_bookings: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Report {
    title: String,
    year: i16,
    #[schemars(extend("format" = "date-time"))]
    built_at: String,
    sections: Vec<Section>,
}

/// Tells the caller how far it is, if the caller asked to be told.
struct Progress {
    peer: Peer<RoleServer>,
    token: Option<ProgressToken>,
    total: u32,
}

impl Progress {
    async fn tell(&self, done: u32, message: String) {
        let Some(token) = self.token.clone() else { return };
        let note = ProgressNotificationParam::new(token, f64::from(done))
            .with_total(f64::from(self.total))
            .with_message(message);
        // Nobody listening is no reason to stop: the answer may still be wanted.
        if let Err(error) = self.peer.notify_progress(note).await {
            tracing::debug!(%error, "a progress note was not delivered");
        }
    }
}

#[tool_router(router = report_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Build the yearly report",
        description = "Build the company's yearly report, department by department: people, leave days, support tickets \
                       and room bookings. Takes a while, shows its progress, and can be stopped.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn report_build(
        &self,
        Parameters(asked): Parameters<ReportWish>,
        meta: RequestMetaObject,
        peer: Peer<RoleServer>,
        stop: CancellationToken,
    ) -> Result<Json<Report>, Refusal> {
        let year = asked.year.unwrap_or(self.today().year());
        let departments = people::departments(self.pool()).await?;
        let total = u32::try_from(departments.len()).unwrap_or(u32::MAX);
        let progress = Progress {
            peer,
            token: meta.get_progress_token(),
            total,
        };
        let mut sections = Vec::with_capacity(departments.len());
        for (done, (department, people)) in (0..).zip(departments) {
            progress.tell(done, department.clone()).await;
            tokio::select! {
                biased;
                () = stop.cancelled() => return Err(Refusal::Cancelled),
                () = tokio::time::sleep(self.pace()) => {}
            }
            sections.push(self.section(department, people, year).await?);
        }
        progress.tell(total, "Done".to_owned()).await;
        let title = format!("Meridian in {year}");
        Ok(Json(Report {
            title,
            year,
            built_at: self.stamp(),
            sections,
        }))
    }
}

impl Company {
    async fn section(&self, department: String, people: i64, year: i16) -> Result<Section, Refusal> {
        let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let leave_days = leave::days_of_department(self.pool(), &department, &first, &last).await?;
        let (tickets_open, tickets_solved) = tickets::counts_of_department(self.pool(), &department).await?;
        let room_bookings = bookings::count_of_department(self.pool(), &department, &first, &last).await?;
        Ok(Section {
            department,
            people,
            leave_days,
            tickets_open,
            tickets_solved,
            room_bookings,
        })
    }
}
