//! The demo model's own sentences, in both languages.

use super::schema::{Field, Kind};
use super::words::is_cjk;
use crate::models::request::Offer;

/// The language asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

impl Language {
    /// Chinese where there is any.
    pub(super) fn of(text: &str) -> Self {
        if text.chars().any(is_cjk) {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// One of two texts.
    pub(super) fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// How many tools are told with what they do, and how many more by name.
const TOLD: usize = 5;
const NAMED: usize = 24;

/// Asks for what a tool needs.
pub(super) fn missing(title: &str, fields: &[Field], language: Language) -> String {
    let labels: Vec<String> = fields.iter().map(label).collect();
    let title = plain(title);
    let dated = fields.iter().any(|f| matches!(f.kind, Kind::Date | Kind::DateTime));
    match language {
        Language::English => {
            let what = in_line(&labels, ", ", " and ");
            let example = if dated {
                " For example: \"from 21 to 23 December\"."
            } else {
                ""
            };
            format!("For **{title}** I still need: {what}.{example}")
        }
        Language::Chinese => {
            let what = in_line(&labels, "、", "和");
            let example = if dated {
                "例如：“12月21日到23日”。"
            } else {
                ""
            };
            format!("要使用“{title}”，我还需要：{what}。{example}")
        }
    }
}

/// Says that pictures are not looked at.
pub(super) fn no_eyes(language: Language) -> String {
    language
        .pick(
            "I am the demo model and can't look at pictures; ask in words, or choose a language model.",
            "我是演示模型，看不到图片；请用文字提问，或选择一个语言模型。",
        )
        .to_owned()
}

/// Says what can be done.
pub(super) fn help(tools: &[Offer], language: Language) -> String {
    if tools.is_empty() {
        return language
            .pick(
                "I am the demo model: I choose a tool by the words you use. No tools are connected right now. Sign in to a server, then ask again.",
                "我是演示模型：根据你的用词来选择工具。现在没有连接任何工具。请先登录服务器，然后再问我。",
            )
            .to_owned();
    }
    let mut text = language
        .pick(
            "I am the demo model: I choose a tool by the words you use, and I found none for this. I can do what these tools do:",
            "我是演示模型：根据你的用词来选择工具，但没有找到合适的。我能做这些工具能做的事：",
        )
        .to_owned();
    text.push('\n');
    let (told, others) = tools.split_at(tools.len().min(TOLD));
    for offer in told {
        let about = offer
            .tool
            .description
            .split(['\n', '.', '。'])
            .next()
            .unwrap_or_default()
            .trim();
        text.push_str("\n- ");
        text.push_str(&name(offer));
        if !about.is_empty() {
            text.push_str(language.pick(": ", "："));
            text.push_str(&plain(about));
        }
    }
    if !others.is_empty() {
        let names: Vec<String> = others.iter().take(NAMED).map(name).collect();
        text.push_str(language.pick("\n\nAnd: ", "\n\n还有："));
        text.push_str(&names.join(language.pick(", ", "、")));
        let more = others.len() - names.len();
        if more > 0 {
            let more = more.to_string();
            text.push_str(&language.pick(" and # more", "，以及另外 # 个").replace('#', &more));
        }
        text.push_str(language.pick(".", "。"));
    }
    text
}

fn name(offer: &Offer) -> String {
    format!("**{}**", plain(&offer.tool.title))
}

fn label(field: &Field) -> String {
    let label = plain(&field.label);
    match &field.kind {
        Kind::Choice(choices) => {
            let names: Vec<String> = choices.iter().filter_map(|c| c.as_str()).map(plain).take(8).collect();
            if names.is_empty() {
                label
            } else {
                format!("{label} ({})", names.join(" / "))
            }
        }
        _ => label,
    }
}

fn in_line(items: &[String], between: &str, last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{}{last}{end}", first.join(between)),
    }
}

/// Text of a server as plain text within Markdown: on one line, and without meaning.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '|' | '<' | '[' | '*' | '`' | '~' => {
                plain.push('\\');
                plain.push(c);
            }
            '\n' | '\r' | '\t' => plain.push(' '),
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain
}
