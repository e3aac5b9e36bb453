//! What a server asks in the middle of a call, at a terminal: a form field by field, or an address to open.
//!
//! Where nobody is there to ask, the question is cancelled, and the server decides what becomes of its call.

use futures::StreamExt as _;
use lanyard_client::api::{ElicitationAnswer, ElicitationAsk, ElicitationView, Error, EventBody, FieldKind, FieldView};
use lanyard_client::{Client, Effect};
use serde_json::{Map, Value};

use crate::input::{self, Lines};
use crate::output::Output;
use crate::session::Session;
use crate::terminal;

/// Waits for a call, and answers what its server asks meanwhile.
pub(crate) async fn accompany<T>(
    session: &mut Session,
    call: impl Future<Output = Result<T, Error>>,
    lines: &mut Option<Lines>,
) -> Result<T, Error> {
    let mut call = std::pin::pin!(call);
    loop {
        let asked = tokio::select! {
            result = &mut call => return result,
            event = session.events.next() => match event.map(|event| event.body) {
                Some(EventBody::Elicitation { elicitation }) => elicitation,
                Some(_) => continue,
                // The core ends only after its calls have.
                None => return call.await,
            },
            Some(Effect::OpenUrl(url)) = session.effects.recv() => {
                // The address was shown; a person can open it by hand.
                let _ = open::that_detached(url.as_str());
                continue;
            }
        };
        let (client, out) = (session.client.clone(), session.out);
        tokio::select! {
            result = &mut call => return result,
            () = answer(&client, &asked, lines, out) => {}
        }
    }
}

/// Asks the person and answers.
pub(crate) async fn answer(client: &Client, asked: &ElicitationView, lines: &mut Option<Lines>, out: Output) {
    show(asked, out);
    let nobody = !input::is_person();
    if nobody {
        out.note("Nobody is here to ask, so it is not answered.");
    }
    loop {
        let answer = if nobody {
            ElicitationAnswer::Cancel
        } else {
            let lines = lines.get_or_insert_with(Lines::begin);
            match &asked.ask {
                ElicitationAsk::Form { fields } => form(fields, lines, out).await,
                ElicitationAsk::Url { opened, .. } => address(*opened, lines, out).await,
            }
        };
        match client.answer_elicitation(&asked.id, &answer) {
            Err(error) if matches!(answer, ElicitationAnswer::Accept { .. }) => out.note(&error.message.to_string()),
            // What was withdrawn meanwhile needs no answer any more.
            _ => return,
        }
    }
}

fn show(asked: &ElicitationView, out: Output) {
    out.note("");
    out.note(&format!(
        "{} asks, for {}:",
        terminal::line(&asked.server_name),
        terminal::line(&asked.title)
    ));
    out.note(&terminal::text(&asked.message));
    if let ElicitationAsk::Url { url, host, .. } = &asked.ask {
        out.note(&format!("It wants you to open {} at:", terminal::line(host)));
        out.note(&terminal::line(url));
    }
}

async fn form(fields: &[FieldView], lines: &mut Lines, out: Output) -> ElicitationAnswer {
    out.note("An empty answer takes what stands in brackets. A line with a single dot declines.");
    let mut content = Map::new();
    for field in fields {
        let hint = hint(&field.kind);
        let title = terminal::line(&field.title);
        if let Some(description) = &field.description {
            out.note(&terminal::line(description));
        }
        let optional = if field.required { "" } else { " (may be left out)" };
        out.ask(&format!("{title}{hint}{optional}: "));
        let Some(line) = lines.next().await else {
            return ElicitationAnswer::Cancel;
        };
        let line = line.trim();
        if line == "." {
            return ElicitationAnswer::Decline;
        }
        let value = if line.is_empty() {
            default(&field.kind)
        } else {
            Some(typed(&field.kind, line))
        };
        if let Some(value) = value {
            content.insert(field.name.clone(), value);
        }
    }
    ElicitationAnswer::Accept {
        content: Some(Value::Object(content).to_string()),
    }
}

async fn address(opened: bool, lines: &mut Lines, out: Output) -> ElicitationAnswer {
    loop {
        out.ask(if opened {
            "[c]ontinue when you are done there / [o]pen it again / [n]o: "
        } else {
            "[o]pen it in the browser / [n]o: "
        });
        let Some(line) = lines.next().await else {
            return ElicitationAnswer::Cancel;
        };
        match line.trim().to_lowercase().as_str() {
            "o" | "open" => return ElicitationAnswer::Open,
            "c" | "continue" if opened => return ElicitationAnswer::Accept { content: None },
            "n" | "no" => return ElicitationAnswer::Decline,
            _ => {}
        }
    }
}

fn hint(kind: &FieldKind) -> String {
    let one_of = |options: &[lanyard_client::api::ChoiceView]| {
        let name = |o: &lanyard_client::api::ChoiceView| {
            let (value, title) = (terminal::line(&o.value), terminal::line(&o.title));
            if value == title {
                value
            } else {
                format!("{value}: {title}")
            }
        };
        let names: Vec<_> = options.iter().map(name).collect();
        names.join(" / ")
    };
    let standing = match kind {
        FieldKind::Text { default, .. } | FieldKind::Number { default, .. } | FieldKind::Choice { default, .. } => {
            default.clone()
        }
        FieldKind::Flag { default } => default.map(|yes| if yes { "yes" } else { "no" }.to_owned()),
        FieldKind::Choices { default, .. } => (!default.is_empty()).then(|| default.join(", ")),
    };
    let choices = match kind {
        FieldKind::Flag { .. } => " (yes / no)".to_owned(),
        FieldKind::Choice { options, .. } => format!(" ({})", one_of(options)),
        FieldKind::Choices { options, .. } => format!(" ({}; several with commas)", one_of(options)),
        FieldKind::Text { .. } | FieldKind::Number { .. } => String::new(),
    };
    let standing = standing
        .map(|text| format!(" [{}]", terminal::line(&text)))
        .unwrap_or_default();
    format!("{choices}{standing}")
}

fn default(kind: &FieldKind) -> Option<Value> {
    match kind {
        FieldKind::Text { default, .. } | FieldKind::Number { default, .. } | FieldKind::Choice { default, .. } => {
            default.clone().map(Value::String)
        }
        FieldKind::Flag { default } => default.map(Value::Bool),
        FieldKind::Choices { default, .. } => (!default.is_empty()).then(|| default.clone().into()),
    }
}

fn typed(kind: &FieldKind, line: &str) -> Value {
    match kind {
        FieldKind::Flag { .. } => match line.to_lowercase().as_str() {
            "y" | "yes" | "true" => Value::Bool(true),
            "n" | "no" | "false" => Value::Bool(false),
            // The core says what is wrong with it.
            _ => line.into(),
        },
        FieldKind::Choices { .. } => line
            .split(',')
            .map(|one| one.trim().to_owned())
            .collect::<Vec<_>>()
            .into(),
        _ => line.into(),
    }
}
