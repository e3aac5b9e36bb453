-- What only some kinds of providers need, and the names of its headers (JSON, api::ProviderFields). Values of headers
-- are secrets: they are in the keychain, never here.
ALTER TABLE providers ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
