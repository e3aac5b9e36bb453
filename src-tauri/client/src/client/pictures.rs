//! An image that a text names, fetched because a person asked to see it.
//!
//! What enters: an address out of a model's or a tool's text. What leaves: pixels, encoded anew. The request carries no
//! cookie and no credential, follows no redirect to another origin, and reaches no address inside this network; one
//! click is one request, and nothing is kept.

use std::time::Duration;

use lanyard_net::url::Url;
use lanyard_net::{Addresses, Answer, Fetch, Net};

use super::Client;
use crate::api::{Code, Details, Error};
use crate::mcp::pixels;
use crate::{obstacle, say};

/// The largest image that is taken, in bytes.
const LARGEST: usize = 10 << 20;
/// How long its server may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest side that is shown, in pixels.
const SHOWN: u32 = 1_600;

impl Client {
    /// The image at an address, as a `data:` address. Only a person's click leads here.
    pub async fn fetch_image(&self, url: &str) -> Result<String, Error> {
        let url = address(url)?;
        let answer = ask(&self.inner.net, url, Addresses::PublicOnly).await?;
        picture(answer).await
    }
}

/// https and nothing else: on this computer there is no picture that a text from elsewhere may name.
fn address(text: &str) -> Result<Url, Error> {
    let refused = || {
        Error::new(
            Code::Invalid,
            say!("Only images at addresses that start with https can be shown."),
        )
    };
    let mut url = Url::parse(text).map_err(|_| refused())?;
    if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
        return Err(refused());
    }
    url.set_fragment(None);
    Ok(url)
}

async fn ask(net: &Net, url: Url, rule: Addresses) -> Result<Answer, Error> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let request = Fetch::get(url).addresses(rule).max_body(LARGEST).timeout(PATIENCE);
    let answer = net.fetch(request).await.map_err(|e| {
        let message = say!("The image can't be shown: {why}.", why = obstacle::exchange(&e));
        Error::new(Code::Unreachable, message)
    })?;
    if answer.status.is_success() {
        return Ok(answer);
    }
    let status = answer.status.as_u16();
    Err(Error::new(
        Code::NotFound,
        say!("{host} does not give this image out ({status}).", host, status),
    ))
}

async fn picture(answer: Answer) -> Result<String, Error> {
    let host = answer.url.host_str().unwrap_or_default().to_owned();
    let body = answer.body;
    if is_drawing(&body) {
        return Err(Error::new(
            Code::Invalid,
            say!("This image is an SVG drawing, which can hold more than a picture, so it is not shown here."),
        ));
    }
    // A panic of a decoder is a picture that can't be shown.
    let decoding = tokio::task::spawn_blocking(move || pixels(&body, SHOWN));
    decoding.await.ok().flatten().ok_or_else(|| {
        let message = say!(
            "What {host} sent is not an image that can be shown.",
            host = host.as_str()
        );
        Error::new(Code::Invalid, message).with(Details {
            server: Some(host),
            step: Some("fetch_image".to_owned()),
            rule: Some("PNG, JPEG, GIF or WebP, no side longer than 10,000 pixels".to_owned()),
            said: None,
        })
    })
}

/// Whether bytes begin as SVG does, whatever their server calls them.
fn is_drawing(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<svg") || (head.starts_with('<') && head.contains("<svg"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;
    use std::sync::Mutex;

    use axum::Router;
    use axum::extract::Request;
    use axum::http::header;
    use axum::response::{IntoResponse as _, Redirect, Response};
    use lanyard_net::Settings;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    fn of(kind: &'static str, body: Vec<u8>) -> Response {
        ([(header::CONTENT_TYPE, kind), (header::SET_COOKIE, "seen=1")], body).into_response()
    }

    fn answer(path: &str) -> Response {
        match path {
            "/picture" => of("image/svg+xml", png(3_200, 20)),
            "/drawing" => of(
                "image/png",
                b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec(),
            ),
            "/page" => of("image/png", b"<!doctype html><script>x()</script>".to_vec()),
            "/large" => of("image/png", vec![0; LARGEST + 1]),
            "/wide" => of("image/png", png(10_001, 1)),
            "/elsewhere" => Redirect::temporary("https://other.example/picture").into_response(),
            "/near" => Redirect::temporary("/picture").into_response(),
            _ => axum::http::StatusCode::NOT_FOUND.into_response(),
        }
    }

    /// A server of pictures; it remembers what it was asked, with the names of the headers.
    async fn gallery() -> (Url, Arc<Mutex<Vec<String>>>) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        let app = Router::new().fallback(move |request: Request| {
            let log = log.clone();
            async move {
                let path = request.uri().path().to_owned();
                let secret = request.headers().contains_key(header::COOKIE)
                    || request.headers().contains_key(header::AUTHORIZATION)
                    || request.headers().contains_key(header::REFERER);
                log.lock()
                    .unwrap()
                    .push(format!("{path}{}", if secret { " with more" } else { "" }));
                answer(&path)
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        (url, asked)
    }

    fn net() -> Net {
        Net::new(&Settings::default()).unwrap()
    }

    async fn see(net: &Net, url: Url) -> Result<String, Error> {
        picture(ask(net, url, Addresses::Any).await?).await
    }

    #[tokio::test]
    async fn a_picture_is_fetched_once_and_encoded_anew() {
        let (gallery, asked) = gallery().await;
        let net = net();
        for _ in 0..2 {
            let url = see(&net, gallery.join("picture").unwrap()).await.unwrap();
            assert!(url.starts_with("data:image/png;base64,"), "{url:.40}");
        }
        // The cookie of the first answer is not in the second request.
        assert_eq!(*asked.lock().unwrap(), ["/picture", "/picture"]);
        assert!(see(&net, gallery.join("near").unwrap()).await.is_ok());
    }

    #[tokio::test]
    async fn what_is_no_picture_is_refused_in_words() {
        let (gallery, _) = gallery().await;
        let net = net();
        for (path, words) in [
            ("drawing", "SVG"),
            ("page", "not an image"),
            ("wide", "not an image"),
            ("large", "larger than"),
            ("elsewhere", "redirects"),
            ("missing", "404"),
        ] {
            let error = see(&net, gallery.join(path).unwrap()).await.unwrap_err();
            assert!(error.to_string().contains(words), "{path}: {error}");
        }
    }

    #[tokio::test]
    async fn nothing_inside_this_network_is_asked() {
        let (gallery, asked) = gallery().await;
        let port = gallery.port().unwrap();
        let net = net();
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "2130706433",
            "0x7f.1",
            "[::ffff:127.0.0.1]",
            "10.0.0.1",
        ] {
            let url = address(&format!("https://{host}:{port}/picture")).unwrap();
            let error = ask(&net, url, Addresses::PublicOnly).await.unwrap_err();
            assert!(error.to_string().contains("inside this network"), "{host}: {error}");
        }
        assert!(asked.lock().unwrap().is_empty());
    }

    #[test]
    fn only_https_without_a_name_and_a_password_is_an_address() {
        for text in [
            "http://127.0.0.1/a.png",
            "http://a.example/a.png",
            "https://user:pw@a.example/a.png",
            "data:image/png;base64,AAAA",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "//a.example/a.png",
            "",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
        assert_eq!(
            address("https://a.example/a.png?x#y").unwrap().as_str(),
            "https://a.example/a.png?x"
        );
    }
}
