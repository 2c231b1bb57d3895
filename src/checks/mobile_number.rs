//! Mobile numbers of a person after a change (Step 2, Appendix IV).

use serde_json::Value;

use crate::evidence::Reply;

use super::expectation::{Expectation, Member, is_refusal, shown};

/// A number written with blanks is kept, means the same without them, or is refused: the guide is
/// silent.
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

/// A second number is refused, or replaces the first (BI-053).
pub fn one_number<'a>(now: &'a Reply, replaced: bool, kept: &str) -> Expectation<'a> {
    let freedom = "a second mobile number replaces the first";
    Expectation::of(now)
        .done(200)
        .member("number", Member::Text(kept))
        .freedom(replaced, freedom, "number")
}

/// Whether the person has a number still.
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

/// Every SMS sent is an OTP of six digits, and there is one (BI-054).
pub fn six_digits<'a>(answered: &'a Reply, sent: &[String]) -> Expectation<'a> {
    let digits = |otp: &String| otp.len() == 6 && otp.chars().all(|it| it.is_ascii_digit());
    let fits = !sent.is_empty() && sent.iter().all(digits);
    let actual = if sent.is_empty() { "no SMS" } else { "another text" };
    Expectation::of(answered).done(201).unless(fits, "SMS", "an OTP of six digits", actual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    fn number(number: &str) -> Reply {
        reply("POST /x", 201, &json!({ "number": number }))
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
        let now = reply("GET /x", 200, &json!({ "number": "+1" }));
        assert!(paths(one_number(&now, true, "+1")).is_empty());
        assert_eq!(paths(one_number(&now, false, "+2")), ["number"]);
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
    fn passwords_have_six_digits() {
        let answered = number("+1");
        let sms = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(paths(six_digits(&answered, &sms(&["123456"]))).is_empty());
        for wrong in [sms(&[]), sms(&["123456", "12345"]), sms(&["abcdef"])] {
            assert_eq!(paths(six_digits(&answered, &wrong)), ["SMS"], "{wrong:?}");
        }
    }
}
