//! What the company's rules reach: two files, and several spellings of one server.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use tempfile::TempDir;

use super::Rules;
use crate::api::{Effects, Rule};
use crate::clock::Clock;
use crate::company::{Company, FILE_NAME, Problem};
use crate::mcp::ToolInfo;
use crate::store::Store;

const HR: &str = "[[servers]]\nid = \"hr\"\nname = \"Meridian HR\"\nurl = \"https://hr.example/mcp\"\n";

/// The rules of a system's file and a user's file; an empty text is no file.
async fn rules(system: &str, user: &str) -> (Rules, Vec<Problem>) {
    let folder = TempDir::new().unwrap();
    let [of_system, of_user] = ["system", "user"].map(|name| folder.path().join(name));
    for (place, text) in [(&of_system, system), (&of_user, user)] {
        if !text.is_empty() {
            fs::create_dir_all(place).unwrap();
            fs::write(place.join(FILE_NAME), text).unwrap();
        }
    }
    let (company, problems) = Company::load(&of_system, &of_user);
    (of(company.as_ref()).await, problems)
}

async fn of(company: Option<&Company>) -> Rules {
    let folder = TempDir::new().unwrap();
    let (store, _) = Store::open(&folder.path().join("lanyard.db"), &Clock::system())
        .await
        .unwrap();
    Rules::load(&store, company).await.unwrap()
}

/// A tool of a server that the person added: its id means nothing, its name is its host.
fn added(url: &str, name: &str) -> ToolInfo {
    tool("0199-added", url, name)
}

fn tool(server_id: &str, url: &str, name: &str) -> ToolInfo {
    ToolInfo {
        door: crate::mcp::Door::Tool,
        server_id: server_id.into(),
        server_name: "a server".into(),
        server_url: url.into(),
        account: None,
        name: name.into(),
        title: name.into(),
        description: String::new(),
        input_schema: serde_json::Map::new(),
        output_schema: None,
        effects: Effects {
            read_only: false,
            destructive: false,
            open_world: false,
        },
        definition: "d1".into(),
    }
}

fn in_force(rules: &Rules, tool: &ToolInfo) -> Rule {
    rules.rule_of(tool).0
}

#[tokio::test]
async fn a_rule_of_the_users_file_does_not_open_what_the_systems_default_closes() {
    let open = "[[rules]]\nserver = \"*\"\ntool = \"*\"\nrule = \"allow\"\n";
    let hr = tool("hr", "https://hr.example/mcp", "x");
    for (default, rule) in [("block", Rule::Block), ("ask", Rule::Ask), ("allow", Rule::Allow)] {
        let (rules, problems) = rules(&format!("default_rule = \"{default}\"\n{HR}"), open).await;
        assert_eq!(in_force(&rules, &hr), rule, "{default}");
        assert_eq!(in_force(&rules, &added("https://own.example/", "x")), rule, "{default}");
        // A rule that does nothing is named.
        assert_eq!(problems.len(), usize::from(rule > Rule::Allow), "{problems:?}");
        assert!(
            problems
                .iter()
                .all(|p| p.key == "rules" && p.message.to_string().contains("default_rule"))
        );
    }
    // Where the system's file says nothing, the user's own may.
    assert_eq!(in_force(&rules(HR, open).await.0, &hr), Rule::Allow);
    assert_eq!(
        in_force(&rules("", &format!("default_rule = \"ask\"\n{open}")).await.0, &hr),
        Rule::Allow
    );
}

#[tokio::test]
async fn a_rule_of_the_users_file_makes_stricter_whatever_the_system_says() {
    let system = format!("default_rule = \"block\"\n{HR}[[rules]]\nserver = \"hr\"\nrule = \"allow\"\n");
    let user = "default_rule = \"block\"\n[[rules]]\ntool = \"pay\"\nrule = \"ask\"\n[[rules]]\ntool = \"fire\"\nrule = \"block\"\n";
    let (rules, _) = rules(&system, user).await;
    for (name, rule) in [("pay", Rule::Ask), ("fire", Rule::Block), ("read", Rule::Allow)] {
        assert_eq!(
            in_force(&rules, &tool("hr", "https://hr.example/mcp", name)),
            rule,
            "{name}"
        );
    }
    assert_eq!(in_force(&rules, &added("https://own.example/", "pay")), Rule::Block);
}

#[tokio::test]
async fn a_companys_restriction_holds_for_its_server_under_another_spelling() {
    let system = format!(
        "{HR}[[rules]]\nserver = \"hr\"\ntool = \"fire\"\nrule = \"block\"\n\
         [[rules]]\nserver = \"Meridian HR\"\ntool = \"pay\"\nrule = \"ask\"\n\
         [[rules]]\nserver = \"hr\"\ntool = \"read\"\nrule = \"allow\"\n"
    );
    let rules = rules(&system, "").await.0;
    for url in [
        "https://hr.example/mcp",
        "https://HR.example:443/mcp",
        "HTTPS://hr.example/mcp/",
        "https://hr.example/mcp?x",
        "https://hr.example./mcp",
        "https://hr.example//mcp",
        "https://hr.example/%6Dcp",
        "https://hr.example/other/../mcp",
        "https://hr.example/elsewhere",
    ] {
        let rule = |name| rules.rule_of(&added(url, name));
        assert_eq!((rule("fire").0, rule("fire").2), (Rule::Block, true), "{url}");
        assert_eq!((rule("pay").0, rule("pay").2), (Rule::Ask, true), "{url}");
        // What the company opens, it opens for its own server and no other.
        assert_eq!((rule("read").0, rule("read").2), (Rule::Ask, false), "{url}");
    }
    for url in [
        "https://hr.example:8443/mcp",
        "https://hr.example.org/mcp",
        "https://own.example/hr.example/mcp",
    ] {
        assert!(!rules.rule_of(&added(url, "fire")).2, "{url} is another server");
    }
    assert_eq!(
        in_force(&rules, &tool("hr", "https://hr.example/mcp", "read")),
        Rule::Allow
    );
}

#[tokio::test]
async fn a_restriction_by_address_holds_for_another_spelling_of_the_address() {
    let rule = |server: &str| format!("default_rule = \"allow\"\n[[rules]]\nserver = \"{server}\"\nrule = \"block\"\n");
    for (pattern, url) in [
        ("https://*.shadow.example/*", "https://x.shadow.example:443/mcp"),
        ("https://*.shadow.example/*", "https://x.shadow.example./mcp"),
        ("https://*.shadow.example/*", "https://x.shadow.example"),
        ("https://x.shadow.example/mcp", "https://x.shadow.example/mcp/?y"),
        ("https://x.shadow.example/mcp", "https://x.shadow.example/%6dcp"),
        ("https://x.shadow.example:443/*", "https://x.shadow.example/mcp"),
        ("http://localhost:3000/*", "http://127.0.0.1:3000/mcp"),
        ("http://127.0.0.1:3000/*", "http://[::1]:3000/mcp"),
    ] {
        let rules = rules(&rule(pattern), "").await.0;
        assert_eq!(in_force(&rules, &added(url, "x")), Rule::Block, "{pattern} {url}");
        assert_eq!(in_force(&rules, &added("https://own.example/mcp", "x")), Rule::Allow);
    }
}

#[tokio::test]
async fn a_server_of_the_users_file_at_a_systems_origin_keeps_the_systems_restrictions() {
    let system = format!("{HR}[[rules]]\nserver = \"hr\"\ntool = \"fire\"\nrule = \"block\"\n");
    let user = "[[servers]]\nid = \"mine\"\nurl = \"https://hr.example/v2/mcp\"\n";
    let rules = rules(&system, user).await.0;
    assert_eq!(
        in_force(&rules, &tool("mine", "https://hr.example/v2/mcp", "fire")),
        Rule::Block
    );
}

#[tokio::test]
async fn two_servers_of_the_company_on_one_origin_keep_their_own_rules() {
    let system = "default_rule = \"allow\"\n\
        [[servers]]\nid = \"hr\"\nurl = \"https://tools.example/hr\"\n\
        [[servers]]\nid = \"it\"\nurl = \"https://tools.example/it\"\n\
        [[rules]]\nserver = \"hr\"\nrule = \"block\"\n";
    for (first, second) in [(system, ""), ("", system)] {
        let rules = rules(first, second).await.0;
        assert_eq!(
            in_force(&rules, &tool("hr", "https://tools.example/hr", "x")),
            Rule::Block
        );
        assert_eq!(
            in_force(&rules, &tool("it", "https://tools.example/it", "x")),
            Rule::Allow
        );
    }
}

#[tokio::test]
async fn the_demo_is_no_way_around_the_real_companys_rules_and_its_own_server_keeps_its_own() {
    let parse = |text: &str| Company::parse(text, std::path::Path::new("company.toml")).0;
    let demo = parse(
        "name = \"Demo\"\n[[servers]]\nid = \"demo\"\nurl = \"http://127.0.0.1:9/mcp\"\n\
         [[rules]]\nserver = \"demo\"\nrule = \"allow\"\n",
    );
    let own = tool("demo", "http://127.0.0.1:9/mcp", "fire");
    let real = format!("name = \"Real\"\n{HR}[[rules]]\nserver = \"hr\"\ntool = \"fire\"\nrule = \"block\"\n");
    let rules = of(Some(&demo.clone().within(Some(parse(&real))))).await;
    assert_eq!(in_force(&rules, &own), Rule::Allow);
    let hr = added("https://HR.example/mcp/", "fire");
    assert_eq!(in_force(&rules, &hr), Rule::Block);
    let refused = rules.set(&hr, Rule::Allow).await.unwrap_err();
    assert!(refused.message.to_string().contains("Real"), "{}", refused.message);
    // A real company whose file can't be read closes everything but the demo's own server.
    let rules = of(Some(&demo.clone().within(Some(parse("name = "))))).await;
    assert_eq!(in_force(&rules, &own), Rule::Allow);
    assert_eq!(in_force(&rules, &added("https://own.example/", "x")), Rule::Block);
    // Where there is no real company, other servers ask, as without one.
    let rules = of(Some(&demo.within(None))).await;
    assert_eq!(in_force(&rules, &own), Rule::Allow);
    assert_eq!(in_force(&rules, &added("https://own.example/", "x")), Rule::Ask);
}

#[tokio::test]
async fn an_allow_for_a_companys_hosts_does_not_open_a_strangers_path_or_name() {
    let allow = "[[rules]]\nserver = \"https://*.meridian.example/*\"\ntool = \"*\"\nrule = \"allow\"\n\
                 [[rules]]\nserver = \"a server\"\ntool = \"*\"\nrule = \"allow\"\n";
    let (rules, _) = rules(&format!("{HR}{allow}"), "").await;
    assert_eq!(
        in_force(&rules, &added("https://hr.meridian.example/mcp", "t")),
        Rule::Allow
    );
    assert_eq!(
        in_force(&rules, &added("https://evil.example/x.meridian.example/mcp", "t")),
        Rule::Ask,
        "neither a path that looks like the host nor the server's own name opens anything"
    );
}
