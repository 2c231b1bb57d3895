//! The list of attempts (Step 5).

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::{MockedIban, Reason};
use crate::evidence::Reply;

use super::expectation::{Expectation, Member, shown};
use super::known::KnownPerson;

const LIST: &str = "list of attempts";
/// Maximum age of a listed attempt. No scenario takes longer, even if two clocks differ.
const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);

fn entries(reply: &Reply) -> &[Value] {
    reply.json.as_ref().ok().and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Number of attempts listed.
pub fn number_of_attempts(reply: &Reply) -> usize {
    entries(reply).len()
}

/// Returns the index of an attempt with this account. `successful` is `None` if the guide allows
/// both values.
pub fn listed_attempt(
    reply: &Reply,
    account: MockedIban,
    successful: Option<bool>,
) -> Option<usize> {
    entries(reply).iter().position(|item| {
        item["iban"] == account.iban()
            && successful.is_none_or(|it| item["successful"] == json!(it))
    })
}

/// The list contains such an attempt with every documented member (BI-127, BI-128).
pub fn documented_attempt<'a>(
    reply: &'a Reply,
    person_id: &str,
    (account, successful): (MockedIban, Option<bool>),
) -> Expectation<'a> {
    let expected = Expectation::of(reply).done(200);
    let Some(index) = listed_attempt(reply, account, successful) else {
        let flag = successful.map_or(String::new(), |it| format!(" and successful = {it}"));
        let words = format!("an attempt with {}{flag}", account.iban());
        return expected.unless(false, LIST, &words, shown(reply.json.as_ref().ok()));
    };
    let path = |name: &str| format!("{index}.{name}");
    let successful = successful.or(entries(reply)[index]["successful"].as_bool());
    let failure_reason = match successful {
        Some(true) => Member::NullOrAbsent,
        Some(false) => Member::SomeText,
        None => Member::Present,
    };
    let reason = reply.text(&path("failure_reason")).and_then(Reason::named);
    let own = account.schufa_reason();
    let other = reason.is_some() && own.is_some() && reason != own;
    let words = own.map_or("its reason", Reason::code);
    expected
        .members(&[
            (&path("id"), Member::Id("iatm")),
            (&path("person_id"), Member::Text(person_id)),
            (&path("identification_id"), Member::Present),
            (&path("successful"), Member::Boolean),
            (&path("failure_reason"), failure_reason),
            (&path("created_at"), Member::Timestamp),
        ])
        .unless(!other, "failure_reason", words, reason.map_or("", Reason::code))
}

/// Every attempt belongs to the person, and each identification has one, as has each failure (BI-127).
/// A list in pages may be shorter.
pub fn own_attempts<'a>(reply: &'a Reply, person: &KnownPerson, now: Timestamp) -> Expectation<'a> {
    let listed = entries(reply);
    let foreign = listed.iter().filter(|item| item["person_id"] != person.id.as_str()).count();
    let ids: HashSet<&str> = listed.iter().filter_map(|item| item["id"].as_str()).collect();
    let doubled = listed.len() - ids.len();
    let at = |item: &Value| item["created_at"].as_str()?.parse::<Timestamp>().ok();
    let far = |it: &Timestamp| it.duration_since(now).unsigned_abs() > HALF_AN_HOUR;
    let untimely = listed.iter().filter_map(at).filter(far).count();
    let is_listed = |id: &str| listed.iter().any(|item| item["identification_id"] == id);
    let missing = person.identifications.iter().filter(|it| !is_listed(&it.id)).count();
    let more = listed.len() > person.identifications.len();
    let paged = ["link", "total"].iter().any(|name| reply.headers.contains_key(*name));
    let lost = person.failures.saturating_sub(listed.len());
    let counts = [
        ("person_id", "this person's id", foreign, "of other persons"),
        ("id", "one for each attempt", doubled, "are listed twice"),
        ("created_at", "a time of today", untimely, "are not"),
        (LIST, "one for each identification", missing, "are missing"),
        (LIST, "one for each failure", if paged { 0 } else { lost }, "are missing"),
    ];
    let expected = Expectation::of(reply).done(200);
    let expected = expected.freedom(more, "more attempts than identifications", LIST).freedom(
        paged && lost > 0,
        "a list of attempts in pages",
        LIST,
    );
    counts.into_iter().fold(expected, |it, (path, words, count, what)| {
        it.unless(count == 0, path, words, format!("{count} {what}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::KnownIdentification;
    use crate::checks::samples::{paths, reply};

    fn attempt(id: u32, successful: bool, reason: &Value) -> Value {
        json!({
            "id": format!("{id:032}iatm"), "person_id": "per", "identification_id": "idt",
            "iban": MockedIban::NoAccountMatch.iban(), "successful": successful,
            "failure_reason": reason, "created_at": "2024-01-01T12:00:00.000Z",
        })
    }

    fn list(items: &[Value]) -> Reply {
        reply("GET /x/bank_identification_attempts", 200, &json!(items))
    }

    #[test]
    fn attempts_are_listed_with_their_reason() {
        let account = MockedIban::NoAccountMatch;
        let reason = json!(account.schufa_reason().unwrap().code());
        let rows: [(Reply, Option<bool>, &[&str]); 6] = [
            (list(&[attempt(1, false, &reason)]), Some(false), &[]),
            (list(&[attempt(1, false, &reason)]), None, &[]),
            (list(&[attempt(1, true, &Value::Null)]), Some(true), &[]),
            (list(&[attempt(1, false, &reason)]), Some(true), &[LIST]),
            (list(&[attempt(1, false, &Value::Null)]), Some(false), &["0.failure_reason"]),
            (list(&[attempt(1, false, &json!("JOINT_ACCOUNT"))]), None, &["failure_reason"]),
        ];
        for (reply, successful, expected) in rows {
            let found = paths(documented_attempt(&reply, "per", (account, successful)));
            assert_eq!(found, expected, "{successful:?}");
        }
    }

    #[test]
    fn attempts_belong_to_one_person() {
        let identification = KnownIdentification { id: "idt".into(), ..Default::default() };
        let person = |id: &str| KnownPerson {
            id: id.into(),
            identifications: vec![identification.clone()],
            ..KnownPerson::default()
        };
        let now = "2024-01-01T12:00:00Z".parse().unwrap();
        let old = "2022-01-01T12:00:00Z".parse().unwrap();
        let one = list(&[attempt(1, true, &Value::Null)]);
        let twice = list(&[attempt(1, true, &Value::Null), attempt(1, true, &Value::Null)]);
        let rows: [(&Reply, &str, Timestamp, &[&str]); 5] = [
            (&one, "per", now, &[]),
            (&one, "other", now, &["person_id"]),
            (&twice, "per", now, &["id"]),
            (&one, "per", old, &["created_at"]),
            (&list(&[]), "per", now, &[LIST]),
        ];
        for (reply, id, now, expected) in rows {
            assert_eq!(paths(own_attempts(reply, &person(id), now)), expected);
        }
        assert_eq!(number_of_attempts(&twice), 2);
    }

    #[test]
    fn every_failure_is_listed_unless_the_list_has_pages() {
        let person = KnownPerson { id: "per".into(), failures: 2, ..KnownPerson::default() };
        let now = "2024-01-01T12:00:00Z".parse().unwrap();
        let reason = json!("PREVIOUS_IDENT_NOT_FOUND");
        let one = list(&[attempt(1, false, &reason)]);
        let both = list(&[attempt(1, false, &reason), attempt(2, false, &reason)]);
        let mut page = one.clone();
        page.headers.insert("total", http::HeaderValue::from_static("2"));
        let rows: [(&Reply, &[&str]); 3] = [(&both, &[]), (&one, &[LIST]), (&page, &[])];
        for (reply, expected) in rows {
            assert_eq!(paths(own_attempts(reply, &person, now)), expected);
        }
    }
}
