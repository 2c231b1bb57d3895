//! The resources that the answers of a scenario have shown, and a check that the next answer does
//! not contradict them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::api::Status;
use crate::evidence::Reply;

use super::comparison::{is_unset, same};
use super::contradictions::without_contradiction;
use super::documents::SIGNED_DOCUMENT;
use super::expectation::{Expectation, shown, status_of};
use super::resources::{Kind, ShownResource, declared, formed, kind_of, resources_in};

/// The resources as the answers so far show them.
#[derive(Default)]
pub(super) struct History<'a> {
    resources: BTreeMap<(Kind, &'a str), &'a Value>,
    /// Ids of the identifications that were created, as long as the scenario has one person only.
    created: BTreeSet<&'a str>,
    persons: BTreeSet<&'a str>,
    /// The identification that was shown last on its own.
    latest: Option<&'a Value>,
    /// Ids of documents with that of the identification that lists them.
    documents: BTreeMap<&'a str, &'a str>,
    /// Ids of the attempts that were listed so far.
    attempts: BTreeSet<&'a str>,
    /// Ids of snapshots, by that of the identification that was retrieved just before.
    snapshots: BTreeMap<&'a str, &'a str>,
}

impl<'a> History<'a> {
    /// Compares an answer with the earlier ones, and keeps it.
    pub fn compare(&mut self, reply: &'a Reply) -> Expectation<'a> {
        let resources = resources_in(reply);
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

    fn before(&self, resource: &ShownResource<'a>) -> Option<&'a Value> {
        let id = resource.value.get("id")?.as_str()?;
        self.resources.get(&(resource.kind, id)).copied()
    }

    fn keep(&mut self, reply: &'a Reply, resource: &ShownResource<'a>) {
        let Some(id) = resource.value.get("id").and_then(Value::as_str) else { return };
        match resource.kind {
            Kind::Person => {
                self.persons.insert(id);
            }
            Kind::Identification if reply.operation.starts_with("POST") => {
                self.created.insert(id);
            }
            Kind::Attempt => {
                self.attempts.insert(id);
            }
            Kind::Snapshot => {
                let owner = self.latest.and_then(|it| it["id"].as_str());
                self.snapshots.extend(owner.map(|owner| (owner, id)));
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
        resources: &[ShownResource<'a>],
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
        let of_attempts = kind_of(&reply.operation) == Some(Kind::Attempt);
        // An attempt may be listed once it has ended.
        let may_lack = |id: &&&str| of_attempts && !self.has_ended(id);
        let missing = self.created.difference(&named);
        let missing = missing.filter(|id| !may_lack(id)).count();
        let words = if of_attempts {
            "an attempt for every ended identification of the person"
        } else {
            "every identification of the person"
        };
        let expected = expected.unless(missing == 0, "list", words, format!("{missing} missing"));
        let lost = self.attempts.iter().filter(|id| !ids.contains(id)).count();
        let lost = if of_attempts { lost } else { 0 };
        expected.unless(lost == 0, "list", "the attempts listed before", format!("{lost} missing"))
    }

    /// Whether an identification was successful or failed when it was last shown.
    fn has_ended(&self, id: &str) -> bool {
        let shown = self.resources.get(&(Kind::Identification, id));
        let status = shown.and_then(|it| it["status"].as_str()).and_then(Status::named);
        matches!(status, Some(Status::Successful | Status::Failed))
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

    /// An attempt belongs to its person and identification, and a snapshot to its bank page.
    fn related(&self, expected: Expectation<'a>, resource: &ShownResource<'a>) -> Expectation<'a> {
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
    fn snapshot(&self, expected: Expectation<'a>, snapshot: &ShownResource<'a>) -> Expectation<'a> {
        let (is, own) = (snapshot.member("iban"), self.latest.and_then(|it| it.get("iban")));
        let holds = is_unset(is) || is_unset(own) || own.is_some_and(|own| same(is, own));
        let path = format!("{}iban", snapshot.path);
        let expected = expected.unless(holds, &path, "the identification's IBAN", shown(is));
        let (id, owner) = (snapshot.text("id"), self.latest.and_then(|it| it["id"].as_str()));
        let own = self.snapshots.iter().all(|(of, it)| (owner == Some(*of)) == (*it == id));
        let path = format!("{}id", snapshot.path);
        expected.unless(own, &path, "the id of the identification's snapshot", id)
    }

    fn attempt(&self, expected: Expectation<'a>, attempt: &ShownResource<'a>) -> Expectation<'a> {
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
