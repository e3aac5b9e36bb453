//! The same model against the listing of a whole company, as such a server writes it: long descriptions that share
//! their words, optional arguments, times as text.

use jiff::civil::date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::super::reply;
use super::tool;
use crate::models::request::{Arguments, Offer, Request, Turn};

fn text(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}

fn object(properties: Value, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "required": required });
    schema["properties"] = properties;
    schema
}

/// `finance` adds what only the finance team is shown.
fn listing(finance: bool) -> Vec<Offer> {
    let day = |about: &str| json!({ "type": "string", "format": "date", "description": about });
    let time = |about: &str| json!({ "type": "string", "pattern": "^[0-2]?[0-9]:[0-5][0-9]$", "description": about });
    let year = json!({ "type": ["integer", "null"], "description": "The calendar year; this year if left out." });
    let most = json!({ "type": ["integer", "null"], "description": "The most to return, 1 to 50; 10 if left out." });
    let mut tools = vec![
        tool(
            "whoami",
            "Who am I",
            "Who is signed in: your name, e-mail address, job title, department, manager, groups, permissions (scopes) and how you signed in.",
            true,
            object(json!({}), &[]),
        ),
        tool(
            "leave_balance",
            "Vacation days left",
            "How many vacation days (paid leave, holidays, time off) you have left this year, with the days you are entitled to, carried over, taken, planned and requested.",
            true,
            object(json!({ "year": year }), &[]),
        ),
        tool(
            "leave_list",
            "My leave",
            "List your own leave (vacation, holidays, time off) of a year: requested, approved and cancelled, with dates, working days, notes and the ids for cancelling.",
            true,
            object(json!({ "year": year }), &[]),
        ),
        tool(
            "leave_calendar",
            "Calendar picture of my leave",
            "Draw a picture (image) of a year's calendar on which your own days off are coloured: taken, planned and requested.",
            true,
            object(json!({ "year": year }), &[]),
        ),
        tool(
            "payout_account_change",
            "Change payout account",
            "Change the bank account (IBAN) to which the company pays you back what you spent. You type it on a page of the company's in your browser: it is not taken in the chat, and no app or model sees it.",
            false,
            object(json!({}), &[]),
        ),
        tool(
            "leave_request",
            "Request leave",
            "Request leave (vacation, holiday, time off) for yourself from one day to another. Your manager is asked; the days are held back from your balance at once.",
            false,
            object(
                json!({ "from": day("The first day off, year-month-day."), "to": day("The last day off, year-month-day; the same as the first for a single day."), "note": text("A word to the manager, such as \"winter break\".") }),
                &["from", "to"],
            ),
        ),
        tool(
            "leave_cancel",
            "Cancel leave",
            "Cancel leave (vacation, holiday, time off) of your own that has not begun yet, by its id. The days return to your balance.",
            false,
            object(
                json!({ "id": { "type": "string", "description": "The id of the leave, such as L-12, as leave_list shows it." } }),
                &["id"],
            ),
        ),
        tool(
            "people_search",
            "Find colleagues",
            "Find people in the company directory by name, job title, department or office: their e-mail address, phone, manager, and whether they are away today.",
            true,
            object(
                json!({ "query": { "type": "string", "description": "A name, job title, department or office, such as \"Wei\", \"finance\" or \"Berlin\"." }, "limit": most }),
                &["query"],
            ),
        ),
        tool(
            "handbook_search",
            "Search the handbook",
            "Search the employee handbook for company policies and rules: vacation, sick leave, working from home, expenses, travel, security, meeting rooms, onboarding, conduct.",
            true,
            object(
                json!({ "query": { "type": "string", "description": "What to look for, such as \"working from abroad\" or \"年假\"." }, "limit": most }),
                &["query"],
            ),
        ),
        tool(
            "report_build",
            "Build the yearly report",
            "Build the company's yearly report, department by department: people, leave days, support tickets and room bookings. Takes a while, shows its progress, and can be stopped.",
            true,
            object(json!({ "year": year }), &[]),
        ),
        tool(
            "room_find",
            "Find a meeting room",
            "Find meeting rooms that are free at a time, by office, seats and equipment; without a time, all rooms with what is booked on that day.",
            true,
            object(
                json!({ "date": day("The day, year-month-day; today if left out."), "from": time("From when the room is needed, hours:minutes; with `to` only free rooms are listed."), "to": time("Until when the room is needed, hours:minutes."), "people": { "type": ["integer", "null"], "description": "How many people have to fit." }, "location": text("The office: Singapore, Berlin, Shanghai or Lisbon.") }),
                &[],
            ),
        ),
        tool(
            "room_book",
            "Book a meeting room",
            "Book a meeting room in your name for a day and time. Refused if somebody else has it then.",
            false,
            object(
                json!({ "room": { "type": "string", "description": "The room's name, such as Banyan." }, "date": day("The day, year-month-day."), "from": time("The start, hours:minutes, such as 14:00."), "to": time("The end, hours:minutes, such as 15:00."), "title": text("What it is for, shown to everybody.") }),
                &["room", "date", "from", "to"],
            ),
        ),
        tool(
            "ticket_search",
            "Search support tickets",
            "Search the IT and office support tickets (help desk) by words, state, or only your own, the best match and the newest first.",
            true,
            object(
                json!({ "query": text("Words to look for, such as \"laptop battery\"; everything if left out."), "status": { "type": "string", "enum": ["open", "in_progress", "solved"] }, "mine": { "type": ["boolean", "null"], "description": "Only tickets that you opened yourself." }, "limit": most }),
                &[],
            ),
        ),
        tool(
            "ticket_create",
            "Open a support ticket",
            "Open a new IT or office support ticket (help desk) in your name, to report a problem with hardware, software, access, the network or the building.",
            false,
            object(
                json!({ "title": { "type": "string", "description": "What is wrong, in a few words." }, "description": text("What happens, since when, and what was tried."), "category": { "type": "string", "enum": ["hardware", "software", "access", "network", "facilities"] }, "priority": { "type": "string", "enum": ["low", "normal", "high"] } }),
                &["title", "category"],
            ),
        ),
    ];
    if finance {
        tools.push(tool("expense_report", "Company expenses", "Report the company's expenses (spending, costs) over a time, summed by department, category or month. For the finance team only.", true, object(json!({ "from": day("The first day, year-month-day; the first of January if left out."), "to": day("The last day, year-month-day; today if left out."), "group_by": { "type": "string", "enum": ["department", "category", "month"] }, "department": text("Only this department, such as Engineering.") }), &[])));
    }
    tools
}

fn say(text: &str, finance: bool) -> (String, Option<(String, Value)>) {
    let request = Request {
        system: String::new(),
        turns: vec![Turn::user(text)],
        tools: listing(finance),
    };
    let now = date(2026, 11, 23).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
    let (answer, calls) = reply(&request, &now);
    let call = calls.into_iter().next().map(|call| match call.arguments {
        Arguments::Object(map) => (call.name, Value::Object(map)),
        Arguments::Broken(text) => panic!("broken arguments: {text}"),
    });
    (answer, call)
}

#[test]
fn questions_of_a_working_day_find_their_tool() {
    for (asked, name, arguments) in [
        ("How many vacation days do I have left?", "leave_balance", json!({})),
        ("我还剩多少天年假？", "leave_balance", json!({})),
        ("我还有几天年假?", "leave_balance", json!({})),
        (
            "Request leave from 2026-12-21 to 2026-12-23",
            "leave_request",
            json!({ "from": "2026-12-21", "to": "2026-12-23" }),
        ),
        (
            "申请 2026-12-21 至 2026-12-23 休假",
            "leave_request",
            json!({ "from": "2026-12-21", "to": "2026-12-23" }),
        ),
        ("Build the quarterly report", "report_build", json!({})),
        (
            "Build the yearly report for 2025",
            "report_build",
            json!({ "year": 2025 }),
        ),
        ("生成季度报告", "report_build", json!({})),
        ("Who am I?", "whoami", json!({})),
        ("我是谁？", "whoami", json!({})),
        ("Show my leave", "leave_list", json!({})),
        ("Draw a picture of my leave", "leave_calendar", json!({})),
        ("Change my payout account", "payout_account_change", json!({})),
        ("Cancel leave L-12", "leave_cancel", json!({ "id": "L-12" })),
        ("取消请假 L-12", "leave_cancel", json!({ "id": "L-12" })),
        (
            "Find colleagues in Berlin",
            "people_search",
            json!({ "query": "Berlin" }),
        ),
        ("查找同事 Wei", "people_search", json!({ "query": "Wei" })),
        (
            "Search the handbook for working from home",
            "handbook_search",
            json!({}),
        ),
        (
            "Which meeting rooms are free tomorrow from 14:00 to 15:00 in Berlin?",
            "room_find",
            json!({ "date": "2026-11-24", "from": "14:00", "to": "15:00", "location": "Berlin" }),
        ),
        (
            "明天下午3点到4点有空闲的会议室吗？",
            "room_find",
            json!({ "date": "2026-11-24" }),
        ),
        (
            "Book room Banyan tomorrow from 14:00 to 15:00",
            "room_book",
            json!({ "room": "Banyan", "date": "2026-11-24", "from": "14:00", "to": "15:00" }),
        ),
        (
            "Show my open tickets",
            "ticket_search",
            json!({ "status": "open", "mine": true }),
        ),
        (
            "Open a hardware ticket: my laptop battery is dead",
            "ticket_create",
            json!({ "category": "hardware", "title": "my laptop battery is dead" }),
        ),
    ] {
        let (answer, call) = say(asked, false);
        let Some((called, got)) = call else {
            panic!("{asked}: no call but {answer:?}")
        };
        assert_eq!(called, format!("s__{name}"), "{asked}: {got}");
        for (key, value) in arguments.as_object().unwrap() {
            assert_eq!(got.get(key), Some(value), "{asked}: {key} in {got}");
        }
    }
}

#[test]
fn what_is_not_offered_is_not_mistaken_for_something_else() {
    for asked in ["Show the expense report", "查看报销报告"] {
        let (answer, call) = say(asked, false);
        assert_eq!(call, None, "{asked}");
        assert!(answer.contains("demo model") || answer.contains("演示模型"), "{answer}");
        assert_eq!(
            say(asked, true).1.map(|(name, _)| name).as_deref(),
            Some("s__expense_report"),
            "{asked}"
        );
    }
}
