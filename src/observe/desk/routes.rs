//! Routes of the desk: bodies in, calls out.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::call::{BankPageAction, DeskAnswer, DeskCall, LANGUAGES};
use super::places::Desk;
use crate::evidence::{Attestation, TracedScreen};

/// Maximum length of a text, in characters.
const LONGEST_TEXT: usize = 10_000;
/// Longest time that may pass at once, in milliseconds: ten years.
const LONGEST_ADVANCE_MS: i64 = 10 * 365 * 24 * 3_600_000;

/// POST bank-page.
#[derive(Deserialize)]
struct BankPageBody {
    url: String,
    #[serde(rename = "do")]
    action: BankPageAction,
}

/// POST clock/advance.
#[derive(Deserialize)]
struct AdvanceBody {
    milliseconds: i64,
}

/// The router of the desk.
pub fn router(desk: Desk) -> Router {
    let fixed = |call: DeskCall| {
        async move |State(desk): State<Desk>, Path(id): Path<String>, headers: HeaderMap| {
            answered(&desk, &id, &headers, Ok(call)).await
        }
    };
    let of_body = |read: fn(&[u8]) -> Result<DeskCall, String>| {
        async move |State(desk): State<Desk>,
                    Path(id): Path<String>,
                    headers: HeaderMap,
                    body: Bytes| answered(&desk, &id, &headers, read(&body)).await
    };
    Router::new()
        .route("/situations/{id}/situation", get(fixed(DeskCall::Card)))
        .route("/situations/{id}/phone", get(fixed(DeskCall::Phone)))
        .route("/situations/{id}/done", post(fixed(DeskCall::Done)))
        .route("/situations/{id}/bank-page", post(of_body(bank_page)))
        .route("/situations/{id}/clock/advance", post(of_body(advance)))
        .route("/situations/{id}/shown", post(of_body(shown)))
        .route("/situations/{id}/attest", post(of_body(attest)))
        .with_state(desk)
}

async fn answered(
    desk: &Desk,
    id: &str,
    headers: &HeaderMap,
    call: Result<DeskCall, String>,
) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let token = token.and_then(|it| it.strip_prefix("Bearer "));
    let answer = match call {
        Ok(call) => desk.call(id, token, call).await,
        Err(detail) => DeskAnswer::refused(400, detail),
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if answer.body.is_null() {
        return status.into_response();
    }
    (status, Json(answer.body)).into_response()
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| format!("the body is not as documented: {error}"))
}

fn bank_page(body: &[u8]) -> Result<DeskCall, String> {
    let BankPageBody { url, action } = read(body)?;
    Ok(DeskCall::BankPage { url, action })
}

fn advance(body: &[u8]) -> Result<DeskCall, String> {
    match read(body)? {
        AdvanceBody { milliseconds: by_ms @ 0..=LONGEST_ADVANCE_MS } => {
            Ok(DeskCall::Advance(by_ms))
        }
        AdvanceBody { milliseconds } => Err(format!(
            "milliseconds is {milliseconds}: give a number from 0 to {LONGEST_ADVANCE_MS}, which is \
             ten years"
        )),
    }
}

fn shown(body: &[u8]) -> Result<DeskCall, String> {
    let mut screen: TracedScreen = read(body)?;
    for text in [&mut screen.text, &mut screen.screen] {
        *text = cut(text);
    }
    screen.picture = None;
    if let Some(language) = screen.language.as_deref().filter(|it| !LANGUAGES.contains(it)) {
        let known = LANGUAGES.join(", ");
        return Err(format!("`{}` is no language of a text: use one of {known}", cut(language)));
    }
    Ok(DeskCall::Shown(screen, None))
}

fn attest(body: &[u8]) -> Result<DeskCall, String> {
    let Attestation { question, answer } = read(body)?;
    Ok(DeskCall::Attest(Attestation { question: cut(&question), answer: cut(&answer) }))
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
