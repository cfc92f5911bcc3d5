//! Random identifiers and the digests under which secrets are kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

use crate::error::{AppError, AppResult};

/// 128 random bits for keys that may be shown (a data subject's key, a pseudonym).
pub fn random_key() -> AppResult<String> {
    Ok(hex::encode(random_bytes::<16>()?))
}

/// 256 random bits, safe in an address; only its `digest` is stored.
pub fn random_token() -> AppResult<String> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// Eight digits to be typed from a mail.
pub fn random_code() -> AppResult<String> {
    let number = u64::from_le_bytes(random_bytes::<8>()?) % 100_000_000;
    Ok(format!("{number:08}"))
}

/// What is stored in place of a token.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

pub fn random_bytes<const N: usize>() -> AppResult<[u8; N]> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(AppError::internal)?;
    Ok(bytes)
}
