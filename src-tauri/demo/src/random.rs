//! The one place where this crate draws random numbers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 256 random bits in base64url: for codes, tokens, secrets and transaction ids (RFC 6749 §10.10 asks for 128 or more).
pub(crate) fn text() -> String {
    URL_SAFE_NO_PAD.encode(bytes())
}

/// 256 random bits from the thread's cryptographically secure generator, which the operating system seeds.
pub(crate) fn bytes() -> [u8; 32] {
    rand::random()
}
