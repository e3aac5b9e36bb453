use http::HeaderValue;

use super::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

fn networks(texts: &[&str]) -> Vec<IpNet> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .fold(HeaderMap::new(), |mut all, (name, value)| {
            all.append(name, value);
            all
        })
}

fn client(peer: &str, pairs: &[(&'static str, &'static str)]) -> IpAddr {
    see(ip(peer), &headers(pairs), &networks(&["10.0.0.0/8", "fd00::/8"])).client
}

#[test]
fn attack_headers_of_somebody_who_is_no_proxy_are_not_believed() {
    let all = [
        ("forwarded", "for=192.0.2.1;host=evil.example;proto=http"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
    ];
    let seen = see(ip("198.51.100.7"), &headers(&all), &networks(&["10.0.0.0/8"]));
    assert_eq!(seen.client, ip("198.51.100.7"));
    assert!(seen.hosts.is_empty() && !seen.in_the_clear && !seen.believed);
}

#[test]
fn the_client_is_the_last_that_no_proxy_of_ours_vouches_for() {
    assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "192.0.2.1")]), ip("192.0.2.1"));
    assert_eq!(
        client("10.0.0.1", &[("x-forwarded-for", "192.0.2.1, 10.0.0.2")]),
        ip("192.0.2.1")
    );
    // What stands before it was the client's to write.
    assert_eq!(
        client("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 192.0.2.1, 10.0.0.2")]),
        ip("192.0.2.1")
    );
    assert_eq!(
        client(
            "10.0.0.1",
            &[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "192.0.2.1")]
        ),
        ip("192.0.2.1")
    );
    assert_eq!(
        client("10.0.0.1", &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")]),
        ip("10.0.0.3")
    );
    assert_eq!(client("10.0.0.1", &[]), ip("10.0.0.1"));
    assert_eq!(
        client("::ffff:10.0.0.1", &[("x-forwarded-for", "::ffff:192.0.2.1")]),
        ip("192.0.2.1")
    );
}

#[test]
fn ports_brackets_and_quotes_are_no_part_of_an_address() {
    for (value, address) in [
        ("192.0.2.1:443", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
    ] {
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-for", value)]),
            ip(address),
            "{value}"
        );
    }
    for (value, address) in [
        ("for=192.0.2.1", "192.0.2.1"),
        ("For=\"192.0.2.1:443\"", "192.0.2.1"),
        ("for=\"[2001:db8::1]:443\";proto=https", "2001:db8::1"),
        (
            "for=1.1.1.1, for=192.0.2.1;by=10.0.0.2;host=\"a;b,c\", for=10.0.0.2",
            "192.0.2.1",
        ),
    ] {
        assert_eq!(client("10.0.0.1", &[("forwarded", value)]), ip(address), "{value}");
    }
}

#[test]
fn who_hides_or_stammers_is_counted_as_the_proxy_that_lets_it() {
    for value in [
        "for=unknown",
        "for=_hidden",
        "for",
        "for=\"192.0.2.1",
        "for=192.0.2.1 x",
        "=1",
        "",
        "for=192.0.2.1,",
    ] {
        assert_eq!(client("10.0.0.1", &[("forwarded", value)]), ip("10.0.0.1"), "{value}");
    }
    for value in ["unknown", "192.0.2.1; x", "192.0.2", "192.0.2.1,", "1.1.1.1, nobody"] {
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-for", value)]),
            ip("10.0.0.1"),
            "{value}"
        );
    }
    assert_eq!(
        client("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, nobody, 10.0.0.2")]),
        ip("10.0.0.2")
    );
}

#[test]
fn attack_two_stories_about_the_client_are_none() {
    let told = [("forwarded", "for=1.1.1.1"), ("x-forwarded-for", "192.0.2.1")];
    assert_eq!(client("10.0.0.1", &told), ip("10.0.0.1"));
    let agreed = [
        ("forwarded", "for=192.0.2.1"),
        ("x-forwarded-for", "1.1.1.1, 192.0.2.1"),
    ];
    assert_eq!(client("10.0.0.1", &agreed), ip("192.0.2.1"));
    let one = [("forwarded", "for=192.0.2.1"), ("x-forwarded-proto", "https")];
    assert_eq!(client("10.0.0.1", &one), ip("192.0.2.1"));
}

#[test]
fn host_and_scheme_are_all_that_were_told() {
    let told = headers(&[
        ("forwarded", "for=192.0.2.1;host=A.example;proto=HTTPS"),
        ("x-forwarded-host", "b.example, c.example"),
        ("x-forwarded-proto", "http"),
    ]);
    let seen = see(ip("10.0.0.1"), &told, &networks(&["10.0.0.0/8"]));
    assert_eq!(seen.hosts, ["a.example", "b.example", "c.example"]);
    assert!(!seen.in_the_clear);
    let clear = headers(&[("x-forwarded-proto", "http")]);
    assert!(see(ip("10.0.0.1"), &clear, &networks(&["10.0.0.0/8"])).in_the_clear);
}
