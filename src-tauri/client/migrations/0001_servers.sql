-- Servers that the person added. The company's are read from its configuration.
CREATE TABLE servers (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    url      TEXT NOT NULL UNIQUE,
    added_at TEXT NOT NULL
);

-- Small facts of the profile, one row each.
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
