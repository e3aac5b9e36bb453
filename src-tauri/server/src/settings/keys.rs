//! The settings that one text can say: as a flag, as an environment variable or in the file, always with the same
//! meaning. Only what has parts of its own (`clients`, `parameters`) stands in the file alone.

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name in the file; a dot stands before a key of a table (`limits.connections`).
    pub name: &'static str,
    /// Its flag, without the two dashes: the name with dashes for dots and underscores.
    pub flag: &'static str,
    /// What it sets, in a few words, with the default where there is one.
    pub what: &'static str,
}

impl Key {
    /// Its environment variable: `MCP_` and the name in capitals, with underscores for dots.
    pub fn variable(&self) -> String {
        format!("MCP_{}", self.name.replace('.', "_").to_uppercase())
    }
}

const fn key(name: &'static str, flag: &'static str, what: &'static str) -> Key {
    Key { name, flag, what }
}

/// Every such setting. Lists are written with spaces or commas between their members, and in the file as arrays;
/// times and sizes carry their unit in the name.
pub const KEYS: &[Key] = &[
    key("name", "name", "what people call this server"),
    key("host", "host", "the address to listen on; localhost"),
    key("port", "port", "the port to listen on; 3000"),
    key(
        "server_url",
        "server-url",
        "the origin under which clients reach the server",
    ),
    key("mcp_path", "mcp-path", "the path of the MCP endpoint; /mcp"),
    key(
        "callback_path",
        "callback-path",
        "where the provider sends the browser back: a path, or a URL on the server; /oauth/callback",
    ),
    key("issuer", "issuer", "the identity provider's issuer; Google"),
    key("client_id", "client-id", "our client id at the provider"),
    key(
        "client_secret_file",
        "client-secret-file",
        "the file with our client secret at the provider",
    ),
    key("auth_url", "auth-url", "replaces the provider's authorization endpoint"),
    key("token_url", "token-url", "replaces the provider's token endpoint"),
    key(
        "scope",
        "scope",
        "what we ask for at the provider; openid email profile",
    ),
    key(
        "groups_claim",
        "groups-claim",
        "the provider's claim that names a person's groups; groups",
    ),
    key(
        "trust_unverified_email",
        "trust-unverified-email",
        "true: take an e-mail address that the provider does not call verified",
    ),
    key(
        "secret_in_form",
        "secret-in-form",
        "true: send the client secret in the form instead of the header",
    ),
    key("access.domains", "access-domains", "whose e-mail domains may come in"),
    key("access.emails", "access-emails", "which e-mail addresses may come in"),
    key(
        "access.groups",
        "access-groups",
        "the groups of which a person needs one",
    ),
    key(
        "assertion_issuers",
        "assertion-issuers",
        "identity providers whose assertions (ID-JAG) sign people in without a browser",
    ),
    key(
        "database",
        "database",
        "the database of sign-ins and keys; memory without one",
    ),
    key(
        "company_database",
        "company-database",
        "the sample company's database; memory without one",
    ),
    key(
        "registration",
        "registration",
        "whether applications may register themselves; true",
    ),
    key(
        "cors_origins",
        "cors-origins",
        "origins of web pages that may call us, beside those on loopback",
    ),
    key(
        "allowed_hosts",
        "allowed-hosts",
        "further values of the Host header that are ours",
    ),
    key(
        "trusted_proxies",
        "trusted-proxies",
        "addresses or networks of the proxies in front, whose word about clients is taken",
    ),
    key(
        "tls_cert",
        "tls-cert",
        "the certificate chain (PEM) with which the server itself speaks TLS",
    ),
    key("tls_key", "tls-key", "the private key (PEM) of the certificate"),
    key(
        "otlp_endpoint",
        "otlp-endpoint",
        "the OpenTelemetry collector for traces (OTLP over HTTP); none are sent without one",
    ),
    key(
        "private_document_hosts",
        "private-document-hosts",
        "hosts whose client metadata documents are fetched although their address is private",
    ),
    key(
        "json_response",
        "json-response",
        "whether answers that need no stream come as JSON; false",
    ),
    key(
        "limits.access_token_seconds",
        "limits-access-token-seconds",
        "how long an access token lives, 30 to 300; 300",
    ),
    key(
        "limits.grant_days",
        "limits-grant-days",
        "how long a sign-in lasts, 1 to 365; 30",
    ),
    key(
        "limits.refresh_grace_seconds",
        "limits-refresh-grace-seconds",
        "how long a used refresh token may be repeated, 0 to 300; 30",
    ),
    key(
        "limits.header_seconds",
        "limits-header-seconds",
        "time to send a request's header, 1 to 600; 30",
    ),
    key(
        "limits.body_seconds",
        "limits-body-seconds",
        "time to send a request's body, 1 to 600; 30",
    ),
    key(
        "limits.connections",
        "limits-connections",
        "connections served at once; 512",
    ),
    key(
        "limits.registrations_per_minute",
        "limits-registrations-per-minute",
        "registrations per address and minute; 20",
    ),
    key(
        "limits.unused_registrations",
        "limits-unused-registrations",
        "registrations that nobody used yet, at most; 1000",
    ),
    key(
        "limits.open_requests",
        "limits-open-requests",
        "sign-ins under way at once, at most; 20000",
    ),
    key(
        "limits.mcp_body_bytes",
        "limits-mcp-body-bytes",
        "the largest body of an MCP message, 1024 or more; 4194304",
    ),
];

/// The setting of this name in the file.
#[cfg(test)]
pub(super) fn named(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::settings::Limits;

    #[test]
    fn flag_and_variable_follow_from_the_name() {
        for key in KEYS {
            assert_eq!(key.flag, key.name.replace(['.', '_'], "-"));
        }
        let variable = named("limits.connections").map(Key::variable);
        assert_eq!(variable.as_deref(), Some("MCP_LIMITS_CONNECTIONS"));
        let variables: BTreeSet<String> = KEYS.iter().map(Key::variable).collect();
        assert_eq!(variables.len(), KEYS.len());
    }

    #[test]
    fn the_page_about_the_settings_names_every_one_of_them() {
        let page = include_str!("../../../../docs/SERVER.md");
        for key in KEYS {
            assert!(page.contains(&format!("`{}`", key.name)), "{}", key.name);
        }
        // And nothing that is not there: what stands first in a row of the table.
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        let names = rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2));
        for name in names {
            assert!(named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_page_tells_the_defaults_that_hold() {
        let page = include_str!("../../../../docs/SERVER.md");
        let limits = Limits::default();
        for (name, default) in [
            ("limits.access_token_seconds", limits.access_token.as_secs()),
            ("limits.grant_days", limits.grant.as_secs() / 86_400),
            ("limits.refresh_grace_seconds", limits.refresh_grace.as_secs()),
            ("limits.header_seconds", limits.header_time.as_secs()),
            ("limits.body_seconds", limits.body_time.as_secs()),
            ("limits.connections", limits.connections as u64),
            (
                "limits.registrations_per_minute",
                u64::from(limits.registrations_per_minute),
            ),
            (
                "limits.unused_registrations",
                limits.unused_registrations.unsigned_abs(),
            ),
            ("limits.open_requests", limits.open_requests.unsigned_abs()),
            ("limits.mcp_body_bytes", limits.mcp_body as u64),
        ] {
            let row = page
                .lines()
                .find(|line| line.starts_with("| ") && line.contains(&format!("`{name}`")));
            let otherwise = row.and_then(|row| row.split('|').nth(3)).unwrap_or_default();
            assert!(otherwise.contains(&default.to_string()), "{name}: {otherwise}");
            let what = named(name).map_or("", |key| key.what);
            assert!(what.ends_with(&format!("; {default}")), "{name}: {what}");
        }
    }
}
