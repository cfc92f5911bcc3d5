//! The installation's secret and what is derived from it: the session cookie's
//! key, the seal for values kept encrypted, keyed digests. Uses `config` and `db::ids`.

use std::fs;
use std::io::Write;
use std::path::Path;

use actix_web::cookie::Key;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::db::ids;
use crate::error::{AppError, AppResult};

#[derive(Clone)]
pub struct Secrets {
    root: String,
}

impl Secrets {
    /// From the configuration, or from `secret.key` in the data folder, which is
    /// made on the first start.
    pub fn load(config: &Config) -> std::io::Result<Self> {
        if let Some(secret) = &config.secret {
            return Ok(Self { root: secret.clone() });
        }
        let path = config.data.join("secret.key");
        match fs::read_to_string(&path) {
            Ok(text) if text.trim().len() >= 64 => Ok(Self { root: text.trim().to_owned() }),
            Ok(_) => Err(std::io::Error::other(format!("{} is damaged", path.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => create(&path),
            Err(error) => Err(error),
        }
    }

    /// From a value that is at hand already, as tests and tools have it.
    pub fn of(root: &str) -> Self {
        Self { root: root.to_owned() }
    }

    pub fn cookie_key(&self) -> Key {
        Key::derive_from(&[self.derive("cookie"), self.derive("cookie-2")].concat())
    }

    /// Encrypts a value that must be readable again (a second factor's secret).
    pub fn seal(&self, plain: &[u8]) -> AppResult<Vec<u8>> {
        let nonce = ids::random_bytes::<12>()?;
        let sealed = self.cipher()?.encrypt(Nonce::from_slice(&nonce), plain).map_err(AppError::internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub fn open(&self, sealed: &[u8]) -> AppResult<Vec<u8>> {
        let (nonce, text) =
            sealed.split_at_checked(12).ok_or_else(|| AppError::internal("sealed value too short"))?;
        self.cipher()?.decrypt(Nonce::from_slice(nonce), text).map_err(AppError::internal)
    }

    /// A keyed digest: comparable, but useless to whoever has only the database.
    pub fn digest(&self, purpose: &str, value: &str) -> String {
        match <Hmac<Sha256> as Mac>::new_from_slice(&self.derive(purpose)) {
            Ok(mut mac) => {
                mac.update(value.as_bytes());
                hex::encode(mac.finalize().into_bytes())
            }
            Err(_) => String::new(), // HMAC takes keys of any length.
        }
    }

    fn cipher(&self) -> AppResult<Aes256Gcm> {
        Aes256Gcm::new_from_slice(&self.derive("seal")).map_err(AppError::internal)
    }

    fn derive(&self, purpose: &str) -> Vec<u8> {
        Sha256::new().chain_update(purpose).chain_update([0]).chain_update(&self.root).finalize().to_vec()
    }
}

fn create(path: &Path) -> std::io::Result<Secrets> {
    let bytes = ids::random_bytes::<48>().map_err(std::io::Error::other)?;
    let root = hex::encode(bytes);
    let mut options = fs::File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(root.as_bytes())?;
    file.sync_all()?;
    Ok(Secrets { root })
}
