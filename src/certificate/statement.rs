//! The signed statement: in-toto's, with the predicate of a test result.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::claims::Claims;
use super::digest::{is_sha256, sha256};

/// Type of the statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// Type of the predicate.
pub const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";
/// Name of the subject that is the root of the evidence.
pub const EVIDENCE: &str = "evidence";
/// Name of a digest of a subject that has no digest of its own: SHA-256 of its name.
pub const OF_NAME: &str = "bankidentName";

/// A statement about subjects. Members that this program does not know are ignored.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Statement {
    /// Type of the statement: `https://in-toto.io/Statement/v1`.
    #[serde(rename = "_type")]
    pub kind: String,
    /// The app or API, each `run.json`, and the root of the evidence.
    pub subject: Vec<Descriptor>,
    /// Type of the predicate: `https://in-toto.io/attestation/test-result/v0.1`.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// The result.
    pub predicate: TestResult,
}

/// Something with a name and its digests, by algorithm.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Descriptor {
    /// Name.
    pub name: String,
    /// Digests in hexadecimal digits.
    pub digest: BTreeMap<String, String>,
}

impl Descriptor {
    /// Something with this SHA-256.
    pub fn new(name: &str, sha256: &str) -> Self {
        let digest = [("sha256".to_owned(), sha256.trim_start_matches("sha256:").to_owned())];
        Self { name: name.to_owned(), digest: digest.into() }
    }

    /// The subject of a certificate; without a digest of its own it has that of its name.
    pub fn of_subject(name: &str, digest: Option<&str>) -> Self {
        if let Some(digest) = digest {
            return Self::new(name, digest);
        }
        let digest = [(OF_NAME.to_owned(), sha256(name.as_bytes()))];
        Self { name: name.to_owned(), digest: digest.into() }
    }

    /// Whether it has a name, and either a SHA-256 or the digest of the name.
    pub fn is_named(&self) -> bool {
        let only = self.digest.iter().next().filter(|_| self.digest.len() == 1);
        let is_right = only.is_some_and(|(algorithm, digest)| match algorithm.as_str() {
            OF_NAME => *digest == sha256(self.name.as_bytes()),
            "sha256" => is_sha256(digest),
            _ => false,
        });
        is_right && !self.name.trim().is_empty()
    }

    /// The SHA-256, if it has one.
    pub fn sha256(&self) -> Option<&str> {
        self.digest.get("sha256").map(String::as_str)
    }
}

/// Predicate of a test result, with the claims of this program in a member of its own.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    /// The result.
    pub result: ResultWord,
    /// The means of the test: program, suite, catalogue, guide.
    pub configuration: Vec<Descriptor>,
    /// Ids of the requirements that hold.
    pub passed_tests: Vec<String>,
    /// Ids of the requirements that do not hold and are no MUST.
    pub warned_tests: Vec<String>,
    /// Ids of the requirements that fail; empty in a certificate.
    pub failed_tests: Vec<String>,
    /// Everything else.
    pub bankident: Claims,
}

/// Result of all tests.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ResultWord {
    /// All tests passed.
    Passed,
    /// Only tests that are no MUST failed.
    Warned,
    /// A MUST failed.
    Failed,
}

impl Statement {
    /// The payload that is signed: JSON with sorted members.
    pub fn to_payload(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_value(self).and_then(|it| serde_json::to_vec(&sorted(it)))
    }

    /// Reads a payload.
    pub fn parse(payload: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(payload)
    }
}

/// Whether a payload has the bytes that are written for its value: members are sorted, none is doubled, and
/// no blanks are between them. Otherwise two programs could read it in two ways.
pub fn is_canonical(payload: &[u8], value: &Value) -> bool {
    serde_json::to_vec(&sorted(value.clone())).is_ok_and(|it| it == payload)
}

/// Number of a certificate: SHA-256 of its payload without the number and without its pages, which
/// show the number.
pub fn number(payload: &[u8]) -> serde_json::Result<String> {
    let mut statement: Value = serde_json::from_slice(payload)?;
    if let Some(Value::Object(claims)) = statement.pointer_mut("/predicate/bankident") {
        claims.remove("number");
        claims.remove("pages");
    }
    serde_json::to_vec(&sorted(statement)).map(|it| sha256(&it))
}

/// The same value with sorted members, however the library keeps them.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> =
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.into_iter().collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}
