//! Table `pendings`: sign-ins whose answer has not come. The contents are in the vault; here is how to find them.

use super::{Store, StoreError, take_back, together};

/// One step for SQLite and for us: a sign-in waits for it.
const PUT: &str = "
DELETE FROM pendings WHERE (server_url = ? AND account = ?) OR expires_at < ? RETURNING *;
INSERT OR IGNORE INTO vault_names (name, place) VALUES (?, ?);
INSERT INTO pendings (state_hash, id, server_url, account, vault_name, expires_at) VALUES (?, ?, ?, ?, ?, ?);";

const TAKE: &str = "
INSERT OR IGNORE INTO vault_names (name, place) SELECT ?, ? FROM pendings WHERE state_hash = ?;
DELETE FROM pendings WHERE state_hash = ? RETURNING 1;";

/// What a sign-in asks of this table.
pub(super) fn hot() -> [String; 2] {
    [together(PUT), together(TAKE)]
}

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
        let (store, row, place) = (self.clone(), row.clone(), place.to_owned());
        // In a task of its own: a caller that goes away must not leave the transaction open.
        let work = tokio::spawn(async move { store.put_all(row, place, now).await });
        work.await
            .map_err(|_| StoreError::Refused("its task ended early".to_owned()))?
    }

    async fn put_all(&self, row: PendingRow, place: String, now: i64) -> Result<Vec<PendingRow>, StoreError> {
        let query = sqlx::query_as(sqlx::AssertSqlSafe(together(PUT)))
            .bind(row.server_url.clone())
            .bind(row.account.clone())
            .bind(now)
            .bind(row.vault_name.clone())
            .bind(place)
            .bind(row.state_hash)
            .bind(row.id)
            .bind(row.server_url)
            .bind(row.account)
            .bind(row.vault_name)
            .bind(row.expires_at);
        let mut file = self.file().await?;
        let stale = query.fetch_all(&mut *file).await;
        take_back(&mut file, stale).await
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

    /// Takes the row, as [`Store::take_pending`], and notes under which name its tokens are going to be kept. For tasks
    /// that nobody cuts: it is a transaction.
    pub(crate) async fn take_pending_for(&self, state_hash: &str, name: &str, place: &str) -> Result<bool, StoreError> {
        let mut file = self.file().await?;
        let taken: Result<Vec<i64>, _> = sqlx::query_scalar(sqlx::AssertSqlSafe(together(TAKE)))
            .bind(name)
            .bind(place)
            .bind(state_hash)
            .bind(state_hash)
            .fetch_all(&mut *file)
            .await;
        Ok(!take_back(&mut file, taken).await?.is_empty())
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
