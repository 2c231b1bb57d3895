//! Answers that do not arrive as they should.

use axum::body::{Body, Bytes};
use futures::stream;

use crate::simulator::answer::{Answer, HTML};

/// Fault of the transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// Nothing comes back.
    Hang,
    /// The connection closes in the middle of the body.
    CloseMidBody,
    /// An HTML page with status 200 replaces the JSON.
    Html,
    /// The JSON stops in the middle, and the length says that this is all.
    TruncatedJson,
    /// 500 with an empty body.
    InternalError,
}

/// How the answer is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The whole body.
    Whole,
    /// Not at all.
    Never,
    /// Half of the body, then the connection closes.
    Broken,
}

/// The disturbed answer.
pub fn disturb(mut answer: Answer, how: Disturbance) -> (Answer, Transfer) {
    let half = answer.body.len() / 2;
    let delivery = match how {
        Disturbance::Hang => Transfer::Never,
        Disturbance::CloseMidBody => Transfer::Broken,
        _ => Transfer::Whole,
    };
    match how {
        Disturbance::Html => {
            answer = Answer::new(200, HTML, "<!DOCTYPE html><title>Maintenance</title>");
        }
        Disturbance::TruncatedJson => answer.body.truncate(half),
        Disturbance::InternalError => answer = Answer::new(500, "text/plain", ""),
        Disturbance::Hang | Disturbance::CloseMidBody => {}
    }
    (answer, delivery)
}

/// A body that promises everything and breaks off half-way.
pub fn broken_body(whole: &Bytes) -> Body {
    let half = whole.slice(..whole.len() / 2);
    let broken = std::io::Error::other("broken off on purpose");
    Body::from_stream(stream::iter([Ok(half), Err(broken)]))
}
