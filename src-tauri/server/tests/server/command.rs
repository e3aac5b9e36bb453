//! The program's own command line.

use std::path::Path;
use std::process::Output;

use tokio::process::Command;

use crate::provider::{CLIENT, Provider};

/// What the program says when it is asked to check; its exit code.
async fn checked(provider: &Provider, arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_lanyard-server"))
        .arg("check")
        .args(arguments)
        .env_clear()
        .env("MCP_ISSUER", &provider.issuer)
        .env("MCP_CLIENT_ID", CLIENT)
        .envs(variables.iter().copied())
        .output()
        .await
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn the_programs_check_knows_the_settings_by_flag_and_variable() {
    let provider = Provider::start().await;
    let (fine, said) = checked(&provider, &["--tls-cert", "/nowhere/chain.pem"], &[]).await;
    assert!(
        !fine && said.contains("error   tls_cert") && said.contains("set tls_key, too"),
        "{said}"
    );
    let issuers = [("MCP_ASSERTION_ISSUERS", provider.issuer.as_str())];
    let (fine, said) = checked(&provider, &[], &issuers).await;
    assert!(
        !fine && said.contains("error   assertion_issuers") && said.contains("set database"),
        "{said}"
    );
    let (fine, said) = checked(&provider, &["--trusted-proxies", "0.0.0.0/0"], &[]).await;
    assert!(!fine && said.contains("--trusted-proxies"), "{said}");
    let (fine, said) = checked(&provider, &["--limits-connections", "none"], &[]).await;
    assert!(
        !fine && said.contains("--limits-connections is \"none\" (flag)"),
        "{said}"
    );
    let (fine, said) = checked(&provider, &[], &[("MCP_OTLP_ENDPOINT", "http://collector.example")]).await;
    assert!(
        !fine && said.contains("MCP_OTLP_ENDPOINT") && said.contains("use https"),
        "{said}"
    );
    let (fine, said) = checked(&provider, &[], &[]).await;
    assert!(fine, "{said}");
}

/// Starts the program with a database and a master key in a file, and lets it end when it wants to.
fn serving(provider: &Provider, folder: &Path, key: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard-server"));
    command
        .arg("serve")
        .env_clear()
        .env("MCP_HOST", "127.0.0.1")
        .env("MCP_PORT", "0")
        .env("MCP_ISSUER", &provider.issuer)
        .env("MCP_CLIENT_ID", CLIENT)
        .env("MCP_DATABASE", folder.join("server.db"))
        .env("MCP_MASTER_KEY_FILE", key)
        .kill_on_drop(true);
    command
}

async fn refused(mut command: Command) -> String {
    let wait = tokio::time::timeout(std::time::Duration::from_secs(30), command.output());
    let Output { status, stdout, stderr } = wait.await.expect("it does not serve").unwrap();
    assert!(!status.success());
    assert!(stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

#[tokio::test]
async fn the_master_key_stands_in_a_file_and_no_other_opens_the_database() {
    use tokio::io::{AsyncBufReadExt, BufReader};
    let provider = Provider::start().await;
    let folder = tempfile::tempdir().unwrap();
    let key = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let right = key("right", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    for _ in 0..2 {
        let mut command = serving(&provider, folder.path(), &right);
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("http://127.0.0.1:"), "{line}");
        child.kill().await.unwrap();
    }
    let other = key("other", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=\n");
    let said = refused(serving(&provider, folder.path(), &other)).await;
    assert!(said.contains("does not open under this master key"), "{said}");
    let short = key("short", "hush-hush\n");
    let said = refused(serving(&provider, folder.path(), &short)).await;
    assert!(
        said.contains("not 32 bytes in base64") && !said.contains("hush-hush"),
        "{said}"
    );
    let said = refused(serving(&provider, folder.path(), Path::new("/nowhere/key"))).await;
    assert!(said.contains("/nowhere/key"), "{said}");
}

#[tokio::test]
async fn check_warns_of_a_master_key_that_lies_beside_what_it_locks() {
    let provider = Provider::start().await;
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let database = folder.path().join("server.db").display().to_string();
    for (place, warned) in [(folder.path(), true), (elsewhere.path(), false)] {
        let key = place.join("key").display().to_string();
        let variables = [
            ("MCP_DATABASE", database.as_str()),
            ("MCP_MASTER_KEY_FILE", key.as_str()),
        ];
        let (fine, said) = checked(&provider, &[], &variables).await;
        assert!(fine, "{said}");
        assert_eq!(said.contains("lies beside the database"), warned, "{said}");
    }
}
