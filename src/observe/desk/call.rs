//! Calls to the desk of a situation, and their answers.

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::evidence::{Attestation, TracedScreen};

/// A call to the desk of a situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskCall {
    /// The customer's card and the instructions.
    Card,
    /// The customer's SMS.
    Phone,
    /// The time, and the customer's SMS with their purposes, for the pages of a person.
    Overview,
    /// The customer goes through the bank page.
    BankPage {
        /// Address that the app gave.
        url: String,
        /// Action of the customer there.
        action: BankPageAction,
    },
    /// Time passes, in milliseconds.
    Advance(i64),
    /// The app shows something; a picture may be added.
    Shown(TracedScreen, Option<Picture>),
    /// The tester answers a question.
    Attest(Attestation),
    /// The app has come to its end.
    Done,
    /// The tester could not try the situation, for this reason.
    Skip(String),
}

/// Action of the customer on the bank page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BankPageAction {
    /// Logs in and authorises the transfer.
    Pay,
    /// Logs in and leaves.
    LogInOnly,
    /// Opens the page and leaves.
    Abandon,
}

impl BankPageAction {
    /// The word in calls and traces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::LogInOnly => "log-in-only",
            Self::Abandon => "abandon",
        }
    }
}

/// Maximum size of a picture, in bytes.
pub const MOST_PICTURE_BYTES: usize = 8_000_000;
/// Languages of the texts that an app shows.
pub const LANGUAGES: [&str; 2] = ["de", "en"];

/// A picture of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `png` or `jpeg`.
    pub kind: &'static str,
    /// The file.
    pub bytes: Bytes,
}

impl Picture {
    /// A picture with this content.
    ///
    /// # Errors
    /// When it is too large, or neither PNG nor JPEG: the key of the text that says so.
    pub fn of(bytes: Bytes) -> Result<Self, &'static str> {
        let kind = match bytes.get(..4) {
            _ if bytes.len() > MOST_PICTURE_BYTES => return Err("picture_too_large"),
            Some(b"\x89PNG") => "png",
            Some([0xff, 0xd8, 0xff, _]) => "jpeg",
            _ => return Err("no_picture"),
        };
        Ok(Self { kind, bytes })
    }
}

/// An answer of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskAnswer {
    /// Status code.
    pub status: u16,
    /// Body; null for an empty one.
    pub body: Value,
}

impl DeskAnswer {
    /// An answer with content.
    pub fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    /// An answer without content.
    pub fn empty() -> Self {
        Self { status: 204, body: Value::Null }
    }

    /// A refusal with its reason and remedy.
    pub fn refused(status: u16, detail: impl Into<String>) -> Self {
        Self { status, body: json!({ "error": detail.into() }) }
    }
}

/// A call that waits for its answer.
#[derive(Debug)]
pub struct DeskRequest {
    /// The call.
    pub call: DeskCall,
    /// Receives the answer.
    pub answer: oneshot::Sender<DeskAnswer>,
}
