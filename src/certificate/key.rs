//! Keys of signers: Ed25519 in PKCS#8 and OpenSSH files.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::digest::sha256;

/// Error of a key that cannot be used; messages never quote the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Another kind of file.
    #[error(
        "it is no Ed25519 key: PKCS#8 (`BEGIN PRIVATE KEY`), SPKI (`BEGIN PUBLIC KEY`) and OpenSSH \
         are read; `bankident keygen` makes one"
    )]
    Form,
    /// A private key where a public one is expected.
    #[error(
        "it is a private key: name the public one, which ends in `.pub`, and keep this one secret"
    )]
    Private,
    /// A public key where a private one is expected.
    #[error("it is a public key: name the private one, or sign with --sign-command")]
    Public,
    /// The file is protected by a password.
    #[error("it is encrypted: decrypt it into a pipe, or sign with --sign-command")]
    Encrypted,
    /// Another algorithm than Ed25519.
    #[error(
        "its algorithm is not Ed25519: make a key with `bankident keygen` or `ssh-keygen -t ed25519`"
    )]
    Algorithm,
    /// The key cannot be written.
    #[error("it cannot be encoded")]
    Encoding,
}

/// Public key of a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads SPKI in PEM, or a line of OpenSSH.
    ///
    /// # Errors
    /// When it is another kind of file, or the key is weak.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.contains("PRIVATE KEY-----") {
            return Err(KeyError::Private);
        }
        let key = if text.starts_with("-----BEGIN PUBLIC KEY-----") {
            VerifyingKey::from_public_key_pem(text).map_err(|_| KeyError::Algorithm)?
        } else {
            let key = ssh_key::PublicKey::from_openssh(text).map_err(|_| KeyError::Form)?;
            let key = key.key_data().ed25519().ok_or(KeyError::Algorithm)?;
            VerifyingKey::from_bytes(key.as_ref()).map_err(|_| KeyError::Form)?
        };
        if key.is_weak() { Err(KeyError::Form) } else { Ok(Self(key)) }
    }

    /// Id of the key: SHA-256 of its SPKI in DER, in hexadecimal digits.
    pub fn id(&self) -> String {
        let der = self.0.to_public_key_der();
        der.map(|it| sha256(it.as_bytes())).unwrap_or_default()
    }

    /// The key in PEM.
    ///
    /// # Errors
    /// When the library cannot encode it.
    pub fn pem(&self) -> Result<String, KeyError> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|_| KeyError::Encoding)
    }

    /// Whether `signature` is one of this key over `message`.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|it| self.0.verify_strict(message, &it).is_ok())
    }
}

/// Private key of a signer. The library overwrites it in memory when it is dropped.
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// A new key.
    pub fn generate() -> Self {
        Self(SigningKey::generate(&mut rand::rng()))
    }

    /// Reads PKCS#8 in PEM, or an OpenSSH file without a password.
    ///
    /// # Errors
    /// When it is another kind of file.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.starts_with("-----BEGIN PRIVATE KEY-----") {
            let key = SigningKey::from_pkcs8_pem(text).map_err(|_| KeyError::Algorithm)?;
            return Ok(Self(key));
        }
        if text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            return Err(KeyError::Encrypted);
        }
        if text.starts_with("-----BEGIN PUBLIC KEY-----") || text.starts_with("ssh-") {
            return Err(KeyError::Public);
        }
        let key = ssh_key::PrivateKey::from_openssh(text).map_err(|_| KeyError::Form)?;
        if key.is_encrypted() {
            return Err(KeyError::Encrypted);
        }
        let pair = key.key_data().ed25519().ok_or(KeyError::Algorithm)?;
        let secret = Zeroizing::new(pair.private.to_bytes());
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// The key as PKCS#8 in PEM, without the public key: OpenSSL 3.0 does not read one that has it.
    ///
    /// # Errors
    /// When the library cannot encode it.
    pub fn pem(&self) -> Result<Zeroizing<String>, KeyError> {
        let pair = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        pair.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Encoding)
    }

    /// The public key of the pair.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_bytes().to_vec()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PrivateKey({})", self.public().id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `ssh-keygen -t ed25519`; used nowhere else.
    const OPENSSH: &str = include_str!("tests/ssh_key.pem");
    const OPENSSH_PUB: &str = include_str!("tests/ssh_key.pub");
    /// Made with `openssl genpkey -algorithm ed25519`; used nowhere else.
    const OPENSSL: &str = include_str!("tests/openssl_key.pem");
    const OPENSSL_PUB: &str = include_str!("tests/openssl_key.pub.pem");

    #[test]
    fn keys_of_other_programs_are_read() {
        for (private, public) in [(OPENSSH, OPENSSH_PUB), (OPENSSL, OPENSSL_PUB)] {
            let private = PrivateKey::parse(private).unwrap();
            let public = PublicKey::parse(public).unwrap();
            assert_eq!(private.public(), public);
            assert!(public.accepts(b"text", &private.sign(b"text")));
            assert!(!public.accepts(b"test", &private.sign(b"text")));
        }
    }

    #[test]
    fn a_new_key_is_read_again_and_is_not_shown() {
        let key = PrivateKey::generate();
        let again = PrivateKey::parse(&key.pem().unwrap()).unwrap();
        assert_eq!(PublicKey::parse(&key.public().pem().unwrap()).unwrap(), again.public());
        let secret = key.pem().unwrap();
        let line = secret.lines().nth(1).unwrap();
        assert!(!format!("{key:?}").contains(line));
        assert_ne!(PrivateKey::generate().public(), key.public());
        // As `openssl genpkey` writes it: 48 bytes, of which the last 32 are the key.
        assert_eq!((line.len(), line.split_at(21).0), (64, "MC4CAQAwBQYDK2VwBCIEI"));
    }

    #[test]
    fn each_other_file_has_its_message() {
        let key = PrivateKey::generate();
        let (private, public) = (key.pem().unwrap(), key.public().pem().unwrap());
        let rows = [
            (PublicKey::parse(&private).err(), KeyError::Private),
            (PublicKey::parse(OPENSSH).err(), KeyError::Private),
            (PublicKey::parse("").err(), KeyError::Form),
            (PrivateKey::parse(&public).err(), KeyError::Public),
            (PrivateKey::parse(OPENSSH_PUB).err(), KeyError::Public),
            (PrivateKey::parse("-----BEGIN PRIVATE KEY-----\nAA\n").err(), KeyError::Algorithm),
            (
                PrivateKey::parse("-----BEGIN ENCRYPTED PRIVATE KEY-----\n").err(),
                KeyError::Encrypted,
            ),
            (PrivateKey::parse("nonsense").err(), KeyError::Form),
        ];
        for (found, expected) in rows {
            assert_eq!(found, Some(expected));
        }
    }
}
