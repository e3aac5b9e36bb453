//! The page that a browser shows when the loopback listener has the answer: one sentence, no script.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

const STYLE: &str = ":root{color-scheme:light dark}\
body{font:15px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;\
background:Canvas;color:CanvasText}\
main{max-width:28rem;padding:2rem;text-align:center}h1{font-size:1.15rem;font-weight:600;margin:0 0 .5rem}\
p{margin:0;opacity:.75}";

/// What the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// A code came.
    Done,
    /// The person, or the server, said no.
    Declined,
    /// Not for us.
    Nothing,
}

impl Page {
    fn status(self) -> StatusCode {
        if self == Self::Nothing {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::OK
        }
    }

    fn texts(self, chinese: bool) -> (&'static str, &'static str) {
        match (self, chinese) {
            (Self::Done, false) => ("Back to Lanyard", "You can close this tab."),
            (Self::Done, true) => ("请返回 Lanyard", "你可以关闭此标签页。"),
            (Self::Declined, false) => ("Not signed in", "Nothing was changed. You can close this tab."),
            (Self::Declined, true) => ("未登录", "没有任何更改。你可以关闭此标签页。"),
            (Self::Nothing, false) => ("Nothing here", "You can close this tab."),
            (Self::Nothing, true) => ("这里没有内容", "你可以关闭此标签页。"),
        }
    }

    /// The whole answer: status, headers and body.
    pub(super) fn render(self, request: &HeaderMap) -> (StatusCode, HeaderMap, String) {
        let chinese = prefers_chinese(request);
        let (title, text) = self.texts(chinese);
        let language = if chinese { "zh-CN" } else { "en" };
        let body = format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\
             <body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
        );
        let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        let csp = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        if let Ok(csp) = HeaderValue::from_str(&csp) {
            headers.insert(header::CONTENT_SECURITY_POLICY, csp);
        }
        (self.status(), headers, body)
    }
}

/// Whether Chinese stands before English in `Accept-Language`. Browsers list languages in order.
fn prefers_chinese(request: &HeaderMap) -> bool {
    let text = request
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    text.split(',')
        .map(|tag| tag.trim().to_ascii_lowercase())
        .find_map(|tag| match tag.get(..2) {
            Some("zh") => Some(true),
            Some("en") => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_page_speaks_the_browsers_language_and_has_no_script() {
        let mut request = HeaderMap::new();
        request.insert(header::ACCEPT_LANGUAGE, "de-DE, zh-CN;q=0.9, en;q=0.8".parse().unwrap());
        let (status, headers, body) = Page::Done.render(&request);
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("你可以关闭此标签页") && !body.contains("<script"));
        assert!(
            headers[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .starts_with("default-src 'none'")
        );
        let (_, _, body) = Page::Declined.render(&HeaderMap::new());
        assert!(body.contains("You can close this tab"));
    }
}
