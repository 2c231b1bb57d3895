//! Forms of the pages: what the tester sends, and the page that answers.

use axum::body::Bytes;
use axum::extract::{Form, Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::agenda::AgendaState;
use super::call::{DeskAnswer, DeskCall, LANGUAGES, Picture};
use super::form_state::FormState;
use super::hand_desk::{HandDesk, back};
use super::place::DeskPlace;
use super::when;
use crate::evidence::{Attestation, TracedScreen};

/// Answers to a question: the value of the button, and what is recorded.
const ANSWERS: [(&str, &str); 3] = [("yes", "yes"), ("no", "no"), ("unknown", "don't know")];

#[derive(Deserialize)]
pub struct ClockForm {
    milliseconds: u64,
    /// Number of these periods; one if it is missing.
    amount: Option<String>,
}

/// Lets time pass.
pub async fn clock(State(hand): State<HandDesk>, Form(form): Form<ClockForm>) -> Response {
    let Some((_, place)) = hand.desk.current() else { return back("main") };
    let Ok(amount) = form.amount.map_or(Ok(1), |it| it.trim().parse::<u64>()) else {
        let why = hand.texts.get("no_amount");
        return hand.show(StatusCode::BAD_REQUEST, FormState::refused("clock", why)).await;
    };
    let by_ms = i64::try_from(form.milliseconds.saturating_mul(amount)).unwrap_or(i64::MAX);
    let answer = place.ask(DeskCall::Advance(by_ms)).await;
    let now = when::moment(answer.body["now"].as_str().unwrap_or_default(), hand.texts);
    let confirmation = hand.texts.get("clock_moved").replace("{time}", &now);
    hand.answered("clock", answer, confirmation).await
}

/// Records the answer to a question of the card.
pub async fn attest(State(hand): State<HandDesk>, Form(form): Form<Attestation>) -> Response {
    let Some((_, place)) = hand.desk.current() else { return back("main") };
    let card = place.ask(DeskCall::Card).await.body;
    let mut asked = card["questions"].as_array().into_iter().flatten();
    let is_asked = asked.any(|it| it["id"] == form.question.as_str());
    let recorded = ANSWERS.iter().find(|(value, _)| *value == form.answer);
    let Some((_, answer)) = recorded.filter(|_| is_asked) else {
        let why = hand.texts.get("unknown_question");
        return hand.show(StatusCode::BAD_REQUEST, FormState::refused("questions", why)).await;
    };
    let given = Attestation { question: form.question.clone(), answer: (*answer).to_owned() };
    let answer = place.ask(DeskCall::Attest(given)).await;
    let word = hand.texts.get(&form.answer);
    let confirmation = hand.texts.get("answer_recorded").replace("{answer}", word);
    if answer.status < 300 {
        place.note_answer(&form);
    }
    hand.answered("questions", answer, confirmation).await
}

/// Records what the app shows.
pub async fn shown(State(hand): State<HandDesk>, mut form: Multipart) -> Response {
    let Some((_, place)) = hand.desk.current() else { return back("main") };
    let mut picture = Bytes::new();
    let screen = match read(&mut form, &mut picture).await {
        Ok(screen) => screen,
        Err(status) => {
            let why = hand.texts.get("unreadable_form");
            return hand.show(status, FormState::refused("shown", why)).await;
        }
    };
    match checked(&hand, &screen, picture) {
        Ok(picture) => record(&hand, &place, screen, picture).await,
        Err(why) => {
            let form = FormState { draft: Some(screen), ..FormState::refused("shown", why) };
            hand.show(StatusCode::BAD_REQUEST, form).await
        }
    }
}

/// Reads the fields of the form; the picture separately.
async fn read(form: &mut Multipart, picture: &mut Bytes) -> Result<TracedScreen, StatusCode> {
    let mut screen =
        TracedScreen { screen: String::new(), text: String::new(), language: None, picture: None };
    while let Some(field) = form.next_field().await.map_err(|error| error.status())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| error.status())?;
        let text = || String::from_utf8_lossy(&bytes).trim().replace("\r\n", "\n");
        match name.as_str() {
            "text" => screen.text = text(),
            "screen" => screen.screen = text(),
            "language" => screen.language = Some(text()).filter(|it| !it.is_empty()),
            "picture" => *picture = bytes,
            _ => {}
        }
    }
    Ok(screen)
}

/// The picture, if there is one; otherwise the reason why the screen cannot be recorded.
fn checked(
    hand: &HandDesk,
    screen: &TracedScreen,
    picture: Bytes,
) -> Result<Option<Picture>, String> {
    if let Some(language) = screen.language.as_deref().filter(|it| !LANGUAGES.contains(it)) {
        let why = hand.texts.get("unknown_language").replace("{language}", language);
        return Err(why.replace("{languages}", &LANGUAGES.join(", ")));
    }
    if picture.is_empty() && screen.text.is_empty() {
        return Err(hand.texts.get("nothing_to_record").to_owned());
    }
    let picture = (!picture.is_empty()).then(|| Picture::of(picture)).transpose();
    picture.map_err(|key| hand.texts.get(key).to_owned())
}

async fn record(
    hand: &HandDesk,
    place: &DeskPlace,
    screen: TracedScreen,
    picture: Option<Picture>,
) -> Response {
    let overview = place.ask(DeskCall::Overview).await.body;
    let at = overview["now"].as_str().unwrap_or_default().to_owned();
    let answer = place.ask(DeskCall::Shown(screen.clone(), picture.clone())).await;
    let confirmation = hand.texts.get("recorded").replace("{screen}", &title(hand, &screen));
    if answer.status < 300 {
        place.note_screen(screen, picture, at);
    }
    hand.answered("shown", answer, confirmation).await
}

/// Beginning of what was recorded: its name, its text, or that it is a picture.
fn title(hand: &HandDesk, screen: &TracedScreen) -> String {
    let names = [screen.screen.as_str(), screen.text.as_str(), hand.texts.get("a_picture")];
    let name = names.into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    let short: String = name.chars().take(60).collect();
    if short.len() < name.len() { format!("{short}…") } else { short }
}

#[derive(Deserialize)]
pub struct DoneForm {
    /// Present if the tester confirmed that no screen was recorded.
    confirmed: Option<String>,
}

/// Ends the situation. Without a recorded screen the tester confirms it first.
pub async fn done(State(hand): State<HandDesk>, Form(form): Form<DoneForm>) -> Response {
    match hand.desk.current() {
        Some((_, place)) if !place.has_screens() && form.confirmed.is_none() => {
            Redirect::to("desk?confirm=end#end").into_response()
        }
        Some((id, place)) => end(&hand, &id, &place, DeskCall::Done, AgendaState::Done).await,
        None => back("main"),
    }
}

#[derive(Deserialize)]
pub struct SkipForm {
    reason: String,
}

/// Ends the situation because it could not be tried.
pub async fn skip(State(hand): State<HandDesk>, Form(form): Form<SkipForm>) -> Response {
    let reason = form.reason.trim().to_owned();
    match hand.desk.current() {
        Some(_) if reason.is_empty() => {
            let form = FormState::refused("end", hand.texts.get("no_reason"));
            hand.show(StatusCode::BAD_REQUEST, form).await
        }
        Some((id, place)) => {
            end(&hand, &id, &place, DeskCall::Skip(reason), AgendaState::Skipped).await
        }
        None => back("main"),
    }
}

async fn end(
    hand: &HandDesk,
    id: &str,
    place: &DeskPlace,
    call: DeskCall,
    state: AgendaState,
) -> Response {
    let answer: DeskAnswer = place.ask(call).await;
    let key = if state == AgendaState::Skipped { "situation_skipped" } else { "situation_done" };
    let agenda = hand.desk.hand().agenda();
    let confirmation = hand.texts.get(key).replace("{title}", agenda.title(id).unwrap_or(id));
    if answer.status < 300 {
        hand.desk.leave(id, state);
    }
    let region = if answer.status < 300 { "main" } else { "end" };
    hand.answered(region, answer, confirmation).await
}

/// Closes the desk after the last situation.
pub async fn close(State(hand): State<HandDesk>) -> Response {
    if hand.desk.hand().result().is_none() {
        return back("main");
    }
    hand.desk.hand().close();
    hand.closed()
}
