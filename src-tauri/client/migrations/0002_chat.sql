-- Conversations and what was said in them.
CREATE TABLE conversations (
    id         TEXT PRIMARY KEY,
    title      TEXT NOT NULL,
    draft      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);

CREATE INDEX conversations_by_change ON conversations (updated_at);

-- One row per message. `parts` is JSON of the schema `version`; `plain` is what search looks at; `ended` is the
-- turn's end as JSON, and NULL while the turn runs and for a person's messages.
CREATE TABLE messages (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role            TEXT NOT NULL,
    version         INTEGER NOT NULL,
    parts           TEXT NOT NULL,
    plain           TEXT NOT NULL,
    at              TEXT NOT NULL,
    ended           TEXT,
    model           TEXT
);

CREATE INDEX messages_of_conversation ON messages (conversation_id, id);

-- Places that run models, as the person added them. Keys are in the keychain, never here.
CREATE TABLE providers (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    base_url TEXT NOT NULL,
    models   TEXT NOT NULL,
    added_at TEXT NOT NULL
);

-- Which providers have a key in the keychain, so that a start need not open it.
CREATE TABLE provider_keys (
    provider_id TEXT PRIMARY KEY
);

-- The person's own rules. `definition` is the hash of the tool as it was when the rule was made.
CREATE TABLE tool_rules (
    server_id  TEXT NOT NULL,
    tool       TEXT NOT NULL,
    rule       TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (server_id, tool)
);
