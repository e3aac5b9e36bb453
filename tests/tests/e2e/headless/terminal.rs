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
