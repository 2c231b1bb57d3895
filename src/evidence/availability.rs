//! Whether a target offers an operation to its caller.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Availability of an operation, as an answer shows it, whatever becomes of the request.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// The answer is that of a success.
    Succeeded,
    /// The caller lacks the permission for this operation.
    Forbidden,
    /// The target does not have this operation.
    Missing,
    /// The target has it; it was refused, or failed.
    Refused,
    /// Nothing: the token was refused, or the target could not answer.
    Unknown,
}
