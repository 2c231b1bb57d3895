//! The API as data: resources, statuses, reasons and documented test values, one file per resource.
//!
//! The simulator writes these types and the steps read their words. Types tolerate unknown members
//! and can hold wrong answers, because a harness that cannot represent a fault cannot report it. No
//! I/O, no clock.

/// Defines a resource and the names of its members.
macro_rules! resource {
    ($(#[$outer:meta])* $type:ident { $($(#[$meta:meta])* $name:ident: $kind:ty,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Debug, serde::Serialize)]
        pub struct $type { $($(#[$meta])* pub $name: $kind,)+ }

        impl $type {
            /// Names of the documented members.
            pub const MEMBERS: &'static [&'static str] = &[$(stringify!($name),)+];
        }
    };
}

/// Defines an enum with the word of each variant on the wire.
macro_rules! words {
    ($(#[$outer:meta])* $type:ident { $($(#[$doc:meta])* $name:ident => $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        pub enum $type { $($(#[$doc])* #[serde(rename = $word)] $name,)+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The value that has this word.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.word())
            }
        }
    };
}

mod access_token;
mod account_snapshot;
mod bank_identification_attempt;
mod change_request;
mod country;
mod document;
mod documented;
mod eligibility_check;
mod error;
mod error_envelope;
mod iban;
mod iban_lookup;
mod identification;
mod mobile_number;
pub mod operation;
mod person;
mod webhook;

pub use access_token::AccessToken;
pub use account_snapshot::AccountSnapshot;
pub use bank_identification_attempt::BankIdentificationAttempt;
pub use change_request::ChangeRequest;
pub use country::is_country;
pub use document::{Document, DocumentType};
pub use documented::{documented_members, is_request_member};
pub use eligibility_check::EligibilityCheck;
pub use error::{EXPECTATION_MISMATCH, Reason, same_code};
pub use error_envelope::{ErrorEnvelope, ErrorItem, ErrorSource};
pub use iban::{MockedIban, german_iban};
pub use iban_lookup::{IbanLookup, names_bank};
pub use identification::{Identification, SnapshotStatus, Status};
pub use mobile_number::MobileNumber;
pub use person::{EMPLOYMENT_STATUSES, Person, UPDATABLE_PROPERTIES};
pub use webhook::{EventType, IdentificationEvent, WebhookSubscription};

/// The Sandbox's static mobile number (Step 2, Testing static values; BI-049).
pub const STATIC_NUMBER: &str = "+15550101";
/// The OTP that verifies the static number (Step 2, Testing static values; BI-050).
pub const STATIC_OTP: &str = "212212";
/// The email address of every generated person, which is reserved for examples.
pub const SYNTHETIC_EMAIL: &str = "person@example.com";
