//! Certificates: what they say, whether runs may be certified, and whether a certificate is genuine.
//!
//! Pure: bytes, time and salts are passed in. A library does the cryptography, another one the zip
//! file; only the statement is defined here.

mod admissible;
mod admission;
mod answers;
mod badge;
mod bundle;
mod claims;
mod commitments;
mod comparing_writer;
mod compose;
mod consistency;
mod contradiction;
mod decodings;
mod demands;
mod difference;
mod digest;
mod envelope;
mod evidence_check;
mod flaw;
mod folding;
mod key;
mod measure_check;
mod own_program;
mod own_suite;
mod page;
mod pages;
mod policy;
mod question;
mod recount;
mod rows;
mod run_check;
mod run_view;
#[cfg(test)]
mod samples;
mod scenario_check;
mod shown;
mod signer;
mod situation_check;
mod statement;
mod summary_check;
#[cfg(test)]
mod tests;
mod texts;
mod unique_members;
mod verification;

pub use admissible::{against_all, against_run};
pub use admission::{Application, CandidateRun, Obstacle, ObstacleKind, obstacles};
pub use answers::{OpenQuestion, draft, parse as parse_answers};
pub use bundle::{BundleError, BundledFile, is_zip, write as write_bundle};
pub use claims::{
    AnswerKind, CLAIMS_VERSION, Claims, FileClaim, GuideClaim, HarnessClaim, PersonAnswer, RowClaim,
};
pub use commitments::{ConcealedText, Concealer, PersonalTexts};
pub use compose::{CertifiedSubject, Composition, EvidenceFiles, statement, written};
pub use contradiction::Contradiction;
pub use demands::side_word;
pub use digest::{is_sha256, sha256};
pub use envelope::{OpenedEnvelope, SignedEnvelope};
pub use evidence_check::placeholders;
pub use flaw::Flaw;
pub use key::{KeyError, PrivateKey, PublicKey};
pub use own_program::OwnProgram;
pub use own_suite::{OwnScenario, OwnSuite};
pub use pages::pages;
pub use policy::{AcceptedBasis, ReceiverPolicy, SignerRow, TrustedKey};
pub use question::KnownQuestions;
pub use recount::{contradictions, of_worth};
pub use run_view::RunView;
pub use shown::{NamedRun, ShownClaims};
pub use signer::FoundSigner;
pub use situation_check::of_situations;
pub use statement::{Statement, number};
pub use texts::PageLanguage;
pub use verification::{
    CERTIFICATE, UnreadableCertificate, Verification, VerificationRequest, opened, verify,
};
