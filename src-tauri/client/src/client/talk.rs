//! Conversations, models and settings.

use super::Client;
use crate::api::{Answer, AttachmentView, ConversationSummary, ConversationView, Error, EventBody, SettingKey};
use crate::mcp::Door;
use std::collections::HashMap;
use tokio_util::sync::CancellationToken;

impl Client {
    /// An empty conversation.
    pub async fn new_conversation(&self) -> Result<ConversationView, Error> {
        self.inner.chat.new_conversation().await
    }

    /// A conversation, whole.
    pub async fn open_conversation(&self, id: &str) -> Result<ConversationView, Error> {
        self.inner.chat.open(id).await
    }

    /// Gives it a title.
    pub async fn rename_conversation(&self, id: &str, title: &str) -> Result<(), Error> {
        self.inner.chat.rename(id, title).await
    }

    /// Deletes it for good.
    pub async fn delete_conversation(&self, id: &str) -> Result<(), Error> {
        self.inner.chat.delete(id).await
    }

    /// Conversations whose title or text holds the words.
    pub async fn search_conversations(&self, text: &str) -> Result<Vec<ConversationSummary>, Error> {
        self.inner.chat.search(text).await
    }

    /// Keeps what is not sent yet.
    pub async fn set_draft(&self, id: &str, text: &str) -> Result<(), Error> {
        self.inner.chat.set_draft(id, text).await
    }

    /// Sends a message and begins a turn; what happens next is told by events.
    pub async fn send_message(&self, conversation_id: &str, text: &str) -> Result<(), Error> {
        self.inner.chat.send(conversation_id, text, &[]).await
    }

    /// The same, with what was attached before.
    pub async fn send_with(&self, conversation_id: &str, text: &str, attached: &[String]) -> Result<(), Error> {
        self.inner.chat.send(conversation_id, text, attached).await
    }

    /// Reads a resource and keeps it for the next message.
    pub async fn attach_resource(&self, server_id: &str, uri: &str) -> Result<AttachmentView, Error> {
        let info = self.offered(Door::Resource, server_id, uri)?;
        let content = self.read_resource(server_id, uri, CancellationToken::new()).await?;
        Ok(self.inner.chat.attach_resource(&info, content))
    }

    /// Asks for a prompt and keeps it for the next message.
    pub async fn attach_prompt(
        &self,
        server_id: &str,
        name: &str,
        arguments: &HashMap<String, String>,
    ) -> Result<AttachmentView, Error> {
        let info = self.offered(Door::Prompt, server_id, name)?;
        let said = self
            .get_prompt(server_id, name, arguments, CancellationToken::new())
            .await?;
        Ok(self.inner.chat.attach_prompt(&info, said))
    }

    /// Lets go of what will not be sent.
    pub fn detach(&self, id: &str) {
        self.inner.chat.detach(id);
    }

    /// Stops the running turn.
    pub async fn stop_turn(&self, conversation_id: &str) -> Result<(), Error> {
        self.inner.chat.stop(conversation_id).await
    }

    /// The person's answer to a question.
    pub async fn answer_approval(&self, id: &str, answer: Answer) -> Result<(), Error> {
        self.inner.chat.answer(id, answer).await
    }

    /// Picks a model.
    pub async fn set_model(&self, id: &str) -> Result<(), Error> {
        self.inner.models.choose(id).await
    }

    /// Changes a setting.
    pub async fn set_setting(&self, key: SettingKey, value: &str) -> Result<(), Error> {
        let setting = self.inner.settings.set(key, value).await?;
        self.inner.bus.emit(EventBody::Setting { setting });
        Ok(())
    }
}
