//! Faults of the transfer of an answer.

use axum::body::{Body, Bytes};
use futures::stream;

use crate::simulator::answer::{Answer, HTML};

/// Fault of the transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// No answer is sent.
    Hang,
    /// The connection closes in the middle of the body.
    CloseMidBody,
    /// An HTML page with status 200 replaces the JSON.
    Html,
    /// The JSON stops in the middle, with a `Content-Length` that fits.
    TruncatedJson,
    /// 500 with an empty body.
    InternalError,
}

/// Part of an answer that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The whole body.
    Whole,
    /// Nothing.
    Never,
    /// Half of the body, then the connection closes.
    Broken,
    /// Nothing, then the connection closes.
    Lost,
}

/// Returns the answer with this fault, and how to send it.
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

/// A body with the full `Content-Length` that ends half-way.
pub fn broken_body(whole: &Bytes) -> Body {
    let half = whole.slice(..whole.len() / 2);
    let broken = std::io::Error::other("broken off on purpose");
    Body::from_stream(stream::iter([Ok(half), Err(broken)]))
}
