//! Differences between what was expected and what was observed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One place where the answer differs from what was expected.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// Place: `status code`, `body`, a header name, or a JSON path such as `documents[0].size`.
    pub path: String,
    /// The expected value, in words or as JSON.
    pub expected: String,
    /// The actual value, shortened, secrets masked.
    pub actual: String,
}

impl Mismatch {
    /// A mismatch at `path`.
    pub fn new(
        path: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), expected: expected.into(), actual: actual.into() }
    }
}
