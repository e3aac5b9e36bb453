//! The words of the pages in both languages, and which of the two a browser wants.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use serde::Serialize;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    /// The first of the two that is asked for: by `ui_locales` (OpenID Connect Core §3.1.2.1), else by the browser.
    pub(crate) fn of(ui_locales: Option<&str>, headers: &HeaderMap) -> Self {
        let accept = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        ui_locales
            .and_then(|tags| tags.split(' ').find_map(Self::by_tag))
            .or_else(|| Self::by_quality(accept))
            .unwrap_or(Self::English)
    }

    /// The tag for `lang` and `Content-Language`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    fn by_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The tag with the greatest weight that we have (RFC 9110 §12.5.4); of equal ones the first.
    fn by_quality(accept: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for part in accept.split(',') {
            let mut pieces = part.trim().split(';');
            let Some(language) = pieces.next().and_then(|tag| Self::by_tag(tag.trim())) else {
                continue;
            };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            if weight > 0.0 && best.is_none_or(|(_, so_far)| weight > so_far) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

/// Everything the pages say.
#[derive(Debug, Serialize)]
pub(crate) struct Words {
    pub(crate) lang: &'static str,
    pub(crate) band: &'static str,
    pub(crate) who_title: &'static str,
    pub(crate) who_text: &'static str,
    pub(crate) goes_to: &'static str,
    pub(crate) suggested: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) stranger_title: &'static str,
    pub(crate) stranger_text: &'static str,
    pub(crate) expired_title: &'static str,
    pub(crate) expired_text: &'static str,
    pub(crate) nothing_title: &'static str,
    pub(crate) nothing_text: &'static str,
    pub(crate) out_title: &'static str,
    pub(crate) out_text: &'static str,
}

impl Words {
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        }
    }
}

static ENGLISH: Words = Words {
    lang: "en",
    band: "Demo: no real account",
    who_title: "Who are you today?",
    who_text: "Meridian is an invented company. Pick an employee to see what they may do; there is no password.",
    goes_to: "Your answer goes to",
    suggested: "Suggested",
    cancel: "Cancel",
    stranger_title: "This sign-in can't go on",
    stranger_text: "The request did not come from the app that started this demo. Go back to the app and start the sign-in again.",
    expired_title: "This page is no longer valid",
    expired_text: "It was open for too long, or was answered already. Go back to the app and start the sign-in again.",
    nothing_title: "There is nothing here",
    nothing_text: "This is the sign-in of an offline demo. Go back to the app and start from there.",
    out_title: "You are signed out",
    out_text: "The demo keeps nobody signed in. You can close this tab.",
};

static CHINESE: Words = Words {
    lang: "zh-CN",
    band: "演示：非真实账户",
    who_title: "今天你是谁？",
    who_text: "Meridian 是一家虚构的公司。选择一位员工，看看他们能做什么；无需密码。",
    goes_to: "你的选择将发送至",
    suggested: "建议",
    cancel: "取消",
    stranger_title: "无法继续登录",
    stranger_text: "该请求并非来自启动此演示的应用。请返回应用，重新开始登录。",
    expired_title: "此页面已失效",
    expired_text: "页面打开时间过长，或已经提交过。请返回应用，重新开始登录。",
    nothing_title: "这里什么也没有",
    nothing_text: "这是离线演示的登录页面。请返回应用，从那里开始。",
    out_title: "你已退出登录",
    out_text: "演示不会保留登录状态。你可以关闭此标签页。",
};

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed test is a panic")]

    use super::*;

    #[test]
    fn the_language_follows_the_weights_and_a_wish_outranks_them() {
        let of = |accept: &str, wish: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, accept.parse().unwrap());
            Language::of(wish, &headers)
        };
        assert_eq!(of("zh-CN,zh;q=0.9,en;q=0.8", None), Language::Chinese);
        assert_eq!(of("en;q=0.5, zh-Hans;q=0.7", None), Language::Chinese);
        assert_eq!(of("fr, en;q=0.2, zh;q=0", None), Language::English);
        assert_eq!(of("fr", None), Language::English);
        assert_eq!(of("en", Some("fr zh-CN")), Language::Chinese);
        assert_eq!(Language::of(None, &HeaderMap::new()), Language::English);
    }
}
