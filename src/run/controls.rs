//! Positive controls: the scenarios of the embedded suite that show each operation of the API
//! succeed. A run adds those that its selection lacks.

use std::collections::BTreeSet;

use crate::config::{Target, lacking};
use crate::engine::{self, Plan, Selection};

use super::{CannotStart, suite};

/// Operations, each with the smallest scenario that shows it succeed.
const CONTROLS: [(&str, &str); 24] = [
    ("POST /oauth2/token", "Valid client credentials are exchanged for an access token"),
    ("POST /v1/persons", "Two persons get two ids"),
    ("GET /v1/persons/{person_id}", "A registered person is returned as registered"),
    ("PATCH /v1/persons/{person_id}", "One property of a person is changed"),
    (
        "POST /v1/persons/{person_id}/mobile_number",
        "The static mobile number is accepted and unverified",
    ),
    ("GET /v1/persons/{person_id}/mobile_number", "The mobile number is shown for its own person"),
    (
        "DELETE /v1/persons/{person_id}/mobile_number",
        "A deleted mobile number no longer belongs to the person",
    ),
    (
        "POST /v1/persons/{person_id}/mobile_number/authorize",
        "An authorised mobile number is still unverified",
    ),
    (
        "POST /v1/persons/{person_id}/mobile_number/confirm",
        "The static OTP verifies the static mobile number",
    ),
    (
        "POST /v1/persons/{person_id}/identification_eligibility_checks",
        "An eligibility check names the method and decides",
    ),
    ("POST /v1/iban_lookups", "A lookup of the good IBAN names its bank"),
    (
        "POST /v1/persons/{person_id}/identifications",
        "A new identification echoes method, IBAN and consent",
    ),
    (
        "GET /v1/persons/{person_id}/identifications",
        "A new identification is listed for its own person only",
    ),
    (
        "GET /v1/persons/{person_id}/identifications/{id}",
        "A new identification has the status created",
    ),
    (
        "PATCH /v1/persons/{person_id}/identifications/{id}/request",
        "A requested identification hands out an absolute address",
    ),
    (
        "PATCH /v1/persons/{person_id}/identifications/{id}/authorize",
        "The QES starts without a body and waits for its TAN",
    ),
    (
        "PATCH /v1/persons/{person_id}/identifications/{id}/confirm",
        "The answer to the right TAN says confirmed and keeps everything else",
    ),
    (
        "GET /v1/persons/{person_id}/identifications/{id}/account_snapshot",
        "The account snapshot has the documented members",
    ),
    (
        "GET /v1/persons/{person_id}/bank_identification_attempts",
        "SCHUFA's refusal of the unknown-person IBAN is listed as a failed attempt",
    ),
    ("GET /v1/persons/{person_id}/documents/{id}/file", "Both documents can be downloaded as PDF"),
    ("POST /v1/webhooks", "A subscription to IDENTIFICATION is created with an id and a secret"),
    ("GET /v1/webhooks", "The list shows a subscription without its secret"),
    ("GET /v1/webhooks/{id}", "A subscription is retrieved without its secret"),
    ("DELETE /v1/webhooks/{id}", "A deleted subscription is no longer shown"),
];

/// Beginning of the id of a scenario that is run as a control: its data differ from those of the
/// scenario itself.
const PREFIX: &str = "control: ";

/// The titles of the scenarios that show these operations.
pub(super) fn titles(operations: &BTreeSet<String>) -> BTreeSet<&'static str> {
    let shown = CONTROLS.iter().filter(|(operation, _)| operations.contains(*operation));
    shown.map(|(_, title)| *title).collect()
}

/// The titles of all controls.
pub(super) fn all_titles() -> BTreeSet<&'static str> {
    CONTROLS.iter().map(|(_, title)| *title).collect()
}

/// The operations that a scenario shows.
pub(super) fn shown_by(title: &str) -> Vec<String> {
    let shown = CONTROLS.iter().filter(|(_, it)| *it == title);
    shown.map(|(operation, _)| (*operation).to_owned()).collect()
}

/// Plans the embedded scenarios with these titles. They are recorded under ids of their own.
///
/// # Errors
/// When the embedded suite cannot be loaded.
pub(super) fn plan(titles: &BTreeSet<&str>, target: &Target) -> Result<Plan, CannotStart> {
    if titles.is_empty() {
        return Ok(Plan::default());
    }
    let suite = suite::load(&[])?.suite;
    let mut plan = engine::select(suite, &Selection::default(), &|tags| lacking(tags, target));
    plan.retain(|case| titles.contains(case.name.as_str()));
    for planned in &mut plan.scenarios {
        planned.case.id.insert_str(0, PREFIX);
    }
    Ok(plan)
}

/// The id of the scenario that was run as a control.
pub(super) fn own_id(id: &str) -> String {
    id.strip_prefix(PREFIX).unwrap_or(id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::load;

    #[test]
    fn every_control_is_one_scenario_of_the_embedded_suite() {
        let suite = load(&[]).unwrap_or_else(|why| panic!("{why}")).suite;
        let names: Vec<String> = suite.cases().map(|it| it.name).collect();
        for (operation, title) in CONTROLS {
            let count = names.iter().filter(|it| *it == title).count();
            assert_eq!(count, 1, "{operation}: {title}");
            assert_eq!(shown_by(title), [operation]);
        }
    }
}
