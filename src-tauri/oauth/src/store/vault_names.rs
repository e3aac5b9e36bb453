//! Table `vault_names`: under which names this profile has put secrets into the vault.

use super::{Store, StoreError};

impl Store {
    /// Notes a name before the secret is written, so that no secret is ever out of reach.
    pub(crate) async fn note_name(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT OR IGNORE INTO vault_names (name) VALUES (?)")
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Drops a name whose secret is gone.
    pub(crate) async fn drop_name(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM vault_names WHERE name = ?")
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// All names.
    pub(crate) async fn names(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT name FROM vault_names")
            .fetch_all(&self.pool)
            .await?)
    }

    /// Empties every table.
    pub(crate) async fn wipe(&self) -> Result<(), StoreError> {
        sqlx::raw_sql(
            "DELETE FROM registrations; DELETE FROM pendings; DELETE FROM credentials; DELETE FROM vault_names;",
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
