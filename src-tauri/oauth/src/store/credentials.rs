//! Table `credentials`: which server and account is signed in where, so that it can be shown without the vault.
//!
//! A row belongs to the vault that keeps its tokens (`place`, see `Vault::place`). Each vault has rows of its own, so
//! that a process with another vault neither sees nor changes them: that it has no such tokens says nothing.

use super::{Store, StoreError};

/// What a sign-in asks of this table.
pub(super) const HOT: [&str; 3] = [ELSEWHERE, ONE, PUT];

const ELSEWHERE: &str = "
SELECT count(*) FROM credentials WHERE server_url = ? AND account = ? AND place <> ? AND signed_in = 1";

const ONE: &str = "SELECT * FROM credentials WHERE server_url = ? AND account = ? AND place = ?";

/// Answers the row before, and keeps another in its place.
const PUT: &str = "
SELECT * FROM credentials WHERE server_url = ? AND account = ? AND place = ?;
INSERT INTO credentials (server_url, account, place, issuer, resource, vault_name, label, scopes, expires_at, signed_in,
reason, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (server_url, account, place) DO UPDATE SET
label = coalesce(excluded.label, CASE WHEN vault_name = excluded.vault_name AND reason IS NOT ? THEN label END),
issuer = excluded.issuer, resource = excluded.resource, vault_name = excluded.vault_name, scopes = excluded.scopes,
expires_at = excluded.expires_at, signed_in = excluded.signed_in, reason = excluded.reason,
updated_at = excluded.updated_at";

/// One server and account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Credential {
    pub(crate) server_url: String,
    pub(crate) account: String,
    /// Which vault has the tokens.
    pub(crate) place: String,
    pub(crate) issuer: String,
    pub(crate) resource: String,
    /// Where the tokens are in the vault.
    pub(crate) vault_name: String,
    pub(crate) label: Option<String>,
    /// Granted scopes, separated by spaces.
    pub(crate) scopes: String,
    /// Seconds since 1970, of the access token.
    pub(crate) expires_at: Option<i64>,
    pub(crate) signed_in: bool,
    /// Why not, as `SignedOutReason` writes itself.
    pub(crate) reason: Option<String>,
    pub(crate) updated_at: i64,
}

impl Store {
    pub(crate) async fn credential(
        &self,
        server_url: &str,
        account: &str,
        place: &str,
    ) -> Result<Option<Credential>, StoreError> {
        Ok(sqlx::query_as(ONE)
            .bind(server_url)
            .bind(account)
            .bind(place)
            .fetch_optional(&mut *self.file().await?)
            .await?)
    }

    /// Whether a vault other than this one holds a sign-in; with an empty name: whether any does.
    pub(crate) async fn is_elsewhere(&self, server_url: &str, account: &str, place: &str) -> Result<bool, StoreError> {
        let found: i64 = sqlx::query_scalar(ELSEWHERE)
            .bind(server_url)
            .bind(account)
            .bind(place)
            .fetch_one(&mut *self.file().await?)
            .await?;
        Ok(found > 0)
    }

    /// Drops what processes that kept secrets in memory have left behind, once it is this old: they have ended.
    pub(crate) async fn drop_old_memories(&self, before: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM credentials WHERE place LIKE 'memory-%' AND updated_at < ?")
            .bind(before)
            .execute(&mut *self.file().await?)
            .await?;
        Ok(())
    }

    /// Keeps a row, and answers the one that it replaces. Without a label of its own the row keeps the label of the one
    /// before, if that was of the same tokens and nobody signed out: a name that the user gave outlives a sign-in that
    /// ended by itself.
    pub(crate) async fn put_credential(&self, c: &Credential, by_user: &str) -> Result<Option<Credential>, StoreError> {
        sqlx::query_as(PUT)
            .bind(&c.server_url)
            .bind(&c.account)
            .bind(&c.place)
            .bind(&c.server_url)
            .bind(&c.account)
            .bind(&c.place)
            .bind(&c.issuer)
            .bind(&c.resource)
            .bind(&c.vault_name)
            .bind(&c.label)
            .bind(&c.scopes)
            .bind(c.expires_at)
            .bind(c.signed_in)
            .bind(&c.reason)
            .bind(c.updated_at)
            .bind(by_user)
            .fetch_all(&mut *self.file().await?)
            .await
            .map(|mut before| before.pop())
            .map_err(StoreError::from)
    }

    /// What a refresh changes; every server that shares the tokens sees it.
    pub(crate) async fn renew_credential(
        &self,
        vault_name: &str,
        place: &str,
        scopes: &str,
        expires_at: Option<i64>,
        now: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE credentials SET scopes = ?, expires_at = ?, updated_at = ?
             WHERE vault_name = ? AND place = ? AND signed_in = 1",
        )
        .bind(scopes)
        .bind(expires_at)
        .bind(now)
        .bind(vault_name)
        .bind(place)
        .execute(&mut *self.file().await?)
        .await?;
        Ok(())
    }

    /// Notes that these tokens are gone. Answers the servers and accounts that used them.
    pub(crate) async fn end_credential(
        &self,
        vault_name: &str,
        place: &str,
        reason: &str,
        now: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        Ok(sqlx::query_as(
            "UPDATE credentials SET signed_in = 0, reason = ?, expires_at = NULL, updated_at = ?
             WHERE vault_name = ? AND place = ? AND signed_in = 1 RETURNING server_url, account",
        )
        .bind(reason)
        .bind(now)
        .bind(vault_name)
        .bind(place)
        .fetch_all(&mut *self.file().await?)
        .await?)
    }

    pub(crate) async fn label_credential(
        &self,
        server_url: &str,
        account: &str,
        label: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE credentials SET label = ? WHERE server_url = ? AND account = ?")
            .bind(label)
            .bind(server_url)
            .bind(account)
            .execute(&mut *self.file().await?)
            .await?;
        Ok(())
    }

    pub(crate) async fn accounts(&self, server_url: &str) -> Result<Vec<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT DISTINCT account FROM credentials WHERE server_url = ? ORDER BY account")
                .bind(server_url)
                .fetch_all(&mut *self.file().await?)
                .await?,
        )
    }

    /// Whether another server or account uses the same tokens.
    pub(crate) async fn shares_vault_name(
        &self,
        vault_name: &str,
        place: &str,
        server_url: &str,
        account: &str,
    ) -> Result<bool, StoreError> {
        let others: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM credentials
             WHERE vault_name = ? AND place = ? AND signed_in = 1 AND NOT (server_url = ? AND account = ?)",
        )
        .bind(vault_name)
        .bind(place)
        .bind(server_url)
        .bind(account)
        .fetch_one(&mut *self.file().await?)
        .await?;
        Ok(others > 0)
    }
}
