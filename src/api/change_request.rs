//! A change that the customer must authorise first.

use serde::Serialize;

/// The answer to a change of a person that is not done at once (C-43).
#[derive(Clone, Debug, Serialize)]
pub struct ChangeRequest {
    /// `…csc`.
    pub id: String,
    /// Status of the change.
    pub status: String,
    /// Time of the latest change of status.
    pub updated_at: String,
    /// URL at which the customer authorises it.
    pub url: String,
}
