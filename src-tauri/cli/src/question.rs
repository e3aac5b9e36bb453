//! A tool's question to the person: what would run, where, as whom, with what.

use lanyard_client::api::{Answer, ApprovalView};

use crate::input::{self, Lines};
use crate::output::Output;
use crate::terminal;

/// The person's answer; none where nobody can be asked.
pub(crate) async fn answer(
    question: &ApprovalView,
    approved: &[String],
    lines: &mut Option<Lines>,
    out: Output,
) -> Option<Answer> {
    // What the company has ask each time is answered by a person each time, and by no script.
    if question.can_always && approved.contains(&question.call.tool) {
        return Some(Answer::AllowOnce);
    }
    if !input::is_person() {
        return None;
    }
    show(question, out);
    let talking = !question.conversation_id.is_empty();
    let lines = lines.get_or_insert_with(Lines::begin);
    loop {
        out.ask(match (question.can_always, talking) {
            (true, true) => "Allow? [y]es, this once / in this [c]onversation / [a]lways / [n]o: ",
            (true, false) => "Allow? [y]es, this once / [a]lways / [n]o: ",
            (false, _) => "Allow? [y]es / [n]o: ",
        });
        // The end of the input is no answer, and no answer is no.
        let Some(line) = lines.next().await else {
            return Some(Answer::Deny);
        };
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => return Some(Answer::AllowOnce),
            "c" | "conversation" if question.can_always && talking => return Some(Answer::AllowConversation),
            "a" | "always" if question.can_always => return Some(Answer::AllowAlways),
            "n" | "no" => return Some(Answer::Deny),
            _ => {}
        }
    }
}

fn show(question: &ApprovalView, out: Output) {
    let call = &question.call;
    let account = call
        .account
        .as_ref()
        .map_or_else(String::new, |account| format!(" as {}", terminal::line(account)));
    out.note("");
    out.note(&format!(
        "Lanyard wants to run {} ({}) on {}{account}.",
        terminal::line(&call.title),
        terminal::line(&call.tool),
        terminal::line(&call.server_name),
    ));
    let pretty = serde_json::from_str::<serde_json::Value>(&call.arguments)
        .and_then(|arguments| serde_json::to_string_pretty(&arguments))
        .unwrap_or_else(|_| call.arguments.clone());
    out.note(&pretty);
    if let Some(reason) = &question.reason {
        out.note(&terminal::line(&reason.to_string()));
    }
    // A tool that says it only reads leaves the other hint at its default, which is "may destroy".
    if question.effects.destructive && !question.effects.read_only {
        out.note("The tool says that it may delete or overwrite something.");
    }
}
