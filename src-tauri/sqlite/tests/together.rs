//! Several at once at one file.

#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use lanyard_sqlite::{connect, file, is_damaged, migrate, pool};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AssertSqlSafe, Connection as _, SqlSafeStr as _};

fn migrator() -> Migrator {
    let one = |version, sql: &str| {
        let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
        Migration::new(version, Cow::Borrowed("a step"), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(vec![
        one(1, "CREATE TABLE words (word TEXT NOT NULL)"),
        one(2, "ALTER TABLE words ADD COLUMN language TEXT"),
    ])
}

async fn opened_and_closed(path: PathBuf) {
    for _ in 0..60 {
        let pool = pool(SqlitePoolOptions::new().max_connections(2), &file(&path))
            .await
            .unwrap();
        migrate(&pool, &migrator()).await.unwrap();
        sqlx::query("INSERT INTO words VALUES ('a', 'en')")
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
        let mut one = connect(&file(&path)).await.unwrap();
        sqlx::query("INSERT INTO words VALUES ('b', 'en')")
            .execute(&mut one)
            .await
            .unwrap();
        one.close().await.unwrap();
    }
}

async fn count(path: &Path) -> i64 {
    let mut file = connect(&file(path)).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM words")
        .fetch_one(&mut file)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_that_others_open_migrate_and_close_is_opened_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.db");
    let four = [(); 4].map(|()| tokio::spawn(opened_and_closed(path.clone())));
    for one in four {
        one.await.unwrap();
    }
    assert_eq!(count(&path).await, 4 * 60 * 2);
}

#[tokio::test]
async fn what_is_no_database_is_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.db");
    std::fs::write(&path, "no database at all, and long enough to have a header of its own").unwrap();
    let error = connect(&file(&path)).await.unwrap_err();
    assert!(is_damaged(&error), "{error}");
}
