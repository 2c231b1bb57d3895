//! Mobile numbers of a person (Step 2, Appendix IV).

use serde_json::{Value, json};

use crate::api::{Reason, STATIC_NUMBER};
use crate::evidence::Reply;

use super::expectation::{Expectation, Member, is_refusal, shown};
use super::known::KnownPerson;

/// Statuses of a change request that the customer has to authorise.
const SECOND_FACTOR: [&str; 2] = ["AUTHORIZATION_REQUIRED", "CONFIRMATION_REQUIRED"];

/// State of the static mobile number in the answer to a call of Step 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberAnswer {
    /// A new number, unverified (BI-052).
    Created,
    /// The known number, unverified (BI-055).
    Unverified,
    /// The known number, verified (BI-058).
    Verified,
    /// A new number after a deletion, unverified (BI-052), unless the first could not be deleted.
    CreatedAgain,
    /// A new number after a deletion is not verified by this call (BI-060), unless the first could not
    /// be deleted.
    NotVerified,
}

/// The answer is the static number in this state.
pub fn answered_number<'a>(
    reply: &'a Reply,
    person: &KnownPerson,
    state: NumberAnswer,
) -> Expectation<'a> {
    let id = match state {
        NumberAnswer::CreatedAgain | NumberAnswer::NotVerified if person.kept_number() => {
            let freedom = "a mobile number cannot be replaced";
            return Expectation::of(reply).done_or_refused(201).freedom(true, freedom, "id");
        }
        NumberAnswer::NotVerified => return Expectation::of(reply).refused(),
        NumberAnswer::Created | NumberAnswer::CreatedAgain => Member::Id("cmno"),
        _ => Member::Is(&person.mobile_number["id"]),
    };
    number(reply, (201, STATIC_NUMBER), (id, state == NumberAnswer::Verified))
}

/// A retrieved number is the known one, `verified` or not; or the person has none (BI-053, BI-059).
pub fn owned_number<'a>(
    reply: &'a Reply,
    person: &KnownPerson,
    verified: Option<bool>,
) -> Expectation<'a> {
    let Some(verified) = verified else {
        // The field prints 404; an empty answer says the same.
        let none = matches!(reply.status, 404 | 204) || reply.json == Ok(Value::Null);
        return Expectation::of(reply).unless(none, "status code", "404", reply.brief());
    };
    number(reply, (200, &person.number()), (Member::Is(&person.mobile_number["id"]), verified))
}

fn number<'a>(
    reply: &'a Reply,
    (printed, number): (u16, &str),
    (id, verified): (Member<'_>, bool),
) -> Expectation<'a> {
    Expectation::of(reply).done(printed).members(&[
        ("id", id),
        ("number", Member::Text(number)),
        ("verified", Member::Is(&json!(verified))),
    ])
}

/// The number was refused when it was created, or when it was authorised (BI-194).
pub fn useless_number(reply: &Reply) -> Expectation<'_> {
    let freedom = "a number is refused only when it is to be authorised";
    let late = reply.operation.ends_with("/authorize");
    Expectation::of(reply).refused().freedom(late, freedom, "status code")
}

/// A second number is accepted or refused.
pub fn second_number(created: &Reply) -> Expectation<'_> {
    let expected = Expectation::of(created);
    if created.is_success() { expected } else { expected.refused() }
}

/// A number with blanks is kept, stored without them, or refused. The guide does not mention
/// blanks.
pub fn readable_number<'a>(reply: &'a Reply, number: &str) -> Expectation<'a> {
    if !reply.is_success() {
        let freedom = "a number with blanks is refused";
        return Expectation::of(reply).refused().freedom(true, freedom, "status code");
    }
    let written = reply.text("number").unwrap_or_default();
    let bare: String = written.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
    Expectation::of(reply)
        .done(201)
        .unless(bare == number, "number", number, shown(reply.member("number")))
        .freedom(written != number, "a number is kept as it was written", "number")
}

/// The person has one of these two numbers: the second where it was `created`, else the first (BI-053). A
/// verified one cannot be replaced without authorisation.
pub fn one_number<'a>(
    now: &'a Reply,
    created: &Reply,
    (first, second): (&str, &str),
    verified: bool,
) -> Expectation<'a> {
    let replaced = created.is_success();
    let kept = if replaced { second } else { first };
    let freedom = "a second mobile number replaces the first";
    let lost = !replaced && verified && now.member("verified") != Some(&Value::Bool(true));
    Expectation::of(now)
        .done(200)
        .member("number", Member::Text(kept))
        .unless(!lost, "verified", "true, as before", shown(now.member("verified")))
        .unless(!(replaced && verified), "number", "the verified one", shown(now.member("number")))
        .freedom(replaced, freedom, "number")
}

/// The number was not deleted at once; the guide names no such call.
pub fn kept_number(deleted: &Reply) -> Expectation<'_> {
    Expectation::of(deleted).freedom(true, "the number still exists", "number")
}

/// A person without a mobile number is not identified (BI-158).
pub fn unverified_number(created: &Reply) -> Expectation<'_> {
    let reason = Reason::MobileNumberNotVerified;
    Expectation::of(created).refused_with(reason.status_code(), reason.code())
}

/// Whether the person still has a number.
pub fn has_number(now: &Reply) -> bool {
    now.is_success() && now.json != Ok(Value::Null)
}

/// The number was deleted, is to be deleted, or the call was refused: the guide names no such call.
pub fn deleted_number<'a>(deleted: &Reply, now: &'a Reply) -> Expectation<'a> {
    let refused = is_refusal(deleted) || deleted.status == 405;
    let gone = !has_number(now) || deleted.status == 202 || refused;
    let answered = deleted.is_success() || refused;
    Expectation::of(now)
        .unless(gone, "mobile number", "none", now.brief())
        .unless(answered, "status code", "200, or a refusal", deleted.brief())
        .freedom(refused, "a mobile number cannot be deleted", "status code")
}

/// The call was done without a second factor: an unverified number cannot be one (BI-047). A refusal
/// demands none either.
pub fn no_second_factor(reply: &Reply) -> Expectation<'_> {
    let status = reply.text("status").unwrap_or_default();
    let demanded = SECOND_FACTOR.iter().any(|word| status.eq_ignore_ascii_case(word));
    let answered = reply.is_success() || is_refusal(reply);
    let words = "no authorisation by an unverified number";
    Expectation::of(reply)
        .unless(answered, "status code", "2xx, or a refusal", reply.brief())
        .unless(!demanded, "status", words, shown(reply.member("status")))
}

/// Every SMS sent is an OTP of six digits, and there is one (BI-054).
pub fn six_digits<'a>(answered: &'a Reply, sent: &[String]) -> Expectation<'a> {
    let digits = |otp: &String| otp.len() == 6 && otp.chars().all(|it| it.is_ascii_digit());
    let fits = !sent.is_empty() && sent.iter().all(digits);
    let actual = if sent.is_empty() { "no SMS" } else { "another text" };
    Expectation::of(answered).done(201).unless(fits, "SMS", "an OTP of six digits", actual)
}

/// One SMS was sent, with six digits (BI-054).
pub fn one_otp<'a>(answered: &'a Reply, sent: &[String]) -> Expectation<'a> {
    let one = sent.len() <= 1;
    six_digits(answered, sent).unless(one, "SMS", "one", format!("{} of them", sent.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};

    fn number(number: &str) -> Reply {
        reply("POST /x", 201, &json!({ "number": number }))
    }

    #[test]
    fn one_otp_has_six_digits() {
        let rows: [(&[&str], &[&str]); 5] = [
            (&["123456"], &[]),
            (&[], &["SMS"]),
            (&["12345"], &["SMS"]),
            (&["12345a"], &["SMS"]),
            (&["123456", "123456"], &["SMS"]),
        ];
        let answered = number("+49");
        for (sent, expected) in rows {
            let sent: Vec<String> = sent.iter().map(ToString::to_string).collect();
            assert_eq!(paths(one_otp(&answered, &sent)), expected, "{sent:?}");
        }
    }

    #[test]
    fn a_number_is_created_then_verified() {
        use NumberAnswer::{Created, Unverified, Verified};
        let known = json!({ "id": format!("{}cmno", "a".repeat(32)) });
        let person = KnownPerson { mobile_number: known.clone(), ..KnownPerson::default() };
        let answer = |status: u16, id: &Value, verified: bool| {
            let body = json!({ "id": id, "number": STATIC_NUMBER, "verified": verified });
            reply("POST /x", status, &body)
        };
        let (id, other) = (&known["id"], json!("xcmno"));
        let rows: [(Reply, NumberAnswer, &[&str]); 5] = [
            (answer(201, id, false), Created, &[]),
            (answer(201, id, true), Verified, &[]),
            (answer(201, id, true), Created, &["verified"]),
            (answer(201, &other, false), Unverified, &["id"]),
            (refusal(404, "x"), Unverified, &["status code", "id", "number", "verified"]),
        ];
        for (reply, state, expected) in rows {
            assert_eq!(paths(answered_number(&reply, &person, state)), expected, "{state:?}");
        }
        let rows: [(Reply, Option<bool>, &[&str]); 5] = [
            (answer(200, id, true), Some(true), &[]),
            (answer(200, id, true), Some(false), &["verified"]),
            (answer(200, id, true), None, &["status code"]),
            (refusal(404, "x"), None, &[]),
            (reply("GET /x", 200, &Value::Null), None, &[]),
        ];
        for (reply, verified, expected) in rows {
            assert_eq!(paths(owned_number(&reply, &person, verified)), expected, "{verified:?}");
        }
    }

    #[test]
    fn a_number_that_was_deleted_starts_anew() {
        use NumberAnswer::{CreatedAgain, NotVerified};
        let id = |letter: &str| json!({ "id": format!("{}cmno", letter.repeat(32)) });
        let person = |now: &Value| KnownPerson {
            mobile_number: now.clone(),
            earlier_number: id("a"),
            ..KnownPerson::default()
        };
        let answer = |number: &Value, verified: bool| {
            let body = json!({ "id": number["id"], "number": STATIC_NUMBER, "verified": verified });
            reply("POST /x", 201, &body)
        };
        let (first, second, none) = (id("a"), id("b"), json!({ "errors": [] }));
        let rows: [(Reply, &Value, NumberAnswer, &[&str]); 8] = [
            (answer(&second, false), &second, CreatedAgain, &[]),
            (answer(&second, true), &second, CreatedAgain, &["verified"]),
            (answer(&first, true), &first, CreatedAgain, &[]),
            (refusal(409, "x"), &none, CreatedAgain, &[]),
            (refusal(403, "invalid_tan"), &second, NotVerified, &[]),
            (answer(&second, true), &second, NotVerified, &["status code"]),
            (answer(&first, true), &first, NotVerified, &[]),
            (answer(&first, true), &none, NotVerified, &[]),
        ];
        for (reply, now, state, expected) in rows {
            assert_eq!(paths(answered_number(&reply, &person(now), state)), expected, "{now}");
        }
    }

    #[test]
    fn a_useless_number_is_refused() {
        let late = reply("POST /x/authorize", 412, &json!({}));
        for refused in [&late, &refusal(400, "x")] {
            assert!(paths(useless_number(refused)).is_empty());
        }
        assert_eq!(paths(useless_number(&number("+98"))), ["status code"]);
        let unverified = refusal(412, "MOBILE_NUMBER_NOT_VERIFIED");
        assert!(paths(unverified_number(&unverified)).is_empty());
        assert_eq!(paths(unverified_number(&refusal(412, "x"))), ["errors[0].code"]);
    }

    #[test]
    fn blanks_do_not_change_a_number() {
        let rows: [(Reply, &[&str]); 4] = [
            (number("+15550101"), &[]),
            (number("+1 555 0101"), &[]),
            (refusal(400, "x"), &[]),
            (number("+15550102"), &["number"]),
        ];
        for (reply, expected) in rows {
            assert_eq!(paths(readable_number(&reply, "+15550101")), expected, "{}", reply.brief());
        }
    }

    #[test]
    fn one_number_is_kept() {
        let (second, refused) = (number("+1"), refusal(409, "x"));
        let now = |number: &str| reply("GET /x", 200, &json!({ "number": number }));
        assert!(paths(one_number(&now("+1"), &second, ("+2", "+1"), false)).is_empty());
        assert_eq!(paths(one_number(&now("+1"), &second, ("+2", "+1"), true)), ["number"]);
        assert!(paths(one_number(&now("+2"), &refused, ("+2", "+1"), false)).is_empty());
        assert_eq!(paths(one_number(&now("+2"), &refused, ("+2", "+1"), true)), ["verified"]);
        assert_eq!(paths(one_number(&now("+1"), &refused, ("+2", "+1"), false)), ["number"]);
        assert!(paths(second_number(&second)).is_empty());
        assert_eq!(paths(second_number(&reply("POST /x", 500, &json!({})))), ["status code"]);
    }

    #[test]
    fn a_deleted_number_is_gone() {
        let (kept, gone) = (number("+1"), refusal(404, "model_not_found"));
        let done = reply("DELETE /x", 200, &json!({}));
        let waiting = reply("DELETE /x", 202, &json!({}));
        let broken = refusal(500, "x");
        let rows: [(&Reply, &Reply, &[&str]); 5] = [
            (&done, &gone, &[]),
            (&waiting, &kept, &[]),
            (&gone, &kept, &[]),
            (&done, &kept, &["mobile number"]),
            (&broken, &gone, &["status code"]),
        ];
        for (deleted, now, expected) in rows {
            assert_eq!(paths(deleted_number(deleted, now)), expected, "{}", deleted.brief());
        }
        assert!(has_number(&kept) && !has_number(&gone));
    }

    #[test]
    fn an_unverified_number_authorises_nothing() {
        let delete = "DELETE /v1/persons/{person_id}/mobile_number";
        let number = reply(delete, 200, &json!({ "number": STATIC_NUMBER, "verified": false }));
        assert!(paths(no_second_factor(&number)).is_empty());
        let change_request = json!({ "id": "1csc", "status": "AUTHORIZATION_REQUIRED" });
        assert_eq!(paths(no_second_factor(&reply(delete, 202, &change_request))), ["status"]);
        assert_eq!(paths(no_second_factor(&reply(delete, 500, &json!({})))), ["status code"]);
    }

    #[test]
    fn passwords_have_six_digits() {
        let answered = number("+1");
        let sms = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(paths(six_digits(&answered, &sms(&["123456"]))).is_empty());
        for wrong in [sms(&[]), sms(&["123456", "12345"]), sms(&["abcdef"])] {
            assert_eq!(paths(six_digits(&answered, &wrong)), ["SMS"], "{wrong:?}");
        }
    }
}
