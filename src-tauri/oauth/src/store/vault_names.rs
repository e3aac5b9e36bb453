//! Table `vault_names`: under which names this profile has put secrets into which vault.

use sqlx::Connection as _;

use super::{Store, StoreError};

impl Store {
    /// Notes a name before the secret is written, so that no secret is ever out of reach.
    pub(crate) async fn note_name(&self, name: &str, place: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT OR IGNORE INTO vault_names (name, place) VALUES (?, ?)")
            .bind(name)
            .bind(place)
            .execute(&mut *self.file().await?)
            .await?;
        Ok(())
    }

    /// Drops a name whose secret is gone.
    pub(crate) async fn drop_name(&self, name: &str, place: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM vault_names WHERE name = ? AND place = ?")
            .bind(name)
            .bind(place)
            .execute(&mut *self.file().await?)
            .await?;
        Ok(())
    }

    /// The names in one vault.
    pub(crate) async fn names(&self, place: &str) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT name FROM vault_names WHERE place = ?")
            .bind(place)
            .fetch_all(&mut *self.file().await?)
            .await?)
    }

    /// What was kept in one vault is kept in another from now on.
    pub(crate) async fn move_place(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let mut file = self.file().await?;
        let mut transaction = file.begin().await?;
        for table in ["credentials", "vault_names"] {
            sqlx::query(sqlx::AssertSqlSafe(format!(
                "UPDATE OR REPLACE {table} SET place = ? WHERE place = ?"
            )))
            .bind(to)
            .bind(from)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets one vault's rows, and what belongs to none. Rows of another vault stay: its secrets are still there, and
    /// only a process with that vault can remove them. What a memory held ended with its process.
    pub(crate) async fn wipe(&self, place: &str) -> Result<(), StoreError> {
        let mut file = self.file().await?;
        let mut transaction = file.begin().await?;
        for table in ["credentials", "vault_names"] {
            sqlx::query(sqlx::AssertSqlSafe(format!(
                "DELETE FROM {table} WHERE place = ? OR place LIKE 'memory-%'"
            )))
            .bind(place)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::raw_sql("DELETE FROM registrations; DELETE FROM pendings; DELETE FROM issuers;")
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
