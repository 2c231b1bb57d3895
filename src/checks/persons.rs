//! Registered and retrieved persons (Step 1).

use serde_json::Value;

use crate::evidence::{Reply, Unobserved};

use super::comparison::as_sent;
use super::expectation::{Expectation, Member, shown};
use super::known::KnownPerson;

/// A person is registered as it was sent, and has an id (BI-031).
pub fn registered_person<'a>(reply: &'a Reply, sent: &Value) -> Expectation<'a> {
    let expected = Expectation::of(reply).done(201).member("id", Member::Id("cper"));
    as_sent(expected, reply, sent)
}

/// A person is returned as it was registered, names unchanged (BI-032).
pub fn returned_person<'a>(reply: &'a Reply, person: &KnownPerson) -> Expectation<'a> {
    let expected = Expectation::of(reply)
        .done(200)
        .member("id", Member::Text(&person.id))
        .member("first_name", Member::Is(&person.body["first_name"]))
        .member("last_name", Member::Is(&person.body["last_name"]));
    as_sent(expected, reply, &person.body)
}

/// Two resources differ in a member that names them (BI-031, BI-078, BI-113).
pub fn different_values<'a>(reply: &'a Reply, member: &str, values: &[&str]) -> Expectation<'a> {
    let differ = values.len() == 2 && values[0] != values[1];
    Expectation::of(reply).unless(differ, member, "two different values", values.join(" and "))
}

/// A last name with blanks around it is refused or registered; kept blanks are a freedom (ER-009).
///
/// # Errors
/// When a person without an id is returned: nobody was registered.
pub fn trimmed_name<'a>(reply: &'a Reply, sent: &Value) -> Result<Expectation<'a>, Unobserved> {
    if reply.is_success() && reply.text("id").is_none() {
        return Err(Unobserved::without_id("person"));
    }
    let sent = sent["last_name"].as_str().unwrap_or_default();
    let kept = reply.text("last_name").unwrap_or_default();
    let holds = !reply.is_success() || kept.trim() == sent.trim();
    let expected = Expectation::of(reply).done_or_refused(201).unless(
        holds,
        "last_name",
        sent.trim(),
        shown(reply.member("last_name")),
    );
    let kept = reply.is_success() && kept == sent;
    Ok(expected.freedom(kept, "blanks around a value are kept", "last_name"))
}

/// A resource is created; a `member` that no version of the guide has may be repeated (ER-008).
pub fn created_without<'a>(reply: &'a Reply, member: &str) -> Expectation<'a> {
    let repeated = reply.member(member).is_some();
    let expected = Expectation::of(reply).done(201).member("id", Member::SomeText);
    expected.freedom(repeated, "an unknown member comes back", member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    #[test]
    fn persons_are_as_they_were_sent() {
        type Paths = &'static [&'static str];

        let body = json!({ "first_name": "Ida", "last_name": " Nau " });
        let id = format!("{}cper", "0".repeat(32));
        let known = KnownPerson { id: id.clone(), body: body.clone(), ..KnownPerson::default() };
        let rows: [(Value, Paths, Paths, Paths); 3] = [
            (json!({ "id": id, "first_name": "Ida", "last_name": " Nau " }), &[], &[], &[]),
            (
                json!({ "id": id, "first_name": "Ida", "last_name": "Tal" }),
                &["last_name"],
                &["last_name", "last_name"],
                &["last_name"],
            ),
            (
                json!({ "id": 7, "last_name": "Nau" }),
                &["id", "last_name"],
                &["id", "first_name", "last_name", "last_name"],
                &["unobserved"],
            ),
        ];
        for (json, registered, returned, trimmed) in rows {
            let created = reply("POST /x", 201, &json);
            assert_eq!(paths(registered_person(&created, &body)), registered, "{json}");
            let found = trimmed_name(&created, &body);
            let found = found.map_or_else(|_| vec!["unobserved".to_owned()], paths);
            assert_eq!(found, trimmed, "{json}");
            let retrieved = reply("GET /x", 200, &json);
            assert_eq!(paths(returned_person(&retrieved, &known)), returned, "{json}");
        }
        assert!(paths(trimmed_name(&refusal(400, "x"), &body).unwrap()).is_empty());
    }

    #[test]
    fn ids_differ_and_unknown_members_are_ignored() {
        let created = reply("POST /x", 201, &json!({ "id": "1" }));
        assert!(paths(different_values(&created, "id", &["1", "2"])).is_empty());
        assert_eq!(paths(different_values(&created, "id", &["1", "1"])), ["id"]);
        assert!(paths(created_without(&created, "colour")).is_empty());
        assert_eq!(paths(created_without(&refusal(400, "x"), "colour")), ["status code", "id"]);
    }
}
