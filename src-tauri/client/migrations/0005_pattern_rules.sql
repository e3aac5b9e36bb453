-- The person's own rules for several tools at once. `server_id` is '*' for all servers; `pattern` is a glob over names.
CREATE TABLE pattern_rules (
    server_id TEXT NOT NULL,
    pattern   TEXT NOT NULL,
    rule      TEXT NOT NULL,
    PRIMARY KEY (server_id, pattern)
) STRICT;
