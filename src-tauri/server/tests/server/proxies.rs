//! Proxies: whose word about a client is taken, and what it changes.

use lanyard_server::Settings;
use serde_json::{Value, json};

use crate::world::{REDIRECT, World, said};

/// Registers through a proxy that says this; the status.
async fn register(world: &World, headers: &[(&str, &str)]) -> u16 {
    let mut request = world.http.post(format!("http://{}/register", world.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let metadata = json!({"redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"});
    request.json(&metadata).send().await.unwrap().status().as_u16()
}

fn two_a_minute(settings: &mut Settings) {
    settings.limits.registrations_per_minute = 2;
}

fn behind_a_proxy(settings: &mut Settings) {
    two_a_minute(settings);
    settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
}

#[tokio::test]
async fn attack_a_client_without_a_proxy_is_not_rid_of_its_rate_by_headers() {
    let world = World::start_with(two_a_minute).await;
    world.begin_a_minute();
    assert_eq!(register(&world, &[("x-forwarded-for", "192.0.2.1")]).await, 201);
    assert_eq!(register(&world, &[("forwarded", "for=192.0.2.2")]).await, 201);
    for name in [
        "x-forwarded-for",
        "x-real-ip",
        "true-client-ip",
        "cf-connecting-ip",
        "x-client-ip",
    ] {
        assert_eq!(register(&world, &[(name, "192.0.2.3")]).await, 429, "{name}");
    }
    assert_eq!(register(&world, &[("forwarded", "for=192.0.2.4")]).await, 429);
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_a_rate_of_its_own() {
    let world = World::start_with(behind_a_proxy).await;
    world.begin_a_minute();
    for client in ["192.0.2.1", "192.0.2.2", "2001:db8:1::1", "2001:db8:2::1"] {
        let told = [("x-forwarded-for", client)];
        let statuses = [
            register(&world, &told).await,
            register(&world, &told).await,
            register(&world, &told).await,
        ];
        assert_eq!(statuses, [201, 201, 429], "{client}");
    }
    // One client in the words of either header, through one proxy or two.
    assert_eq!(
        register(&world, &[("forwarded", "for=\"192.0.2.1:4711\";proto=http")]).await,
        429
    );
    assert_eq!(
        register(&world, &[("x-forwarded-for", "192.0.2.1, 10.1.2.3")]).await,
        429
    );
}

#[tokio::test]
async fn attack_a_client_behind_a_proxy_is_not_rid_of_its_rate_by_headers() {
    let world = World::start_with(behind_a_proxy).await;
    world.begin_a_minute();
    // The proxy appends what it saw; what stands before that is the client's.
    for (spoofed, status) in [
        ("1.1.1.1", 201),
        ("2.2.2.2", 201),
        ("3.3.3.3", 429),
        ("10.9.9.9", 429),
        ("x", 429),
    ] {
        let told = format!("{spoofed}, 192.0.2.9");
        assert_eq!(
            register(&world, &[("x-forwarded-for", &told)]).await,
            status,
            "{spoofed}"
        );
    }
    // The other header, which this proxy passes on as it came, brings the client no new name: it is counted with
    // everybody else who tries that.
    for (spoofed, status) in [("1.1.1.1", 201), ("2.2.2.2", 201), ("3.3.3.3", 429)] {
        let element = format!("for={spoofed}");
        let told = [("forwarded", element.as_str()), ("x-forwarded-for", "192.0.2.9")];
        assert_eq!(register(&world, &told).await, status, "{spoofed}");
    }
}

#[tokio::test]
async fn the_host_is_the_one_that_a_trusted_proxy_was_asked_for_and_nobody_elses() {
    let public = |settings: &mut Settings| settings.server_url = Some("https://tools.example".parse().unwrap());
    let inside = World::start_with(|settings| {
        public(settings);
        behind_a_proxy(settings);
    })
    .await;
    let alone = World::start_with(public).await;
    let status = |world: &World, host: &str, told: &[(&str, &str)]| {
        let mut request = world
            .http
            .get(format!("http://{}/jwks", world.address))
            .header("host", host);
        for (name, value) in told {
            request = request.header(*name, *value);
        }
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let said = [("x-forwarded-host", "tools.example"), ("x-forwarded-proto", "https")];
    assert_eq!(status(&inside, "10.0.0.5:3000", &said).await, 200);
    assert_eq!(
        status(
            &inside,
            "10.0.0.5:3000",
            &[("forwarded", "host=tools.example;proto=https")]
        )
        .await,
        200
    );
    assert_eq!(status(&alone, "10.0.0.5:3000", &said).await, 421);
    for evil in [
        "evil.example",
        "tools.example, evil.example",
        "evil.example, tools.example",
        "tools.example:8443",
        "",
    ] {
        assert_eq!(
            status(&inside, "tools.example", &[("x-forwarded-host", evil)]).await,
            421,
            "{evil:?}"
        );
        assert_eq!(
            status(&alone, "tools.example", &[("x-forwarded-host", evil)]).await,
            200,
            "{evil:?}"
        );
    }
    // A browser that came without encryption would leave its cookies and codes in the open.
    assert_eq!(
        status(&inside, "tools.example", &[("x-forwarded-proto", "http")]).await,
        403
    );
    assert_eq!(
        status(&alone, "tools.example", &[("x-forwarded-proto", "http")]).await,
        200
    );
}

#[tokio::test]
async fn tools_see_what_a_trusted_proxy_says_and_nobody_elses_word() {
    for trusts in [false, true] {
        let world = World::start_with(|settings| {
            if trusts {
                settings.trusted_proxies = vec!["127.0.0.1".parse::<std::net::IpAddr>().unwrap().into()];
            }
        })
        .await;
        let (_, tokens) = world.sign_in("x:read").await;
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let headers = [("authorization", bearer.as_str()), ("x-forwarded-for", "192.0.2.1")];
        let answer = world.mcp_with(&headers, "tools/call", json!({"name": "look"})).await;
        assert_eq!(said(&answer.text().await.unwrap())["forwarded"], Value::Bool(trusts));
    }
}

#[tokio::test]
async fn check_asks_for_the_proxy_of_a_server_that_stands_behind_one() {
    use lanyard_server::{Clock, Severity, check};
    let world = World::start().await;
    let mut settings = crate::world::settings(&world.provider);
    settings.server_url = Some("https://tools.example".parse().unwrap());
    let found = |findings: Vec<lanyard_server::Finding>| findings.iter().any(|one| one.key == "trusted_proxies");
    let findings = check(&settings, &crate::world::net(), &Clock::system(), None).await;
    assert!(
        findings
            .iter()
            .all(|one| one.key != "trusted_proxies" || one.severity == Severity::Warning)
    );
    assert!(found(findings));
    settings.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    assert!(!found(
        check(&settings, &crate::world::net(), &Clock::system(), None).await
    ));
}
