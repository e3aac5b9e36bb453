//! Table `pendings`: sign-ins whose answer has not come. The contents are in the vault; here is how to find them.

use sqlx::Connection as _;

use super::{Store, StoreError};

/// Where a waiting sign-in is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct PendingRow {
    /// The hash of its `state`.
    pub(crate) state_hash: String,
    pub(crate) id: String,
    pub(crate) server_url: String,
    pub(crate) account: String,
    /// Where its contents are in the vault.
    pub(crate) vault_name: String,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
}

impl Store {
    /// Notes a sign-in together with the name of its entry in the vault `place`, before that is written: no secret is
    /// ever out of reach, and an entry that is not there yet is one that was forgotten. Takes the rows that it replaces:
    /// those of its server and account, and all that have expired by `now`.
    pub(crate) async fn put_pending(
        &self,
        row: &PendingRow,
        place: &str,
        now: i64,
    ) -> Result<Vec<PendingRow>, StoreError> {
        let mut file = self.file().await?;
        let mut all = file.begin().await?;
        let stale =
            sqlx::query_as("DELETE FROM pendings WHERE (server_url = ? AND account = ?) OR expires_at < ? RETURNING *")
                .bind(&row.server_url)
                .bind(&row.account)
                .bind(now)
                .fetch_all(&mut *all)
                .await?;
        sqlx::query("INSERT OR IGNORE INTO vault_names (name, place) VALUES (?, ?)")
            .bind(&row.vault_name)
            .bind(place)
            .execute(&mut *all)
            .await?;
        sqlx::query(
            "INSERT INTO pendings (state_hash, id, server_url, account, vault_name, expires_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&row.state_hash)
        .bind(&row.id)
        .bind(&row.server_url)
        .bind(&row.account)
        .bind(&row.vault_name)
        .bind(row.expires_at)
        .execute(&mut *all)
        .await?;
        all.commit().await?;
        Ok(stale)
    }

    pub(crate) async fn pending(&self, state_hash: &str) -> Result<Option<PendingRow>, StoreError> {
        Ok(sqlx::query_as("SELECT * FROM pendings WHERE state_hash = ?")
            .bind(state_hash)
            .fetch_optional(&mut *self.file().await?)
            .await?)
    }

    /// Whether a sign-in still waits.
    pub(crate) async fn is_pending(&self, id: &str) -> Result<bool, StoreError> {
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM pendings WHERE id = ?")
            .bind(id)
            .fetch_one(&mut *self.file().await?)
            .await?;
        Ok(found > 0)
    }

    /// Takes the row: true for exactly one caller, in whatever process.
    pub(crate) async fn take_pending(&self, state_hash: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM pendings WHERE state_hash = ?")
            .bind(state_hash)
            .execute(&mut *self.file().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    pub(crate) async fn take_pending_by_id(&self, id: &str) -> Result<Option<PendingRow>, StoreError> {
        Ok(sqlx::query_as("DELETE FROM pendings WHERE id = ? RETURNING *")
            .bind(id)
            .fetch_optional(&mut *self.file().await?)
            .await?)
    }
}
