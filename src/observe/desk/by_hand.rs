//! Routes of the desk for a person.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Form, Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Json, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::call::{DeskAnswer, DeskCall, Picture};
use super::pages::{SituationPage, sms_list, waiting};
use super::place::DeskPlace;
use super::places::Desk;
use super::texts::DeskTexts;

use crate::evidence::{Attestation, TracedScreen};

/// Maximum size of a form with a picture, in bytes.
const MOST_FORM_BYTES: usize = 8 * 1024 * 1024;
/// Fields that say what a page may load and run.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The desk with the texts of its pages.
#[derive(Clone)]
pub struct HandDesk {
    /// The desk.
    pub desk: Desk,
    /// Texts.
    pub texts: &'static DeskTexts,
}

/// The router of the pages, to be nested below a path that only the tester knows.
pub fn router(desk: HandDesk) -> Router {
    let script = || async { asset("text/javascript", include_str!("desk.js")) };
    let style = || async { asset("text/css", include_str!("desk.css")) };
    Router::new()
        .route("/desk", get(show))
        .route("/state", get(state))
        .route("/clock", post(clock))
        .route("/shown", post(shown))
        .route("/attest", post(attest))
        .route("/done", post(done))
        .route("/skip", post(skip))
        .route("/desk.js", get(script))
        .route("/desk.css", get(style))
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .with_state(desk)
}

fn asset(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// The page of the current situation.
async fn show(State(hand): State<HandDesk>) -> Response {
    let Some((id, place)) = hand.desk.current() else {
        return page(waiting(hand.texts, hand.desk.is_over()).into_string());
    };
    let card = place.ask(DeskCall::Card).await.body;
    let sms = place.ask(DeskCall::Phone).await.body;
    let now = place.ask(DeskCall::Advance(0)).await.body;
    let now = now["now"].as_str().unwrap_or_default().to_owned();
    let shown = SituationPage { texts: hand.texts, id: &id, place: &place, card, sms, now };
    page(shown.render().into_string())
}

fn page(body: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(body)).into_response()
}

/// The current situation and its SMS, for the script of the page.
async fn state(State(hand): State<HandDesk>) -> Response {
    let Some((id, place)) = hand.desk.current() else {
        return Json(json!({ "situation": "", "sms": "" })).into_response();
    };
    let sms = place.ask(DeskCall::Phone).await.body;
    let sms = sms_list(&sms, hand.texts).into_string();
    Json(json!({ "situation": id, "sms": sms })).into_response()
}

#[derive(Deserialize)]
struct ClockForm {
    milliseconds: u32,
}

async fn clock(State(hand): State<HandDesk>, Form(form): Form<ClockForm>) -> Response {
    hand.carry_out(|_| DeskCall::Advance(form.milliseconds.into())).await
}

async fn attest(State(hand): State<HandDesk>, Form(form): Form<Attestation>) -> Response {
    hand.carry_out(|place| {
        place.note_answer(&form);
        DeskCall::Attest(form)
    })
    .await
}

async fn done(State(hand): State<HandDesk>) -> Response {
    hand.end(DeskCall::Done).await
}

#[derive(Deserialize)]
struct SkipForm {
    reason: String,
}

async fn skip(State(hand): State<HandDesk>, Form(form): Form<SkipForm>) -> Response {
    hand.end(DeskCall::Skip(form.reason)).await
}

async fn shown(State(hand): State<HandDesk>, mut form: Multipart) -> Response {
    let mut screen =
        TracedScreen { screen: String::new(), text: String::new(), language: None, picture: None };
    let mut picture = None;
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes: Bytes = field.bytes().await.unwrap_or_default();
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "text" => screen.text = text(),
            "screen" => screen.screen = text(),
            "language" => screen.language = Some(text()),
            "picture" if !bytes.is_empty() => picture = Some(bytes),
            _ => {}
        }
    }
    let picture = match picture.map(Picture::of).transpose() {
        Ok(picture) => picture,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    hand.carry_out(|place| {
        place.note_screen(&screen, picture.is_some());
        DeskCall::Shown(screen, picture)
    })
    .await
}

impl HandDesk {
    /// Ends the current situation. After the last one the program ends, so that the answer is the last
    /// page itself and no way to it.
    async fn end(&self, call: DeskCall) -> Response {
        let place = self.desk.current().map(|(_, place)| place);
        let is_last = place.is_some_and(|it| it.info.number >= it.info.of);
        let answer = self.carry_out(|_| call).await;
        if is_last && answer.status().is_redirection() {
            return page(waiting(self.texts, true).into_string());
        }
        answer
    }

    /// Passes a call to the current situation, and shows its page again.
    async fn carry_out(&self, call: impl FnOnce(&DeskPlace) -> DeskCall) -> Response {
        let Some((_, place)) = self.desk.current() else {
            return Redirect::to("desk").into_response();
        };
        let DeskAnswer { status, body } = place.ask(call(&place)).await;
        if status < 300 {
            return Redirect::to("desk").into_response();
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, body["error"].as_str().unwrap_or_default().to_owned()).into_response()
    }
}
