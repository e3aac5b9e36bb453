//! The MCP side: which requests there are, and the check that each passes before it reaches the data.

use rmcp::handler::server::tool::{IntoCallToolResult, ToolCallContext};
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, GetPromptRequestParams,
    GetPromptResponse, Implementation, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse,
    ServerCapabilities, ServerConfig, SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};

use super::caller::{Caller, principal};
use super::refusal::Refusal;
use super::table::handbook;
use super::{Company, access, pages, prompts};

const INSTRUCTIONS: &str = "Tools of the sample company Meridian, for the person who is signed in: the people \
    directory, leave, support tickets, meeting rooms, the handbook and, for finance, expenses. Dates are \
    year-month-day. Ask before you change anything.";

/// Lists differ from person to person, so no cache may share them, and they may be asked for again at once. Peers of
/// older protocol versions know no such hints.
macro_rules! for_this_person {
    ($list:expr, $context:expr) => {
        if $context
            .protocol_version()
            .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
        {
            $list.with_ttl_ms(0).with_cache_scope(CacheScope::Private)
        } else {
            $list
        }
    };
}

impl ServerHandler for Company {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_prompts()
            .enable_completions()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("meridian", env!("CARGO_PKG_VERSION")).with_title("Meridian"))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let principal = principal(&context.extensions)?;
        let mut tools = self.router().list_all();
        tools.retain(|tool| access::may_ever_use(&principal, &tool.name));
        Ok(for_this_person!(ListToolsResult::with_all_items(tools), context))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.router().get(name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let principal = principal(&context.extensions)?;
        if let Err(refusal) = access::check(&principal, "tools/call", &request.name) {
            return refusal.into_call_tool_result();
        }
        self.router().call(ToolCallContext::new(self, request, context)).await
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        principal(&context.extensions)?;
        let rows = handbook::all(self.pool())
            .await
            .map_err(|error| Refusal::Data(error).protocol())?;
        let resources = std::iter::once(pages::own_leave())
            .chain(rows.iter().map(pages::resource))
            .collect();
        Ok(for_this_person!(
            ListResourcesResult::with_all_items(resources),
            context
        ))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        principal(&context.extensions)?;
        Ok(for_this_person!(
            ListResourceTemplatesResult::with_all_items(vec![pages::template()]),
            context
        ))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let principal = principal(&context.extensions)?;
        access::check(&principal, "resources/read", &request.uri).map_err(Refusal::protocol)?;
        let read = if request.uri == pages::OWN_LEAVE {
            self.read_own_leave(&Caller(principal)).await
        } else {
            self.read_page(&request.uri).await
        };
        read.map(ReadResourceResponse::from)
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.supported_by(&self.get_info().capabilities))
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.tell(context).await
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.subscribe_to(&request.uri, context).await
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.unsubscribe_from(&request.uri, &context).await
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let principal = principal(&context.extensions)?;
        let mut prompts = prompts::all();
        prompts.retain(|prompt| access::may_ever_get(&principal, &prompt.name));
        Ok(for_this_person!(ListPromptsResult::with_all_items(prompts), context))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let principal = principal(&context.extensions)?;
        access::check(&principal, "prompts/get", &request.name).map_err(Refusal::protocol)?;
        let arguments = request.arguments.unwrap_or_default();
        self.prompt(&request.name, &arguments).map(GetPromptResponse::from)
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        principal(&context.extensions)?;
        self.completed(&request).await
    }
}
