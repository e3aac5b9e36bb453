//! The porter: passes every request on as it came, and shows a key where it is for the MCP endpoint.
//!
//! The suite sends no credentials, and a server of ours without them is not a thing that exists. So the real server runs
//! behind this, and nothing is switched off in it. Host, Origin, sessions and streams go through untouched.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use lanyard_net::{Net, Proxy, Settings};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::Failure;

/// The largest request that the suite may send, in bytes; answers are passed on as they come.
const MOST: usize = 16 << 20;

#[derive(Clone)]
struct Porter {
    net: Net,
    /// Where the real server is.
    inside: Url,
    mcp_path: String,
    key: HeaderValue,
}

/// Serves on a listener until the task is ended.
pub(crate) fn serve(
    listener: TcpListener,
    inside: Url,
    mcp_path: &str,
    key: HeaderValue,
) -> Result<JoinHandle<()>, Failure> {
    let direct = Settings {
        proxy: Proxy::Direct,
        ..Settings::default()
    };
    let porter = Porter {
        net: Net::new(&direct)?,
        inside,
        mcp_path: mcp_path.to_owned(),
        key,
    };
    let router = Router::new().fallback(pass).with_state(porter);
    Ok(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            eprintln!("the porter ended: {error}");
        }
    }))
}

async fn pass(State(porter): State<Porter>, request: Request) -> Response {
    match porter.pass(request).await {
        Ok(response) => response,
        Err(why) => (StatusCode::BAD_GATEWAY, format!("{why}\n")).into_response(),
    }
}

impl Porter {
    async fn pass(&self, request: Request) -> Result<Response, Failure> {
        let (head, body) = request.into_parts();
        let mut url = self.inside.clone();
        url.set_path(head.uri.path());
        url.set_query(head.uri.query());
        let mut headers = head.headers;
        headers.remove(header::CONNECTION);
        headers.remove(header::TRANSFER_ENCODING);
        if head.uri.path() == self.mcp_path && !headers.contains_key(header::AUTHORIZATION) {
            headers.insert(header::AUTHORIZATION, self.key.clone());
        }
        let body = axum::body::to_bytes(body, MOST).await?;
        let sent = self.net.client().request(head.method, url).headers(headers).body(body);
        let answer = sent.send().await?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        response.headers_mut().remove(header::CONNECTION);
        response.headers_mut().remove(header::TRANSFER_ENCODING);
        *response.body_mut() = Body::from_stream(answer.bytes_stream());
        Ok(response)
    }
}
