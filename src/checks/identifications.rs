//! Created, requested and listed identifications (Steps 3 to 5).

use jiff::Timestamp;
use serde_json::Value;

use crate::api::{Reason, Status};
use crate::evidence::{Reply, Unobserved};

use super::expectation::{Expectation, Member, shown, status_of};
use super::known::KnownIdentification;
use super::person_data::failed_without_schufa;

/// A new identification has an id and the status created (BI-078, BI-079).
pub fn created_identification(reply: &Reply) -> Expectation<'_> {
    Expectation::of(reply)
        .done(201)
        .members(&[("id", Member::Id("cidt")), ("status", Member::Text(Status::Created.word()))])
}

/// Method, IBAN and consent are repeated; the time of the consent in any notation (BI-081). A target may
/// refuse a consent with the offset of another zone.
pub fn echoed<'a>(reply: &'a Reply, known: &KnownIdentification) -> Expectation<'a> {
    let path = "terms_and_conditions_signed_at";
    let consent = known.sent[path].as_str().unwrap_or_default();
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    let is_utc = consent.ends_with('Z') || consent.ends_with("+00:00");
    let expected = Expectation::of(reply);
    if known.id.is_empty() {
        let freedom = "a consent with an offset is refused";
        return if is_utc {
            expected.undecided_if(true, "no identification was created")
        } else {
            expected.done_or_refused(201).freedom(true, freedom, "status code")
        };
    }
    let shown_consent = reply.text(path).and_then(instant);
    let same = shown_consent == instant(consent) || (is_utc && shown_consent.is_none());
    let expected = if is_utc { expected.member(path, Member::Timestamp) } else { expected };
    expected
        .member("method", Member::Text("bank"))
        .member("iban", Member::Text(&known.iban))
        .unless(same, path, consent, shown(reply.member(path)))
}

/// The list has this identification, once, and no other (BI-072).
pub fn listed_once<'a>(reply: &'a Reply, id: &str) -> Expectation<'a> {
    let items = reply.json.as_ref().ok().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let held = items.iter().filter(|item| item["id"] == id).count();
    let actual = format!("{} entries, {held} of them with its id", items.len());
    let (path, words) = ("list of identifications", "the identification, once, and no other");
    Expectation::of(reply).done(200).unless(held == 1 && items.len() == 1, path, words, actual)
}

/// The status is one of Appendix I (BI-130).
pub fn documented_status(reply: &Reply) -> Expectation<'_> {
    let words = "a status of Appendix I, or confirmed";
    let actual = shown(reply.member("status"));
    Expectation::of(reply).done(200).unless(status_of(reply).is_some(), "status", words, actual)
}

/// A second request is refused, or repeats the bank page (BI-090).
pub fn repeated_request<'a>(reply: &'a Reply, url: &Value) -> Expectation<'a> {
    if !reply.is_success() {
        return Expectation::of(reply).refused();
    }
    let freedom = "a repeated request is answered again";
    Expectation::of(reply).member("url", Member::Is(url)).freedom(true, freedom, "status code")
}

/// The customer may be identified (BI-195, BI-191). The limit of an IBAN hides this, unless the
/// scenario controls the limits.
pub fn may_be_identified(reply: &Reply, own_limits: bool) -> Result<Expectation<'_>, Unobserved> {
    let limit = Some(Reason::IbanUsageLimitExceeded);
    let limited = reply.error_codes().iter().any(|it| Reason::named(it) == limit);
    if limited && !own_limits {
        return Err(Unobserved::blocked_by(
            reply,
            "an unknown limit of the IBAN was reached first",
        ));
    }
    Ok(Expectation::of(reply).done(201).unless(
        status_of(reply) == Some(Status::Created),
        "status",
        Status::Created.word(),
        shown(reply.member("status")),
    ))
}

/// An account is refused when the identification is created, or when it is `requested`; or the
/// identification fails at once, for a reason that is not SCHUFA's (BI-192).
pub fn unaccepted_account<'a>(created: &'a Reply, requested: Option<&'a Reply>) -> Expectation<'a> {
    if let Some(requested) = requested {
        let late = "such an account is refused when it is requested";
        return Expectation::of(requested).refused().freedom(true, late, "status code");
    }
    if created.is_success() {
        return failed_without_schufa(created);
    }
    Expectation::of(created).refused()
}

/// A TAN that is a number is refused, or accepted in spite of its type (BI-114).
pub fn confirmed_or_refused(reply: &Reply) -> Expectation<'_> {
    let freedom = "a TAN that is a number is taken";
    Expectation::of(reply).done_or_refused(200).freedom(reply.is_success(), freedom, "token")
}

/// A number of SMS went to the customer's number: one when the QES is started (BI-011), none when a call
/// is refused.
pub fn more_sms(started: &Reply, (before, now): (usize, usize), more: usize) -> Expectation<'_> {
    let (place, actual) = ("SMS to the customer's number", format!("{now} after {before}"));
    let expected = format!("{more} more");
    Expectation::of(started).unless(now == before + more, place, &expected, actual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{failed, identification, paths, refusal, reply};
    use serde_json::json;

    #[test]
    fn identifications_are_created_and_echoed() {
        let id = format!("{}cidt", "0".repeat(32));
        let consent = "2020-07-07T11:36:29.000Z";
        let whole = json!({
            "id": id, "status": "created", "method": "bank", "iban": "DE",
            "terms_and_conditions_signed_at": consent,
        });
        let sent = json!({ "terms_and_conditions_signed_at": consent });
        let known =
            KnownIdentification { id: id.clone(), iban: "DE".into(), sent, ..Default::default() };
        let rows: [(u16, Value, &[&str], &[&str]); 3] = [
            (201, whole.clone(), &[], &[]),
            (400, whole, &["status code"], &[]),
            (
                201,
                json!({ "id": 7, "iban": "AT", "terms_and_conditions_signed_at": "2019-07-07T11:36:29.000Z" }),
                &["id", "status"],
                &["method", "iban", "terms_and_conditions_signed_at"],
            ),
        ];
        for (status, json, created, echo) in rows {
            let reply = reply("POST /x", status, &json);
            assert_eq!(paths(created_identification(&reply)), created, "{json}");
            assert_eq!(paths(echoed(&reply, &known)), echo, "{json}");
        }
    }

    #[test]
    fn a_consent_with_an_offset_is_refused_or_keeps_its_moment() {
        let path = "terms_and_conditions_signed_at";
        let known = |id: &str, consent: &str| KnownIdentification {
            id: id.into(),
            iban: "DE".into(),
            sent: json!({ path: consent }),
            ..Default::default()
        };
        let later = "2020-07-07T13:36:29.000+02:00";
        let rows: [(&str, &[&str]); 3] = [
            ("2020-07-07T11:36:29.000Z", &[]),
            (later, &[]),
            ("2020-07-07T13:36:29.000Z", &[path]),
        ];
        for (echo, expected) in rows {
            let answer = json!({ "method": "bank", "iban": "DE", path: echo });
            let answer = reply("POST /x", 201, &answer);
            assert_eq!(paths(echoed(&answer, &known("1", later))), expected, "{echo}");
        }
        let refused = refusal(400, "invalid_model");
        assert!(paths(echoed(&refused, &known("", later))).is_empty());
        assert!(echoed(&refused, &known("", "2020-07-07T11:36:29Z")).undecided().is_some());
        let broken = reply("POST /x", 500, &json!({}));
        assert_eq!(paths(echoed(&broken, &known("", later))), ["status code"]);
    }

    #[test]
    fn lists_hold_one_identification() {
        let list = |json: &Value| reply("GET /x", 200, json);
        assert!(paths(listed_once(&list(&json!([{ "id": "1" }])), "1")).is_empty());
        for json in [json!([]), json!({}), json!([{ "id": "1" }, { "id": "2" }])] {
            assert_eq!(
                paths(listed_once(&list(&json), "1")),
                ["list of identifications"],
                "{json}"
            );
        }
        assert!(paths(documented_status(&identification("pending"))).is_empty());
        assert_eq!(paths(documented_status(&identification("open"))), ["status"]);
    }

    #[test]
    fn requests_are_repeated_or_refused() {
        let page = reply("PATCH /x", 200, &json!({ "url": "https://a" }));
        assert!(paths(repeated_request(&page, &json!("https://a"))).is_empty());
        assert_eq!(paths(repeated_request(&page, &json!("https://b"))), ["url"]);
        assert_eq!(
            paths(repeated_request(&refusal(500, "x"), &json!("https://a"))),
            ["status code"]
        );
        assert!(paths(confirmed_or_refused(&refusal(400, "x"))).is_empty());
        assert_eq!(paths(confirmed_or_refused(&refusal(500, "x"))), ["status code"]);
        assert!(paths(more_sms(&page, (1, 2), 1)).is_empty());
        assert_eq!(paths(more_sms(&page, (1, 3), 1)), ["SMS to the customer's number"]);
    }

    #[test]
    fn customers_and_accounts_are_accepted_or_not() {
        let created = reply("POST /x", 201, &json!({ "status": "created" }));
        let limited = refusal(412, "IBAN_USAGE_LIMIT_EXCEEDED");
        assert!(paths(may_be_identified(&created, false).unwrap()).is_empty());
        assert!(may_be_identified(&limited, false).is_err());
        assert_eq!(paths(may_be_identified(&limited, true).unwrap()), ["status code", "status"]);
        let refused = refusal(400, "x");
        assert!(paths(unaccepted_account(&refused, None)).is_empty());
        assert!(paths(unaccepted_account(&created, Some(&refused))).is_empty());
        assert_eq!(paths(unaccepted_account(&created, Some(&created))), ["status code"]);
        let failed = failed("PREVIOUS_IDENT_NOT_FOUND");
        assert_eq!(paths(unaccepted_account(&failed, None)), ["failure_reason"]);
    }
}
