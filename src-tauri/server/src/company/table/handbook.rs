//! The handbook table.

use sqlx::SqliteExecutor;

/// A page of the handbook in Markdown.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Page {
    pub(in crate::company) slug: String,
    pub(in crate::company) title: String,
    pub(in crate::company) keywords: String,
    pub(in crate::company) body: String,
}

/// All pages in their order.
pub(in crate::company) async fn all(db: impl SqliteExecutor<'_>) -> sqlx::Result<Vec<Page>> {
    sqlx::query_as("SELECT slug, title, keywords, body FROM handbook ORDER BY position")
        .fetch_all(db)
        .await
}

pub(in crate::company) async fn by_slug(db: impl SqliteExecutor<'_>, slug: &str) -> sqlx::Result<Option<Page>> {
    sqlx::query_as("SELECT slug, title, keywords, body FROM handbook WHERE slug = ?")
        .bind(slug)
        .fetch_optional(db)
        .await
}

pub(in crate::company) async fn add(db: impl SqliteExecutor<'_>, position: i64, page: &Page) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO handbook (slug, position, title, keywords, body) VALUES (?, ?, ?, ?, ?)")
        .bind(&page.slug)
        .bind(position)
        .bind(&page.title)
        .bind(&page.keywords)
        .bind(&page.body)
        .execute(db)
        .await?;
    Ok(())
}
