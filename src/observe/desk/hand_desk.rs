//! The desk for a person: which page it shows now.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use maud::Markup;

use super::call::{DeskAnswer, DeskCall};
use super::form_state::FormState;
use super::pages::{self, Frame, PageData};
use super::places::Desk;
use super::texts::DeskTexts;

/// Fields that say what a page may load and run.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The desk with the texts of its pages.
#[derive(Clone)]
pub struct HandDesk {
    /// The desk.
    pub desk: Desk,
    /// Texts.
    pub texts: &'static DeskTexts,
}

impl HandDesk {
    /// Name of the page that is shown now: the id of a situation, or what happens without one.
    pub fn key(&self) -> String {
        match self.desk.current() {
            Some((id, _)) => format!("situation {id}"),
            None => self.phase().to_owned(),
        }
    }

    /// Phase of the run when no situation is being tested.
    fn phase(&self) -> &'static str {
        let hand = self.desk.hand();
        if hand.result().is_some() {
            "result"
        } else if self.desk.is_over() || hand.agenda().is_over() {
            "judging"
        } else {
            "waiting"
        }
    }

    /// The page that is due, with the state of its forms.
    pub async fn show(&self, status: StatusCode, form: FormState) -> Response {
        let notice = self.desk.hand().take_notice();
        let agenda = self.desk.hand().agenda();
        let (key, texts) = (self.key(), self.texts);
        let content = match (self.desk.current(), self.desk.hand().result()) {
            (Some((_, place)), _) => {
                let card = place.ask(DeskCall::Card).await.body;
                let overview = place.ask(DeskCall::Overview).await.body;
                let data = PageData { texts, place: &place, agenda, card, overview, form };
                pages::situation(&data)
            }
            (None, Some((result, report))) => pages::result(texts, &result, &report),
            (None, None) => pages::between(texts, self.phase(), &agenda),
        };
        let waits = matches!(&*key, "waiting" | "judging");
        page(status, &Frame { texts, key: &key, waits, notice: &notice, content })
    }

    /// The page after the tester has closed the desk.
    pub fn closed(&self) -> Response {
        let content = pages::between(self.texts, "closed", &self.desk.hand().agenda());
        let frame = Frame { texts: self.texts, key: "closed", waits: false, notice: "", content };
        page(StatusCode::OK, &frame)
    }

    /// Shows the page again after a call: with this confirmation, or with the reason of the refusal.
    pub async fn answered(
        &self,
        region: &'static str,
        answer: DeskAnswer,
        confirmation: String,
    ) -> Response {
        if answer.status < 300 {
            self.desk.hand().confirm(confirmation);
            return back(region);
        }
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
        let why = answer.body["error"].as_str().unwrap_or_default();
        self.show(status, FormState::refused(region, why)).await
    }
}

/// The way back to a region of the page.
pub fn back(region: &str) -> Response {
    Redirect::to(&format!("desk#{region}")).into_response()
}

fn page(status: StatusCode, frame: &Frame<'_>) -> Response {
    let body: Markup = frame.render();
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(body.into_string())).into_response()
}
