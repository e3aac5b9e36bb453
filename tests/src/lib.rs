//! Nothing of its own: the end-to-end tests are the integration binary `tests/e2e/main.rs`, with its `support/` folder,
//! and `conformance/` is what the official MCP conformance suite starts.
