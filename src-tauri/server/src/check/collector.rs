//! The collector's part of the check: whether traces would arrive.

use std::time::Duration;

use http::{HeaderValue, header};
use lanyard_net::{Fetch, Net};

use super::{Finding, Found, Severity};
use crate::settings::{Settings, Wrong};
use crate::telemetry::traces_url;

const KEY: &str = "otlp_endpoint";

pub(super) async fn look(settings: &Settings, net: &Net, findings: &mut Vec<Finding>) {
    let Some(endpoint) = &settings.otlp_endpoint else {
        return;
    };
    let Ok(url) = traces_url(endpoint) else { return };
    // An export of nothing is an empty message.
    let fetch = Fetch::post(url)
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"))
        .timeout(Duration::from_secs(10));
    let trouble = match net.fetch(fetch).await {
        // One that wants to know who we are is there, too: its headers are the environment's.
        Ok(answer) if answer.status.is_success() || matches!(answer.status.as_u16(), 400 | 401 | 403) => None,
        Ok(answer) => Some(format!(
            "the collector answers {}; check the address",
            answer.status.as_u16()
        )),
        Err(error) => Some(error.to_string()),
    };
    // Without traces everything else works.
    findings.push(match trouble {
        None => Finding::new(Severity::Good, KEY, Found::Answers(endpoint.to_string())),
        Some(mend) => {
            let wrong = Wrong::new(KEY, endpoint.as_str(), "settings", mend);
            Finding::new(Severity::Warning, KEY, Found::Setting(wrong))
        }
    });
}
