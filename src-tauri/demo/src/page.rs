//! The pages people see: plain HTML and CSS from templates, no script, in English or Chinese.
//!
//! What enters: what to say, and the request's languages. What leaves: a complete response. Every value is escaped by
//! the template engine, and every page carries the band that says "demo".

pub(crate) mod words;

use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use minijinja::{Environment, context};
use thiserror::Error;

use crate::employee::{EMPLOYEES, Employee};
use crate::state::BASE;
use words::{Language, Words};

/// A template that does not parse, which only a change of this crate can cause.
#[derive(Debug, Error)]
#[error("the demo's pages could not be prepared")]
pub struct PageError(#[from] minijinja::Error);

/// The parsed templates.
pub(crate) struct Pages(Environment<'static>);

/// What went wrong, for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The request did not come from the app's server: unknown client or redirect address.
    Stranger,
    /// The page was open too long, or was answered already.
    Expired,
    /// There is nothing at this address.
    Nothing,
}

impl Pages {
    pub(crate) fn new() -> Result<Self, PageError> {
        let mut environment = Environment::new();
        // The names end in .html, which is what switches escaping on.
        environment.add_template("frame.html", include_str!("page/frame.html"))?;
        environment.add_template("who.html", include_str!("page/who.html"))?;
        environment.add_template("message.html", include_str!("page/message.html"))?;
        Ok(Self(environment))
    }

    /// "Who are you today?" `transaction` is the secret of this page; `hinted` stands first.
    pub(crate) fn who(
        &self,
        language: Language,
        transaction: &str,
        host: &str,
        hinted: Option<&'static Employee>,
    ) -> Response {
        let mut people: Vec<&Employee> = EMPLOYEES.iter().collect();
        people.sort_by_key(|employee| Some(employee.id) != hinted.map(|hinted| hinted.id));
        let people: Vec<_> = people
            .into_iter()
            .map(|employee| {
                context! {
                    id => employee.id,
                    name => employee.name,
                    email => employee.email,
                    initials => employee.initials,
                    role => match language { Language::English => employee.role, Language::Chinese => employee.role_zh },
                    hinted => Some(employee.id) == hinted.map(|hinted| hinted.id),
                }
            })
            .collect();
        let values = context! { w => Words::of(language), base => BASE, transaction, host, people };
        self.render(StatusCode::OK, language, "who.html", values)
    }

    /// A page with one sentence about what went wrong and one about what to do.
    pub(crate) fn trouble(&self, language: Language, trouble: Trouble) -> Response {
        let words = Words::of(language);
        let (status, title, text) = match trouble {
            Trouble::Stranger => (StatusCode::BAD_REQUEST, words.stranger_title, words.stranger_text),
            Trouble::Expired => (StatusCode::BAD_REQUEST, words.expired_title, words.expired_text),
            Trouble::Nothing => (StatusCode::NOT_FOUND, words.nothing_title, words.nothing_text),
        };
        self.render(
            status,
            language,
            "message.html",
            context! { w => words, base => BASE, title, text },
        )
    }

    /// "You are signed out."
    pub(crate) fn signed_out(&self, language: Language) -> Response {
        let words = Words::of(language);
        let values = context! { w => words, base => BASE, title => words.out_title, text => words.out_text };
        self.render(StatusCode::OK, language, "message.html", values)
    }

    fn render(&self, status: StatusCode, language: Language, name: &str, values: minijinja::Value) -> Response {
        let page = self.0.get_template(name).and_then(|template| template.render(values));
        match page {
            Ok(page) => {
                let headers = [(CONTENT_LANGUAGE, language.tag()), (VARY, "accept-language")];
                (status, headers, Html(page)).into_response()
            }
            Err(error) => {
                tracing::error!(%error, name, "a page of the demo could not be made");
                (StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made.\n").into_response()
            }
        }
    }
}

/// The one stylesheet.
pub(crate) fn stylesheet() -> Response {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("page/style.css"),
    )
        .into_response()
}
