//! Each bad key, the sentence it gets and the value used instead.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use lanyard_net::Proxy;

use super::*;

const EXAMPLE: &str = include_str!("../../../../examples/company.toml");

fn parse(text: &str) -> (Company, Vec<Problem>) {
    Company::parse(text, Path::new("/etc/lanyard/company.toml"))
}

/// Parses a text with exactly one problem, whose sentence holds all of `words`.
fn one_problem(text: &str, words: &[&str]) -> Company {
    let (company, problems) = parse(text);
    assert_eq!(problems.len(), 1, "{text}\n{problems:#?}");
    for word in words {
        assert!(
            problems[0].message.to_string().contains(word),
            "{:?} lacks {word:?}",
            problems[0].message
        );
    }
    company
}

fn rule(server: &str, tool: &str, rule: Rule) -> ToolRule {
    ToolRule {
        server: server.into(),
        tool: tool.into(),
        rule,
    }
}

#[test]
fn the_example_has_no_problem_and_every_key() {
    let (company, problems) = parse(EXAMPLE);
    assert_eq!(problems, vec![]);
    assert_eq!(company.name.to_string(), "Meridian");
    assert!(company.instructions.as_deref().unwrap().ends_with("21 December 2026."));
    assert_eq!(
        company.servers.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
        ["hr", "expenses", "tickets", "facilities", "signage"]
    );
    let expenses = &company.servers[1];
    assert_eq!(expenses.client_id.as_deref(), Some("lanyard-desktop"));
    assert_eq!(expenses.scopes.as_deref().unwrap(), ["expenses.read", "expenses.write"]);
    assert_eq!(expenses.issuer.as_deref(), Some("https://login.meridian.example"));
    assert_eq!(
        (expenses.redirect, expenses.port),
        (Some(Redirect::Localhost), Some(8931))
    );
    assert!(expenses.forbid_unverified_pkce && !expenses.omit_resource);
    let tickets = &company.servers[2];
    assert!(tickets.omit_resource && tickets.allow_missing_pkce_metadata);
    assert_eq!(
        tickets.client_metadata_url.as_deref(),
        Some("https://meridian.example/lanyard.json")
    );
    assert_eq!(tickets.parameters["prompt"], "select_account");
    assert_eq!(company.gateway.as_ref().unwrap().models.len(), 2);
    assert_eq!(
        company.rules,
        [
            rule("hr", "leave_balance", Rule::Allow),
            rule("hr", "who_*", Rule::Allow),
            rule("https://*.meridian.example/*", "*delete*", Rule::Block),
            rule("expenses", "resource:*", Rule::Block),
        ]
    );
    assert_eq!(company.default_rule, Some(Rule::Ask));
    assert_eq!(company.settings[&SettingKey::SignInWay], "auto");
    assert_eq!(company.network.proxy, Some(Proxy::System));
    assert!(company.models.allow_own_providers && !company.servers_locked && !company.local_servers_locked);
}

#[test]
fn an_empty_file_sets_nothing() {
    let (company, problems) = parse("");
    assert_eq!(problems, vec![]);
    assert_eq!(
        (company.default_rule, company.rules.len(), company.servers_locked),
        (None, 0, false)
    );
    assert!(company.models.allow_own_providers);
    assert_eq!(parse("\u{FEFF}name = \"A\"\r\n").0.name.to_string(), "A");
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_ignored() {
    let company = one_problem("name = \"A\"\ncolour = \"red\"\n", &["colour (line 2)", "ignored"]);
    assert_eq!(company.name.to_string(), "A");
}

#[test]
fn a_secret_in_the_file_is_named_and_never_repeated() {
    let text = "[[servers]]\nid = \"hr\"\nurl = \"https://hr.example/mcp\"\nclient_secret = \"hunter2\"\n";
    let (_, problems) = parse(text);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.to_string().contains("secrets do not belong"));
    let (_, more) = parse(
        "[network]\nproxy = \"http://u:hunter2@proxy.example\"\n[gateway]\nkind = \"openai\"\nbase_url = \"hunter2\"\n",
    );
    assert_eq!(more.len(), 2);
    assert!(
        problems.iter().chain(&more).all(|p| !p.to_string().contains("hunter2")),
        "{more:#?}"
    );
}

#[test]
fn a_misspelt_restriction_counts_as_the_strictest() {
    let company = one_problem(
        "defualt_rule = \"block\"\n",
        &["defualt_rule", "default_rule", "blocked"],
    );
    assert_eq!(company.default_rule, Some(Rule::Block));
    let company = one_problem(
        "allow_user_server = false\n",
        &["allow_user_servers", "counts as false"],
    );
    assert!(company.servers_locked);
    let company = one_problem(
        "[[rule]]\nserver = \"hr\"\nrule = \"block\"\n",
        &["\"rules\"", "every tool asks"],
    );
    assert_eq!(company.rules, [rule("*", "*", Rule::Ask)]);
}

#[test]
fn a_switch_that_is_none_takes_its_strictest_position() {
    let company = one_problem(
        "allow_user_servers = \"yes\"\n",
        &["allow_user_servers", "text", "counts as false"],
    );
    assert!(company.servers_locked);
    let company = one_problem(
        "allow_user_models = 1\n",
        &["allow_user_models", "a number", "counts as false"],
    );
    assert!(!company.models.allow_own_providers);
    let server = |line: &str| format!("[[servers]]\nid = \"hr\"\nurl = \"https://hr.example/mcp\"\n{line}\n");
    assert!(!one_problem(&server("omit_resource = \"true\""), &["omit_resource"]).servers[0].omit_resource);
    let company = one_problem(&server("allow_missing_pkce_metadata = \"true\""), &["counts as false"]);
    assert!(!company.servers[0].allow_missing_pkce_metadata);
    let company = one_problem(&server("forbid_unverified_pkce = 0"), &["counts as true"]);
    assert!(company.servers[0].forbid_unverified_pkce);
}

#[test]
fn a_bad_default_rule_blocks() {
    for text in [
        "default_rule = \"permit\"\n",
        "default_rule = true\n",
        "default_rule = \"\"\n",
    ] {
        assert_eq!(
            one_problem(text, &["default_rule", "blocked"]).default_rule,
            Some(Rule::Block),
            "{text}"
        );
    }
}

#[test]
fn a_rule_that_can_not_be_read_blocks_what_it_names() {
    let company = one_problem(
        "[[rules]]\nserver = \"hr\"\ntool = \"x_*\"\nrule = \"alow\"\n",
        &["alow", "blocked"],
    );
    assert_eq!(company.rules, [rule("hr", "x_*", Rule::Block)]);
    let company = one_problem("[[rules]]\nserver = \"hr\"\n", &["rules[1].rule", "is missing"]);
    assert_eq!(company.rules, [rule("hr", "*", Rule::Block)]);
    // A key that nobody knows may have narrowed it down.
    let company = one_problem(
        "[[rules]]\ntool = \"x\"\nrule = \"allow\"\ngroup = \"admins\"\n",
        &["group"],
    );
    assert_eq!(company.rules, [rule("*", "x", Rule::Block)]);
}

#[test]
fn a_rule_that_names_nothing_readable_holds_for_everything_and_opens_nothing() {
    let company = one_problem(
        "[[rules]]\ntool = \"a[\"\nrule = \"allow\"\n",
        &["a[", "not a pattern", "ask first"],
    );
    assert_eq!(company.rules, [rule("*", "*", Rule::Ask)]);
    let company = one_problem("[[rules]]\nserver = 3\nrule = \"block\"\n", &["server", "are blocked"]);
    assert_eq!(company.rules, [rule("*", "*", Rule::Block)]);
    let company = one_problem(
        "[[rules]]\nserver = \"hr\"\ntool = []\nrule = \"allow\"\n",
        &["empty list"],
    );
    assert_eq!(company.rules, [rule("hr", "*", Rule::Ask)]);
    let company = one_problem("[[rules]]\nrule = \"allow\"\n", &["server", "missing", "ask first"]);
    assert_eq!(company.rules, [rule("*", "*", Rule::Ask)]);
    let company = one_problem("rules = \"block everything\"\n", &["rules", "every tool asks"]);
    assert_eq!(company.rules, [rule("*", "*", Rule::Ask)]);
    let company = one_problem("rules = [1]\n", &["rules[1]", "every tool asks"]);
    assert_eq!(company.rules, [rule("*", "*", Rule::Ask)]);
}

#[test]
fn a_server_without_a_usable_id_address_or_issuer_is_left_out() {
    for (line, word) in [
        ("url = \"https://a.example/mcp\"", "id"),
        ("id = \"Meridian HR\"\nurl = \"https://a.example/mcp\"", "Meridian HR"),
        ("id = \"a\"", "url"),
        ("id = \"a\"\nurl = \"http://a.example/mcp\"", "not encrypted"),
        ("id = \"a\"\nurl = \"javascript:alert(1)\"", "javascript"),
        ("id = \"a\"\nurl = \"https://u:p@a.example/\"", "user name or password"),
        ("id = \"a\"\nurl = 3", "a number"),
        ("id = \"a\"\nurl = \"https://a.example/\"\nissuer = \"login\"", "issuer"),
        (
            "id = \"a\"\nurl = \"https://a.example/\"\nisuer = \"https://login.example\"",
            "issuer",
        ),
    ] {
        let company = one_problem(&format!("[[servers]]\n{line}\n"), &[word, "left out"]);
        assert_eq!(company.servers, vec![], "{line}");
    }
    assert_eq!(one_problem("[servers]\nid = \"a\"\n", &["[[servers]]"]).servers, vec![]);
}

#[test]
fn a_second_server_with_the_same_id_is_left_out() {
    let text = "[[servers]]\nid = \"a\"\nurl = \"https://a.example/\"\n[[servers]]\nid = \"a\"\nurl = \"https://b.example/\"\n";
    let company = one_problem(text, &["servers[2].id (line 5)", "another server"]);
    assert_eq!(company.servers.len(), 1);
    assert_eq!(company.servers[0].url, "https://a.example/");
}

#[test]
fn a_bad_detail_of_a_server_costs_only_that_detail() {
    let server = |line: &str| format!("[[servers]]\nid = \"a\"\nurl = \"https://a.example/mcp\"\n{line}\n");
    let of = |line: &str, words: &[&str]| one_problem(&server(line), words).servers.remove(0);
    assert_eq!(of("port = 0", &["port"]).port, None);
    assert_eq!(of("port = 70000", &["70000", "65535"]).port, None);
    assert_eq!(of("port = \"80\"", &["without quotes"]).port, None);
    assert_eq!(of("redirect = \"popup\"", &["popup", "deep_link"]).redirect, None);
    assert_eq!(of("scopes = 7", &["scopes", "No scope"]).scopes, Some(vec![]));
    assert_eq!(
        of("scopes = [\"a\", 'b\"c']", &["not a scope"]).scopes,
        Some(vec!["a".to_owned()])
    );
    assert_eq!(
        of("client_metadata_url = \"http://127.0.0.1/x\"", &["https"]).client_metadata_url,
        None
    );
    assert_eq!(of("client_id = \"a\\u0007b\"", &["client_id"]).client_id, None);
    assert_eq!(of("name = 5", &["Its id is shown"]).name, "a");
    let parameters = "parameters = { state = \"x\", prompt = \"login\" }";
    assert_eq!(
        of(parameters, &["parameters.state", "only Lanyard"]).parameters.len(),
        1
    );
    assert_eq!(
        of("parameters = { max_age = 3 }", &["parameters.max_age"])
            .parameters
            .len(),
        0
    );
    // The address is kept byte for byte: it may be the resource's name (RFC 8707).
    assert_eq!(parse(&server("")).0.servers[0].url, "https://a.example/mcp");
}

#[test]
fn names_can_not_turn_hide_or_escape() {
    let company = one_problem("name = \"Mer\\u202Eidian\\u001b[2J\"\n", &["name", "reading direction"]);
    assert_eq!(company.name.to_string(), "Meridian[2J");
    let company = one_problem("name = \"\\u200B\"\n", &["no visible character"]);
    assert_eq!(company.name.to_string(), "Your company");
    let (company, _) = parse("instructions = \"one\\r\\ntwo\\u202E\"\n");
    assert_eq!(company.instructions.as_deref(), Some("one\ntwo"));
}

#[test]
fn a_gateway_that_can_not_be_used_is_left_out() {
    for (text, word) in [
        ("kind = \"openai\"", "base_url"),
        ("base_url = \"https://m.example/v1/\"", "kind"),
        ("kind = \"demo\"\nbase_url = \"https://m.example/v1/\"", "demo"),
        (
            "kind = \"openai\"\nbase_url = \"http://m.example/v1/\"",
            "not encrypted",
        ),
        (
            "kind = \"openai\"\nbase_url = \"https://m.example/v1/\"\nmodels = 3",
            "models",
        ),
    ] {
        assert_eq!(
            one_problem(&format!("[gateway]\n{text}\n"), &[word, "left out"]).gateway,
            None,
            "{text}"
        );
    }
}

#[test]
fn a_bad_proxy_closes_the_way_out_instead_of_going_around_it() {
    for text in [
        "proxy = \"socks9://x\"",
        "proxy = \"proxy.example:8080\"",
        "proxy = 8080",
        "proxy = \"http://\"",
    ] {
        let company = one_problem(&format!("[network]\n{text}\n"), &["proxy", "no request leaves"]);
        assert_eq!(
            company.network.proxy,
            Some(Proxy::Url("http://company-proxy.invalid:1".into())),
            "{text}"
        );
    }
    let (company, _) =
        parse("[network]\nproxy = \"http://proxy.example:8080\"\nextra_ca_files = [\"a.pem\", \"/b.pem\"]\n");
    assert_eq!(
        company.network.proxy,
        Some(Proxy::Url("http://proxy.example:8080".into()))
    );
    assert_eq!(
        company.network.extra_ca_files,
        [Path::new("/etc/lanyard/a.pem"), Path::new("/b.pem")]
    );
    let settings = company.network.apply(lanyard_net::Settings::default());
    assert_eq!(settings.extra_ca_files.len(), 2);
}

#[test]
fn a_bad_setting_is_locked_at_what_the_app_ships_with() {
    let company = one_problem(
        "[settings]\ntheme = \"purple\"\n",
        &["settings.theme", "purple", "locked at \"system\""],
    );
    assert_eq!(company.settings[&SettingKey::Theme], "system");
    let company = one_problem("[settings]\ntehme = \"dark\"\n", &["theme", "locked"]);
    assert_eq!(company.settings[&SettingKey::Theme], "system");
    let company = one_problem("[settings]\nmodel = 3\n", &["settings.model", "empty"]);
    assert_eq!(company.settings[&SettingKey::Model], "");
}

#[test]
fn a_file_that_is_no_toml_closes_everything_and_names_the_line() {
    let company = one_problem("name = \"A\"\ndefault_rule = \"allow\nx\n", &["line 2", "no tool runs"]);
    assert!(company.servers_locked && !company.models.allow_own_providers);
    assert_eq!(company.rules, [rule("*", "*", Rule::Block)]);
    assert_eq!(company.default_rule, Some(Rule::Block));
    one_problem("name = \"A\"\nname = \"B\"\n", &["line 2"]);
}

#[test]
fn the_systems_file_wins_key_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let (system, user) = (folder.path().join("system"), folder.path().join("user"));
    assert_eq!(Company::load(&system, &user), (None, vec![]));
    fs::create_dir_all(&system).unwrap();
    fs::create_dir_all(&user).unwrap();
    fs::write(
        user.join(FILE_NAME),
        "name = \"User\"\ninstructions = \"Be brief.\"\ndefault_rule = \"allow\"\n\
         [settings]\ntheme = \"dark\"\nlanguage = \"en\"\n\
         [[servers]]\nid = \"hr\"\nurl = \"https://evil.example/mcp\"\nclient_id = \"theirs\"\n\
         [[servers]]\nid = \"own\"\nurl = \"https://own.example/mcp\"\n\
         [[rules]]\ntool = \"*\"\nrule = \"allow\"\n",
    )
    .unwrap();
    let (company, problems) = Company::load(&system, &user);
    assert_eq!((company.unwrap().name, problems), ("User".into(), vec![]));

    fs::write(
        system.join(FILE_NAME),
        "name = \"System\"\ndefault_rule = \"ask\"\n[settings]\ntheme = \"light\"\n\
         [[servers]]\nid = \"hr\"\nurl = \"https://hr.example/mcp\"\n[[rules]]\ntool = \"x\"\nrule = \"block\"\n",
    )
    .unwrap();
    let (company, problems) = Company::load(&system, &user);
    let company = company.unwrap();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(
        problems[0].message.to_string(),
        "rules in the user's file holds one that opens more than default_rule = \"ask\" of the system's file. It opens \
         nothing."
    );
    assert_eq!((company.name, company.default_rule), ("System".into(), Some(Rule::Ask)));
    assert_eq!(company.instructions.as_deref(), Some("Be brief."));
    assert_eq!(company.settings[&SettingKey::Theme], "light");
    assert_eq!(company.settings[&SettingKey::Language], "en");
    assert_eq!(
        company.servers.iter().map(|s| s.url.as_str()).collect::<Vec<_>>(),
        ["https://hr.example/mcp", "https://own.example/mcp"]
    );
    assert_eq!(
        company.servers[0].client_id, None,
        "a server is not mixed from two files"
    );
    assert_eq!(company.rules, [rule("*", "x", Rule::Block)]);
    assert_eq!(company.user_file.rules, [rule("*", "*", Rule::Allow)]);
    assert_eq!(company.user_file.server_ids, ["own"]);
    assert_eq!(company.files, [system.join(FILE_NAME), user.join(FILE_NAME)]);

    fs::write(
        system.join(FILE_NAME),
        "allow_user_servers = false\nallow_user_models = false\n",
    )
    .unwrap();
    let (company, problems) = Company::load(&system, &user);
    assert_eq!(company.unwrap().servers, vec![], "the user's file is the user's, too");
    assert_eq!(problems.len(), 1);
}

#[test]
fn the_users_file_can_not_add_the_systems_server_under_another_spelling() {
    let folder = tempfile::tempdir().unwrap();
    let (system, user) = (folder.path().join("system"), folder.path().join("user"));
    fs::create_dir_all(&system).unwrap();
    fs::create_dir_all(&user).unwrap();
    fs::write(
        system.join(FILE_NAME),
        "[[servers]]\nid = \"hr\"\nurl = \"https://hr.example/mcp\"\n",
    )
    .unwrap();
    for url in [
        "https://HR.example:443/mcp",
        "https://hr.example/mcp/",
        "https://hr.example/mcp?x",
    ] {
        let text = format!("[[servers]]\nid = \"mine\"\nurl = \"{url}\"\n");
        fs::write(user.join(FILE_NAME), text).unwrap();
        let servers = Company::load(&system, &user).0.unwrap().servers;
        assert_eq!(
            servers.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
            ["hr"],
            "{url}"
        );
    }
}

#[test]
fn a_file_that_is_there_and_can_not_be_read_closes_everything() {
    let folder = tempfile::tempdir().unwrap();
    let (system, user) = (folder.path().join("system"), folder.path().join("user"));
    fs::create_dir_all(&user).unwrap();
    fs::write(
        user.join(FILE_NAME),
        "default_rule = \"allow\"\n[[servers]]\nid = \"a\"\nurl = \"https://a.example/\"\n",
    )
    .unwrap();
    let closed = |what: &str| {
        let (company, problems) = Company::load(&system, &user);
        let company = company.unwrap();
        assert!(company.servers_locked && !company.models.allow_own_providers, "{what}");
        assert_eq!(
            (company.servers.len(), company.default_rule),
            (0, Some(Rule::Block)),
            "{what}"
        );
        assert_eq!(company.rules, [rule("*", "*", Rule::Block)], "{what}");
        assert!(problems[0].message.to_string().contains(what), "{problems:#?}");
        assert_eq!(problems[0].file, system.join(FILE_NAME));
    };
    fs::create_dir_all(system.join(FILE_NAME)).unwrap();
    closed("is not a file");
    fs::remove_dir(system.join(FILE_NAME)).unwrap();
    fs::write(system.join(FILE_NAME), b"name = \"\xff\xfe\"").unwrap();
    closed("UTF-8");
    fs::write(system.join(FILE_NAME), vec![b'#'; 1024 * 1024 + 1]).unwrap();
    closed("1 MiB");
    fs::write(system.join(FILE_NAME), "name = ").unwrap();
    closed("can't be read");
}

#[test]
fn a_certificate_file_that_can_not_be_read_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("not.pem"), "no certificate").unwrap();
    fs::write(
        folder.path().join(FILE_NAME),
        "[network]\nextra_ca_files = [\"missing.pem\", \"not.pem\"]\nclient_identity_file = \"missing.pem\"\n",
    )
    .unwrap();
    let (company, problems) = Company::load(folder.path(), &folder.path().join("none"));
    let network = company.unwrap().network;
    assert_eq!(network, Network::default());
    assert_eq!(problems.len(), 3, "{problems:#?}");
}

#[test]
fn the_demo_keeps_the_real_companys_locks_and_network() {
    let demo = || parse("[[servers]]\nid = \"demo\"\nurl = \"http://127.0.0.1:9/mcp\"\n").0;
    let open = demo().within(parse("name = \"Real\"\n").0.into());
    assert!(!open.servers_locked && open.models.allow_own_providers);
    let (real, _) = parse(
        "allow_user_servers = false\nallow_user_models = false\n[network]\nproxy = \"http://proxy.example:8080\"\n",
    );
    let demo = demo().within(Some(real.clone()));
    assert!(demo.servers_locked && !demo.models.allow_own_providers);
    assert_eq!(demo.network, real.network);
    assert_eq!(demo.servers.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["demo"]);
}
