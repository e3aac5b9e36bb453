//! A person at a browser: follows redirects, keeps cookies per origin, reads the page's one form and presses a button.

use std::collections::BTreeMap;

use http::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use lanyard_net::{Net, Settings};
use scraper::{Html, Selector};
use url::Url;

/// A browser with its cookies.
pub(crate) struct Browser {
    net: Net,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// Where a navigation ended.
#[derive(Debug)]
pub(crate) enum Stop {
    /// On a page.
    Page(Page),
    /// On an address of another program: the private-use scheme.
    App(String),
}

/// A page as a person sees it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self {
            net: Net::new(&Settings::default()).unwrap(),
            cookies: BTreeMap::new(),
        }
    }

    /// Opens an address and follows redirects.
    pub(crate) async fn open(&mut self, url: &Url) -> Stop {
        self.go(url.clone(), None, None).await
    }

    /// Presses the button whose text contains `label`.
    pub(crate) async fn press(&mut self, page: &Page, label: &str) -> Stop {
        let (action, fields) = form_with(page, label);
        self.go(action, Some(fields), Some(&page.url)).await
    }

    /// The same with fields filled in: by their names.
    pub(crate) async fn fill_and_press(&mut self, page: &Page, fill: &[(&str, &str)], label: &str) -> Stop {
        let (action, mut fields) = form_with(page, label);
        for (name, value) in fill {
            fields.retain(|(other, _)| other != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.go(action, Some(fields), Some(&page.url)).await
    }

    /// Consents, picks an employee, and comes back wherever the answer goes.
    pub(crate) async fn sign_in(&mut self, url: &Url, employee: &str) -> Stop {
        let mut stop = self.open(url).await;
        for label in ["Allow", employee] {
            let Stop::Page(page) = &stop else { return stop };
            // A browser that consented before is not asked again.
            if label == "Allow" && !has_button(page, "Allow") {
                continue;
            }
            assert!(
                page.status < 400,
                "{} answered {}: {}",
                page.url,
                page.status,
                page.body
            );
            stop = self.press(page, label).await;
        }
        stop
    }

    async fn go(&mut self, mut url: Url, mut form: Option<Vec<(String, String)>>, from: Option<&Url>) -> Stop {
        for _ in 0..12 {
            if !matches!(url.scheme(), "http" | "https") {
                return Stop::App(url.to_string());
            }
            let origin = url.origin().ascii_serialization();
            let client = self.net.client();
            let mut request = match &form {
                Some(fields) => client.post(url.clone()).form(fields),
                None => client.get(url.clone()),
            };
            if form.is_some()
                && let Some(from) = from
            {
                request = request.header(ORIGIN, from.origin().ascii_serialization());
            }
            if let Some(jar) = self.cookies.get(&origin) {
                let line: Vec<String> = jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
                request = request.header(COOKIE, line.join("; "));
            }
            let response = request.header("accept-language", "en").send().await.unwrap();
            for line in response.headers().get_all(SET_COOKIE) {
                let text = line.to_str().unwrap();
                let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
                let jar = self.cookies.entry(origin.clone()).or_default();
                if value.is_empty() || text.to_ascii_lowercase().contains("max-age=0") {
                    jar.remove(name);
                } else {
                    jar.insert(name.to_owned(), value.to_owned());
                }
            }
            let status = response.status();
            if status.is_redirection() {
                let to = response.headers().get(LOCATION).unwrap().to_str().unwrap();
                url = url.join(to).unwrap();
                form = None;
                continue;
            }
            let body = response.text().await.unwrap();
            if let Some(next) = refresh(&body) {
                url = url.join(&next).unwrap();
                form = None;
                continue;
            }
            return Stop::Page(Page {
                url,
                status: status.as_u16(),
                body,
            });
        }
        panic!("too many redirects at {url}");
    }
}

impl Stop {
    pub(crate) fn page(self) -> Page {
        match self {
            Self::Page(page) => page,
            Self::App(link) => panic!("went to {link}, not to a page"),
        }
    }

    pub(crate) fn app(self) -> String {
        match self {
            Self::App(link) => link,
            Self::Page(page) => panic!("ended on {} ({}): {}", page.url, page.status, page.body),
        }
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

/// Where a page sends the browser on by itself.
fn refresh(body: &str) -> Option<String> {
    let html = Html::parse_document(body);
    let meta = html.select(&selector("meta[http-equiv=refresh]")).next()?;
    Some(meta.value().attr("content")?.split_once("url=")?.1.to_owned())
}

/// Whether a button's text contains `label`.
pub(crate) fn has_button(page: &Page, label: &str) -> bool {
    let html = Html::parse_document(&page.body);
    html.select(&selector("form button"))
        .any(|b| b.text().collect::<String>().contains(label))
}

/// The action and the fields of the form that has the button.
pub(crate) fn form_with(page: &Page, label: &str) -> (Url, Vec<(String, String)>) {
    let html = Html::parse_document(&page.body);
    for form in html.select(&selector("form")) {
        let button = form
            .select(&selector("button"))
            .find(|b| b.text().collect::<String>().contains(label));
        let Some(button) = button else { continue };
        let action = page.url.join(form.value().attr("action").unwrap_or("")).unwrap();
        let mut fields: Vec<(String, String)> = form
            .select(&selector("input[name]"))
            .filter(|i| {
                !matches!(i.value().attr("type"), Some("checkbox" | "radio")) || i.value().attr("checked").is_some()
            })
            .map(|i| {
                let value = i.value();
                (
                    value.attr("name").unwrap().to_owned(),
                    value.attr("value").unwrap_or("").to_owned(),
                )
            })
            .collect();
        if let Some(name) = button.value().attr("name") {
            fields.push((name.to_owned(), button.value().attr("value").unwrap_or("").to_owned()));
        }
        return (action, fields);
    }
    panic!("no button {label:?} on {}: {}", page.url, page.body);
}
