//! `payout_account_change`: an account number that the person types on a page of the company's and nowhere else.

use rmcp::handler::server::common::schema_for_output;
use rmcp::handler::server::wrapper::Json;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Serialize;

use crate::company::Company;
use crate::company::asking::{Asked, Asking, OnPage};
use crate::company::caller::Caller;
use crate::company::refusal::Refusal;
use crate::company::table::payout_accounts;
use crate::questions::{Answers, Form, Kind, Text};

const IBAN: &str = "iban";

#[derive(Debug, Serialize, JsonSchema)]
struct Changed {
    /// The new account, as far as it may be seen: its country and its last four characters.
    account: String,
    #[schemars(extend("format" = "date-time"))]
    changed_at: String,
}

#[tool_router(router = payout_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Change payout account",
        description = "Change the bank account (IBAN) to which the company pays you back what you spent. You type it on \
                       a page of the company's in your browser: it is not taken in the chat, and no app or model \
                       sees it.",
        output_schema = schema_for_output::<Changed>(),
        annotations(
            read_only_hint = false,
            destructive_hint = true,
            idempotent_hint = false,
            open_world_hint = false
        )
    )]
    async fn payout_account_change(&self, caller: Caller, asking: Asking) -> Result<Asked<Changed>, Refusal> {
        let person = self.person(&caller).await?;
        let before = payout_accounts::of(self.pool(), &person.id).await?;
        let message = "Type your new account number on a page of the company's. You prove there who you are.";
        let otherwise = "this app opens no pages of the company's, and an account number does not belong into a chat: \
                         ask finance to change it";
        let answers = match asking.on_page(message, page(before.as_deref()), otherwise).await? {
            OnPage::Answers(answers) => answers,
            OnPage::Question(question) => return Ok(Asked::Question(question)),
        };
        let iban = compact(answers.get(IBAN));
        let changed_at = self.stamp();
        payout_accounts::put(self.pool(), &person.id, &iban, &changed_at).await?;
        Ok(Asked::Answer(Json(Changed {
            account: masked(&iban),
            changed_at,
        })))
    }
}

fn page(before: Option<&str>) -> Form {
    let (english, chinese) = match before.map(masked) {
        Some(account) => (
            format!("Your expenses are paid to {account}. Type the account that they go to from now on."),
            format!("你的费用目前支付到 {account}。请输入今后收款的账户。"),
        ),
        None => (
            "Type the account that your expenses are paid to.".to_owned(),
            "请输入用于收取费用的账户。".to_owned(),
        ),
    };
    Form::new(
        Text::new("Change payout account", "更改收款账户"),
        Text::new(english, chinese),
        Text::new("Change account", "更改账户"),
    )
    .field(IBAN, Text::new("Account number (IBAN)", "账号（IBAN）"), Kind::Line)
    .checked(check)
}

fn check(answers: &Answers) -> Result<(), Text> {
    if is_iban(&compact(answers.get(IBAN))) {
        return Ok(());
    }
    Err(Text::new(
        "This is no IBAN: compare it with your bank card, letter by letter.",
        "这不是有效的 IBAN：请与你的银行卡逐字核对。",
    ))
}

/// As banks compute with it: without the spaces that people write.
fn compact(iban: &str) -> String {
    iban.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Length, characters and check digits (ISO 13616, ISO 7064 MOD 97-10).
fn is_iban(iban: &str) -> bool {
    let bytes = iban.as_bytes();
    let shaped = (15..=34).contains(&bytes.len())
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit);
    // The country and the check digits go to the end; a letter counts as two digits, from A = 10 on.
    let turned = bytes.iter().skip(4).chain(bytes.iter().take(4));
    let rest = turned.fold(0_u32, |rest, &byte| {
        if byte.is_ascii_digit() {
            (rest * 10 + u32::from(byte - b'0')) % 97
        } else {
            (rest * 100 + u32::from(byte.wrapping_sub(b'A')) + 10) % 97
        }
    });
    shaped && rest == 1
}

/// What may be seen of an account by apps and models.
fn masked(iban: &str) -> String {
    let country: String = iban.chars().take(2).collect();
    let last = iban.char_indices().rev().nth(3).map_or(iban, |(at, _)| &iban[at..]);
    format!("{country}…{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_number_is_known_by_its_check_digits() {
        for good in ["GB82 WEST 1234 5698 7654 32", "de89370400440532013000"] {
            assert!(is_iban(&compact(good)), "{good}");
        }
        for bad in [
            "",
            "GB82",
            "GB83 WEST 1234 5698 7654 32",
            "DE89 3704 0044 0532 0130 01",
            "8289370400440532013000",
            "DE89 3704 0044 0532 0130 0é",
            "DE89 3704 0044 0532 0130 00 DE89 3704 0044 0532 0130 00",
        ] {
            assert!(!is_iban(&compact(bad)), "{bad}");
        }
        assert_eq!(masked("DE89370400440532013000"), "DE…3000");
    }
}
