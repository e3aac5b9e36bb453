//! A person at a client: the company behind a wall that signs every request, as the authorization layer does.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientConfig, ClientNotification, ClientRequest, ElicitationCapability,
    ServerConfig, ServerResult,
};
use rmcp::service::{NotificationContext, RequestContext, RunningService, Service};
use rmcp::{ClientHandler, ErrorData, RoleClient, RoleServer, ServiceExt};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::company::{Company, SCOPES, scopes_for_groups};
use crate::principal::{Principal, Way};
use crate::questions::Questions;

/// Monday 23 November 2026, at noon in London.
const NOW: &str = "2026-11-23T12:00:00Z";

/// A company in memory at that moment, without pauses.
pub(super) async fn company() -> Company {
    company_at(Duration::ZERO).await
}

pub(super) async fn company_at(pace: Duration) -> Company {
    let now: Timestamp = NOW.parse().unwrap();
    Company::open_with_pace(None, Clock::from_fn(move || now), pace)
        .await
        .unwrap()
}

/// Somebody with everything that their groups allow.
pub(super) fn principal(id: &str) -> Principal {
    let (name, email, groups): (_, _, &[&str]) = match id {
        "ada" => ("Ada Lim", "ada.lim@meridian.example", &["employees", "engineering"]),
        "grace" => (
            "Grace Okafor",
            "grace.okafor@meridian.example",
            &["employees", "finance"],
        ),
        "tomas" => ("Tomás Ruiz", "tomas.ruiz@meridian.example", &["interns"]),
        other => (other, "somebody@elsewhere.example", &[]),
    };
    let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
    let scopes = scopes_for_groups(&groups).into_iter().map(str::to_owned).collect();
    Principal {
        subject: id.to_owned(),
        email: Some(email.to_owned()),
        name: Some(name.to_owned()),
        groups,
        scopes,
        client_id: "test".to_owned(),
        way: Way::OAuth,
    }
}

/// Every scope that exists, to show that groups hold against scopes.
pub(super) fn every_scope() -> BTreeSet<String> {
    SCOPES.iter().map(|scope| scope.name.to_owned()).collect()
}

/// What an application says of itself that can put such questions to its person.
pub(super) fn asks(how: ElicitationCapability) -> ClientConfig {
    let mut info = ClientConfig::default();
    info.capabilities.elicitation = Some(how);
    info
}

/// The wall: puts the principal where the HTTP transport puts it.
struct Signed {
    company: Company,
    principal: Option<Principal>,
    /// The pages, where there are any.
    questions: Option<Questions>,
    /// Told of every request that has been worked off, answered or not.
    done: mpsc::UnboundedSender<Result<ServerResult, ErrorData>>,
}

impl Service<RoleServer> for Signed {
    async fn handle_request(
        &self,
        request: ClientRequest,
        mut context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        if let Some(principal) = &self.principal {
            parts.extensions.insert(principal.clone());
        }
        if let Some(questions) = &self.questions {
            parts.extensions.insert(questions.clone());
        }
        context.extensions.insert(parts);
        let result = Service::handle_request(&self.company, request, context).await;
        // Most tests do not listen.
        let _ = self.done.send(result.clone());
        result
    }

    async fn handle_notification(
        &self,
        notification: ClientNotification,
        context: NotificationContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Service::handle_notification(&self.company, notification, context).await
    }

    fn get_info(&self) -> ServerConfig {
        Service::get_info(&self.company)
    }
}

/// What the server made of each request, in the order in which they ended.
pub(super) type Done = mpsc::UnboundedReceiver<Result<ServerResult, ErrorData>>;

/// Connects a client that speaks for this principal.
pub(super) async fn connect<C: ClientHandler>(
    company: &Company,
    principal: Option<Principal>,
    client: C,
) -> RunningService<RoleClient, C> {
    watched(company, principal, client).await.0
}

/// The same, with a view of the server's side.
pub(super) async fn watched<C: ClientHandler>(
    company: &Company,
    principal: Option<Principal>,
    client: C,
) -> (RunningService<RoleClient, C>, Done) {
    walled(company, principal, None, client).await
}

/// The same, with pages for questions.
pub(super) async fn walled<C: ClientHandler>(
    company: &Company,
    principal: Option<Principal>,
    questions: Option<Questions>,
    client: C,
) -> (RunningService<RoleClient, C>, Done) {
    let (near, far) = tokio::io::duplex(64 * 1024);
    let (done, watcher) = mpsc::unbounded_channel();
    let signed = Signed {
        company: company.clone(),
        principal,
        questions,
        done,
    };
    tokio::spawn(async move {
        let running = signed.serve(far).await.unwrap();
        running.waiting().await.unwrap();
    });
    (client.serve(near).await.unwrap(), watcher)
}

/// A connected person.
pub(super) struct Desk(pub(super) RunningService<RoleClient, ()>);

impl Desk {
    pub(super) async fn of(company: &Company, id: &str) -> Self {
        Self::with(company, principal(id)).await
    }

    pub(super) async fn with(company: &Company, principal: Principal) -> Self {
        Self(connect(company, Some(principal), ()).await)
    }

    pub(super) async fn call(&self, tool: &'static str, arguments: Value) -> CallToolResult {
        let Value::Object(arguments) = arguments else {
            panic!("arguments are an object")
        };
        self.0
            .call_tool(CallToolRequestParams::new(tool).with_arguments(arguments))
            .await
            .unwrap()
    }

    /// The structured answer of a call that went well.
    pub(super) async fn ask(&self, tool: &'static str, arguments: Value) -> Value {
        let result = self.call(tool, arguments).await;
        assert_ne!(result.is_error, Some(true), "{:?}", result.content);
        result.structured_content.unwrap()
    }

    /// The sentence of a call that was refused.
    pub(super) async fn refused(&self, tool: &'static str, arguments: Value) -> String {
        let result = self.call(tool, arguments).await;
        assert_eq!(result.is_error, Some(true), "{result:?}");
        result.content.first().unwrap().as_text().unwrap().text.clone()
    }
}
