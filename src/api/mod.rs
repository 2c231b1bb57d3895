//! The wire: resources, statuses, reasons and documented test values, one file per resource.
//!
//! The simulator writes these types and the steps read their words. Types tolerate unknown
//! members and can hold wrong answers, because a harness that cannot represent a fault cannot
//! report it. No I/O, no clock.

mod error;
mod iban;
mod identification;

pub use error::{EXPECTATION_MISMATCH, Reason, same_code};
pub use iban::MockedIban;
pub use identification::{SnapshotStatus, Status};

/// The Sandbox's static mobile number (Step 2, Testing static values; BI-049).
pub const STATIC_NUMBER: &str = "+15550101";
/// The OTP that verifies the static number (Step 2, Testing static values; BI-050).
pub const STATIC_OTP: &str = "212212";
