//! Step definitions, one file per domain noun: each translates a sentence into an action or a check.

mod access;
mod answer;
mod bank_page;
mod delivery;
mod documents;
mod eligibility;
mod errors;
#[expect(clippy::needless_pass_by_value, reason = "captured texts arrive by value")]
mod generic;
mod iban_lookup;
mod identification;
mod limits;
mod mobile_number;
mod mocked_iban;
#[expect(clippy::needless_pass_by_value, reason = "captured texts arrive by value")]
mod number_rules;
mod person;
mod person_update;
mod provider;
mod qes;
mod snapshot;
mod status_event;
mod tan;
mod time;
mod values;
mod webhook;
