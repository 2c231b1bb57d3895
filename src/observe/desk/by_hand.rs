//! Routes of the desk for a person.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::call::DeskCall;
use super::form_state::FormState;
use super::forms;
use super::hand_desk::HandDesk;
use super::pages;
use super::report_files;

/// Maximum size of a form with a picture, in bytes: a larger one than the picture may have, so that a
/// picture that is too large is answered with the reason.
const MOST_FORM_BYTES: usize = 64 * 1024 * 1024;

/// The router of the pages, to be nested below a path that only the tester knows.
pub fn router(desk: HandDesk) -> Router {
    let script = || async { asset("text/javascript", include_str!("desk.js")) };
    let style = || async { asset("text/css", include_str!("desk.css")) };
    Router::new()
        .route("/desk", get(show))
        .route("/state", get(state))
        .route("/pictures/{number}", get(picture))
        .route("/report/{*path}", get(report_files::serve))
        .route("/clock", post(forms::clock))
        .route("/shown", post(forms::shown))
        .route("/attest", post(forms::attest))
        .route("/done", post(forms::done))
        .route("/skip", post(forms::skip))
        .route("/close", post(forms::close))
        .route("/desk.js", get(script))
        .route("/desk.css", get(style))
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .layer(middleware::from_fn_with_state(desk.clone(), visited))
        .with_state(desk)
}

/// Notes that somebody is at the desk.
async fn visited(State(hand): State<HandDesk>, request: Request, next: Next) -> Response {
    hand.desk.hand().visit();
    next.run(request).await
}

fn asset(media_type: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}

#[derive(Deserialize)]
struct ShowQuery {
    /// Present if the end of the situation is to be confirmed.
    confirm: Option<String>,
}

async fn show(State(hand): State<HandDesk>, Query(query): Query<ShowQuery>) -> Response {
    let form = FormState { confirms_end: query.confirm.is_some(), ..FormState::default() };
    hand.show(StatusCode::OK, form).await
}

/// The page that is due, the SMS and the time, for the script of the page.
async fn state(State(hand): State<HandDesk>) -> Response {
    let key = hand.key();
    let Some((_, place)) = hand.desk.current() else {
        return Json(json!({ "key": key })).into_response();
    };
    let overview = place.ask(DeskCall::Overview).await.body;
    let sms = pages::sms_list(&overview["sms"], hand.texts).into_string();
    let count = overview["sms"].as_array().map_or(0, Vec::len);
    Json(json!({ "key": key, "now": overview["now"], "sms": sms, "count": count })).into_response()
}

/// The picture of a screen that was recorded in this situation.
async fn picture(State(hand): State<HandDesk>, Path(number): Path<usize>) -> Response {
    let screens = hand.desk.current().map(|(_, place)| place.screens()).unwrap_or_default();
    let found = screens.into_iter().find(|it| it.number == number);
    let Some(picture) = found.and_then(|it| it.picture) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, format!("image/{}", picture.kind)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, picture.bytes).into_response()
}
