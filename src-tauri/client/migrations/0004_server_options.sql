-- How a server of the person's is signed in to (JSON, api::ServerOptions). Secrets are in the keychain, never here.
ALTER TABLE servers ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
