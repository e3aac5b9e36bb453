//! `expense_report`: what the company spent; for finance only, by its scope.

use std::collections::BTreeMap;

use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::company::Company;
use crate::company::calendar;
use crate::company::refusal::Refusal;
use crate::company::table::expenses;

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum GroupBy {
    #[default]
    Department,
    Category,
    Month,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ExpenseQuery {
    /// The first day, year-month-day; the first of January if left out.
    #[schemars(extend("format" = "date"))]
    from: Option<String>,
    /// The last day, year-month-day; today if left out.
    #[schemars(extend("format" = "date"))]
    to: Option<String>,
    /// What the sums are made for; department if left out.
    group_by: Option<GroupBy>,
    /// Only this department, such as Engineering.
    department: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Sum {
    /// The department, category or month.
    name: String,
    /// How many bills.
    bills: i64,
    /// In whole euros and cents, such as "1204.50".
    amount: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ExpenseSums {
    #[schemars(extend("format" = "date"))]
    from: String,
    #[schemars(extend("format" = "date"))]
    to: String,
    /// Always EUR.
    currency: String,
    /// In whole euros and cents.
    total: String,
    /// The largest first; months in their order.
    sums: Vec<Sum>,
}

/// Cents as text, since a binary fraction cannot hold them.
fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

#[tool_router(router = expenses_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Company expenses",
        description = "Report the company's expenses (spending, costs) over a time, summed by department, category or \
                       month. For the finance team only.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn expense_report(&self, Parameters(asked): Parameters<ExpenseQuery>) -> Result<Json<ExpenseSums>, Refusal> {
        let today = self.today();
        let from = asked
            .from
            .as_deref()
            .map_or(Ok(today.first_of_year()), |date| calendar::date("from", date))?;
        let to = asked
            .to
            .as_deref()
            .map_or(Ok(today), |date| calendar::date("to", date))?;
        if to < from {
            return Err(Refusal::told("the last day lies before the first: swap them"));
        }
        let group_by = asked.group_by.unwrap_or_default();
        let (from, to) = (from.to_string(), to.to_string());
        let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut total = 0;
        for expense in expenses::within(self.pool(), &from, &to).await? {
            if asked
                .department
                .as_deref()
                .is_some_and(|only| !expense.department.eq_ignore_ascii_case(only.trim()))
            {
                continue;
            }
            let name = match group_by {
                GroupBy::Department => expense.department,
                GroupBy::Category => expense.category,
                GroupBy::Month => expense.spent_on.chars().take(7).collect(),
            };
            let (bills, cents) = sums.entry(name).or_default();
            *bills += 1;
            *cents += expense.cents;
            total += expense.cents;
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        if !matches!(group_by, GroupBy::Month) {
            sums.sort_by_key(|(_, (_, cents))| std::cmp::Reverse(*cents));
        }
        let sums = sums
            .into_iter()
            .map(|(name, (bills, cents))| Sum {
                name,
                bills,
                amount: euros(cents),
            })
            .collect();
        Ok(Json(ExpenseSums {
            from,
            to,
            currency: "EUR".to_owned(),
            total: euros(total),
            sums,
        }))
    }
}
