//! DSSE envelope: a payload with its signatures.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::difference::unknown_members;
use super::key::PublicKey;
use super::unique_members::must_have_unique_members;

/// Type of an in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// Maximum number of signatures.
const MOST_SIGNATURES: usize = 32;

/// A payload and its signatures, as in the DSSE specification.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedEnvelope {
    /// Type of the payload.
    pub payload_type: String,
    /// Payload in base64.
    pub payload: String,
    /// The signatures, the oldest first.
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an envelope.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct EnvelopeSignature {
    /// Id of the key, a hint: [`PublicKey::id`].
    #[serde(default)]
    pub keyid: String,
    /// Signature in base64.
    pub sig: String,
}

/// Error of an envelope that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It is not JSON of this shape.
    #[error("it is not a DSSE envelope: {0}")]
    Shape(String),
    /// The payload is not base64.
    #[error("its payload is not base64: {0}")]
    Payload(String),
    /// A signature is not base64.
    #[error("signature {0} is not base64")]
    Signature(usize),
    /// It has too many signatures.
    #[error("it has more than {MOST_SIGNATURES} signatures")]
    Signatures,
}

/// An envelope with everything decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedEnvelope {
    /// The envelope as it was.
    pub envelope: SignedEnvelope,
    /// Members that no envelope has.
    pub unknown: Vec<String>,
    /// The payload.
    pub payload: Vec<u8>,
    /// The signatures.
    pub signatures: Vec<Vec<u8>>,
}

impl SignedEnvelope {
    /// An envelope of an in-toto statement, without a signature.
    pub fn new(payload: &[u8]) -> Self {
        let payload = BASE64_STANDARD.encode(payload);
        Self { payload_type: PAYLOAD_TYPE.to_owned(), payload, signatures: Vec::new() }
    }

    /// Adds a signature by this key.
    pub fn add(&mut self, key: &PublicKey, signature: &[u8]) {
        let sig = BASE64_STANDARD.encode(signature);
        self.signatures.push(EnvelopeSignature { keyid: key.id(), sig });
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// When it is not one, or its base64 is not canonical.
    pub fn open(bytes: &[u8]) -> Result<OpenedEnvelope, EnvelopeError> {
        let shape = |it: serde_json::Error| EnvelopeError::Shape(it.to_string());
        must_have_unique_members(bytes).map_err(shape)?;
        let given: serde_json::Value = serde_json::from_slice(bytes).map_err(shape)?;
        let envelope: Self = serde_json::from_slice(bytes).map_err(shape)?;
        let known = serde_json::to_value(&envelope).map_err(shape)?;
        let unknown = unknown_members("", &given, &known);
        if envelope.signatures.len() > MOST_SIGNATURES {
            return Err(EnvelopeError::Signatures);
        }
        let payload = BASE64_STANDARD.decode(&envelope.payload);
        let payload = payload.map_err(|it| EnvelopeError::Payload(it.to_string()))?;
        let decoded = envelope.signatures.iter().enumerate().map(|(index, it)| {
            BASE64_STANDARD.decode(&it.sig).map_err(|_| EnvelopeError::Signature(index + 1))
        });
        let signatures = decoded.collect::<Result<_, _>>()?;
        Ok(OpenedEnvelope { envelope, unknown, payload, signatures })
    }

    /// The file of the envelope.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl OpenedEnvelope {
    /// The bytes that each signature is over.
    pub fn signed_bytes(&self) -> Vec<u8> {
        pre_authentication_encoding(&self.envelope.payload_type, &self.payload)
    }
}

/// `PAE` of the DSSE specification: type and payload, each with its length before it.
pub fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let (of_type, of_payload) = (payload_type.len(), payload.len());
    let mut bytes = format!("DSSEv1 {of_type} {payload_type} {of_payload} ").into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::key::PrivateKey;

    #[test]
    fn the_encoding_is_that_of_the_specification() {
        let bytes = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
        assert_eq!(bytes, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        let bytes = pre_authentication_encoding("ü", b"");
        assert_eq!(bytes, "DSSEv1 2 ü 0 ".as_bytes());
    }

    #[test]
    fn an_envelope_is_read_as_it_was_written() {
        let key = PrivateKey::generate();
        let mut envelope = SignedEnvelope::new(b"{}");
        let message = pre_authentication_encoding(PAYLOAD_TYPE, b"{}");
        envelope.add(&key.public(), &key.sign(&message));
        let opened = SignedEnvelope::open(&envelope.to_bytes().unwrap()).unwrap();
        assert_eq!((&opened.envelope, opened.payload.as_slice()), (&envelope, &b"{}"[..]));
        assert!(key.public().accepts(&opened.signed_bytes(), &opened.signatures[0]));
    }

    #[test]
    fn what_is_no_envelope_has_its_message() {
        let envelope = |payload: &str, sig: &str| {
            let text = serde_json::json!({
                "payloadType": "x", "payload": payload, "signatures": [{ "sig": sig }]
            });
            SignedEnvelope::open(text.to_string().as_bytes()).err().map(|it| it.to_string())
        };
        assert_eq!(envelope("e30=", "AA=="), None);
        assert!(envelope("e31=", "AA==").unwrap().contains("payload"), "not canonical");
        assert!(envelope("e30", "AA==").unwrap().contains("payload"), "no padding");
        assert_eq!(envelope("e30=", "AB==").unwrap(), "signature 1 is not base64");
        assert!(SignedEnvelope::open(b"[]").is_err());
        let unknown = br#"{"payloadType":"x","payload":"","signatures":[],"more":1}"#;
        assert_eq!(SignedEnvelope::open(unknown).unwrap().unknown, ["more"]);
    }
}
