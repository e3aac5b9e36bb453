//! Why a tool did not do what it was asked, in words for the person who asked.

use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};
use thiserror::Error;

/// A refusal. All but the last three are answered as tool results, which a model can read and mend (rmcp shows protocol
/// errors to nobody).
#[derive(Debug, Error)]
pub(super) enum Refusal {
    /// Something about the request, with the mend in the sentence.
    #[error("{0}")]
    Told(String),
    /// The person's groups do not open this, and no sign-in will change that.
    #[error("{name} is not open to you: it needs {scope}, which your groups do not have")]
    NotYours { name: String, scope: &'static str },
    /// The sign-in did not include this.
    #[error("{name} needs {scope}, which this sign-in does not include: allow it and try again")]
    NotGranted { name: String, scope: &'static str },
    /// The caller stopped it.
    #[error("stopped, nothing was kept")]
    Cancelled,
    /// The database failed; the cause goes to the log only.
    #[error("the company's data could not be read, try again later")]
    Data(#[from] sqlx::Error),
    /// The answer is no JSON, which only a change of this crate can cause.
    #[error("the answer could not be written")]
    Encode(#[from] serde_json::Error),
    /// The same of a picture.
    #[error("the picture could not be drawn")]
    Draw(#[from] png::EncodingError),
}

impl Refusal {
    /// A refusal that the person can do something about.
    pub(super) fn told(text: impl Into<String>) -> Self {
        Self::Told(text.into())
    }

    /// As a protocol error, for resources and prompts, which have no other way to fail.
    pub(super) fn protocol(self) -> ErrorData {
        match self {
            Self::Data(error) => {
                tracing::error!(%error, "the sample company's database failed");
                ErrorData::internal_error("the company's data could not be read, try again later", None)
            }
            Self::Encode(error) => {
                tracing::error!(%error, "an answer of the sample company could not be written");
                ErrorData::internal_error("the answer could not be written", None)
            }
            Self::Draw(error) => {
                tracing::error!(%error, "a picture of the sample company could not be drawn");
                ErrorData::internal_error("the picture could not be drawn", None)
            }
            told => ErrorData::invalid_params(told.to_string(), None),
        }
    }
}

impl IntoCallToolResult for Refusal {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        match self {
            Self::Data(_) | Self::Encode(_) | Self::Draw(_) => Err(self.protocol()),
            told => Ok(CallToolResult::error(vec![ContentBlock::text(told.to_string())]).into()),
        }
    }
}
