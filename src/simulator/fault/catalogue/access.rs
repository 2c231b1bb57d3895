//! Access and delivery.

use super::super::super::machine::Guard;
use super::super::super::operation as op;
use super::super::Effect::{Disturb, Ignore};
use super::super::{Disturbance, Fault};
use super::faults;

faults! {
    "token-not-required", "Calls without a token are answered.", [],
        Ignore(&[Guard::TokenPresent]);
    "unknown-token-accepted", "Calls with an unknown token are answered.", [],
        Ignore(&[Guard::TokenKnown]);
    "old-token-accepted", "A token never dies.", [],
        Ignore(&[Guard::TokenLifetime]);
    "wrong-credentials-accepted", "A token is issued for a wrong client secret.", [],
        Ignore(&[Guard::Credentials]);
    "get-hangs", "Reading an identification is never answered.", ["BI-118"],
        Disturb(op::GET, Disturbance::Hang);
    "get-breaks-off",
        "Reading an identification breaks off in the middle of the answer.", ["BI-118"],
        Disturb(op::GET, Disturbance::CloseMidBody);
    "get-answers-html", "Reading an identification is answered with a web page.", ["BI-118"],
        Disturb(op::GET, Disturbance::Html);
    "get-answers-truncated-json",
        "Reading an identification is answered with half of the JSON.", ["BI-118"],
        Disturb(op::GET, Disturbance::TruncatedJson);
    "create-answers-500", "Creating an identification is answered with 500.", ["BI-072"],
        Disturb(op::CREATE, Disturbance::InternalError);
    "token-hangs", "No token is ever issued.", [],
        Disturb(op::TOKEN, Disturbance::Hang);
}
