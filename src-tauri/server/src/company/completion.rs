//! Completions: what may be meant while an argument is being typed.

use jiff::Span;
use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo};

use super::refusal::Refusal;
use super::table::handbook;
use super::tool::Category;
use super::{Company, pages};

impl Company {
    /// The values of an argument that begin with what has been typed.
    pub(super) async fn completed(&self, request: &CompleteRequestParams) -> Result<CompleteResult, ErrorData> {
        let (reference, argument) = (&request.r#ref, request.argument.name.as_str());
        let all = match (reference.as_prompt_name(), reference.as_resource_uri(), argument) {
            (Some("plan_leave"), _, "month") => self.coming_months(),
            (Some("plan_leave"), _, "days") => ["1", "2", "3", "5", "10"].map(str::to_owned).to_vec(),
            (Some("report_problem"), _, "category") => Category::ALL.map(|one| one.as_str().to_owned()).to_vec(),
            (_, Some(pages::TEMPLATE), "page") => {
                let rows = handbook::all(self.pool())
                    .await
                    .map_err(|error| Refusal::Data(error).protocol())?;
                rows.into_iter().map(|page| page.slug).collect()
            }
            (Some("plan_leave" | "report_problem"), _, _) | (_, Some(pages::TEMPLATE), _) => Vec::new(),
            _ => {
                return Err(ErrorData::invalid_params(
                    "there is no such prompt or template to complete",
                    None,
                ));
            }
        };
        let typed = request.argument.value.to_lowercase();
        let values = all
            .into_iter()
            .filter(|value| value.to_lowercase().starts_with(&typed))
            .collect();
        let values = CompletionInfo::with_all_values(values).map_err(|text| ErrorData::internal_error(text, None))?;
        Ok(CompleteResult::new(values))
    }

    /// This month and the eleven after it, such as `2026-12`.
    fn coming_months(&self) -> Vec<String> {
        let first = self.today().first_of_month();
        (0..12)
            .map(|month| {
                first
                    .saturating_add(Span::new().months(month))
                    .strftime("%Y-%m")
                    .to_string()
            })
            .collect()
    }
}
