//! The certificate's part of the check: the pair, its time, its names, and who can read the key.

use jiff::Timestamp;
use url::Url;

use super::{Finding, Found, Severity};
use crate::clock::Clock;
use crate::settings::{Settings, Wrong};
use crate::tls::{CERT, KEY, Pair, Readers, readers};

/// A certificate that ends within this many seconds is worth a warning.
const SOON: i64 = 14 * 86_400;

pub(super) fn look(settings: &Settings, clock: &Clock, findings: &mut Vec<Finding>) {
    match Pair::load(settings) {
        Ok(None) => return,
        Ok(Some(pair)) => {
            time(settings, &pair, clock.unix(), findings);
            name(settings, &pair, findings);
        }
        Err(wrong) => findings.push(Finding::new(Severity::Error, &wrong.key.clone(), Found::Setting(wrong))),
    }
    key_file(settings, findings);
}

fn time(settings: &Settings, pair: &Pair, now: i64, findings: &mut Vec<Finding>) {
    let (severity, mend) = if pair.ends <= now {
        (
            Severity::Error,
            format!("the certificate ended on {}; renew it", moment(pair.ends)),
        )
    } else if pair.starts > now {
        let start = moment(pair.starts);
        (
            Severity::Error,
            format!("the certificate is valid from {start} on; look at the clock"),
        )
    } else if pair.ends - now < SOON {
        (
            Severity::Warning,
            format!("the certificate ends on {}; renew it", moment(pair.ends)),
        )
    } else {
        let until = Found::Certificate(moment(pair.ends));
        findings.push(Finding::new(Severity::Good, CERT, until));
        return;
    };
    findings.push(about(CERT, settings.tls_cert.as_deref(), severity, mend));
}

fn name(settings: &Settings, pair: &Pair, findings: &mut Vec<Finding>) {
    let Ok(addresses) = settings.addresses(settings.port) else {
        return;
    };
    let url = Url::parse(&addresses.origin).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    if !pair.covers(host) {
        let mend = format!("the certificate does not name {host}, so that nobody will connect");
        findings.push(about(CERT, settings.tls_cert.as_deref(), Severity::Error, mend));
    }
}

fn key_file(settings: &Settings, findings: &mut Vec<Finding>) {
    let Some(path) = settings.tls_key.as_deref() else {
        return;
    };
    let (severity, mend) = match readers(path) {
        None => return,
        Some(Readers::Group) => (
            Severity::Warning,
            "its group can read the key; is that meant? else chmod 600",
        ),
        Some(Readers::Everybody) => (
            Severity::Error,
            "everybody on this computer can read the key: chmod 600",
        ),
    };
    findings.push(about(KEY, Some(path), severity, mend.to_owned()));
}

fn about(key: &str, path: Option<&std::path::Path>, severity: Severity, mend: String) -> Finding {
    let value = path.map(|path| path.display().to_string()).unwrap_or_default();
    Finding::new(severity, key, Found::Setting(Wrong::new(key, &value, "settings", mend)))
}

fn moment(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |moment| moment.to_string())
}
