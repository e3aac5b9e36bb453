//! Your own tools behind the authorization layer. Provider, store and clock are values that you hand in: set
//! `MCP_CLIENT_ID` and `MCP_CLIENT_SECRET`, then `cargo run -p lanyard-server --example own_tools`.

use lanyard_server::{Clock, Parts, Policy, Principal, Scope, Server, Settings};
use lanyard_vault::Vault;
use rmcp::handler::server::tool::Extension;
use rmcp::{tool, tool_router};

/// One scope, one tool that needs it, and everybody may have it.
pub(crate) const POLICY: Policy = Policy {
    scopes: &[Scope {
        name: "greeting:read",
        english: "Greet you by your name",
        chinese: "用你的名字问候你",
        implies: &[],
        by_default: true,
    }],
    required: |method, name| match (method, name) {
        ("tools/call", "greet") => &["greeting:read"],
        _ => &[],
    },
    for_groups: |_| vec!["greeting:read"],
};

#[derive(Clone)]
pub(crate) struct Greeter(pub(crate) &'static str);

#[tool_router(server_handler)]
impl Greeter {
    /// Greets whoever is signed in.
    #[tool]
    fn greet(&self, Extension(parts): Extension<http::request::Parts>) -> String {
        let caller = parts.extensions.get::<Principal>();
        let name = caller.and_then(|caller| caller.name.as_deref());
        format!("{}, {}.", self.0, name.unwrap_or("whoever you are"))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();
    // The provider is `settings.provider` (Google, until MCP_ISSUER says otherwise), the store `settings.database`
    // (memory, until it names a file; then the vault has to be one that lasts, such as `Vault::keychain`).
    let settings = Settings::from_environment()?;
    let parts = Parts {
        clock: Clock::system(),
        ..Parts::new(Vault::memory())?
    };
    let listener = settings.bind().await?;
    let running = Server::start_with(settings, parts, listener, Greeter("Hello"), POLICY).await?;
    tracing::info!(url = %running.url(), "serving until interrupted");
    running.until_interrupted().await?;
    Ok(())
}
