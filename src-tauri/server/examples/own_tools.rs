//! Your own tools behind the authorization layer: a handler, its scopes, and a provider. Run it with
//! `MCP_CLIENT_ID=... MCP_CLIENT_SECRET=... cargo run -p lanyard-server --example own_tools`.

use lanyard_server::settings::layers::{Flags, resolve};
use lanyard_server::{Clock, Parts, Policy, Principal, Scope, Server};
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::tool::Extension;
use rmcp::{ServerHandler, tool, tool_handler, tool_router};
use tokio::net::TcpListener;

/// One scope, one tool that needs it, and everybody may have it.
const POLICY: Policy = Policy {
    scopes: &[Scope {
        name: "greeting:read",
        english: "Greet you by your name",
        chinese: "用您的名字问候您",
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
struct Greeter {
    greeting: &'static str,
    router: ToolRouter<Self>,
}

#[tool_router(router = tools)]
impl Greeter {
    /// Greets whoever is signed in.
    #[tool(name = "greet")]
    fn greet(&self, Extension(parts): Extension<http::request::Parts>) -> String {
        let name = parts
            .extensions
            .get::<Principal>()
            .and_then(|principal| principal.name.clone());
        format!(
            "{}, {}.",
            self.greeting,
            name.unwrap_or_else(|| "whoever you are".to_owned())
        )
    }
}

#[tool_handler(router = self.router)]
impl ServerHandler for Greeter {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = resolve(&Flags::new(), &|name| std::env::var(name).ok(), None)?;
    let listener = TcpListener::bind(("127.0.0.1", settings.port)).await?;
    let parts = Parts {
        vault: lanyard_vault::Vault::memory(),
        net: lanyard_net::Net::new(&lanyard_net::Settings::default())?,
        clock: Clock::system(),
        log: None,
    };
    let greeter = Greeter {
        greeting: "Hello",
        router: Greeter::tools(),
    };
    let running = Server::start_with(settings, parts, listener, greeter, POLICY).await?;
    tracing_subscriber::fmt().init();
    tracing::info!(url = %running.url(), "serving until interrupted");
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
