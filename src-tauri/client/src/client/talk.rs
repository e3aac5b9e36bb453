//! Conversations, models and settings.

use super::Client;
use crate::api::{
    Answer, AttachmentView, ConversationList, ConversationSummary, ConversationView, Error, EventBody, ExportFormat,
    SearchHit, SettingKey,
};
use crate::chat::Export;
use crate::mcp::Door;
use crate::picture;
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

    /// Keeps it at the top of the list, or no more.
    pub async fn pin_conversation(&self, id: &str, pinned: bool) -> Result<(), Error> {
        self.inner.chat.pin(id, pinned).await
    }

    /// Puts it away, or takes it back.
    pub async fn archive_conversation(&self, id: &str, archived: bool) -> Result<(), Error> {
        self.inner.chat.archive(id, archived).await
    }

    /// Sets what the model is told in it alone.
    pub async fn set_instructions(&self, id: &str, instructions: &str) -> Result<(), Error> {
        self.inner.chat.instruct(id, instructions).await
    }

    /// Shows the branch on which a message stands.
    pub async fn show_branch(&self, id: &str, message_id: &str) -> Result<(), Error> {
        self.inner.chat.show_branch(id, message_id).await
    }

    /// Says something else in place of a message of the person's, on a branch of its own.
    pub async fn edit_message(&self, id: &str, message_id: &str, text: &str) -> Result<(), Error> {
        self.inner.chat.edit(id, message_id, text).await
    }

    /// Has the model answer once more, on a branch of its own.
    pub async fn regenerate(&self, id: &str, message_id: &str) -> Result<(), Error> {
        self.inner.chat.regenerate(id, message_id).await
    }

    /// Lets an answer go on that was stopped, or that broke off.
    pub async fn continue_turn(&self, id: &str) -> Result<(), Error> {
        self.inner.chat.go_on(id).await
    }

    /// It as a file, to be written somewhere.
    pub async fn export_conversation(&self, id: &str, format: ExportFormat) -> Result<Export, Error> {
        self.inner.chat.export(id, format).await
    }

    /// Reads in one that was exported as JSON.
    pub async fn import_conversation(&self, text: &str) -> Result<ConversationSummary, Error> {
        self.inner.chat.import(text).await
    }

    /// Deletes it for good.
    pub async fn delete_conversation(&self, id: &str) -> Result<(), Error> {
        self.inner.chat.delete(id).await
    }

    /// All of them, for a window that has drawn itself with the first ones.
    pub async fn conversations(&self) -> Result<ConversationList, Error> {
        // The number is read first: what happens meanwhile is told again by an event, never missed.
        let seq = self.inner.bus.seq();
        let conversations = self.inner.chat.list().await?;
        Ok(ConversationList { seq, conversations })
    }

    /// Where the words stand, in titles, messages and tool results.
    pub async fn search_conversations(&self, text: &str) -> Result<Vec<SearchHit>, Error> {
        self.inner.chat.search(text).await
    }

    /// Keeps what is not sent yet.
    pub async fn set_draft(&self, id: &str, text: &str) -> Result<(), Error> {
        self.inner.chat.set_draft(id, text).await
    }

    /// What is written and not sent of a conversation that is not made yet; empty where there is nothing.
    pub async fn new_draft(&self) -> Result<String, Error> {
        self.inner.chat.new_draft().await
    }

    /// Keeps it.
    pub async fn set_new_draft(&self, text: &str) -> Result<(), Error> {
        self.inner.chat.set_new_draft(text).await
    }

    /// Sends a message and begins a turn; what happens next is told by events.
    pub async fn send_message(&self, conversation_id: &str, text: &str) -> Result<(), Error> {
        self.inner.chat.send(conversation_id, text, &[]).await
    }

    /// The same, with what was attached before.
    pub async fn send_with(&self, conversation_id: &str, text: &str, attached: &[String]) -> Result<(), Error> {
        self.inner.chat.send(conversation_id, text, attached).await
    }

    /// Reads a file and keeps it for the next message. Its name is shown, and is no path.
    pub async fn attach_file(&self, name: &str, bytes: Vec<u8>) -> Result<AttachmentView, Error> {
        self.inner.chat.attach_file(name, bytes).await
    }

    /// The whole text of a file that was added to a message.
    pub async fn attachment_text(&self, blob: &str) -> Result<String, Error> {
        let blob = self.inner.chat.file(blob).await?;
        Ok(String::from_utf8_lossy(&blob.bytes).into_owned())
    }

    /// An image that was added to a message, as a `data:` address.
    pub async fn attachment_image(&self, blob: &str) -> Result<String, Error> {
        let blob = self.inner.chat.file(blob).await?;
        Ok(picture::address(&blob.media_type, &blob.bytes))
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
