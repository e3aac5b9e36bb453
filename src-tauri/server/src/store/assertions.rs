//! The table `assertions`: those that were used, until they could not be used again anyway.

use sqlx::SqlitePool;

use super::StoreError;
use super::grants::{self, Grant};

/// Uses an assertion up and keeps its grant, both or neither; tells whether it was fresh. One statement decides
/// between two that present it at once.
pub(crate) async fn redeem(
    pool: &SqlitePool,
    hash: &str,
    usable_until: i64,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let mut transaction = pool.begin().await?;
    let noted = sqlx::query("INSERT INTO assertions (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(hash)
        .bind(usable_until)
        .execute(&mut *transaction)
        .await?;
    if noted.rows_affected() != 1 {
        return Ok(false);
    }
    grants::insert(&mut *transaction, grant).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM assertions WHERE expires_at < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::principal::Way;
    use crate::store::Store;

    #[tokio::test]
    async fn an_assertion_is_remembered_until_it_could_not_be_used_anyway() {
        let store = Store::open(None).await.unwrap();
        let grant = |id| Grant {
            way: Way::IdJag,
            ..Grant::sample(id)
        };
        assert!(redeem(&store.pool, "h", 360, &grant("a")).await.unwrap());
        sweep(&store.pool, 360).await.unwrap();
        assert!(!redeem(&store.pool, "h", 360, &grant("b")).await.unwrap());
        // What was refused left no grant behind.
        assert!(grants::find_live(&store.pool, "b", 1).await.unwrap().is_none());
        sweep(&store.pool, 361).await.unwrap();
        assert!(redeem(&store.pool, "h", 720, &grant("c")).await.unwrap());
    }
}
