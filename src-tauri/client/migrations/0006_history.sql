-- What a conversation is beside its title: pinned to the top, put away, and its own instructions to the model. `leaf` is
-- the last message of the branch that is shown; NULL means the newest.
ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN instructions TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN leaf INTEGER;

-- Messages are a tree: an edited or repeated one stands beside the one before it, under the same parent. `usage` is what
-- the provider counted, as JSON.
ALTER TABLE messages ADD COLUMN parent INTEGER;
ALTER TABLE messages ADD COLUMN usage TEXT;

-- The part that is being written, as JSON with its place: an answer grows many times a second, and not all of it is
-- written anew each time.
ALTER TABLE messages ADD COLUMN tail TEXT;
UPDATE messages SET parent = (
    SELECT max(earlier.id) FROM messages AS earlier
    WHERE earlier.conversation_id = messages.conversation_id AND earlier.id < messages.id
);

-- The words of messages, for search; the row's id is the message's. Deleted words leave no trace in the index. It is
-- filled behind the window: what is missing in it is entered at a start.
CREATE VIRTUAL TABLE message_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
ALTER TABLE messages DROP COLUMN plain;
