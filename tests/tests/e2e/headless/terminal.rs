//! The whole journey by the command line: the program itself, a real server, and a person at a browser.

use crate::support::headless::office::Office;
use crate::support::headless::terminal::Terminal;

#[tokio::test]
async fn a_script_walks_the_whole_journey() {
    let (office, terminal) = (Office::open().await, Terminal::new());
    let url = office.url();
    let refused = terminal.run(&["tools", &url]).await;
    assert_eq!(refused.code, Some(3), "sign in first: {refused:?}");
    assert!(refused.err.contains(&format!("lanyard login {url}")), "{refused:?}");

    let login = terminal.login(&url, "Ada Lim").await;
    assert_eq!(login.code, Some(0), "{login:?}");
    assert!(login.out.contains("Signed in"), "{login:?}");

    let tools = terminal.run(&["tools", &url, "--json"]).await;
    assert_eq!(tools.code, Some(0), "{tools:?}");
    assert!(tools.json().to_string().contains("leave_balance"), "{tools:?}");

    let who = terminal.run(&["call", &url, "whoami", "--json"]).await;
    assert_eq!(who.code, Some(8), "nobody is there to approve: {who:?}");
    let who = terminal
        .run(&["call", &url, "whoami", "--approve", "whoami", "--json"])
        .await;
    assert_eq!(who.code, Some(0), "{who:?}");
    assert!(who.json().to_string().contains("ada"), "{who:?}");

    let asked = ["--approve", "leave_balance"];
    let question = "How many vacation days do I have left?";
    let chat = terminal
        .run(&["chat", &url, question, "--model", "demo/demo", asked[0], asked[1]])
        .await;
    assert_eq!(chat.code, Some(0), "{chat:?}");
    assert!(chat.out.chars().any(|c| c.is_ascii_digit()), "{chat:?}");

    let status = terminal.run(&["status", &url, "--json"]).await;
    assert_eq!(status.code, Some(0), "{status:?}");
    assert!(status.json().to_string().contains("ada"), "{status:?}");

    let files = terminal.files();
    // A JWT's second part begins with `.eyJ`; the secrets' encrypted file is base64 and can hold `eyJ` by chance, but no dot.
    for secret in [".eyJ", "access_token", "refresh_token", "code_verifier"] {
        assert!(!files.contains(secret), "{secret} is on the disk");
    }
    assert_eq!(terminal.run(&["logout", &url]).await.code, Some(0));
    assert_eq!(terminal.run(&["call", &url, "whoami"]).await.code, Some(3));
    office.close().await;
}

#[tokio::test]
async fn a_model_named_on_the_command_line_is_for_that_command_alone() {
    let (office, terminal) = (Office::open().await, Terminal::new());
    let url = office.url();
    assert_eq!(terminal.login(&url, "Ada Lim").await.code, Some(0));
    let said = ["chat", &url, "Who am I?", "--approve", "whoami"];
    let with = [&said[..], &["--model", "demo/demo"]].concat();
    let chat = terminal.run(&with).await;
    assert_eq!(chat.code, Some(0), "{chat:?}");
    let later = terminal.run(&said).await;
    assert!(
        later.err.contains("Add a model in the app"),
        "nothing was remembered: {later:?}"
    );
    office.close().await;
}

#[tokio::test]
async fn prompts_and_resources_pass_the_same_rules_as_tools() {
    let (office, terminal) = (Office::open().await, Terminal::new());
    let url = office.url();
    assert_eq!(terminal.login(&url, "Ada Lim").await.code, Some(0));
    let prompts = terminal.run(&["prompts", &url, "--json"]).await;
    assert!(prompts.json().to_string().contains("plan_leave"), "{prompts:?}");
    let month = r#"{"month": "2026-12"}"#;
    let asks = terminal.run(&["prompts", &url, "plan_leave", month]).await;
    assert_eq!(asks.code, Some(8), "{asks:?}");
    assert!(asks.err.contains("--approve prompt:plan_leave"), "{asks:?}");
    let said = terminal
        .run(&["prompts", &url, "plan_leave", month, "--approve", "prompt:plan_leave"])
        .await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("2026-12"), "{said:?}");
    let missing = terminal.run(&["prompts", &url, "plan_leave"]).await;
    assert_eq!(missing.code, Some(2), "{missing:?}");

    let list = terminal.run(&["resources", &url, "--json"]).await;
    assert!(
        list.json().to_string().contains("meridian://handbook/{page}"),
        "{list:?}"
    );
    let page = "meridian://handbook/vacation";
    assert_eq!(terminal.run(&["resources", &url, page]).await.code, Some(8));
    let approve = format!("resource:{page}");
    let read = terminal.run(&["resources", &url, page, "--approve", &approve]).await;
    assert_eq!(read.code, Some(0), "{read:?}");
    assert!(read.out.to_lowercase().contains("vacation"), "{read:?}");
    // A tool's name opens no prompt and no resource.
    let other = terminal.run(&["resources", &url, page, "--approve", page]).await;
    assert_eq!(other.code, Some(8), "{other:?}");
    let tested = terminal.run(&["servers", "test", &url]).await;
    assert_eq!(tested.code, Some(0), "{tested:?}");
    assert!(
        tested.out.contains("is ready") && tested.err.contains("tools/list"),
        "{tested:?}"
    );
    office.close().await;
}

#[tokio::test]
async fn what_the_company_has_ask_is_not_answered_by_a_script() {
    let office = Office::open().await;
    let url = office.url();
    let terminal = Terminal::new();
    terminal
        .company("[[rules]]\ntool = \"whoami\"\nrule = \"ask\"\n[[rules]]\ntool = \"resource:*\"\nrule = \"block\"\n");
    assert_eq!(terminal.login(&url, "Ada Lim").await.code, Some(0));
    let asked = terminal.run(&["call", &url, "whoami", "--approve", "whoami"]).await;
    assert_eq!(asked.code, Some(8), "{asked:?}");
    assert!(
        asked.err.contains("a rule of your company") && !asked.err.contains("add --approve"),
        "{asked:?}"
    );
    let blocked = terminal
        .run(&[
            "resources",
            &url,
            "meridian://handbook/vacation",
            "--approve",
            "resource:meridian://handbook/vacation",
        ])
        .await;
    assert_eq!(blocked.code, Some(5), "{blocked:?}");
    office.close().await;
}
