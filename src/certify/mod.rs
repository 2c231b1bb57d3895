//! The conductor of certificates: reads runs, keys and policies, and writes bundles. What a certificate
//! says, and whether it is genuine, is decided in [`certificate`](crate::certificate).

mod candidates;
mod check;
mod countersign;
mod desk;
mod error;
mod files;
mod issue;
mod key_files;
mod own;
mod signing;

pub use check::{CheckedCertificate, VerifyConfig, check};
pub use countersign::{Countersigned, countersign};
pub use desk::{BrokenDeskRule, vocabulary};
pub use error::CertifyError;
pub use files::create;
pub use issue::{CertifyConfig, Decision, IssuedCertificate, certify, drafted};
pub use key_files::{keygen, private_key, public_key};
pub use own::{guide, harness, program as own_program};
pub use signing::SigningMeans;
