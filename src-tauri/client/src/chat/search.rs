//! Looking for what was said.

use super::Chat;
use super::record::id_text;
use crate::api::{Error, ExcerptPart, Role, SearchHit};
use crate::store::{conversations, words};

/// As many conversations are found by their titles.
const TITLES: u32 = 20;

impl Chat {
    /// Where the words stand: titles first, then messages and tool results, the newest first. A text without words finds
    /// nothing.
    pub async fn search(&self, text: &str) -> Result<Vec<SearchHit>, Error> {
        let (store, text) = (&self.inner.parts.store, text.trim());
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut hits: Vec<SearchHit> = conversations::titled(store, text, TITLES)
            .await?
            .into_iter()
            .map(|row| SearchHit {
                at: row.updated_at.clone(),
                conversation: self.inner.summary(row),
                message_id: None,
                role: None,
                excerpt: Vec::new(),
            })
            .collect();
        for hit in words::find(store, text).await? {
            let Some(row) = conversations::get(store, &hit.conversation_id).await? else {
                continue;
            };
            hits.push(SearchHit {
                conversation: self.inner.summary(row),
                message_id: Some(id_text(hit.message_id)),
                role: Some(if hit.role == "user" {
                    Role::User
                } else {
                    Role::Assistant
                }),
                at: hit.at,
                excerpt: hit
                    .excerpt
                    .into_iter()
                    .map(|(text, hit)| ExcerptPart { text, hit })
                    .collect(),
            });
        }
        Ok(hits)
    }
}
