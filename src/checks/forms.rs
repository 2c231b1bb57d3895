//! Forms of the documented members of each resource, by its status.

use jiff::Timestamp;
use serde_json::Value;

use crate::api::{SnapshotStatus, Status};

use super::comparison::is_unset;

/// Form of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Null, the text `null`, or not there.
    Unset,
    /// An id that ends in these letters.
    Id(&'static str),
    /// Exactly this text.
    Word(&'static str),
    /// A text that is not empty.
    Text,
    /// An absolute URL.
    Url,
    /// A time in UTC.
    Moment,
    /// true or false.
    Flag,
    /// An integer above zero.
    Positive,
    /// A status of an identification.
    Status,
    /// A status of an account snapshot.
    SnapshotStatus,
    /// The type of a document.
    DocumentType,
    /// Groups of digits, perhaps after a word (C-30).
    ReferenceToken,
    /// A text, or unset.
    TextOrUnset,
    /// A time in UTC, or unset.
    MomentOrUnset,
    /// A number, or unset.
    NumberOrUnset,
    /// A list, or unset.
    ListOrUnset,
}

/// Members of a resource with their forms.
pub type Forms = Vec<(&'static str, Form)>;

impl Form {
    /// Whether a member has this form.
    pub fn fits(self, value: Option<&Value>) -> bool {
        let text = value.and_then(Value::as_str).filter(|_| !is_unset(value));
        let unset = is_unset(value);
        match self {
            Self::Unset => unset,
            Self::Id(suffix) => {
                text.is_some_and(|it| it.len() > suffix.len() && it.ends_with(suffix))
            }
            Self::Word(word) => text == Some(word),
            Self::Text => text.is_some_and(|it| !it.trim().is_empty()),
            Self::Url => text.is_some_and(|it| it.starts_with("http") && it.contains("://")),
            Self::Moment => text.is_some_and(is_instant),
            Self::Flag => value.is_some_and(Value::is_boolean),
            Self::Positive => value.and_then(Value::as_u64).is_some_and(|it| it > 0),
            Self::Status => text.is_some_and(|it| Status::named(it).is_some()),
            Self::SnapshotStatus => text.is_some_and(|it| SnapshotStatus::named(it).is_some()),
            Self::DocumentType => text.is_some_and(|it| it.ends_with("QES_DOCUMENT")),
            Self::ReferenceToken => text.is_some_and(is_reference_token),
            Self::TextOrUnset => unset || text.is_some(),
            Self::MomentOrUnset => unset || text.is_some_and(is_instant),
            Self::NumberOrUnset => unset || value.is_some_and(Value::is_number),
            Self::ListOrUnset => unset || value.is_some_and(Value::is_array),
        }
    }

    /// The form in words.
    pub fn words(self) -> String {
        match self {
            Self::Unset => "null, or not there".to_owned(),
            Self::Id(suffix) => format!("an id ending in `{suffix}`"),
            Self::Word(word) => format!("\"{word}\""),
            Self::Text => "a text".to_owned(),
            Self::Url => "an absolute URL".to_owned(),
            Self::Moment => "an ISO 8601 UTC timestamp".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Positive => "an integer above zero".to_owned(),
            Self::Status => "a status of Appendix I, or confirmed".to_owned(),
            Self::SnapshotStatus => "pending, available, expired or failed".to_owned(),
            Self::DocumentType => "QES_DOCUMENT or SIGNED_QES_DOCUMENT".to_owned(),
            Self::ReferenceToken => "digits as in 1234-5678".to_owned(),
            Self::TextOrUnset => "a text, or null".to_owned(),
            Self::MomentOrUnset => "an ISO 8601 UTC timestamp, or null".to_owned(),
            Self::NumberOrUnset => "a number, or null".to_owned(),
            Self::ListOrUnset => "a list, or null".to_owned(),
        }
    }
}

fn is_instant(text: &str) -> bool {
    let utc = ["Z", "+00:00", "+0000"].iter().any(|it| text.ends_with(it));
    utc && text.parse::<Timestamp>().is_ok()
}

fn is_reference_token(text: &str) -> bool {
    let token = text.rsplit(' ').next().unwrap_or_default();
    token.chars().any(|it| it.is_ascii_digit())
        && token.chars().all(|it| it.is_ascii_digit() || it == '-')
}

/// Forms of an identification with this status.
pub fn identification(status: Option<Status>) -> Forms {
    use Form::{Moment, MomentOrUnset, ReferenceToken, Text, TextOrUnset, Unset, Url};
    let (url, completed, payment, tan, token, reason) = match status {
        Some(Status::Created) => (Unset, Unset, Unset, Unset, Unset, Unset),
        // The payment may be known before the status says so.
        Some(Status::Pending | Status::AuthorizationRequired) => {
            (Url, Unset, MomentOrUnset, Unset, Unset, Unset)
        }
        Some(Status::ConfirmationRequired | Status::Confirmed) => {
            (Url, Unset, Moment, Moment, ReferenceToken, Unset)
        }
        Some(Status::Successful) => (Url, Moment, Moment, Moment, ReferenceToken, Unset),
        Some(Status::Failed) => {
            (TextOrUnset, MomentOrUnset, MomentOrUnset, MomentOrUnset, TextOrUnset, Text)
        }
        Some(Status::Expired) | None => {
            (TextOrUnset, MomentOrUnset, MomentOrUnset, MomentOrUnset, TextOrUnset, TextOrUnset)
        }
    };
    vec![
        ("id", Form::Id("cidt")),
        ("status", Form::Status),
        ("method", Form::Word("bank")),
        ("iban", Text),
        ("terms_and_conditions_signed_at", Moment),
        ("reference", TextOrUnset),
        ("proof_of_address_type", Unset),
        ("proof_of_address_issued_at", Unset),
        ("address", Unset),
        ("documents", Form::ListOrUnset),
        ("estimated_waiting_time", Form::NumberOrUnset),
        ("url", url),
        ("completed_at", completed),
        ("authorization_expires_at", payment),
        ("confirmation_expires_at", tan),
        ("current_reference_token", token),
        ("failure_reason", reason),
    ]
}

/// Forms of an account snapshot (BI-095).
pub fn snapshot() -> Forms {
    vec![
        ("id", Form::Id("snap")),
        ("iban", Form::TextOrUnset),
        ("status", Form::SnapshotStatus),
        ("provider", Form::Text),
        ("status_description", Form::TextOrUnset),
        ("location", Form::TextOrUnset),
        ("wizard_session_key", Form::TextOrUnset),
    ]
}

/// Forms of an attempt (BI-128).
pub fn attempt(successful: bool) -> Forms {
    vec![
        ("id", Form::Id("iatm")),
        ("person_id", Form::Id("cper")),
        ("identification_id", Form::Id("cidt")),
        ("successful", Form::Flag),
        ("failure_reason", if successful { Form::Unset } else { Form::TextOrUnset }),
        ("iban", Form::Text),
        ("created_at", Form::Moment),
    ]
}

/// Forms of a document (BI-123).
pub fn document() -> Forms {
    vec![
        ("id", Form::Id("cdoc")),
        ("name", Form::Text),
        ("content_type", Form::Word("application/pdf")),
        ("document_type", Form::DocumentType),
        ("size", Form::Positive),
        ("customer_accessible", Form::Flag),
        ("created_at", Form::Moment),
    ]
}

/// Forms of a mobile number (BI-052).
pub fn mobile_number() -> Forms {
    vec![("id", Form::Id("cmno")), ("number", Form::Text), ("verified", Form::Flag)]
}

/// Forms of a webhook subscription (WH-001).
pub fn subscription() -> Forms {
    vec![("id", Form::Text), ("event_type", Form::Text), ("url", Form::Url)]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::api::{AccountSnapshot, Identification, MobileNumber};

    #[test]
    fn values_fit_their_form_in_any_notation() {
        let rows: [(Form, Value, bool); 17] = [
            (Form::Unset, json!("null"), true),
            (Form::Unset, json!("x"), false),
            (Form::Id("cidt"), json!("1cidt"), true),
            (Form::Id("cidt"), json!("cidt"), false),
            (Form::Word("bank"), json!("BANK"), false),
            (Form::Text, json!(" "), false),
            (Form::Url, json!("https://a/b?c"), true),
            (Form::Moment, json!("2020-07-07T11:36:29+00:00"), true),
            (Form::Moment, json!("2020-07-07T11:36:29+02:00"), false),
            (Form::Flag, json!("true"), false),
            (Form::Positive, json!(0), false),
            (Form::Status, json!("available"), false),
            (Form::SnapshotStatus, json!("available"), true),
            (Form::ReferenceToken, json!("Transaktions-ID: 1234-5678"), true),
            (Form::ReferenceToken, json!("soon"), false),
            (Form::NumberOrUnset, json!("7"), false),
            (Form::ListOrUnset, json!({}), false),
        ];
        for (form, value, fits) in rows {
            assert_eq!(form.fits(Some(&value)), fits, "{form:?} {value}");
            assert!(!form.words().is_empty());
        }
        assert!(Form::TextOrUnset.fits(None) && !Form::Text.fits(None));
    }

    #[test]
    fn every_documented_member_has_a_form() {
        let rows = [
            (identification(None), Identification::MEMBERS),
            (snapshot(), AccountSnapshot::MEMBERS),
            (mobile_number(), MobileNumber::MEMBERS),
        ];
        for (forms, members) in rows {
            let forms: BTreeSet<&str> = forms.into_iter().map(|(name, _)| name).collect();
            assert_eq!(forms, members.iter().copied().collect());
        }
    }

    #[test]
    fn members_are_set_as_far_as_the_identification_is() {
        let unset = |status| {
            let forms = identification(Some(status)).into_iter();
            forms.filter(|(_, form)| *form == Form::Unset).count()
        };
        let counts =
            [Status::Created, Status::Pending, Status::Successful, Status::Failed].map(unset);
        assert_eq!(counts, [9, 7, 4, 3]);
    }
}
