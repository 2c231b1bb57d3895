//! A delivery of a target to our receiver.

use reqwest::header::HeaderMap;
use ring::hmac;

use crate::evidence::Reply;

/// One request of the target, complete and as sent.
#[derive(Clone, Debug)]
pub struct ReceivedWebhook {
    /// Index of the exchange in the scenario's evidence, once it is recorded.
    pub exchange: usize,
    /// Time of arrival on this machine's clock.
    pub at: jiff::Timestamp,
    /// HTTP method.
    pub method: String,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body as received, which the signature covers.
    pub body: Vec<u8>,
    /// Status code of the answer.
    pub answered: u16,
}

impl ReceivedWebhook {
    /// A header field as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the delivery only verifies the address.
    pub fn is_verification(&self) -> bool {
        self.header("solaris-webhook-event-type") == Some("WEBHOOK-SUBSCRIPTION")
    }

    /// Whether the signature fits the body and this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let given = self.header("solaris-webhook-signature");
        let tag = given.and_then(|it| it.strip_prefix("sha256=")).and_then(from_hex);
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        tag.is_some_and(|tag| hmac::verify(&key, &self.body, &tag).is_ok())
    }

    /// The delivery as a [`Reply`], so that its members can be compared.
    pub fn examined(&self) -> Reply {
        let (headers, body) = (self.headers.clone(), self.body.clone());
        Reply::new(OPERATION.to_owned(), self.exchange, self.answered, headers, body)
    }
}

/// Name of deliveries in reports.
pub const OPERATION: &str = "webhook delivery";

/// Parses lower-case hex digits.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(signature: &str, body: &[u8]) -> ReceivedWebhook {
        let mut headers = HeaderMap::new();
        headers.insert("solaris-webhook-signature", signature.parse().unwrap());
        ReceivedWebhook {
            exchange: 0,
            at: jiff::Timestamp::UNIX_EPOCH,
            method: "POST".into(),
            headers,
            body: body.to_vec(),
            answered: 200,
        }
    }

    /// Test case 2 of RFC 4231.
    const TAG: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const TEXT: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn the_published_signature_fits() {
        assert!(signed(&format!("sha256={TAG}"), TEXT).is_signed_with("Jefe"));
    }

    #[test]
    fn every_other_one_is_noticed() {
        let right = format!("sha256={TAG}");
        assert!(!signed(&right, TEXT).is_signed_with("jefe"));
        assert!(!signed(&right, b"what do ya want for nothing").is_signed_with("Jefe"));
        for wrong in [
            TAG.to_owned(),
            format!("sha1={TAG}"),
            format!("sha256={}", TAG.to_uppercase()),
            format!("sha256={}", &TAG[..62]),
            format!("sha256={}", &TAG[..63]),
            format!("sha256={}0", &TAG[..63]),
            "sha256=".to_owned(),
        ] {
            assert!(!signed(&wrong, TEXT).is_signed_with("Jefe"), "{wrong}");
        }
    }
}
