-- Times are whole seconds since the epoch. Secrets stand here as SHA-256 (hex) or sealed under the master key.

-- Applications that registered themselves (RFC 7591).
CREATE TABLE clients (
    id              TEXT PRIMARY KEY NOT NULL,
    name            TEXT NOT NULL,
    redirect_uris   TEXT NOT NULL,
    grant_types     TEXT NOT NULL,
    auth_method     TEXT NOT NULL,
    secret_hash     TEXT,
    created_at      BIGINT NOT NULL,
    used_at         BIGINT
);

-- Authorization requests on their way: stage is consent, upstream, again (another person came back) or done.
CREATE TABLE requests (
    id              TEXT PRIMARY KEY NOT NULL,
    stage           TEXT NOT NULL,
    browser_hash    TEXT NOT NULL,
    csrf_hash       TEXT,
    upstream_hash   TEXT,
    upstream_sealed BLOB,
    identity_sealed BLOB,
    client_id       TEXT NOT NULL,
    ask             TEXT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX requests_by_upstream ON requests (upstream_hash);

-- What a person allowed an application, in one browser.
CREATE TABLE consents (
    browser_hash    TEXT NOT NULL,
    client_id       TEXT NOT NULL,
    redirect_host   TEXT NOT NULL,
    subject         TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (browser_hash, client_id, redirect_host)
);

-- One sign-in of one person to one application, with everything issued from it (a family).
CREATE TABLE grants (
    id              TEXT PRIMARY KEY NOT NULL,
    way             TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    email           TEXT,
    name            TEXT,
    user_groups     TEXT NOT NULL,
    client_id       TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    nonce           TEXT,
    signed_in_at    BIGINT NOT NULL,
    upstream_sealed BLOB,
    expires_at      BIGINT NOT NULL,
    revoked_at      BIGINT
);
CREATE INDEX grants_by_person ON grants (issuer, subject);

-- Authorization codes, used or not: a used one is kept so that a replay is known for one.
CREATE TABLE codes (
    hash            TEXT PRIMARY KEY NOT NULL,
    grant_id        TEXT NOT NULL,
    redirect_uri    TEXT NOT NULL,
    challenge       TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT
);

-- Refresh tokens. The successor is kept sealed for the grace window, for a client that lost the answer.
CREATE TABLE refresh_tokens (
    hash             TEXT PRIMARY KEY NOT NULL,
    grant_id         TEXT NOT NULL,
    expires_at       BIGINT NOT NULL,
    used_at          BIGINT,
    successor_hash   TEXT,
    successor_sealed BLOB
);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);

-- Keys that sign our tokens; the private half is sealed.
CREATE TABLE signing_keys (
    kid             TEXT PRIMARY KEY NOT NULL,
    public_jwk      TEXT NOT NULL,
    private_sealed  BLOB NOT NULL,
    created_at      BIGINT NOT NULL
);

-- Keys for programs.
CREATE TABLE api_keys (
    id              TEXT PRIMARY KEY NOT NULL,
    name            TEXT NOT NULL,
    secret_hash     TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT,
    revoked_at      BIGINT,
    used_at         BIGINT
);
