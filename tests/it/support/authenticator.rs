//! A passkey authenticator in software: it does what a phone does, and what a thief's would.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use clientsync::db::ids;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const NEW_CREDENTIAL: u8 = 0x40;

pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    handle: String,
    pub counter: u32,
    pub origin: String,
    /// Whether it asked for a finger or a PIN.
    pub verifies: bool,
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&ids::random_bytes::<32>().unwrap()).unwrap(),
            id: ids::random_bytes::<16>().unwrap().to_vec(),
            handle: String::new(),
            counter: 0,
            origin: origin.to_owned(),
            verifies: true,
        }
    }

    /// What the browser sends after `navigator.credentials.create(options)`.
    pub fn create(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        self.handle = asked["user"]["id"].as_str().unwrap().to_owned();
        let client = self.client_data("webauthn.create", asked["challenge"].as_str().unwrap());
        let data = self.data(asked["rp"]["id"].as_str().unwrap(), NEW_CREDENTIAL);
        let data =
            [data, vec![0; 16], vec![0, self.id.len() as u8], self.id.clone(), self.public_key()].concat();
        json!({
            "id": BASE64.encode(&self.id),
            "rawId": BASE64.encode(&self.id),
            "type": "public-key",
            "extensions": {},
            "response": {
                "attestationObject": BASE64.encode(unattested(&data)),
                "clientDataJSON": BASE64.encode(client),
                "transports": ["internal"],
            },
        })
    }

    /// What it sends after `navigator.credentials.get(options)`.
    pub fn get(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        self.counter += 1;
        let client = self.client_data("webauthn.get", asked["challenge"].as_str().unwrap());
        let data = self.data(asked["rpId"].as_str().unwrap(), 0);
        let signed = [data.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature: DerSignature = self.key.sign(&signed);
        json!({
            "id": BASE64.encode(&self.id),
            "rawId": BASE64.encode(&self.id),
            "type": "public-key",
            "extensions": {},
            "response": {
                "authenticatorData": BASE64.encode(data),
                "clientDataJSON": BASE64.encode(client),
                "signature": BASE64.encode(signature.to_bytes()),
                "userHandle": self.handle,
            },
        })
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let data =
            json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn data(&self, rp_id: &str, more: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let flags = PRESENT | verified | more;
        [Sha256::digest(rp_id).to_vec(), vec![flags], self.counter.to_be_bytes().to_vec()].concat()
    }

    /// The COSE form of an ES256 key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        [&head, x, &[0x22, 0x58, 0x20], y].concat()
    }
}

/// The CBOR of {"fmt": "none", "attStmt": {}, "authData": data}.
fn unattested(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16).to_be_bytes();
    [
        &[0xa3, 0x63],
        &b"fmt"[..],
        &[0x64],
        b"none",
        &[0x67],
        b"attStmt",
        &[0xa0, 0x68],
        b"authData",
        &[0x59],
        &length,
        data,
    ]
    .concat()
}
