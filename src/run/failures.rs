//! Failed identifications that the answers to a scenario show.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::api::operation as op;
use crate::api::{EXPECTATION_MISMATCH, MockedIban};
use crate::evidence::{Exchange, Outcome, Payload, ScenarioRecord, error_codes};

/// IBAN of an identification whose answers do not name one.
const OTHER_IBAN: &str = "another IBAN";

/// Identifications that failed, and those that were not created because SCHUFA refused the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failures {
    /// Number of those with each IBAN.
    pub by_iban: BTreeMap<String, u64>,
    /// Largest number of those of one person.
    pub of_one_person: u64,
}

impl Failures {
    /// The failures that the answers to a scenario show.
    pub fn of(record: &ScenarioRecord) -> Self {
        let mut ibans: BTreeMap<&str, &str> = BTreeMap::new();
        let mut failed: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut refused: Vec<(&str, &str)> = Vec::new();
        for exchange in &record.exchanges {
            let Some(json) = answer(exchange) else { continue };
            let person = segment_after(&exchange.sent.url, "persons");
            for it in identifications(exchange, json) {
                let id = it["id"].as_str().unwrap_or_default();
                ibans.insert(id, it["iban"].as_str().unwrap_or(OTHER_IBAN));
                if it["status"] == "failed" {
                    failed.insert((id, person));
                }
            }
            let started = segment_after(&exchange.sent.url, "identifications");
            if ibans.get(started).is_some_and(|iban| is_refused_by_bank(exchange, json, iban)) {
                failed.insert((started, person));
            }
            refused.extend(refused_by_schufa(exchange, json).map(|iban| (iban, person)));
        }
        let of_known =
            failed.iter().map(|(id, person)| (*ibans.get(id).unwrap_or(&OTHER_IBAN), *person));
        Self::count_all(of_known.chain(refused))
    }

    fn count_all<'a>(failures: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut by_iban, mut by_person) = (BTreeMap::new(), BTreeMap::<&str, u64>::new());
        for (iban, person) in failures {
            *by_iban.entry(iban.to_owned()).or_default() += 1;
            *by_person.entry(person).or_default() += 1;
        }
        Self { by_iban, of_one_person: by_person.into_values().max().unwrap_or_default() }
    }

    /// Number of all.
    pub fn count(&self) -> u64 {
        self.by_iban.values().sum()
    }

    /// Adds those of another scenario, which has other persons.
    pub fn add(&mut self, other: &Self) {
        for (iban, count) in &other.by_iban {
            *self.by_iban.entry(iban.clone()).or_default() += count;
        }
        self.of_one_person = self.of_one_person.max(other.of_one_person);
    }
}

fn answer(exchange: &Exchange) -> Option<&Value> {
    let Outcome::Received(received) = &exchange.outcome else { return None };
    if let Payload::Json(json) = &received.body { Some(json) } else { None }
}

/// The identifications in an answer; none of a refusal.
fn identifications<'a>(exchange: &Exchange, json: &'a Value) -> impl Iterator<Item = &'a Value> {
    let operation = &exchange.operation;
    let shows = operation.contains("/identifications") && !operation.ends_with("/account_snapshot");
    let items = json.as_array().map_or(std::slice::from_ref(json), Vec::as_slice);
    items.iter().filter(move |it| shows && it["id"].is_string() && it["status"].is_string())
}

/// Whether the QES does not start because the account check failed: a joint account, or no snapshot.
fn is_refused_by_bank(exchange: &Exchange, json: &Value, iban: &str) -> bool {
    let account = MockedIban::of(iban);
    let fails = matches!(account, Some(MockedIban::Joint | MockedIban::SnapshotFails));
    let is_mismatch = |code: &String| code.eq_ignore_ascii_case(EXPECTATION_MISMATCH);
    fails && exchange.operation == op::AUTHORIZE.name() && error_codes(json).iter().any(is_mismatch)
}

/// The IBAN with which no identification was created because SCHUFA refused it.
fn refused_by_schufa<'a>(exchange: &'a Exchange, json: &Value) -> Option<&'a str> {
    let Some(Payload::Json(sent)) = &exchange.sent.body else { return None };
    let iban = sent["iban"].as_str()?;
    let reason = MockedIban::of(iban)?.schufa_reason()?;
    let is_reason = |code: &String| code.eq_ignore_ascii_case(reason.code());
    let is_refused =
        exchange.operation == op::CREATE.name() && error_codes(json).iter().any(is_reason);
    is_refused.then_some(iban)
}

/// The segment of the path that follows this one; empty if there is none.
fn segment_after<'a>(url: &'a str, name: &str) -> &'a str {
    url.split('/').skip_while(|it| *it != name).nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Sent;
    use serde_json::json;

    fn exchange(operation: op::Operation, ids: &str, sent: Value, answer: Value) -> Exchange {
        let mut it = Exchange::sample(&operation.name(), 200);
        it.sent = Sent { url: ids.into(), body: Some(Payload::Json(sent)), ..Sent::default() };
        if let Outcome::Received(received) = &mut it.outcome {
            received.body = Payload::Json(answer);
        }
        it
    }

    #[test]
    fn identifications_fail_by_status_by_refusal_of_schufa_and_by_the_account_check() {
        type Row<'a> = (Vec<Exchange>, &'a [(&'a str, u64)], u64);
        let refused = |code: &str| json!({ "errors": [{ "code": code }] });
        let shown = |id: &str, iban: &str, status: &str| json!({ "id": id, "iban": iban, "status": status });
        let joint = MockedIban::Joint.iban();
        let unknown = MockedIban::UnknownPerson.iban();
        let schufa = exchange(
            op::CREATE,
            "http://h/v1/persons/p1/identifications",
            json!({ "iban": unknown }),
            refused("match_for_person_data_not_found"),
        );
        let created = exchange(
            op::CREATE,
            "http://h/v1/persons/p2/identifications",
            json!({ "iban": joint }),
            shown("i2", joint, "created"),
        );
        let mismatch = exchange(
            op::AUTHORIZE,
            "http://h/v1/persons/p2/identifications/i2/authorize",
            Value::Null,
            refused("expectation_mismatch"),
        );
        let good = MockedIban::Good.iban();
        let too_early = vec![
            exchange(
                op::CREATE,
                "http://h/v1/persons/p2/identifications",
                Value::Null,
                shown("i2", good, "created"),
            ),
            mismatch.clone(),
        ];
        let retrieved = |status: &str| {
            let url = "http://h/v1/persons/p2/identifications/i2";
            exchange(op::GET, url, Value::Null, shown("i2", joint, status))
        };
        let other = exchange(
            op::CREATE,
            "http://h/v1/persons/p3/identifications",
            json!({ "iban": unknown }),
            refused("invalid_model"),
        );
        let rows: [Row<'_>; 6] = [
            (too_early, &[], 0),
            (vec![schufa.clone(), schufa.clone()], &[(unknown, 2)], 2),
            (vec![created.clone(), retrieved("created")], &[], 0),
            (vec![created.clone(), mismatch.clone()], &[(joint, 1)], 1),
            (vec![created, mismatch, retrieved("failed"), schufa], &[(joint, 1), (unknown, 1)], 1),
            (vec![other], &[], 0),
        ];
        for (exchanges, by_iban, of_one_person) in rows {
            let mut record = ScenarioRecord::sample("s", Vec::new());
            record.exchanges = exchanges;
            let by_iban = by_iban.iter().map(|(iban, count)| ((*iban).to_owned(), *count));
            let expected = Failures { by_iban: by_iban.collect(), of_one_person };
            assert_eq!(Failures::of(&record), expected);
        }
    }
}
