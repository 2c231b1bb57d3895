//! Readings that an identification shows: C-08, C-19, C-22, C-24, C-25, C-26, C-30, C-31, C-36,
//! C-40, C-42.

use crate::api::Status;
use crate::checks::expectation::status_of;
use crate::evidence::Reply;

use super::table::{
    ANY_STATUS, CONFIRMED_STATUS, CONSENT_AGE_UNLIMITED, CUSTOMER_ACCESS, DOCUMENTS_ALWAYS,
    DOCUMENTS_ON_REQUEST, DocumentedReading, FINREACH, FINTECSYSTEMS, IBAN_IN_FRONTEND,
    PARTNER_HANDS_OVER, REFERENCE_PLAIN, REFERENCE_PREFIXED, SAME_CALLS, SEVEN_STATUSES,
    TAN_IN_PARTNER_UI, WAITING_TIME_ALWAYS, WAITING_TIME_ON_REQUEST,
};

/// The call of an answer that shows an identification, and the status shown.
fn shown(reply: &Reply) -> Option<(&str, Status)> {
    let status = status_of(reply)?;
    reply.member("terms_and_conditions_signed_at")?;
    Some((reply.operation.rsplit('/').next().unwrap_or_default(), status))
}

/// C-08: whether confirmed is a status of its own.
pub fn confirmed_status(reply: &Reply) -> Option<DocumentedReading> {
    match shown(reply)? {
        (_, Status::Confirmed) => Some(CONFIRMED_STATUS),
        ("confirm", Status::Successful) => Some(SEVEN_STATUSES),
        _ => None,
    }
}

/// C-19: where the customer enters the IBAN, by the answer to a creation with an IBAN.
pub fn iban_entry(created: &Reply) -> Option<DocumentedReading> {
    created.is_success().then_some(IBAN_IN_FRONTEND)
}

/// C-40: whether the consent may be old, by the answer to a creation with a consent of 2020.
pub fn consent_age(created: &Reply) -> Option<DocumentedReading> {
    created.is_success().then_some(CONSENT_AGE_UNLIMITED)
}

/// C-22: which provider an account snapshot names.
pub fn provider(reply: &Reply) -> Option<DocumentedReading> {
    let letters = reply.text("provider")?.chars().filter(char::is_ascii_alphabetic);
    match letters.collect::<String>().to_ascii_uppercase().as_str() {
        "FINREACH" => Some(FINREACH),
        "FINTECSYSTEMS" | "FTS" => Some(FINTECSYSTEMS),
        _ => None,
    }
}

/// C-24: when an identification can be retrieved.
pub fn retrievable(reply: &Reply) -> Option<DocumentedReading> {
    let (call, status) = shown(reply)?;
    (call == "{id}" && status != Status::Successful).then_some(ANY_STATUS)
}

/// C-25: when documents are listed, by an answer to a request without `include_documents`.
pub fn documents_listed(plain: &Reply) -> Option<DocumentedReading> {
    if !plain.is_success() {
        return None;
    }
    let listed = plain.member("documents").is_some_and(|it| !it.is_null());
    Some(if listed { DOCUMENTS_ALWAYS } else { DOCUMENTS_ON_REQUEST })
}

/// C-26: which answers contain `estimated_waiting_time`.
pub fn waiting_time(reply: &Reply) -> Option<DocumentedReading> {
    let (call, _) = shown(reply)?;
    let present = reply.member("estimated_waiting_time").is_some();
    let reading = if present { WAITING_TIME_ALWAYS } else { WAITING_TIME_ON_REQUEST };
    (call == "{id}").then_some(reading)
}

/// C-30: what `current_reference_token` looks like.
pub fn reference_token(reply: &Reply) -> Option<DocumentedReading> {
    shown(reply)?;
    let token = reply.text("current_reference_token")?;
    let plain = token.chars().all(|it| it.is_ascii_digit() || it == '-');
    Some(if plain { REFERENCE_PLAIN } else { REFERENCE_PREFIXED })
}

/// C-31: how the customer gets at the signed documents.
pub fn handing_over(reply: &Reply) -> Option<DocumentedReading> {
    let access = reply.member("documents.0.customer_accessible")?.as_bool()?;
    Some(if access { CUSTOMER_ACCESS } else { PARTNER_HANDS_OVER })
}

/// C-36: whether the QES calls are the calls of the e-signing process.
pub fn signing_calls(reply: &Reply) -> Option<DocumentedReading> {
    (shown(reply)?.0 == "authorize").then_some(SAME_CALLS)
}

/// C-42: where the customer enters the TAN: the partner's call confirms it.
pub fn tan_entry(reply: &Reply) -> Option<DocumentedReading> {
    (shown(reply)?.0 == "confirm").then_some(TAN_IN_PARTNER_UI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{refusal, reply};
    use serde_json::{Value, json};

    fn answer(call: &str, more: &Value) -> Reply {
        let mut body = json!({ "terms_and_conditions_signed_at": "2020-07-07T11:36:29.000Z" });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        reply(&format!("PATCH /v1/persons/{{person_id}}/identifications/{call}"), 200, &body)
    }

    #[test]
    fn statuses_fit_a_reading_of_c_08_and_c_24() {
        let rows = [
            ("confirm", "confirmed", Some(CONFIRMED_STATUS), None),
            ("confirm", "successful", Some(SEVEN_STATUSES), None),
            ("{id}", "pending", None, Some(ANY_STATUS)),
            ("{id}", "successful", None, None),
            ("{id}", "unheard-of", None, None),
        ];
        for (call, status, confirmed, retrieved) in rows {
            let answer = answer(call, &json!({ "status": status }));
            assert_eq!(confirmed_status(&answer), confirmed, "{call} {status}");
            assert_eq!(retrievable(&answer), retrieved, "{call} {status}");
        }
        assert_eq!(
            confirmed_status(&reply("GET /x", 200, &json!({ "status": "confirmed" }))),
            None
        );
    }

    #[test]
    fn created_identifications_fit_a_reading_of_c_19_and_c_40() {
        let created = answer("identifications", &json!({ "status": "created" }));
        assert_eq!(iban_entry(&created), Some(IBAN_IN_FRONTEND));
        assert_eq!(consent_age(&created), Some(CONSENT_AGE_UNLIMITED));
        assert_eq!(iban_entry(&refusal(412, "x")), None);
        assert_eq!(consent_age(&refusal(412, "x")), None);
    }

    #[test]
    fn providers_fit_a_reading_of_c_22() {
        let rows = [
            ("FINREACH", Some(FINREACH)),
            ("FIN_TEC_SYSTEMS", Some(FINTECSYSTEMS)),
            ("fts", Some(FINTECSYSTEMS)),
            ("SCHUFA", None),
        ];
        for (name, expected) in rows {
            let snapshot = reply("GET /x", 200, &json!({ "provider": name }));
            assert_eq!(provider(&snapshot), expected, "{name}");
        }
    }

    #[test]
    fn documents_fit_a_reading_of_c_25_and_c_31() {
        let rows = [
            (json!({}), Some(DOCUMENTS_ON_REQUEST), None),
            (json!({ "documents": null }), Some(DOCUMENTS_ON_REQUEST), None),
            (
                json!({ "documents": [{ "customer_accessible": false }] }),
                Some(DOCUMENTS_ALWAYS),
                Some(PARTNER_HANDS_OVER),
            ),
            (
                json!({ "documents": [{ "customer_accessible": true }] }),
                Some(DOCUMENTS_ALWAYS),
                Some(CUSTOMER_ACCESS),
            ),
            (
                json!({ "documents": [{ "customer_accessible": "no" }] }),
                Some(DOCUMENTS_ALWAYS),
                None,
            ),
        ];
        for (body, listed, handed_over) in rows {
            let answer = reply("GET /x", 200, &body);
            assert_eq!(documents_listed(&answer), listed, "{body}");
            assert_eq!(handing_over(&answer), handed_over, "{body}");
        }
        assert_eq!(documents_listed(&refusal(404, "x")), None);
    }

    #[test]
    fn waiting_times_fit_a_reading_of_c_26() {
        let pending = json!({ "status": "pending" });
        let timed = json!({ "status": "pending", "estimated_waiting_time": null });
        assert_eq!(waiting_time(&answer("{id}", &timed)), Some(WAITING_TIME_ALWAYS));
        assert_eq!(waiting_time(&answer("{id}", &pending)), Some(WAITING_TIME_ON_REQUEST));
        assert_eq!(waiting_time(&answer("request", &timed)), None);
    }

    #[test]
    fn reference_tokens_fit_a_reading_of_c_30() {
        let token = |token: Value| {
            reference_token(&answer(
                "authorize",
                &json!({ "status": "confirmation_required", "current_reference_token": token }),
            ))
        };
        assert_eq!(token(json!("1234-5678")), Some(REFERENCE_PLAIN));
        assert_eq!(token(json!("Transaktions-ID: 1234-5678")), Some(REFERENCE_PREFIXED));
        assert_eq!(token(json!(null)), None);
    }

    #[test]
    fn calls_fit_a_reading_of_c_36_and_c_42() {
        let body = json!({ "status": "confirmation_required" });
        let rows = [
            ("authorize", Some(SAME_CALLS), None),
            ("confirm", None, Some(TAN_IN_PARTNER_UI)),
            ("request", None, None),
        ];
        for (call, calls, entry) in rows {
            assert_eq!(signing_calls(&answer(call, &body)), calls, "{call}");
            assert_eq!(tan_entry(&answer(call, &body)), entry, "{call}");
        }
    }
}
