//! Support tickets of the last weeks.

use jiff::civil::Date;
use sqlx::SqliteConnection;

use super::at;
use crate::company::calendar;
use crate::company::table::tickets::{self, NewTicket};

/// Days ago, requester, assignee, category, priority, status, title, description.
type Row = (
    i64,
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const TICKETS: [Row; 16] = [
    (
        41,
        "sofia.rossi",
        Some("fatima.khan"),
        "hardware",
        "normal",
        "solved",
        "Second screen flickers",
        "The left screen at desk B-12 flickers when the heating starts.",
    ),
    (
        35,
        "lucas.meyer",
        Some("fatima.khan"),
        "access",
        "high",
        "solved",
        "Locked out of the CRM",
        "The CRM says that my account is locked after the password change.",
    ),
    (
        30,
        "wang.fang",
        Some("priya.nair"),
        "network",
        "normal",
        "solved",
        "VPN drops every hour",
        "上海办公室 VPN 每小时断开一次。 The VPN drops once an hour from the Shanghai office.",
    ),
    (
        24,
        "grace.okafor",
        Some("fatima.khan"),
        "software",
        "normal",
        "solved",
        "Export of the ledger stops at 10,000 rows",
        "The export ends without a message. I need the whole quarter.",
    ),
    (
        21,
        "oliver.smith",
        Some("priya.nair"),
        "facilities",
        "low",
        "solved",
        "Chair in room Orchid is broken",
        "One armrest came off.",
    ),
    (
        18,
        "chen.yu",
        Some("fatima.khan"),
        "access",
        "normal",
        "solved",
        "Read access to the data warehouse",
        "For the churn analysis, approved by Jonas.",
    ),
    (
        14,
        "ada.lim",
        Some("fatima.khan"),
        "hardware",
        "normal",
        "in_progress",
        "Laptop battery lasts an hour",
        "It is three years old and shows 61 percent health.",
    ),
    (
        12,
        "maya.cohen",
        Some("priya.nair"),
        "software",
        "high",
        "in_progress",
        "Forecast sheet does not open",
        "It says that the file is locked by a person who left the company.",
    ),
    (
        9,
        "nora.jensen",
        None,
        "access",
        "normal",
        "open",
        "Access to the shared sales mailbox",
        "I took over sales operations and cannot see the mailbox.",
    ),
    (
        8,
        "hiro.tanaka",
        Some("fatima.khan"),
        "network",
        "high",
        "in_progress",
        "Wi-Fi is slow on the third floor",
        "Video calls freeze in the afternoon, mostly near room Harbour.",
    ),
    (
        6,
        "wei.zhang",
        Some("priya.nair"),
        "software",
        "normal",
        "open",
        "Onboarding form shows the wrong office",
        "入职表格中的办公室显示错误。 New colleagues in Shanghai are listed under Berlin.",
    ),
    (
        5,
        "tomas.ruiz",
        None,
        "access",
        "low",
        "open",
        "Badge does not open the bicycle room",
        "It opens the front door only.",
    ),
    (
        4,
        "ines.costa",
        None,
        "facilities",
        "normal",
        "open",
        "Room Tejo is too cold in the morning",
        "About 17 degrees at nine o'clock.",
    ),
    (
        3,
        "ada.lim",
        None,
        "software",
        "low",
        "open",
        "Spell checker has no British English",
        "Only American English is offered.",
    ),
    (
        2,
        "elena.marsh",
        Some("priya.nair"),
        "facilities",
        "high",
        "in_progress",
        "Projector for the board meeting",
        "The one in Harbour shows everything in green.",
    ),
    (
        1,
        "sofia.rossi",
        None,
        "hardware",
        "normal",
        "open",
        "Drawing tablet is not recognised",
        "Since yesterday's update.",
    ),
];

pub(super) async fn fill(db: &mut SqliteConnection, today: Date) -> sqlx::Result<()> {
    for (days_ago, requester_id, assignee_id, category, priority, status, title, description) in TICKETS {
        let created_at = at(calendar::plus(today, -days_ago), "08:30");
        let ticket = NewTicket {
            title,
            description,
            category,
            priority,
            status,
            requester_id,
            assignee_id,
            created_at: &created_at,
        };
        tickets::add(&mut *db, ticket).await?;
    }
    Ok(())
}
