//! Signatures in minisign's format (prehashed, `ED`), so that whoever holds a copy can check
//! with an ordinary tool that it came from here and was not changed. The key is derived from
//! the installation's secret: every node has it, and a restored installation has it again. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blake2::{Blake2b512, Digest};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::error::{AppError, AppResult};
use crate::secrets::Secrets;

const KEY_KIND: &[u8; 2] = b"Ed";
const PREHASHED: &[u8; 2] = b"ED";
const COMMENT: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

/// Names a key; not a secret.
type KeyId = [u8; 8];

pub struct Signer {
    key: SigningKey,
    id: KeyId,
}

impl Signer {
    pub fn of(secrets: &Secrets) -> AppResult<Self> {
        let mut seed = [0; 32];
        hex::decode_to_slice(secrets.digest("export-signature", "ed25519"), &mut seed)
            .map_err(AppError::internal)?;
        let key = SigningKey::from_bytes(&seed);
        let digest = Blake2b512::digest(key.verifying_key().as_bytes());
        let mut id = KeyId::default();
        id.copy_from_slice(&digest[..8]);
        Ok(Self { key, id })
    }

    pub fn public(&self) -> PublicKey {
        PublicKey { key: self.key.verifying_key(), id: self.id }
    }

    /// The text of a `.minisig` file; `trusted` is covered by the signature.
    pub fn sign(&self, content: &[u8], trusted: &str) -> String {
        let signature = self.key.sign(&Blake2b512::digest(content)).to_bytes();
        let of_both = self.key.sign(&[signature.as_slice(), trusted.as_bytes()].concat()).to_bytes();
        let named = STANDARD.encode([PREHASHED.as_slice(), &self.id, &signature].concat());
        let whole = STANDARD.encode(of_both);
        format!("{COMMENT}signature of a ClientSync export\n{named}\n{TRUSTED}{trusted}\n{whole}\n")
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

impl PublicKey {
    /// From a `minisign.pub` file or its second line alone.
    pub fn parse(text: &str) -> Option<Self> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
        let bytes = STANDARD.decode(line).ok()?;
        let (kind, rest) = bytes.split_at_checked(2)?;
        let (id, key) = rest.split_at_checked(8)?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        (kind == KEY_KIND).then_some(Self { key, id: id.try_into().ok()? })
    }

    /// What `minisign -P` takes.
    pub fn line(&self) -> String {
        STANDARD.encode([KEY_KIND.as_slice(), &self.id, self.key.as_bytes()].concat())
    }

    /// The text of a `minisign.pub` file.
    pub fn file(&self) -> String {
        format!("{COMMENT}minisign public key {:016X}\n{}\n", u64::from_le_bytes(self.id), self.line())
    }

    /// Whether a `.minisig` text is this key's signature of the content.
    pub fn verifies(&self, content: &[u8], signature: &str) -> bool {
        self.check(content, signature).is_some()
    }

    fn check(&self, content: &[u8], text: &str) -> Option<()> {
        let mut lines = text.lines();
        let (_, named) = (lines.next()?, STANDARD.decode(lines.next()?.trim()).ok()?);
        let (trusted, whole) =
            (lines.next()?.strip_prefix(TRUSTED)?, STANDARD.decode(lines.next()?.trim()).ok()?);
        let (kind, rest) = named.split_at_checked(2)?;
        let (id, signature) = rest.split_at_checked(8)?;
        if kind != PREHASHED || id != self.id {
            return None;
        }
        let of_both = Signature::from_slice(&whole).ok()?;
        let both = [signature, trusted.as_bytes()].concat();
        let signature = Signature::from_slice(signature).ok()?;
        self.key.verify_strict(&Blake2b512::digest(content), &signature).ok()?;
        self.key.verify_strict(&both, &of_both).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer { key: SigningKey::from_bytes(&[7; 32]), id: *b"12345678" }
    }

    #[test]
    fn what_was_signed_verifies_and_nothing_else() {
        let (signer, text) = (signer(), b"{\"rows\": 3}");
        let signature = signer.sign(text, "timestamp:1 file:manifest.json");
        let public = PublicKey::parse(&signer.public().file()).unwrap();
        assert_eq!(PublicKey::parse(&public.line()), Some(public.clone()));
        assert!(public.verifies(text, &signature));
        assert!(!public.verifies(b"{\"rows\": 4}", &signature));
        assert!(!public.verifies(text, &signature.replace("timestamp:1", "timestamp:2")));
        let other = Signer { key: SigningKey::from_bytes(&[8; 32]), id: *b"12345678" };
        assert!(!other.public().verifies(text, &signature));
        assert!(!public.verifies(text, ""));
    }
}
