//! A change of a person and the answers to it (Step 1, PATCH Update person).

use serde_json::{Map, Value};

use crate::api::UPDATABLE_PROPERTIES;
use crate::evidence::Reply;

use super::comparison::{as_before, is_unset, same, shows};
use super::expectation::{Expectation, Member, shown};
use super::readings::{self, DocumentedReading};

/// The addresses of a person.
const ADDRESSES: [&str; 2] = ["address", "contact_address"];

/// A change that was requested, and the person before it.
#[derive(Clone, Debug, Default)]
pub struct PersonChange {
    /// Id of the person.
    pub person_id: String,
    /// Body of the registration.
    pub registered: Value,
    /// The person as it was shown before the request.
    pub before: Value,
    /// Body of the request.
    pub sent: Map<String, Value>,
    /// Whether the values are from lists that the guide does not print.
    pub from_a_list: bool,
}

impl PersonChange {
    /// C-43: whether a value that was set is changed at once.
    pub fn way(&self, reply: &Reply) -> Option<DocumentedReading> {
        readings::way_of_changing(self.replaces_a_value(), reply)
    }

    /// Whether the change is made, and needs no authorisation.
    pub fn is_made_by(&self, reply: &Reply) -> bool {
        reply.is_success() && reply.status != 202
    }

    /// The change is made at once, becomes a change request, or only its value is refused.
    pub fn accepted<'a>(&self, reply: &'a Reply) -> Expectation<'a> {
        if reply.status == 202 {
            let set = self.replaces_a_value();
            return Expectation::of(reply)
                .done(202)
                .member("id", Member::SomeText)
                .unless(set, "status code", "200: nothing was set before", "202")
                .freedom(
                    reply.text("status").is_none(),
                    "a change request without status",
                    "status",
                );
        }
        if self.is_refused_for_its_value(reply) {
            let freedom = "a word is refused that the guide does not print";
            return Expectation::of(reply).freedom(true, freedom, "status code");
        }
        let named = reply.text("id").is_none_or(|it| it == self.person_id);
        let expected = Expectation::of(reply).done(200);
        let expected = expected.unless(named, "id", &self.person_id, shown(reply.member("id")));
        self.sent.iter().fold(expected, |it, (name, value)| {
            let actual = reply.member(name).filter(|it| !is_unset(Some(it)));
            let shown = !value.is_null() && actual.is_some();
            if shown { shows(it, name, value, actual) } else { it }
        })
    }

    /// The person shows the new values, and showed the registered ones before. A property that is not shown at all is a mismatch only if
    /// `everything` must be shown, or if the target shows properties that can be changed.
    pub fn read_back<'a>(&self, person: &'a Reply, everything: bool) -> Expectation<'a> {
        let open = ["salutation", "address"].iter().any(|it| person.member(it).is_some());
        let values = self.sent.iter().filter(|(_, value)| !value.is_null());
        values.fold(Expectation::of(person).done(200), |it, (name, value)| {
            let actual = person.member(name);
            if actual.is_none() && !everything && !open {
                return it.freedom(true, "a changed property is not shown", name);
            }
            let lost = self.lost_before(name) && !is_unset(actual);
            let (path, words) = (format!("{name} before"), "the registered value");
            shows(it, name, value, actual).unless(!lost, &path, words, "not shown")
        })
    }

    /// The person is as it was, except for the changed properties if the change was `made`.
    pub fn unchanged<'a>(&self, person: &'a Reply, made: bool) -> Expectation<'a> {
        let changed: Vec<&str> = self.sent.keys().map(String::as_str).collect();
        let except = if made { &changed[..] } else { &[] };
        let mut known = self.registered.clone();
        let shown_before =
            UPDATABLE_PROPERTIES.iter().filter(|it| !is_unset(self.before.get(**it)));
        for name in shown_before {
            known[*name] = Value::Null; // compared with the value before
        }
        for name in &changed {
            known[*name] = Value::Null; // compared as well, unless excepted
        }
        let expected = Expectation::of(person).done(200);
        // A value that was missing before and was asked for must still be missing.
        let asked_for = self.sent.iter().filter(|(_, value)| !made && !is_unset(Some(value)));
        let expected = asked_for.fold(expected, |it, (name, value)| {
            let actual = person.member(name);
            let added = is_unset(self.before.get(name)) && same(actual, value);
            it.unless(!added, name, "not to be set", shown(actual))
        });
        // A change of one address says nothing of the other.
        let others = ADDRESSES.iter().filter(|name| made && !self.sent.contains_key(**name));
        let expected = others.fold(expected, |it, name| {
            let actual = person.member(name);
            let added = is_unset(self.before.get(*name)) && !is_unset(actual);
            it.unless(!added, name, "not to be set", shown(actual))
        });
        as_before(expected, (person, &self.before), &known, except)
    }

    /// A change that only support makes is refused or ignored (BI-039).
    pub fn refused_or_ignored(reply: &Reply) -> Expectation<'_> {
        let ignored = reply.is_success();
        let expected = Expectation::of(reply);
        let expected = if ignored { expected } else { expected.refused() };
        expected
            .unless(reply.status != 202, "status code", "a refusal", "202, a change is under way")
            .freedom(ignored, "a change is ignored rather than refused", "status code")
    }

    /// A null is refused, or becomes part of a change request.
    pub fn refused_null(reply: &Reply) -> Expectation<'_> {
        let refused = !reply.is_success();
        Expectation::of(reply).done_or_refused(202).freedom(
            refused,
            "a null is refused",
            "status code",
        )
    }

    /// The values are shown; a null at `cleared` may have cleared this member.
    pub fn harmless_null<'a>(&self, person: &'a Reply, cleared: &str) -> Expectation<'a> {
        let kept = same(person.member(cleared), &self.registered[cleared]);
        let values = self.sent.iter().filter(|(_, value)| !value.is_null());
        values
            .fold(Expectation::of(person), |it, (name, value)| it.member(name, Member::Is(value)))
            .freedom(!kept, "a null is not ignored", cleared)
    }

    /// Industry and key are both null or both as registered (C-17).
    pub fn cleared_industry(person: &Reply, documented: bool) -> Expectation<'_> {
        let [industry, key] = ["industry", "industry_key"].map(|it| shown(person.member(it)));
        let (place, words) = ("industry and industry_key", "both null, or both as registered");
        let expected = Expectation::of(person).done(200);
        expected.unless(documented, place, words, format!("{industry} and {key}"))
    }

    /// Whether the person was shown without a property that was registered.
    fn lost_before(&self, name: &str) -> bool {
        let has = |holder: &Value| !is_unset(holder.get(name));
        self.before.is_object() && has(&self.registered) && !has(&self.before)
    }

    /// Whether a property is changed that had a value.
    fn replaces_a_value(&self) -> bool {
        let has = |holder: &Value, name: &str| !is_unset(holder.get(name));
        self.sent.keys().any(|name| has(&self.registered, name) || has(&self.before, name))
    }

    /// Whether the refusal may be about the value rather than the property. Of an object, it then
    /// names a member. `deprecated_params` means that the property cannot be changed at all.
    fn is_refused_for_its_value(&self, reply: &Reply) -> bool {
        let mut values = self.sent.values();
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        let fixed = |code: &String| code.eq_ignore_ascii_case("deprecated_params");
        let text = String::from_utf8_lossy(&reply.body);
        let about_value = value
            .as_object()
            .is_none_or(|it| it.keys().any(|member| text.contains(member.as_str())));
        matches!(reply.status, 400 | 422)
            && self.from_a_list
            && about_value
            && !reply.error_codes().iter().any(fixed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    fn change(from_a_list: bool) -> PersonChange {
        PersonChange {
            person_id: "1".into(),
            registered: json!({ "city": "Berlin" }),
            before: json!({ "city": "Berlin" }),
            sent: json!({ "title": "DR" }).as_object().cloned().unwrap(),
            from_a_list,
        }
    }

    #[test]
    fn changes_are_accepted() {
        let requested = reply("PATCH /x", 202, &json!({ "id": "c", "status": "x" }));
        let rows: [(Reply, bool, &[&str]); 6] = [
            (reply("PATCH /x", 200, &json!({ "id": "1", "title": "DR" })), false, &[]),
            (reply("PATCH /x", 200, &json!({ "id": "2", "title": "MR" })), false, &["id", "title"]),
            (requested, false, &["status code"]),
            (refusal(400, "x"), true, &[]),
            (refusal(400, "x"), false, &["status code"]),
            (refusal(400, "deprecated_params"), true, &["status code"]),
        ];
        for (reply, from_a_list, expected) in rows {
            assert_eq!(paths(change(from_a_list).accepted(&reply)), expected, "{}", reply.brief());
        }
    }

    #[test]
    fn changes_are_read_back() {
        let person = |json: &Value| reply("GET /x", 200, json);
        let change = change(false);
        let (as_it_was, made) =
            (json!({ "city": "Berlin" }), json!({ "city": "Berlin", "title": "DR" }));
        assert!(paths(change.read_back(&person(&made), true)).is_empty());
        assert_eq!(paths(change.read_back(&person(&as_it_was), true)), ["title"]);
        assert!(paths(change.read_back(&person(&as_it_was), false)).is_empty());
        assert!(paths(change.unchanged(&person(&made), true)).is_empty());
        assert_eq!(paths(change.unchanged(&person(&made), false)), ["title"]);
        assert_eq!(paths(change.unchanged(&person(&json!({})), true)), ["city"]);
        assert_eq!(paths(change.harmless_null(&person(&as_it_was), "city")), ["title"]);
        assert_eq!(
            paths(PersonChange::cleared_industry(&person(&json!({})), false)),
            ["industry and industry_key"]
        );
    }

    #[test]
    fn a_registered_value_is_shown_before_its_change_and_an_address_sets_no_other() {
        let sent = json!({ "address": { "city": "Ems" }, "email": "b@example.com" });
        let registered = json!({ "address": { "city": "Ulm" }, "email": "a@example.com" });
        let change = |before: &Value| PersonChange {
            registered: registered.clone(),
            before: before.clone(),
            sent: sent.as_object().cloned().unwrap(),
            ..PersonChange::default()
        };
        let after = reply("GET /x", 200, &sent);
        let lost = json!({ "address": { "city": "Ulm" }, "email": null });
        let rows: [(&Value, &[&str]); 3] =
            [(&registered, &[]), (&lost, &["email before"]), (&Value::Null, &[])];
        for (before, expected) in rows {
            assert_eq!(paths(change(before).read_back(&after, false)), expected, "{before}");
        }
        let mut both = sent.clone();
        both["contact_address"] = json!({ "city": "Ems" });
        let doubled = reply("GET /x", 200, &both);
        assert!(paths(change(&registered).unchanged(&after, true)).is_empty());
        assert_eq!(paths(change(&registered).unchanged(&doubled, true)), ["contact_address"]);
        let mut known = registered.clone();
        known["contact_address"] = json!({ "city": "Ems" });
        assert!(paths(change(&known).unchanged(&doubled, true)).is_empty());
    }

    #[test]
    fn a_member_without_a_value_is_as_before_in_every_notation() {
        let unset = [json!({}), json!({ "title": null }), json!({ "title": "null" })];
        for (before, sent) in unset.iter().flat_map(|it| [(it, json!(null)), (it, json!("DR"))]) {
            let sent = json!({ "title": sent }).as_object().cloned().unwrap();
            let change = PersonChange { before: before.clone(), sent, ..PersonChange::default() };
            for after in &unset {
                let person = reply("GET /x", 200, after);
                assert!(paths(change.unchanged(&person, false)).is_empty(), "{before} {after}");
            }
            let titled = reply("GET /x", 200, &json!({ "title": "DR" }));
            let noticed = !paths(change.unchanged(&titled, false)).is_empty();
            assert_eq!(noticed, before.get("title").is_some() || change.sent["title"] == "DR");
        }
    }

    #[test]
    fn fixed_properties_and_nulls_are_refused_or_ignored() {
        let rows: [(u16, &[&str], &[&str]); 4] = [
            (400, &[], &[]),
            (200, &[], &[]),
            (202, &["status code"], &[]),
            (500, &["status code"], &["status code"]),
        ];
        for (status, fixed, null) in rows {
            let reply = reply("PATCH /x", status, &json!({}));
            assert_eq!(paths(PersonChange::refused_or_ignored(&reply)), fixed, "{status}");
            assert_eq!(paths(PersonChange::refused_null(&reply)), null, "{status}");
        }
    }
}
