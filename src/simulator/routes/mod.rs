//! The handlers, one file per resource.

pub mod account_snapshots;
pub mod attempts;
mod codes;
pub mod documents;
pub mod eligibility_checks;
pub mod iban_lookups;
pub mod identifications;
mod listing;
pub mod mobile_numbers;
mod person_rules;
pub mod persons;
pub mod signatures;
pub mod tokens;
pub mod webhooks;
