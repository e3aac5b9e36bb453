-- Contents of files that were added to messages, each once, by its SHA-256: a text, or an image as a model gets it.
CREATE TABLE blobs (
    hash       TEXT PRIMARY KEY NOT NULL,
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;

-- Which messages use which. It follows from `messages.parts`, whoever writes them.
CREATE TABLE message_blobs (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    hash       TEXT NOT NULL REFERENCES blobs (hash),
    PRIMARY KEY (message_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_blobs_by_hash ON message_blobs (hash);

CREATE TRIGGER message_uses_blobs AFTER INSERT ON messages WHEN NEW.parts LIKE '%"blob":%'
BEGIN
    INSERT OR IGNORE INTO message_blobs (message_id, hash)
    SELECT NEW.id, blobs.hash
    FROM json_each(NEW.parts) AS part
    JOIN blobs ON blobs.hash = json_extract(part.value, '$.attachment.file.blob')
    WHERE json_extract(part.value, '$.type') = 'attachment';
END;

-- The last message that used it is gone, in the same transaction.
CREATE TRIGGER blob_is_unused AFTER DELETE ON message_blobs
BEGIN
    DELETE FROM blobs
    WHERE hash = OLD.hash AND NOT EXISTS (SELECT 1 FROM message_blobs WHERE hash = OLD.hash);
END;
