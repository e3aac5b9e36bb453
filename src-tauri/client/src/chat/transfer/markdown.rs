//! A branch as Markdown: pure.

use std::fmt::Write as _;

use crate::api::{CallState, CallView, Role};
use crate::chat::record::{Message, Part};

/// The document.
pub(super) fn of(title: &str, messages: &[Message]) -> String {
    let mut text = format!("# {}\n", one_line(title));
    for message in messages {
        let who = match message.role {
            Role::User => "You",
            Role::Assistant => message.model.as_deref().unwrap_or("Lanyard"),
        };
        // Writing to a text can't fail.
        let _ = write!(text, "\n## {} ({})\n", one_line(who), message.at);
        for part in &message.parts {
            text.push('\n');
            write_part(&mut text, part);
        }
    }
    text
}

fn write_part(text: &mut String, part: &Part) {
    match part {
        Part::Text { text: said, .. } => {
            text.push_str(said.trim_end());
            text.push('\n');
        }
        Part::Reasoning { text: thought, .. } => quote(text, "Thoughts", thought),
        Part::Summary { text: summary } => quote(text, "What was said before, in short", summary),
        Part::Attachment { attachment } => {
            quote(
                text,
                &format!("Attached: {}", one_line(&attachment.title)),
                &attachment.text,
            );
        }
        Part::Note { sentence } | Part::LeftOut { sentence, .. } => quote(text, &sentence.to_string(), ""),
        Part::Call { call, .. } => write_call(text, &call.view),
    }
}

fn write_call(text: &mut String, call: &CallView) {
    let how = match call.state {
        CallState::Done => "done",
        CallState::Failed => "failed",
        CallState::SignInRequired => "needs a sign-in",
        CallState::Declined => "declined",
        CallState::Blocked => "blocked",
        CallState::Stopped | CallState::Asking | CallState::Running => "stopped",
    };
    let (title, server) = (one_line(&call.title), one_line(&call.server_name));
    let _ = writeln!(text, "**{title}** ({server}): {how}\n");
    fenced(text, "json", &call.arguments);
    let result = call.structured.as_deref().or(call.text.as_deref()).unwrap_or_default();
    if !result.is_empty() {
        text.push('\n');
        fenced(text, if call.structured.is_some() { "json" } else { "" }, result);
    }
    if let Some(reason) = &call.reason {
        let _ = writeln!(text, "\n{reason}");
    }
}

/// Between fences that nothing in it ends.
fn fenced(text: &mut String, language: &str, content: &str) {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(text, "{fence}{language}\n{}\n{fence}", content.trim_end());
}

fn quote(text: &mut String, head: &str, content: &str) {
    let _ = writeln!(text, "> **{head}**");
    if !content.trim().is_empty() {
        text.push_str(">\n");
    }
    for line in content.trim().lines() {
        let _ = writeln!(text, "> {line}");
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_in_what_it_holds() {
        let mut text = String::new();
        fenced(&mut text, "", "a\n````\nb");
        assert_eq!(text, "`````\na\n````\nb\n`````\n");
    }

    #[test]
    fn what_is_quoted_stays_quoted() {
        let mut text = String::new();
        quote(&mut text, "Thoughts", "one\n# two");
        assert_eq!(text, "> **Thoughts**\n>\n> one\n> # two\n");
    }
}
