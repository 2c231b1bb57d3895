//! Signatures of webhook deliveries (WH-009).

use ring::hmac;

use crate::evidence::Reply;

use super::deliveries::{EVENT_TYPE, SUBSCRIPTION, header};
use super::expectation::Expectation;
use super::known::KnownSubscription;

const SIGNATURE: &str = "solaris-webhook-signature";

/// The delivery that belongs to a subscription.
pub fn delivery_of<'a>(
    deliveries: &'a [Reply],
    subscription: &KnownSubscription,
) -> Option<&'a Reply> {
    deliveries.iter().find(|it| {
        header(it, EVENT_TYPE) == Some(subscription.event.word())
            || header(it, SUBSCRIPTION) == Some(&subscription.id)
    })
}

/// The delivery is signed with the secret of its own subscription, and with no other one's.
pub fn own_signature<'a>(
    delivery: &'a Reply,
    own: &KnownSubscription,
    all: &[KnownSubscription],
) -> Expectation<'a> {
    let mut others = all.iter().filter(|it| it.id != own.id);
    let fits = is_signed_with(delivery, &own.secret)
        && !others.any(|it| is_signed_with(delivery, &it.secret));
    let expected = "sha256= and the HMAC of the body under the secret";
    let actual = header(delivery, SIGNATURE).unwrap_or("absent");
    Expectation::of(delivery).unless(fits, SIGNATURE, expected, actual)
}

/// Whether the signature is that of the body under this secret.
fn is_signed_with(delivery: &Reply, secret: &str) -> bool {
    let given = header(delivery, SIGNATURE);
    let tag = given.and_then(|it| it.strip_prefix("sha256=")).and_then(from_hex);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    tag.is_some_and(|tag| hmac::verify(&key, &delivery.body, &tag).is_ok())
}

/// Reads lower-case hex; anything else is not a signature.
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
    use crate::checks::samples::{delivery, paths, subscription};

    /// Test case 2 of RFC 4231.
    const TAG: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const TEXT: &str = "what do ya want for nothing?";

    #[test]
    fn only_the_published_signature_fits() {
        let right = format!("sha256={TAG}");
        let rows = [
            (right.clone(), TEXT, "Jefe", true),
            (right.clone(), TEXT, "jefe", false),
            (right, "what do ya want for nothing", "Jefe", false),
            (TAG.to_owned(), TEXT, "Jefe", false),
            (format!("sha1={TAG}"), TEXT, "Jefe", false),
            (format!("sha256={}", TAG.to_uppercase()), TEXT, "Jefe", false),
            (format!("sha256={}", &TAG[..62]), TEXT, "Jefe", false),
            (format!("sha256={}", &TAG[..63]), TEXT, "Jefe", false),
            (format!("sha256={}0", &TAG[..63]), TEXT, "Jefe", false),
            ("sha256=".to_owned(), TEXT, "Jefe", false),
        ];
        for (signature, body, secret, expected) in rows {
            let delivery = delivery(&[(SIGNATURE, &signature)], body);
            assert_eq!(is_signed_with(&delivery, secret), expected, "{signature} {secret}");
        }
    }

    #[test]
    fn a_secret_of_another_subscription_does_not_fit() {
        let signed = delivery(&[(SIGNATURE, &format!("sha256={TAG}"))], TEXT);
        let (own, other) = (subscription("1", "Jefe"), subscription("2", "other"));
        let shared = subscription("3", "Jefe");
        assert!(paths(own_signature(&signed, &own, &[own.clone(), other.clone()])).is_empty());
        assert_eq!(paths(own_signature(&signed, &other, &[])), [SIGNATURE]);
        assert_eq!(paths(own_signature(&signed, &own, &[own.clone(), shared])), [SIGNATURE]);
    }
}
