//! Prompts: questions that a person can pick instead of writing them.

use rmcp::ErrorData;
use rmcp::model::{GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};

use super::Company;

/// The prompts that are listed, with the scopes that their use needs in `access`.
pub(super) fn all() -> Vec<Prompt> {
    vec![
        Prompt::new(
            "plan_leave",
            Some("Plan time off in a month: what is left, what is taken, and a proposal"),
            Some(vec![
                PromptArgument::new("month")
                    .with_title("Month")
                    .with_description("The month, such as 2026-12")
                    .with_required(true),
                PromptArgument::new("days")
                    .with_title("Days")
                    .with_description("How many working days off; 5 if left out")
                    .with_required(false),
            ]),
        )
        .with_title("Plan my leave"),
        Prompt::new(
            "report_problem",
            Some("Describe a problem, and look whether somebody has reported it already"),
            Some(vec![
                PromptArgument::new("category")
                    .with_title("Category")
                    .with_description("What it is about: hardware, software, access, network or facilities")
                    .with_required(true),
                PromptArgument::new("problem")
                    .with_title("Problem")
                    .with_description("What is wrong, in your own words")
                    .with_required(true),
            ]),
        )
        .with_title("Report a problem"),
    ]
}

impl Company {
    /// The messages of a prompt with these arguments.
    pub(super) fn prompt(
        &self,
        name: &str,
        arguments: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<GetPromptResult, ErrorData> {
        let optional = |key: &str| {
            arguments
                .get(key)
                .and_then(|value| value.as_str())
                .filter(|text| !text.is_empty())
        };
        let required = |key: &str| {
            optional(key).ok_or_else(|| ErrorData::invalid_params(format!("the prompt {name} needs \"{key}\""), None))
        };
        let (description, text) = match name {
            "plan_leave" => {
                let (month, days) = (required("month")?, optional("days").unwrap_or("5"));
                let first = format!("{month}-01");
                if first.parse::<jiff::civil::Date>().is_err() {
                    return Err(ErrorData::invalid_params(
                        "\"month\" is written year-month, such as 2026-12",
                        None,
                    ));
                }
                let today = self.today();
                (
                    format!("Plan {days} days off in {month}"),
                    format!(
                        "Today is {today}. I would like to take {days} working days off in {month}. Look up how many \
                         vacation days I have left and which leave I have already, then propose dates that need the \
                         fewest days by using weekends and holidays. Request nothing before I agree."
                    ),
                )
            }
            "report_problem" => {
                let (category, problem) = (required("category")?, required("problem")?);
                (
                    format!("Report a problem ({category})"),
                    format!(
                        "I have a problem ({category}): {problem}\n\nSearch the support tickets first. If somebody has \
                         reported the same, tell me its state. Otherwise propose a title and a description for a new \
                         ticket, and open it when I agree."
                    ),
                )
            }
            other => return Err(ErrorData::invalid_params(format!("there is no prompt {other}"), None)),
        };
        Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]).with_description(description))
    }
}
