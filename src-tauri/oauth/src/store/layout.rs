//! The tables, and how those of an earlier version become them.

use std::path::Path;

use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use super::{OpenError, refused};

/// The layout that this version writes.
const LAYOUT: i64 = 4;

/// Without row ids: a table is then its primary key's tree alone, and a sign-in writes half the pages.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS registrations (
    issuer TEXT NOT NULL, client_id TEXT NOT NULL, redirects TEXT NOT NULL, port INTEGER,
    auth_method TEXT NOT NULL, secret_name TEXT, secret_expires_at INTEGER, created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pendings (
    state_hash TEXT PRIMARY KEY, id TEXT NOT NULL, server_url TEXT NOT NULL, account TEXT NOT NULL,
    vault_name TEXT NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credentials (
    server_url TEXT NOT NULL, account TEXT NOT NULL, place TEXT NOT NULL, issuer TEXT NOT NULL, resource TEXT NOT NULL,
    vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL, expires_at INTEGER,
    signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL,
    PRIMARY KEY (server_url, account, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vault_names (
    name TEXT NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (name, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS issuers (
    server_url TEXT NOT NULL, client_id TEXT NOT NULL, issuer TEXT NOT NULL,
    PRIMARY KEY (server_url, client_id)
) WITHOUT ROWID;
PRAGMA user_version = 4;
";

/// The tables of [`SCHEMA`].
const TABLES: [&str; 5] = ["registrations", "pendings", "credentials", "vault_names", "issuers"];

/// Layout 2 did not say where a configured secret had been used.
const FROM_2: &str = "
CREATE TABLE issuers (
    server_url TEXT NOT NULL, client_id TEXT NOT NULL, issuer TEXT NOT NULL,
    PRIMARY KEY (server_url, client_id)
);
PRAGMA user_version = 3;
";

/// Layout 1 did not say in which vault a secret is. It is taken to be the keychain, which is the default: whoever used
/// another signs in once more.
const FROM_1: &str = "
ALTER TABLE credentials RENAME TO credentials_1;
ALTER TABLE vault_names RENAME TO vault_names_1;
CREATE TABLE credentials (
    server_url TEXT NOT NULL, account TEXT NOT NULL, place TEXT NOT NULL, issuer TEXT NOT NULL, resource TEXT NOT NULL,
    vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL, expires_at INTEGER,
    signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL,
    PRIMARY KEY (server_url, account, place)
);
CREATE TABLE vault_names (
    name TEXT NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (name, place)
);
INSERT INTO credentials SELECT server_url, account, 'keychain', issuer, resource, vault_name, label, scopes,
    expires_at, signed_in, reason, updated_at FROM credentials_1;
INSERT INTO vault_names SELECT name, 'keychain' FROM vault_names_1;
DROP TABLE credentials_1;
DROP TABLE vault_names_1;
PRAGMA user_version = 2;
";

/// Layout 3 had the same tables with row ids.
fn from_3() -> String {
    let aside = TABLES.map(|table| format!("ALTER TABLE {table} RENAME TO {table}_3;"));
    let back = TABLES.map(|table| format!("INSERT INTO {table} SELECT * FROM {table}_3; DROP TABLE {table}_3;"));
    format!("{}{SCHEMA}{}", aside.concat(), back.concat())
}

/// Makes the tables, or carries over what an earlier version left. Another process may be doing the same: whoever comes
/// second finds the new layout.
pub(super) async fn bring_up_to_date(file: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let failed = |e: sqlx::Error| refused(path, &e);
    let found = version(file).await.map_err(failed)?;
    if found > LAYOUT {
        return Err(OpenError::Newer { path: path.to_owned() });
    }
    if found == LAYOUT {
        return Ok(());
    }
    let mut change = file.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    let steps = match version(&mut change).await.map_err(failed)? {
        0 => vec![SCHEMA.to_owned()],
        1 => vec![FROM_1.to_owned(), FROM_2.to_owned(), from_3()],
        2 => vec![FROM_2.to_owned(), from_3()],
        3 => vec![from_3()],
        _ => vec![],
    };
    for step in steps {
        sqlx::raw_sql(sqlx::AssertSqlSafe(step))
            .execute(&mut *change)
            .await
            .map_err(failed)?;
    }
    change.commit().await.map_err(failed)
}

async fn version(file: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA user_version").fetch_one(file).await
}
