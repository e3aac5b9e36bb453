-- What the person chose. A setting that is not here has its default; what the company locks is never stored.
CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;
