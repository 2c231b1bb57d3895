//! All faults, a table per resource, in the guide's order; those of webhooks come last.
//!
//! `breaks` names the requirements a fault violates; those about access and delivery violate
//! none that the guide states.

mod access;
mod bank_page;
mod identifications;
mod mobile_numbers;
mod mocked_ibans;
mod persons;
mod qes;
mod webhooks;

use super::Fault;

macro_rules! faults {
    ($($name:literal, $sentence:literal, [$($breaks:literal),*], $effect:expr;)+) => {
        /// The faults of this table.
        pub const FAULTS: &[Fault] = &[$(Fault {
            name: $name,
            sentence: $sentence,
            breaks: &[$($breaks),*],
            effect: $effect,
        },)+];
    };
}
use faults;

const TABLES: [&[Fault]; 8] = [
    persons::FAULTS,
    mobile_numbers::FAULTS,
    identifications::FAULTS,
    mocked_ibans::FAULTS,
    bank_page::FAULTS,
    qes::FAULTS,
    access::FAULTS,
    webhooks::FAULTS,
];

/// Every fault of these tables.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    TABLES.into_iter().flatten()
}
