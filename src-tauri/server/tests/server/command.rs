//! The program's own command line.

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
