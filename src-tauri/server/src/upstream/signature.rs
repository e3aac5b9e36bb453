//! The signature of a JWT by somebody else's key (RFC 7515 §5.2, RFC 8725 §3.1).
//!
//! Enters: a token and the keys that its issuer publishes. Leaves: its claims, whose meaning is the caller's to check:
//! the library would ask the operating system for the time, and ours is a parameter.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use serde::de::DeserializeOwned;

use crate::tokens::signature_only;

/// The algorithms taken: asymmetric ones only, so that no client secret or public key can sign.
const ALGORITHMS: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Why a signature is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrongSignature {
    /// Not a signed JWT, or not with these claims.
    Malformed,
    /// `none`, a symmetric one, or one that does not fit the key.
    Algorithm,
    /// No key of the issuer fits.
    Key,
    /// The signature is wrong.
    Signature,
}

/// The header, before anything is believed. `alg: none` is no algorithm of the library, so that it does not parse.
pub(crate) fn header(token: &str) -> Result<Header, WrongSignature> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| WrongSignature::Malformed)?;
    if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
        return Err(WrongSignature::Algorithm);
    }
    Ok(header)
}

/// The claims of a token that one of the keys signed.
pub(crate) fn claims<C>(keys: &[Jwk], header: &Header, token: &str) -> Result<C, WrongSignature>
where
    C: DeserializeOwned + Clone,
{
    let fitting: Vec<&Jwk> = keys
        .iter()
        .filter(|key| header.kid.is_none() || key.common.key_id.is_none() || key.common.key_id == header.kid)
        .filter(|key| fits(key, header.alg))
        .collect();
    if fitting.is_empty() {
        return Err(WrongSignature::Key);
    }
    for jwk in fitting {
        let Ok(key) = DecodingKey::from_jwk(jwk) else { continue };
        match jsonwebtoken::decode::<C>(token, &key, &signature_only(header.alg)) {
            Ok(data) => return Ok(data.claims),
            Err(error) if matches!(error.kind(), ErrorKind::Json(_)) => return Err(WrongSignature::Malformed),
            Err(_) => {}
        }
    }
    Err(WrongSignature::Signature)
}

/// Whether a key is meant for this algorithm: an RSA key never verifies an HMAC, and so on.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    if key
        .common
        .public_key_use
        .as_ref()
        .is_some_and(|use_| *use_ != PublicKeyUse::Signature)
    {
        return false;
    }
    if key
        .common
        .key_algorithm
        .as_ref()
        .is_some_and(|said| *said != KeyAlgorithm::from(algorithm))
    {
        return false;
    }
    match (&key.algorithm, algorithm) {
        (
            AlgorithmParameters::RSA(_),
            Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512
            | Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512,
        )
        | (AlgorithmParameters::OctetKeyPair(_), Algorithm::EdDSA) => true,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES256) => curve.curve == EllipticCurve::P256,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES384) => curve.curve == EllipticCurve::P384,
        _ => false,
    }
}
