//! Sequence of what app, bank and customer did in a situation, beside what the guide wants.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A party of a situation.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// The app under test.
    App,
    /// The bank.
    Bank,
    /// The customer who uses the app.
    Customer,
}

/// A row of the sequence: a message from one party to another, or a step that is missing.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct SequenceRow {
    /// Time on the clock of the bank, ISO 8601 UTC; empty for a step that is missing.
    pub at: String,
    /// Sender.
    pub from: Party,
    /// Receiver; the sender itself if time passes.
    pub to: Party,
    /// The message without values: operation and status code, event, screen.
    pub text: String,
    /// How many times it was sent in a row.
    pub times: usize,
    /// The step of the guide that it is, or the action that the guide wants now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// Whether the guide wants the step and the app did not take it.
    #[serde(default)]
    pub is_missing: bool,
    /// Index of its exchange among the scenario's exchanges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
}
