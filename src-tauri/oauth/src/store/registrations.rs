//! Table `registrations`: what authorization servers answered to dynamic registration, one row per issuer.

use std::sync::Arc;

use sqlx::sqlite::SqliteConnection;

use super::{Store, StoreError};

/// Keeps a row in the place of its issuer's one before.
pub(super) const PUT: &str = "
INSERT OR REPLACE INTO registrations (issuer, client_id, redirects, port, auth_method, secret_name, secret_expires_at,
created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?);";

pub(super) const ALL: &str = "SELECT * FROM registrations";

/// A registration that can be used again.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Registration {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    /// The redirects that the server accepted, one per line.
    pub(crate) redirects: String,
    /// The loopback port in them.
    pub(crate) port: Option<i64>,
    pub(crate) auth_method: String,
    /// Where the client secret is in the vault.
    pub(crate) secret_name: Option<String>,
    /// Seconds since 1970; none: never.
    pub(crate) secret_expires_at: Option<i64>,
    pub(crate) created_at: i64,
}

impl Registration {
    pub(crate) fn lists(&self, redirect: &str) -> bool {
        self.redirects.lines().any(|line| line == redirect)
    }
}

impl Store {
    /// All of them, one per issuer: a handful.
    pub(crate) async fn registrations(&self) -> Result<Vec<Registration>, StoreError> {
        Ok(sqlx::query_as(ALL).fetch_all(&mut *self.file().await?).await?)
    }

    pub(crate) async fn put_registration(&self, row: &Registration) -> Result<(), StoreError> {
        put(&mut *self.file().await?, row).await
    }

    /// As [`Store::put_registration`], in two steps: when the first is done, whoever asks the store waits for the second.
    pub(crate) async fn queue_registration(
        &self,
        row: Registration,
    ) -> impl Future<Output = Result<(), StoreError>> + Send + 'static + use<> {
        let mut file = Arc::clone(&self.file).lock_owned().await;
        async move { put(file.as_mut().ok_or(StoreError::Closed)?, &row).await }
    }

    /// Drops the row if it is still this client's; answers where its secret was.
    pub(crate) async fn drop_registration(&self, issuer: &str, client_id: &str) -> Result<Option<String>, StoreError> {
        let name: Option<Option<String>> =
            sqlx::query_scalar("DELETE FROM registrations WHERE issuer = ? AND client_id = ? RETURNING secret_name")
                .bind(issuer)
                .bind(client_id)
                .fetch_optional(&mut *self.file().await?)
                .await?;
        Ok(name.flatten())
    }
}

async fn put(file: &mut SqliteConnection, r: &Registration) -> Result<(), StoreError> {
    sqlx::query(PUT)
        .bind(&r.issuer)
        .bind(&r.client_id)
        .bind(&r.redirects)
        .bind(r.port)
        .bind(&r.auth_method)
        .bind(&r.secret_name)
        .bind(r.secret_expires_at)
        .bind(r.created_at)
        .execute(file)
        .await?;
    Ok(())
}
