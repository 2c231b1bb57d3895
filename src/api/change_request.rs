//! A change that the customer must authorise first.

use serde::Serialize;

/// The answer to a change of a person that is not done at once (C-43).
#[derive(Clone, Debug, Serialize)]
pub struct ChangeRequest {
    /// `…csc`.
    pub id: String,
    /// How far it is.
    pub status: String,
    /// When it got there.
    pub updated_at: String,
    /// Where it is authorised.
    pub url: String,
}
