//! The payout accounts table: where a person's expenses are paid.

use sqlx::SqliteExecutor;

/// The account number of this person, if they gave one.
pub(in crate::company) async fn of(db: impl SqliteExecutor<'_>, person_id: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT iban FROM payout_accounts WHERE person_id = ?")
        .bind(person_id)
        .fetch_optional(db)
        .await
}

pub(in crate::company) async fn put(
    db: impl SqliteExecutor<'_>,
    person_id: &str,
    iban: &str,
    changed_at: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO payout_accounts (person_id, iban, changed_at) VALUES (?, ?, ?)
        ON CONFLICT (person_id) DO UPDATE SET iban = excluded.iban, changed_at = excluded.changed_at",
    )
    .bind(person_id)
    .bind(iban)
    .bind(changed_at)
    .execute(db)
    .await?;
    Ok(())
}
