//! What the end-to-end tests stand on. No product code, and no assertion about the product.

pub(crate) mod desktop;
pub(crate) mod headless;
