-- Assertions of identity providers (ID-JAG) that were used: SHA-256 of issuer and jti.
CREATE TABLE assertions (
    hash            TEXT PRIMARY KEY NOT NULL,
    expires_at      BIGINT NOT NULL
);
