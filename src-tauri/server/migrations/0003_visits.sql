-- Who is at a browser that opened a page with a question: first on the way to the provider, then known for a while.
CREATE TABLE visits (
    state_hash      TEXT PRIMARY KEY NOT NULL,
    browser_hash    TEXT NOT NULL,
    return_to       TEXT NOT NULL,
    departed_sealed BLOB NOT NULL,
    taken           INTEGER NOT NULL DEFAULT 0,
    identity_sealed BLOB,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX visits_by_browser ON visits (browser_hash);
