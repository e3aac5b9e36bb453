//! `/ask/{id}`: the page of a question, for the one person who was asked.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::params::Params;
use super::refusal::Refusal;
use super::visit::{self, ANOTHER, Visitor};
use super::{consent, finish};
use crate::authority::Authority;
use crate::browser::Browser;
use crate::pages::{Asked, Language, Problem};
use crate::questions::{Answers, Form, Sent, Text};
use crate::random;

/// The longest answer, in bytes.
const LONGEST: usize = 4_096;

pub(super) async fn get(
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let served = async {
        if !authority.questions.stands(&id) {
            return Ok(over(&authority, language));
        }
        let browser = Browser::of(&authority, &headers)?;
        let another = query.as_deref() == Some(ANOTHER);
        let visitor = visit::visitor(&authority, &browser).await?;
        let Some(visitor) = visitor.filter(|_| !another) else {
            let prompt = another.then_some("select_account");
            return visit::depart(&authority, &browser, format!("/ask/{id}"), prompt, language).await;
        };
        if authority.questions.is_for(&visitor.subject, &id) == Some(false) {
            return Ok(not_theirs(&authority, &visitor, &id, language));
        }
        show(&authority, &visitor, &id, language, None)
    };
    served
        .await
        .unwrap_or_else(|refusal| failed(&authority, &refusal, language))
}

pub(super) async fn post(
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let language = Language::of(&headers);
    let served = async {
        let sent = Params::parse(&body)?;
        let Some(browser) = Browser::known(&authority, &headers).filter(|_| consent::same_origin(&authority, &headers))
        else {
            return Ok(over(&authority, language));
        };
        let Some(visitor) = visit::visitor(&authority, &browser).await? else {
            // They thought for longer than the browser is believed; what was typed is not kept for whoever comes.
            return Ok(finish::see_other(&format!("/ask/{id}")));
        };
        take(&authority, &visitor, &id, &sent, language)
    };
    served
        .await
        .unwrap_or_else(|refusal| failed(&authority, &refusal, language))
}

fn take(
    authority: &Authority,
    visitor: &Visitor,
    id: &str,
    sent: &Params,
    language: Language,
) -> Result<Response, Refusal> {
    let Some(form) = authority.questions.form(&visitor.subject, id) else {
        return Ok(over(authority, language));
    };
    let answers = match sent.get("decision") {
        Some("send") => Some(answers(&form, sent)),
        Some("decline") => None,
        _ => return Ok(over(authority, language)),
    };
    if let Some(Err(told)) = answers {
        return show(authority, visitor, id, language, Some(&told));
    }
    let csrf = sent.get("csrf").map(random::hash).unwrap_or_default();
    let answers = answers.and_then(Result::ok);
    let declined = answers.is_none();
    match authority.questions.send(&visitor.subject, id, &csrf, answers) {
        Sent::Taken => {
            tracing::info!(target: "audit", who = %visitor.subject, declined, "a question was answered on its page");
            Ok(authority.pages.answered(language, declined))
        }
        Sent::Wrong(told) => show(authority, visitor, id, language, Some(&told)),
        Sent::Over => Ok(over(authority, language)),
    }
}

/// The fields of the form and no others.
fn answers(form: &Form, sent: &Params) -> Result<Answers, Text> {
    let mut answers = Answers::default();
    for field in &form.fields {
        let value = sent.get(field.name).unwrap_or_default().trim();
        if value.is_empty() || value.len() > LONGEST {
            return Err(Text::new(
                format!("{}: fill it in.", field.label.english),
                format!("{}：请填写。", field.label.chinese),
            ));
        }
        answers.put(field.name, value);
    }
    Ok(answers)
}

/// The page, with a token that only this rendering of it has.
fn show(
    authority: &Authority,
    visitor: &Visitor,
    id: &str,
    language: Language,
    wrong: Option<&Text>,
) -> Result<Response, Refusal> {
    let csrf = random::token()?;
    let Some(form) = authority.questions.show(&visitor.subject, id, random::hash(&csrf)) else {
        return Ok(over(authority, language));
    };
    let asked = Asked {
        id,
        csrf: &csrf,
        who: &visitor.name,
        form: &form,
        wrong,
    };
    Ok(authority.pages.ask(language, &asked))
}

fn over(authority: &Authority, language: Language) -> Response {
    let status = StatusCode::NOT_FOUND;
    authority.pages.problem(language, Problem::QuestionOver, status, None)
}

fn not_theirs(authority: &Authority, visitor: &Visitor, id: &str, language: Language) -> Response {
    let problem = Problem::NotAsked {
        who: visitor.name.clone(),
    };
    let retry = format!("/ask/{id}?{ANOTHER}");
    authority
        .pages
        .problem(language, problem, StatusCode::FORBIDDEN, Some(&retry))
}

fn failed(authority: &Authority, refusal: &Refusal, language: Language) -> Response {
    authority
        .pages
        .problem(language, Problem::Internal, refusal.status, None)
}
