//! Table `issuers`: to which authorization server a configured secret has been shown, so that it is shown to no other.

use super::{Store, StoreError};

impl Store {
    /// Where this client's secret for a server was taken; none: it was not used yet.
    pub(crate) async fn issuer_of(&self, server_url: &str, client_id: &str) -> Result<Option<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT issuer FROM issuers WHERE server_url = ? AND client_id = ?")
                .bind(server_url)
                .bind(client_id)
                .fetch_optional(&mut *self.file().await?)
                .await?,
        )
    }

    pub(crate) async fn put_issuer(&self, server_url: &str, client_id: &str, issuer: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT OR REPLACE INTO issuers (server_url, client_id, issuer) VALUES (?, ?, ?)")
            .bind(server_url)
            .bind(client_id)
            .bind(issuer)
            .execute(&mut *self.file().await?)
            .await?;
        Ok(())
    }
}
