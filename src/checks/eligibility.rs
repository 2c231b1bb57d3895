//! Answers of the optional eligibility check (Step 3).

use serde_json::{Value, json};

use crate::api::Status;
use crate::evidence::Reply;

use super::expectation::{Expectation, Member, is_refusal, shown, status_of};
use super::known::KnownPerson;

/// Method and flag are shown (BI-065).
pub fn eligibility(reply: &Reply) -> Expectation<'_> {
    Expectation::of(reply)
        .done(200)
        .member("method", Member::Text("bank"))
        .member("eligible", Member::Boolean)
}

/// Compares the answer with BI-066 and C-21: a person who is not eligible gets a reason, an eligible
/// one gets none. A refused registration counts as ineligible.
pub fn explained_eligibility(reply: &Reply) -> Expectation<'_> {
    if reply.operation == "POST /v1/persons" {
        let freedom = "a nationality is refused on registration";
        return Expectation::of(reply).refused().freedom(true, freedom, "status code");
    }
    let silent = reply.member("eligible") == Some(&json!(false)) && reason(reply).is_none();
    let eligible = reply.member("eligible") == Some(&json!(true));
    let needless = reply.text("failure_reason").filter(|it| eligible && *it != "null");
    let needless = needless.unwrap_or_default();
    let path = "failure_reason";
    Expectation::of(reply)
        .done(200)
        .member("method", Member::Text("bank"))
        .member("eligible", Member::Boolean)
        .unless(!silent, path, "a reason", shown(reply.member(path)))
        .unless(needless.trim().is_empty(), path, "null: the person is eligible", needless)
}

fn reason(reply: &Reply) -> Option<&str> {
    [reply.text("failure_reason"), reply.text("reasons.0"), reply.text("reasons")]
        .into_iter()
        .flatten()
        .find(|reason| !reason.trim().is_empty() && *reason != "null")
}

/// A person who is not eligible must not be identified.
pub fn unidentified(created: &Reply) -> Expectation<'_> {
    let refused = is_refusal(created) || status_of(created) == Some(Status::Failed);
    Expectation::of(created).unless(refused, "eligible", "true", "false, and yet identified")
}

/// The check creates no identification (BI-068).
pub fn empty_list(reply: &Reply) -> Expectation<'_> {
    let entries = reply.json.as_ref().ok().and_then(Value::as_array).map(Vec::len);
    let actual = entries.map_or("no list".to_owned(), |it| format!("{it} entries"));
    Expectation::of(reply).done(200).unless(entries == Some(0), "list", "to be empty", actual)
}

/// A refused creation creates no open identification: only those known before are open.
pub fn no_new_identification<'a>(reply: &'a Reply, person: &KnownPerson) -> Expectation<'a> {
    let entries = reply.json.as_ref().ok().and_then(Value::as_array);
    let over = [Status::Failed, Status::Expired].map(Status::word);
    let open = |it: &&Value| !over.iter().any(|word| it["status"] == *word);
    let known = |it: &&Value| person.identifications.iter().any(|own| it["id"] == *own.id);
    let count = entries.map_or(0, |it| it.iter().filter(|it| open(it) && !known(it)).count());
    let actual = format!("{count} open entries");
    let path = "list of identifications";
    Expectation::of(reply).done(200).unless(count == 0, path, "no new one", actual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::KnownIdentification;
    use crate::checks::samples::{failed, identification, paths, refusal, reply};

    #[test]
    fn what_is_over_cannot_go_on() {
        let known = KnownIdentification { id: "1".into(), ..Default::default() };
        let person = KnownPerson { identifications: vec![known], ..Default::default() };
        let rows: [(Value, &[&str]); 5] = [
            (json!([]), &[]),
            (json!([{ "id": "1", "status": "successful" }]), &[]),
            (json!([{ "status": "failed" }, { "status": "expired" }]), &[]),
            (
                json!([{ "status": "failed" }, { "status": "created" }]),
                &["list of identifications"],
            ),
            (json!([{}]), &["list of identifications"]),
        ];
        for (list, expected) in rows {
            let reply = reply("GET /x", 200, &list);
            assert_eq!(paths(no_new_identification(&reply, &person)), expected, "{list}");
        }
    }

    #[test]
    fn answers_explain_themselves() {
        let answer = |json: &Value| reply("POST /x", 200, json);
        let rows: [(Value, &[&str]); 6] = [
            (json!({ "method": "bank", "eligible": true, "failure_reason": null }), &[]),
            (json!({ "method": "bank", "eligible": false, "failure_reason": "X" }), &[]),
            (json!({ "method": "bank", "eligible": false, "reasons": ["X"] }), &[]),
            (json!({ "method": "bank", "eligible": false }), &["failure_reason"]),
            (
                json!({ "method": "bank", "eligible": true, "failure_reason": "X" }),
                &["failure_reason"],
            ),
            (json!({ "eligible": true }), &["method"]),
        ];
        for (json, expected) in rows {
            assert_eq!(paths(explained_eligibility(&answer(&json))), expected, "{json}");
        }
        let unregistered = reply("POST /v1/persons", 400, &json!({}));
        assert!(paths(explained_eligibility(&unregistered)).is_empty());
    }

    #[test]
    fn a_person_who_is_not_eligible_is_refused() {
        assert!(paths(unidentified(&refusal(412, "x"))).is_empty());
        assert!(paths(unidentified(&failed("X"))).is_empty());
        assert_eq!(paths(unidentified(&identification("created"))), ["eligible"]);
    }

    #[test]
    fn lists_are_empty() {
        assert!(paths(empty_list(&reply("GET /x", 200, &json!([])))).is_empty());
        let filled = reply("GET /x", 200, &json!([{}]));
        assert_eq!(paths(empty_list(&filled)), ["list"]);
    }
}
