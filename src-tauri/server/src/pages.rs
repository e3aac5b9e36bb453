//! The pages that people see in the browser: consent, done, and what went wrong.
//!
//! Plain HTML from templates that escape everything, one style sheet, no script. Every page forbids framing, and
//! loads nothing.

mod words;

use std::collections::BTreeSet;

use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use minijinja::{AutoEscape, Environment, context};
use sha2::{Digest, Sha256};

use crate::clients::{Client, Origin, redirect};
use crate::questions::{Form, Kind, Text};
use crate::scopes::Policy;
use crate::settings::{Addresses, Settings};
use crate::store::requests::Request;
use crate::upstream::Identity;
pub(crate) use words::Language;
use words::Words;

const STYLE: &str = include_str!("pages/page.css");

/// What went wrong, as a person is told.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// The application's request is wrong.
    BadRequest {
        /// For Details: why, in the application's author's words.
        reason: String,
    },
    /// Not this browser's sign-in, or it is over.
    Lost,
    /// The provider can't be reached.
    UpstreamDown,
    /// Too much is going on.
    Busy,
    /// The provider did not say who is at the browser.
    NotSignedIn,
    /// A question that does not stand.
    QuestionOver,
    /// A question to somebody else.
    NotAsked {
        /// Who is at the browser.
        who: String,
    },
    /// Our own failure.
    Internal,
}

/// The page of a question.
pub(crate) struct Asked<'a> {
    pub(crate) id: &'a str,
    pub(crate) csrf: &'a str,
    /// Who is at the browser.
    pub(crate) who: &'a str,
    pub(crate) form: &'a Form,
    /// What was wrong with the answers that were sent before.
    pub(crate) wrong: Option<&'a Text>,
}

/// The templates, parsed once.
#[derive(Debug)]
pub(crate) struct Pages {
    templates: Environment<'static>,
    server: String,
    demo: bool,
    policy: HeaderValue,
}

impl Pages {
    pub(crate) fn new(settings: &Settings, _addresses: &Addresses) -> Result<Self, minijinja::Error> {
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.add_template("layout", include_str!("pages/layout.html"))?;
        templates.add_template("consent", include_str!("pages/consent.html"))?;
        templates.add_template("ask", include_str!("pages/ask.html"))?;
        templates.add_template("done", include_str!("pages/done.html"))?;
        templates.add_template("problem", include_str!("pages/problem.html"))?;
        let style = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        // There is no `form-action`: Chromium holds it against every hop after the form, and a company's provider may
        // redirect over hosts that nobody here knows before it comes back. What it would guard against, a foreign form
        // in the page, can't be there: every value is escaped, and nothing is loaded.
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'; img-src data:"
        );
        Ok(Self {
            templates,
            server: settings.name.clone(),
            demo: settings.demo,
            policy: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
        })
    }

    /// Who asks, for what, and where the answer goes.
    pub(crate) fn consent(
        &self,
        language: Language,
        policy: &Policy,
        request: &Request,
        client: &Client,
        identity: Option<&Identity>,
        csrf: &str,
    ) -> Response {
        let words = Words::of(language);
        let asked: BTreeSet<String> = request.ask.scopes.iter().cloned().collect();
        // What another asked scope brings along is not listed twice.
        let implied: BTreeSet<&str> = policy
            .scopes
            .iter()
            .filter(|scope| asked.contains(scope.name))
            .flat_map(|scope| scope.implies.iter().copied())
            .collect();
        let mut allows: Vec<&str> = policy
            .scopes
            .iter()
            .filter(|scope| asked.contains(scope.name) && !implied.contains(scope.name))
            .map(|scope| {
                if language == Language::Chinese {
                    scope.chinese
                } else {
                    scope.english
                }
            })
            .collect();
        if ["openid", "profile", "email"]
            .iter()
            .any(|scope| asked.contains(*scope))
        {
            allows.push(words.identity);
        }
        let proof = match client.origin {
            Origin::Administrator => words.proof_administrator.to_owned(),
            Origin::Document => {
                let host = redirect::host(&client.id).unwrap_or_default();
                format!("{} {host}", words.proof_document)
            }
            Origin::Itself => words.proof_itself.to_owned(),
        };
        let target = redirect::host(&request.ask.redirect_uri).unwrap_or_else(|| words.this_computer.to_owned());
        let who = identity.map(|identity| {
            identity
                .email
                .clone()
                .or(identity.name.clone())
                .unwrap_or(identity.subject.clone())
        });
        let values = context! {
            client => client.name, proof, proven => client.origin != Origin::Itself, allows, target, who, request => request.id, csrf,
        };
        self.render(language, "consent", words.consent_title, StatusCode::OK, &values)
    }

    /// The last page: the application is called, and the tab can be closed.
    pub(crate) fn done(&self, language: Language, client: &str, target: &str, declined: bool) -> Response {
        let words = Words::of(language);
        let title = if declined {
            words.declined_title
        } else {
            words.done_title
        };
        let values = context! { client, target, declined };
        self.render(language, "done", title, StatusCode::OK, &values)
    }

    /// A question to the person who is at the browser.
    pub(crate) fn ask(&self, language: Language, asked: &Asked<'_>) -> Response {
        let form = asked.form;
        let fields: Vec<_> = form
            .fields
            .iter()
            .map(|field| {
                let kind = match field.kind {
                    Kind::Line => "text",
                    Kind::Secret => "password",
                };
                context! { name => field.name, label => form_text(&field.label, language), type => kind }
            })
            .collect();
        let values = context! {
            text => form_text(&form.text, language), submit => form_text(&form.submit, language), fields,
            who => asked.who, id => asked.id, csrf => asked.csrf,
            wrong => asked.wrong.map(|text| form_text(text, language)),
        };
        let status = if asked.wrong.is_some() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        self.render(language, "ask", form_text(&form.title, language), status, &values)
    }

    /// What was answered is on its way to the tool that asked.
    pub(crate) fn answered(&self, language: Language, declined: bool) -> Response {
        let words = Words::of(language);
        let (title, text) = if declined {
            (words.not_sent_title, words.not_sent_text)
        } else {
            (words.sent_title, words.sent_text)
        };
        self.render(language, "problem", title, StatusCode::OK, &context! { text })
    }

    /// What went wrong, what to do, and a fold with the details.
    pub(crate) fn problem(
        &self,
        language: Language,
        problem: Problem,
        status: StatusCode,
        retry: Option<&str>,
    ) -> Response {
        let words = Words::of(language);
        let again = match problem {
            Problem::NotAsked { .. } => words.other_account,
            _ => words.try_again,
        };
        let (title, text, details) = match problem {
            Problem::BadRequest { reason } => (words.bad_title, words.bad_text, Some(reason)),
            Problem::Lost => (words.lost_title, words.lost_text, None),
            Problem::UpstreamDown => (words.down_title, words.down_text, None),
            Problem::Busy => (words.busy_title, words.busy_text, None),
            Problem::NotSignedIn => (words.unknown_title, words.unknown_text, None),
            Problem::QuestionOver => (words.over_title, words.over_text, None),
            Problem::NotAsked { who } => (
                words.not_asked_title,
                words.not_asked_text,
                Some(format!("{} {who}", words.you_are)),
            ),
            Problem::Internal => (words.internal_title, words.internal_text, None),
        };
        let values = context! { text, details, retry, again };
        self.render(language, "problem", title, status, &values)
    }

    fn render(
        &self,
        language: Language,
        name: &str,
        title: &str,
        status: StatusCode,
        values: &minijinja::Value,
    ) -> Response {
        let frame = context! {
            title, server => self.server, demo => self.demo, language => language.tag(), style => STYLE,
            w => Words::of(language),
        };
        let rendered = self
            .templates
            .get_template(name)
            .and_then(|template| template.render(context! { ..values.clone(), ..frame }));
        let html = match rendered {
            Ok(html) => html,
            Err(error) => {
                tracing::error!(%error, name, "a page can't be rendered");
                return (StatusCode::INTERNAL_SERVER_ERROR, "the page can't be shown\n").into_response();
            }
        };
        let headers = [
            (header::CONTENT_SECURITY_POLICY, self.policy.clone()),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // With `no-referrer` a browser would hide the origin of our own form from us.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::VARY, HeaderValue::from_static("Accept-Language, Cookie")),
        ];
        (status, headers, Html(html)).into_response()
    }
}

fn form_text(text: &Text, language: Language) -> &str {
    match language {
        Language::English => &text.english,
        Language::Chinese => &text.chinese,
    }
}

impl Language {
    /// The first language that we have, by the browser's preference (RFC 9110 §12.5.4).
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut best = (0.0_f32, Self::English);
        for entry in text.split(',') {
            let mut parts = entry.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
                .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            let language = match tag.split('-').next() {
                Some("zh") => Self::Chinese,
                Some("en") => Self::English,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn of(text: &'static str) -> Language {
        Language::of(&HeaderMap::from_iter([(
            header::ACCEPT_LANGUAGE,
            HeaderValue::from_static(text),
        )]))
    }

    #[tokio::test]
    async fn a_secret_is_not_shown_while_it_is_typed_and_markup_stays_text() {
        let settings = Settings::default();
        let pages = Pages::new(&settings, &settings.addresses(1).unwrap()).unwrap();
        let text = |words: &str| Text::new(words, words);
        let form = Form::new(text("<b>Which?</b>"), text("Type it."), text("Send"))
            .field("name", text("Name"), Kind::Line)
            .field("key", text("Key"), Kind::Secret);
        let asked = Asked {
            id: "id",
            csrf: "csrf",
            who: "Ada",
            form: &form,
            wrong: None,
        };
        let response = pages.ask(Language::English, &asked);
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let page = String::from_utf8_lossy(&body);
        assert!(page.contains("name=\"name\" type=\"text\""), "{page}");
        assert!(page.contains("name=\"key\" type=\"password\""), "{page}");
        assert!(!page.contains("<b>Which"), "{page}");
    }

    #[test]
    fn the_language_is_the_browsers_first_that_we_have() {
        assert_eq!(of("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(of("fr-FR,fr;q=0.9,en;q=0.8,zh;q=0.7"), Language::English);
        assert_eq!(of("en;q=0.3, zh-TW;q=0.4"), Language::Chinese);
        assert_eq!(Language::of(&HeaderMap::new()), Language::English);
    }
}
