//! Access and delivery.

use super::faults;
use crate::simulator::fault::Effect::{Disturb, Ignore, Rewrite};
use crate::simulator::fault::{Disturbance, Edit, Fault, Literal, When};
use crate::simulator::machine::Guard;
use crate::simulator::operation as op;

faults! {
    "token-not-required",
        "Calls without a token are answered.",
        ["AU-003", "AU-007"],
        Ignore(&[Guard::TokenPresent]);
    "unknown-token-accepted",
        "Calls with an unknown token are answered.",
        ["AU-004"],
        Ignore(&[Guard::TokenKnown]);
    "old-token-accepted",
        "A token never expires.",
        ["AU-005"],
        Ignore(&[Guard::TokenLifetime]);
    "wrong-credentials-accepted",
        "A token is issued for a wrong client secret.",
        ["AU-006"],
        Ignore(&[Guard::Credentials]);
    "another-partners-data-shown", "Data of another partner are shown.", ["AU-008"],
        Ignore(&[Guard::OwnPartner]);
    "another-partners-subscriptions-listed",
        "The list of subscriptions has those of another partner.", ["AU-008"],
        Ignore(&[Guard::OwnSubscriptions]);
    "another-partners-events-delivered",
        "Events of another partner are delivered.", ["AU-008"],
        Ignore(&[Guard::OwnEvents]);
    "another-partner-refused-with-400", "Data of another partner are refused with 400.",
        ["AU-008"],
        Rewrite(op::EVERY, When::Code("unauthorized_partner"), &[Edit::Status(400)]);
    "get-hangs", "The retrieval of an identification is never answered.", ["BI-118"],
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
    "token-without-lifetime", "The answer with a token has no lifetime.", ["AU-002"],
        Rewrite(&[op::TOKEN], When::Success, &[Edit::Remove("expires_in")]);
    "second-token-refused", "A client that holds a token gets no second one.", ["AU-001"],
        Ignore(&[Guard::TokenAgain]);
    "token-of-another-type", "The token answer names a type other than bearer.", ["AU-002"],
        Rewrite(&[op::TOKEN], When::Success, &[Edit::Set("token_type", Literal::Text("mac"))]);
    "token-dies-early", "A token expires long before its announced lifetime ends.", ["AU-005"],
        Rewrite(&[op::TOKEN], When::Success, &[Edit::Set("expires_in", Literal::Number(7200))]);
    // Errors
    "not-found-without-envelope", "A missing resource is reported without a list of errors.", ["ER-001"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[Edit::Body("{\"error\":\"not found\"}")]);
    "bad-request-without-envelope", "A bad request is answered with plain text.", ["ER-001"],
        Rewrite(&[op::CREATE_PERSON], When::Status(400), &[
            Edit::ContentType("text/plain"),
            Edit::Body("bad request"),
        ]);
    "error-without-id", "Errors have no id.", ["ER-002"],
        Rewrite(op::EVERY, When::Always, &[Edit::Remove("errors.*.id")]);
    "error-detail-missing", "Errors have no detail.", ["ER-002"],
        Rewrite(op::EVERY, When::Always, &[Edit::Remove("errors.*.detail")]);
    "error-status-differs", "Errors name another status code than the answer's.", ["ER-003"],
        Rewrite(op::EVERY, When::Always, &[Edit::Set("errors.*.status", Literal::Number(418))]);
    "error-ids-constant", "All errors have the same id.", ["ER-007"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[
            Edit::Set("errors.*.id", Literal::Text("00000000000000000000000000000001ex")),
        ]);
    "unknown-person-without-attempts", "An unknown person has an empty list of attempts.",
        ["BI-032"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Code("model_not_found"), &[
            Edit::Status(200), Edit::Body("[]"),
        ]);
    "unknown-person-eligible", "An unknown person is eligible.", ["BI-032"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Code("model_not_found"), &[
            Edit::Status(200), Edit::Body(r#"{"eligible":true,"method":"bank"}"#),
        ]);
    "unknown-person-as-bad-request", "An unknown person is answered with 400.", ["ER-004"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[Edit::Status(400)]);
    "unknown-identification-as-empty", "An unknown identification is answered as if it existed.",
        ["ER-004"],
        Rewrite(&[op::GET], When::Status(404), &[Edit::Status(200), Edit::Body("{}")]);
    "broken-json-accepted", "A body that is not JSON is accepted as a person.", ["ER-005"],
        Rewrite(&[op::CREATE_PERSON], When::Code("invalid_json"), &[
            Edit::Status(201),
            Edit::Body("{\"id\":\"00000000000000000000000000000001cper\"}"),
        ]);
    "mistyped-value-accepted", "A value of the wrong JSON type is accepted.", ["ER-006"],
        Rewrite(&[op::CREATE_PERSON], When::Code("type_error"), &[
            Edit::Status(201),
            Edit::Body("{\"id\":\"00000000000000000000000000000001cper\"}"),
        ]);
    "token-hangs",
        "No token is ever issued.",
        ["AU-001"],
        Disturb(op::TOKEN, Disturbance::Hang);
}
