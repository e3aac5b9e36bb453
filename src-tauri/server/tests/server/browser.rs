//! A browser as far as a sign-in needs one: cookies per host and port name, redirects by hand, forms.

use std::collections::HashMap;

use http::StatusCode;
use reqwest::{Client, Response};

pub(crate) struct Browser {
    http: Client,
    pub(crate) cookies: HashMap<String, String>,
}

/// A page or a redirect.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new(http: &Client) -> Self {
        Self {
            http: http.clone(),
            cookies: HashMap::new(),
        }
    }

    fn cookie_header(&self) -> String {
        self.cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    async fn read(&mut self, response: Response) -> Page {
        for cookie in response.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Page {
            status: response.status(),
            location: response
                .headers()
                .get("location")
                .map(|value| value.to_str().unwrap().to_owned()),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Page {
        let response = self
            .http
            .get(url)
            .header("cookie", self.cookie_header())
            .send()
            .await
            .unwrap();
        self.read(response).await
    }

    pub(crate) async fn post(&mut self, url: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let mut request = self.http.post(url).header("cookie", self.cookie_header()).form(form);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        self.read(response).await
    }
}

impl Page {
    /// The redirect's target; the page's body explains where there is none.
    pub(crate) fn target(&self) -> &str {
        self.location
            .as_deref()
            .unwrap_or_else(|| panic!("no redirect but {}: {}", self.status, self.body))
    }

    /// A parameter of the redirect's query.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        param(self.target(), name)
    }

    /// A hidden field of the page's form.
    pub(crate) fn field(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let start = self
            .body
            .find(&marker)
            .unwrap_or_else(|| panic!("no field {name} in {}", self.body));
        self.body[start + marker.len()..].split('"').next().unwrap().to_owned()
    }
}

/// A parameter of a URL's query.
pub(crate) fn param(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}
