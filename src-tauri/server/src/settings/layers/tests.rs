#![expect(clippy::unwrap_used, reason = "a test may panic")]

use secrecy::ExposeSecret;

use super::*;

fn nothing(_: &str) -> Option<String> {
    None
}

#[test]
fn the_defaults_are_the_tutorials() {
    let settings = resolve(&Flags::new(), &nothing, None).unwrap();
    assert_eq!((settings.host.as_str(), settings.port), ("localhost", 3000));
    assert_eq!(settings.provider.issuer, "https://accounts.google.com");
    assert_eq!(settings.provider.scopes, ["openid", "email", "profile"]);
    assert_eq!(settings.addresses(3000).unwrap().resource, "http://localhost:3000/mcp");
}

#[test]
fn a_flag_beats_the_environment_and_that_beats_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    std::fs::write(&path, "port = 1\nhost = \"127.0.0.1\"\nclient_id = \"file\"\n").unwrap();
    let environment = |name: &str| match name {
        "MCP_PORT" => Some("2".to_owned()),
        "MCP_CLIENT_ID" => Some("environment".to_owned()),
        "MCP_CLIENT_SECRET" => Some("hush".to_owned()),
        _ => None,
    };
    let flags = Flags::from([("port", "3".to_owned())]);
    let settings = resolve(&flags, &environment, Some(&path)).unwrap();
    assert_eq!(settings.port, 3);
    assert_eq!(settings.provider.client_id, "environment");
    assert_eq!(settings.host, "127.0.0.1");
    assert_eq!(settings.provider.client_secret.unwrap().expose_secret(), "hush");
}

#[test]
fn a_wrong_setting_names_key_value_and_mend() {
    let environment = |name: &str| (name == "MCP_PORT").then(|| "many".to_owned());
    let wrong = resolve(&Flags::new(), &environment, None).unwrap_err();
    assert_eq!((wrong.key.as_str(), wrong.value.as_str()), ("MCP_PORT", "many"));
    assert!(wrong.to_string().contains("write a number"), "{wrong}");
    let environment = |name: &str| (name == "MCP_SERVER_URL").then(|| "http://tools.example.com".to_owned());
    let wrong = resolve(&Flags::new(), &environment, None).unwrap_err();
    assert!(wrong.to_string().contains("use https"), "{wrong}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    std::fs::write(&path, "port = 1\nprot = 2\n").unwrap();
    let wrong = resolve(&Flags::new(), &nothing, Some(&path)).unwrap_err();
    assert!(wrong.to_string().contains("prot"), "{wrong}");
}

#[test]
fn a_server_for_the_whole_network_needs_its_public_address() {
    let everywhere = Settings {
        host: "0.0.0.0".to_owned(),
        ..Settings::default()
    };
    assert_eq!(everywhere.addresses(3000).unwrap_err().key, "MCP_HOST");
    let proxied = Settings {
        server_url: Some(Url::parse("https://tools.example.com").unwrap()),
        ..everywhere
    };
    assert_eq!(
        proxied.addresses(3000).unwrap().resource,
        "https://tools.example.com/mcp"
    );
}

#[test]
fn a_server_with_a_certificate_is_reached_by_https() {
    let with = |url: Option<&str>| Settings {
        tls_cert: Some("chain.pem".into()),
        server_url: url.map(|url| Url::parse(url).unwrap()),
        ..Settings::default()
    };
    let addresses = with(None).addresses(3000).unwrap();
    assert_eq!(
        (addresses.resource.as_str(), addresses.secure),
        ("https://localhost:3000/mcp", true)
    );
    let wrong = with(Some("http://localhost:3000")).addresses(3000).unwrap_err();
    assert!(wrong.to_string().contains("write https"), "{wrong}");
}

#[test]
fn the_callback_is_a_path_or_a_url_on_this_server() {
    let with = |callback: &str| {
        Settings {
            callback: callback.to_owned(),
            ..Settings::default()
        }
        .addresses(3000)
    };
    assert_eq!(
        with("/google/callback").unwrap().callback_url,
        "http://localhost:3000/google/callback"
    );
    assert_eq!(
        with("http://localhost:3000/google/callback").unwrap().callback_path,
        "/google/callback"
    );
    assert!(with("http://localhost:3001/google/callback").is_err());
    assert!(with("https://evil.example/callback").is_err());
}

/// A setting as it stands in a file, and as a flag or a variable says it.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("name", "\"Tools\"", "Tools"),
    ("host", "\"127.0.0.1\"", "127.0.0.1"),
    ("port", "4000", "4000"),
    ("server_url", "\"https://tools.example\"", "https://tools.example"),
    ("mcp_path", "\"/tools\"", "/tools"),
    ("callback_path", "\"/back\"", "/back"),
    ("issuer", "\"https://id.example\"", "https://id.example"),
    ("client_id", "\"us\"", "us"),
    ("client_secret_file", "\"SECRET\"", "SECRET"),
    ("auth_url", "\"https://id.example/a\"", "https://id.example/a"),
    ("token_url", "\"https://id.example/t\"", "https://id.example/t"),
    ("scope", "\"openid groups\"", "openid groups"),
    ("groups_claim", "\"roles\"", "roles"),
    ("trust_unverified_email", "true", "true"),
    ("secret_in_form", "true", "true"),
    (
        "access.domains",
        "[\"a.example\", \"b.example\"]",
        "a.example, b.example",
    ),
    ("access.emails", "[\"ada@a.example\"]", "ada@a.example"),
    ("access.groups", "[\"staff\", \"finance\"]", "staff finance"),
    (
        "assertion_issuers",
        "[\"https://id.example\", \"https://b.example\"]",
        "https://id.example https://b.example",
    ),
    ("database", "\"/var/lib/server.db\"", "/var/lib/server.db"),
    ("company_database", "\"/var/lib/company.db\"", "/var/lib/company.db"),
    ("registration", "false", "false"),
    ("cors_origins", "[\"https://app.example\"]", "https://app.example"),
    ("allowed_hosts", "[\"tools.internal\"]", "tools.internal"),
    ("trusted_proxies", "[\"10.0.0.0/8\", \"::1\"]", "10.0.0.0/8, ::1"),
    (
        "otlp_endpoint",
        "\"https://collector.example\"",
        "https://collector.example",
    ),
    ("tls_cert", "\"/etc/tls/chain.pem\"", "/etc/tls/chain.pem"),
    ("tls_key", "\"/etc/tls/key.pem\"", "/etc/tls/key.pem"),
    ("private_document_hosts", "[\"apps.internal\"]", "apps.internal"),
    ("json_response", "true", "true"),
    ("limits.access_token_seconds", "60", "60"),
    ("limits.grant_days", "7", "7"),
    ("limits.refresh_grace_seconds", "5", "5"),
    ("limits.header_seconds", "10", "10"),
    ("limits.body_seconds", "20", "20"),
    ("limits.connections", "8", "8"),
    ("limits.registrations_per_minute", "3", "3"),
    ("limits.unused_registrations", "4", "4"),
    ("limits.open_requests", "6", "6"),
    ("limits.mcp_body_bytes", "2048", "2048"),
];

#[test]
fn flag_environment_and_file_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "hush").unwrap();
    let secret = secret.display().to_string();
    let default = format!("{:?}", resolve(&Flags::new(), &nothing, None).unwrap());
    for key in KEYS {
        let (_, in_file, as_text) = SAMPLES
            .iter()
            .find(|(name, ..)| *name == key.name)
            .unwrap_or_else(|| panic!("no sample for {}", key.name));
        let text = as_text.replace("SECRET", &secret);
        let path = folder.path().join("server.toml");
        // TOML takes a dotted key as one of a table.
        std::fs::write(
            &path,
            format!("{} = {}\n", key.name, in_file.replace("SECRET", &secret)),
        )
        .unwrap();
        let by_file = format!("{:?}", resolve(&Flags::new(), &nothing, Some(&path)).unwrap());
        let variable = key.variable();
        let environment = |name: &str| (name == variable).then(|| text.clone());
        let by_environment = format!("{:?}", resolve(&Flags::new(), &environment, None).unwrap());
        let flags = Flags::from([(key.name, text.clone())]);
        let by_flag = format!("{:?}", resolve(&flags, &nothing, None).unwrap());
        assert_ne!(by_file, default, "{} does nothing", key.name);
        assert_eq!(by_file, by_environment, "{}", key.name);
        assert_eq!(by_file, by_flag, "{}", key.name);
    }
    assert_eq!(SAMPLES.len(), KEYS.len());
}

#[test]
fn a_number_out_of_bounds_is_refused_in_every_layer() {
    for (name, value) in [
        ("limits.access_token_seconds", "301"),
        ("limits.grant_days", "0"),
        ("limits.connections", "0"),
        ("limits.header_seconds", "601"),
        ("limits.mcp_body_bytes", "-1"),
        ("port", "65536"),
    ] {
        let flags = Flags::from([(name, value.to_owned())]);
        let wrong = resolve(&flags, &nothing, None).unwrap_err();
        assert_eq!(wrong.value, value);
        assert!(wrong.to_string().contains("write a number from"), "{wrong}");
    }
}

#[test]
fn an_issuer_of_assertions_may_come_with_what_is_not_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    let text = "[[assertion_issuers]]\nissuer = \"https://id.example\"\njwks_uri = \"https://id.example/keys\"\n\
                groups_claim = \"roles\"\ntrust_unverified_email = true\n";
    std::fs::write(&path, text).unwrap();
    let settings = resolve(&Flags::new(), &nothing, Some(&path)).unwrap();
    let issuer = &settings.assertion_issuers[0];
    assert_eq!(issuer.issuer, "https://id.example");
    assert_eq!(issuer.jwks_uri.as_ref().unwrap().as_str(), "https://id.example/keys");
    assert_eq!(
        (issuer.groups_claim.as_str(), issuer.trust_unverified_email),
        ("roles", true)
    );
    std::fs::write(
        &path,
        "assertion_issuers = [{ issuer = \"https://id.example\", jwks = \"x\" }]\n",
    )
    .unwrap();
    assert!(resolve(&Flags::new(), &nothing, Some(&path)).is_err());
}

#[test]
fn a_proxy_is_named_by_its_address_or_network_and_never_by_all_of_them() {
    let with = |value: &str| resolve(&Flags::from([("trusted_proxies", value.to_owned())]), &nothing, None);
    assert_eq!(
        with("::ffff:10.0.0.1").unwrap().trusted_proxies,
        ["10.0.0.1/32".parse().unwrap()]
    );
    for bad in ["0.0.0.0/0", "::/0", "proxy.example", "10.0.0.0/33", "10.0.0.0/"] {
        assert_eq!(with(bad).unwrap_err().key, "--trusted-proxies", "{bad}");
    }
}

#[test]
fn the_collector_may_be_named_as_every_opentelemetry_program_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    std::fs::write(&path, "otlp_endpoint = \"https://file.example\"\n").unwrap();
    let with = |pairs: &[(&str, &str)], flag: bool| {
        let environment = |name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let flags = if flag {
            Flags::from([("otlp_endpoint", "https://flag.example".to_owned())])
        } else {
            Flags::new()
        };
        let endpoint = resolve(&flags, &environment, Some(&path))?.otlp_endpoint;
        Ok::<_, Wrong>(endpoint.map(|url| url.host_str().unwrap_or_default().to_owned()))
    };
    let standard = ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://standard.example");
    let ours = ("MCP_OTLP_ENDPOINT", "https://ours.example");
    assert_eq!(with(&[], false).unwrap().unwrap(), "file.example");
    assert_eq!(with(&[standard], false).unwrap().unwrap(), "standard.example");
    assert_eq!(with(&[standard, ours], false).unwrap().unwrap(), "ours.example");
    assert_eq!(with(&[standard, ours], true).unwrap().unwrap(), "flag.example");
    assert_eq!(with(&[standard, ("OTEL_SDK_DISABLED", "true")], true).unwrap(), None);
    let open = with(
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4318")],
        false,
    )
    .unwrap_err();
    assert!(open.to_string().contains("use https"), "{open}");
}

#[test]
fn a_password_in_an_address_is_in_no_error() {
    for (name, value) in [
        ("otlp_endpoint", "https://ada:hush@collector.example"),
        ("otlp_endpoint", "http://ada:hush@collector.example"),
        ("server_url", "https://hush@tools.example"),
        ("issuer", "ada:hush@id.example"),
        ("issuer", "hush@id.example"),
        ("auth_url", "https://ada:hush@@id.example"),
    ] {
        let wrong = resolve(&Flags::from([(name, value.to_owned())]), &nothing, None).unwrap_err();
        assert!(!format!("{wrong} {wrong:?}").contains("hush"), "{wrong}");
        assert!(wrong.value.ends_with(".example"), "{wrong}");
    }
}
