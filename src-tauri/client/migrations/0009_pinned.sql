-- The window draws itself with the top of the list: neither the pinned rows nor the newest are to be looked for among all.
CREATE INDEX conversations_pinned ON conversations (id) WHERE pinned;
