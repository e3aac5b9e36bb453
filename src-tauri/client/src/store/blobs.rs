//! Table `blobs`: contents of files that were added to messages, each once.
//!
//! Which messages use one, and that it goes with the last of them, is kept by triggers (migration 7): it follows from
//! the messages' own rows, so that nothing that writes or deletes them can forget it.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError};

/// A content.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Blob {
    /// SHA-256 of the bytes, in hex.
    pub hash: String,
    /// `text/plain` (UTF-8), `image/png` or `image/jpeg`.
    pub media_type: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl Blob {
    /// Names it by what is in it.
    pub fn new(media_type: &str, bytes: Vec<u8>) -> Self {
        let mut hash = String::with_capacity(64);
        for byte in Sha256::digest(&bytes) {
            // Writing to a text can't fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self {
            hash,
            media_type: media_type.to_owned(),
            bytes,
        }
    }
}

/// Keeps contents that messages are about to use, in the transaction that adds them. One that is there stays.
pub async fn keep(transaction: &mut Transaction<'_, Sqlite>, blobs: &[Arc<Blob>]) -> Result<(), StoreError> {
    for blob in blobs {
        sqlx::query("INSERT INTO blobs (hash, media_type, bytes) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING")
            .bind(&blob.hash)
            .bind(&blob.media_type)
            .bind(&blob.bytes)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// One, if it is there.
pub async fn get(store: &Store, hash: &str) -> Result<Option<Blob>, StoreError> {
    Ok(
        sqlx::query_as("SELECT hash, media_type, bytes FROM blobs WHERE hash = ?")
            .bind(hash)
            .fetch_optional(&store.pool)
            .await?,
    )
}
