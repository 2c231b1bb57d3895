//! The claims of a certificate, in addition to in-toto's members.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::TestedSide;
use crate::requirement::Level;
use crate::verdict::Verdict;

/// Version of the layout that this program writes; it reads all earlier ones.
pub const CLAIMS_VERSION: u32 = 1;

/// The claims of a certificate. Members that this program does not know are ignored.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Claims {
    /// Version of the layout.
    pub version: u32,
    /// Number of the certificate, see [`number`](super::statement::number).
    #[serde(default)]
    pub number: String,
    /// The side that was tested.
    pub side: TestedSide,
    /// When it was issued, ISO 8601 UTC.
    pub issued_at: String,
    /// When it expires, ISO 8601 UTC.
    pub expires_at: String,
    /// Start of the first run, ISO 8601 UTC.
    pub started_at: String,
    /// End of the last run, ISO 8601 UTC.
    pub finished_at: String,
    /// The program.
    pub harness: HarnessClaim,
    /// Edition of the guide that was meant.
    pub guide: GuideClaim,
    /// Name and address of what was tested, as the runs have it.
    pub target: TargetClaim,
    /// The runs, in the order of their files.
    pub runs: Vec<RunClaim>,
    /// Every requirement of the catalogue, by id.
    pub rows: Vec<RowClaim>,
    /// Questions on which the guide has several readings, with the demanded and the observed ones.
    pub readings: Vec<ReadingClaim>,
    /// Documented deviations, with the number of times each was seen.
    pub deviations: Vec<DeviationClaim>,
    /// Failures that are accepted for a time.
    pub waivers: Vec<WaiverClaim>,
    /// Answers of persons: attestations, reviews, reasons.
    pub answers: Vec<PersonAnswer>,
    /// The known wrong behaviours that the runs could have noticed.
    pub worth: WorthClaim,
    /// Salted digests of the personal data that the evidence has no longer.
    pub commitments: Vec<CommitmentClaim>,
    /// The files of the evidence, in the order of the bundle.
    pub files: Vec<FileClaim>,
    /// The pages of the bundle, which come first in it.
    #[serde(default)]
    pub pages: Vec<FileClaim>,
    /// Files of the runs that are not in the bundle: pictures and outputs, which may show persons.
    pub withheld: Vec<FileClaim>,
}

/// The program that tested and certified.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct HarnessClaim {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// SHA-256 of the binary.
    pub binary_digest: String,
    /// Digest of features or situations, and catalogue.
    pub suite_digest: String,
    /// SHA-256 of the catalogue.
    pub catalogue_digest: String,
}

/// An edition of the guide.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct GuideClaim {
    /// Title.
    pub title: String,
    /// Edition, in words.
    pub edition: String,
    /// SHA-256 of its text.
    pub digest: String,
}

/// The tested API or app.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct TargetClaim {
    /// Name in the runs.
    pub name: String,
    /// Address of the API; empty for an app.
    pub url: String,
    /// Capabilities beyond the API.
    pub capabilities: Vec<String>,
}

/// One run.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct RunClaim {
    /// Name of the record in the bundle.
    pub file: String,
    /// Id of the run.
    pub run_id: String,
    /// Start, ISO 8601 UTC.
    pub started_at: String,
    /// End, ISO 8601 UTC.
    pub finished_at: String,
    /// Number of scenarios by verdict.
    pub scenarios: BTreeMap<String, usize>,
    /// SHA-256 of the records that it was made of, as the holder has them: those of shards, or the one
    /// with the personal data.
    pub originals: Vec<String>,
}

/// A requirement.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct RowClaim {
    /// Id.
    pub id: String,
    /// Level.
    pub level: Level,
    /// The worst verdict of all runs.
    pub verdict: Verdict,
    /// Ways in which the verdict is known: `exchange`, `situation`, `review`, `attestation`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_by: Vec<String>,
    /// Digest over the records of its scenarios in all runs; `None` if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Reason why it was not observed, or does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl RowClaim {
    /// Whether it holds: by traffic, by an attestation, or by a review.
    pub fn holds(&self) -> bool {
        matches!(self.verdict, Verdict::Passed | Verdict::Attested | Verdict::Review)
    }

    /// Whether nothing was observed of it.
    pub fn is_open(&self) -> bool {
        self.verdict < Verdict::Passed
    }
}

/// Readings of a question.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct ReadingClaim {
    /// Id of the question.
    pub question: String,
    /// The demanded reading, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demanded: Option<String>,
    /// The observed readings.
    pub observed: Vec<String>,
}

/// A documented deviation.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct DeviationClaim {
    /// Difference.
    pub what: String,
    /// Place.
    pub place: String,
    /// Number of times.
    pub times: usize,
}

/// A waiver, and what it waives.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct WaiverClaim {
    /// Scenario or requirement.
    pub id: String,
    /// Responsible person or team.
    pub owner: String,
    /// Reason.
    pub reason: String,
    /// Ticket of the fix.
    pub ticket: String,
    /// Last day.
    pub expires: String,
    /// The scenarios it waives.
    pub scenarios: Vec<String>,
}

/// Kind of a person's answer.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerKind {
    /// A fact that no traffic shows.
    Attestation,
    /// A person compared what the app showed with the guide.
    Review,
    /// A reason why a requirement was not observed.
    NotObserved,
}

impl AnswerKind {
    /// The word in files and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Review => "review",
            Self::NotObserved => "not-observed",
        }
    }
}

/// The answer of a person.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PersonAnswer {
    /// Id of the requirement.
    pub requirement: String,
    /// Kind.
    pub kind: AnswerKind,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Name of the person.
    pub who: String,
    /// Role of the person.
    pub role: String,
    /// Day of the answer.
    pub when: String,
}

/// The known wrong behaviours that the runs could have noticed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct WorthClaim {
    /// Meaning of the numbers: `wrong behaviours` of an API, `rules` for partners.
    pub of: String,
    /// Number of known ones.
    pub known: usize,
    /// Number of those that could have been noticed.
    pub noticeable: usize,
}

impl WorthClaim {
    /// The part that could have been noticed, in whole percent, rounded down.
    pub fn percent(&self) -> usize {
        (self.noticeable * 100).checked_div(self.known).unwrap_or_default()
    }
}

/// Salted digest of a text that the holder of the original knows.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct CommitmentClaim {
    /// Placeholder in the evidence.
    pub placeholder: String,
    /// SHA-256 over salt and text.
    pub digest: String,
}

/// A file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct FileClaim {
    /// Name in the bundle.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Size in bytes.
    pub size: usize,
}

impl FileClaim {
    /// A file with these bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), sha256: super::digest::sha256(bytes), size: bytes.len() }
    }
}
