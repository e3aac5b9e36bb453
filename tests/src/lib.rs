//! Nothing of its own: the end-to-end tests are the integration binary `tests/e2e/main.rs`, with its `support/` folder.
