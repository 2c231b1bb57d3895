//! All answers of a scenario together: each resource is shown whole, wherever it is shown, and no
//! answer contradicts another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::api::Status;
use crate::evidence::Reply;

use super::comparison::{is_unset, same};
use super::contradictions::without_contradiction;
use super::documents::SIGNED_DOCUMENT;
use super::expectation::{Expectation, shown, status_of};
use super::resources::{Kind, Shown, kind_of, shown_in};

/// Compares the successful answers of a scenario, in their order: forms, and earlier answers.
pub fn whole_answers(replies: &[Reply]) -> Vec<Expectation<'_>> {
    let mut history = History::default();
    let done = replies.iter().filter(|it| it.is_success() && is_of_api(it));
    done.map(|reply| history.judge(reply)).collect()
}

/// Whether an answer is that of an operation of the API, and not of a page or of the token route.
pub fn is_of_api(reply: &Reply) -> bool {
    reply.operation.contains(" /v1/")
}

/// The resources as the answers so far show them.
#[derive(Default)]
struct History<'a> {
    resources: BTreeMap<(Kind, &'a str), &'a Value>,
    /// Ids of identifications that were created, as far as there was only one person.
    created: BTreeSet<&'a str>,
    persons: BTreeSet<&'a str>,
    /// The identification that was shown last on its own.
    latest: Option<&'a Value>,
    /// Ids of documents with that of the identification that lists them.
    documents: BTreeMap<&'a str, &'a str>,
}

impl<'a> History<'a> {
    fn judge(&mut self, reply: &'a Reply) -> Expectation<'a> {
        let resources = shown_in(reply);
        let mut expected = declared(reply);
        expected = self.list(expected, reply, &resources);
        expected = self.listed_documents(expected, reply);
        for resource in &resources {
            expected = formed(expected, resource);
            if let Some(before) = self.before(resource) {
                expected = without_contradiction(expected, (reply, resource), before);
            }
            expected = self.related(expected, resource);
        }
        for resource in resources {
            self.keep(reply, &resource);
        }
        expected
    }

    fn before(&self, resource: &Shown<'a>) -> Option<&'a Value> {
        let id = resource.value.get("id")?.as_str()?;
        self.resources.get(&(resource.kind, id)).copied()
    }

    fn keep(&mut self, reply: &'a Reply, resource: &Shown<'a>) {
        let Some(id) = resource.value.get("id").and_then(Value::as_str) else { return };
        match resource.kind {
            Kind::Person => {
                self.persons.insert(id);
            }
            Kind::Identification if reply.operation.starts_with("POST") => {
                self.created.insert(id);
            }
            _ => {}
        }
        if resource.kind == Kind::Identification && !resource.listed {
            self.latest = Some(resource.value);
        }
        // An entry of a list may show less than the resource itself.
        if !(resource.listed && self.before(resource).is_some()) {
            self.resources.insert((resource.kind, id), resource.value);
        }
    }

    /// Each entry is listed once; identifications are those that were created.
    fn list(
        &self,
        expected: Expectation<'a>,
        reply: &'a Reply,
        resources: &[Shown<'a>],
    ) -> Expectation<'a> {
        if !reply.json.as_ref().is_ok_and(Value::is_array) {
            return expected;
        }
        let ids: Vec<&str> = resources.iter().map(|it| it.text("id")).collect();
        let different: BTreeSet<&str> = ids.iter().copied().collect();
        let actual = format!("{} entries with {} ids", ids.len(), different.len());
        let expected = expected.unless(
            different.len() == ids.len(),
            "list",
            "each entry once, with its id",
            actual,
        );
        let named: BTreeSet<&str> = match kind_of(&reply.operation) {
            Some(Kind::Identification) => different,
            Some(Kind::Attempt) => {
                resources.iter().map(|it| it.text("identification_id")).collect()
            }
            _ => return expected,
        };
        if self.persons.len() > 1 {
            return expected;
        }
        let missing = self.created.difference(&named).count();
        let words = "every identification of the person";
        expected.unless(missing == 0, "list", words, format!("{missing} missing"))
    }

    /// Each document is listed once and by one identification, which lists it again.
    fn listed_documents(&mut self, expected: Expectation<'a>, reply: &'a Reply) -> Expectation<'a> {
        let (Some(owner), Some(documents)) = (reply.text("id"), reply.member("documents")) else {
            return expected;
        };
        let documents = documents.as_array().map_or(&[][..], Vec::as_slice);
        let ids: Vec<&str> = documents.iter().filter_map(|it| it["id"].as_str()).collect();
        let foreign =
            ids.iter().filter(|id| self.documents.get(*id).is_some_and(|it| *it != owner));
        let (foreign, all) = (foreign.count(), ids.iter().copied().collect::<BTreeSet<_>>());
        let before = self.documents.iter().filter(|(_, it)| **it == owner).map(|(id, _)| id);
        let lost = before.filter(|id| !all.contains(**id)).count();
        self.documents.extend(all.iter().map(|id| (*id, owner)));
        let actual = format!(
            "{} documents with {} ids: {foreign} of another identification, {lost} missing",
            ids.len(),
            all.len()
        );
        let whole = ids.is_empty() || lost == 0;
        let signed = documents.iter().any(|it| it["document_type"] == SIGNED_DOCUMENT);
        let may_be_signed =
            matches!(status_of(reply), Some(Status::Confirmed | Status::Successful));
        let words = "no signed document before the signature";
        let expected =
            expected.unless(!signed || may_be_signed, "documents", words, SIGNED_DOCUMENT);
        let holds = all.len() == ids.len() && foreign == 0 && whole;
        expected.unless(holds, "documents", "each document once, of this identification", actual)
    }

    /// An attempt fits its person and its identification, a snapshot the bank page.
    fn related(&self, expected: Expectation<'a>, resource: &Shown<'a>) -> Expectation<'a> {
        match resource.kind {
            Kind::Attempt => self.attempt(expected, resource),
            Kind::Snapshot => self.snapshot(expected, resource),
            Kind::Identification if resource.listed => {
                let known = self.created.is_empty() || self.created.contains(resource.text("id"));
                let path = format!("{}id", resource.path);
                expected.unless(
                    known,
                    &path,
                    "an identification of this person",
                    resource.text("id"),
                )
            }
            _ => expected,
        }
    }

    /// A snapshot is of the identification that was retrieved just before.
    fn snapshot(&self, expected: Expectation<'a>, snapshot: &Shown<'a>) -> Expectation<'a> {
        let (is, own) = (snapshot.member("iban"), self.latest.and_then(|it| it.get("iban")));
        let holds = is_unset(is) || is_unset(own) || own.is_some_and(|own| same(is, own));
        let path = format!("{}iban", snapshot.path);
        expected.unless(holds, &path, "the identification's IBAN", shown(is))
    }

    fn attempt(&self, expected: Expectation<'a>, attempt: &Shown<'a>) -> Expectation<'a> {
        let person = attempt.text("person_id");
        let own = self.persons.is_empty() || self.persons.contains(person);
        let path = |name: &str| format!("{}{name}", attempt.path);
        let expected = expected.unless(own, &path("person_id"), "this person's id", person);
        let id = attempt.text("identification_id");
        let Some(identification) = self.resources.get(&(Kind::Identification, id)) else {
            return expected;
        };
        let agrees = same(attempt.member("iban"), &identification["iban"]);
        let expected = expected.unless(
            agrees,
            &path("iban"),
            "the identification's IBAN",
            attempt.text("iban"),
        );
        let (was, is) = (identification.get("failure_reason"), attempt.member("failure_reason"));
        let code = |value: Option<&Value>| {
            value.and_then(Value::as_str).unwrap_or_default().to_lowercase().replace("auth", "ath")
        };
        let same_reason = is_unset(was) || is_unset(is) || code(was) == code(is);
        let words = "the identification's reason";
        let expected = expected.unless(same_reason, &path("failure_reason"), words, shown(is));
        let failed = identification["status"] == Status::Successful.word();
        let contradicts = failed && attempt.value["successful"] == false;
        let actual = shown(attempt.member("successful"));
        expected.unless(!contradicts, &path("successful"), "true", actual)
    }
}

/// The body is JSON and is not declared as anything else.
pub fn declared(reply: &Reply) -> Expectation<'_> {
    let content_type = reply.content_type();
    let declared =
        content_type.to_lowercase().contains("json") || content_type == "no content type";
    let expected = Expectation::of(reply);
    if reply.json.is_err() {
        return expected;
    }
    expected.unless(declared, "content-type", "application/json", content_type)
}

/// Every documented member has its form.
fn formed<'a>(expected: Expectation<'a>, resource: &Shown<'a>) -> Expectation<'a> {
    resource.forms().into_iter().fold(expected, |expected, (name, form)| {
        let value = resource.member(name);
        let left_out = resource.listed && value.is_none();
        let path = format!("{}{name}", resource.path);
        expected.unless(left_out || form.fits(value), &path, &form.words(), shown(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};
    use serde_json::json;

    const GET: &str = "GET /v1/persons/{person_id}/identifications/{id}";
    const LIST: &str = "GET /v1/persons/{person_id}/identifications";
    const CREATE: &str = "POST /v1/persons/{person_id}/identifications";

    fn created() -> Value {
        json!({
            "id": "1cidt", "status": "created", "method": "bank", "iban": "DE", "url": null,
            "reference": null, "terms_and_conditions_signed_at": "2020-07-07T11:36:29.000Z",
        })
    }

    fn with(changes: &Value) -> Value {
        let mut body = created();
        for (name, value) in changes.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    }

    fn found(answers: &[(&str, Value)]) -> Vec<String> {
        let replies: Vec<Reply> =
            answers.iter().map(|(operation, body)| reply(operation, 200, body)).collect();
        whole_answers(&replies).into_iter().flat_map(paths).collect()
    }

    #[test]
    fn what_is_shown_whole_and_stays_passes() {
        let pending = with(&json!({ "status": "pending", "url": "https://a/b" }));
        let answers = [(CREATE, created()), (GET, pending), (LIST, json!([created()]))];
        assert_eq!(found(&answers[..2]), Vec::<String>::new());
        assert_eq!(found(&answers), ["0.status", "0.url"], "a list that is not up to date");
        assert_eq!(found(&[("GET the bank page", json!({}))]), Vec::<String>::new());
    }

    #[test]
    fn forms_and_contradictions_are_found() {
        let rows: [(Value, &[&str]); 6] = [
            (json!({ "method": "BANK" }), &["method", "method"]),
            (json!({ "iban": "DF" }), &["iban"]),
            (json!({ "url": "https://a/b" }), &["url"]),
            (json!({ "reference": "null" }), &[]),
            (json!({ "completed_at": "2020-07-07T11:36:29.000Z" }), &["completed_at"]),
            (json!({ "terms_and_conditions_signed_at": "2020-07-07T11:36:29Z" }), &[]),
        ];
        for (changes, expected) in rows {
            assert_eq!(found(&[(CREATE, created()), (GET, with(&changes))]), expected, "{changes}");
        }
        let failed = |status: &str| {
            with(&json!({ "status": status, "failure_reason": "expired", "url": null }))
        };
        assert_eq!(
            found(&[(GET, failed("failed")), (GET, failed("failed"))]),
            Vec::<String>::new()
        );
        assert!(
            found(&[(GET, failed("failed")), (GET, failed("expired"))]).contains(&"status".into())
        );
    }

    #[test]
    fn lists_are_complete_and_without_others() {
        let other = with(&json!({ "id": "2cidt" }));
        let rows = [
            (json!([]), vec!["list"]),
            (json!([created(), created()]), vec!["list"]),
            (json!([created(), other]), vec!["1.id"]),
            (json!([{ "id": "1cidt" }]), vec![]),
        ];
        for (list, expected) in rows {
            assert_eq!(found(&[(CREATE, created()), (LIST, list.clone())]), expected, "{list}");
        }
    }

    #[test]
    fn documents_are_those_of_the_identification() {
        let listing = |id: &str, documents: &[&str]| {
            let item = |id: &&str| {
                json!({
                    "id": id, "name": "a", "content_type": "application/pdf", "size": 1,
                    "document_type": "QES_DOCUMENT", "customer_accessible": false,
                    "created_at": "2020-07-07T11:36:29.000Z",
                })
            };
            let documents: Vec<Value> = documents.iter().map(item).collect();
            (GET, with(&json!({ "id": id, "documents": documents })))
        };
        let rows: [(&[&str], &[&str], &[&str]); 5] = [
            (&["1cdoc", "2cdoc"], &["3cdoc"], &[]),
            (&[], &[], &[]),
            (&["1cdoc", "1cdoc"], &["3cdoc"], &["documents"]),
            (&["2cdoc"], &["3cdoc"], &["documents"]),
            (&["1cdoc"], &["1cdoc"], &["documents"]),
        ];
        for (again, of_another, expected) in rows {
            let answers = [
                listing("1cidt", &["1cdoc"]),
                listing("1cidt", again),
                listing("2cidt", of_another),
            ];
            assert_eq!(found(&answers), expected, "{again:?} {of_another:?}");
        }
    }

    #[test]
    fn a_snapshot_is_of_the_identification_before() {
        let snapshot = |iban: Value| {
            let body = json!({ "id": "1snap", "status": "pending", "provider": "F", "iban": iban });
            ("GET /v1/persons/{person_id}/identifications/{id}/account_snapshot", body)
        };
        for (iban, expected) in
            [(json!("DE"), vec![]), (Value::Null, vec![]), (json!("AT"), vec!["iban"])]
        {
            assert_eq!(found(&[(GET, created()), snapshot(iban)]), expected);
        }
    }
}
