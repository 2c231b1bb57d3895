//! The desk, with a place for each running situation.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::RngExt as _;
use rand::distr::Alphanumeric;
use tokio::sync::mpsc;

use super::agenda::AgendaState;
use super::call::{DeskAnswer, DeskCall};
use super::hand_state::HandState;
use super::place::{DeskPlace, OpenDesk, PlaceInfo, Places, lock};

/// Number of calls of a situation that may wait for their turn.
const QUEUE: usize = 64;
/// Length of a token in characters.
const TOKEN_LENGTH: usize = 32;

/// The desk; clones share it.
#[derive(Clone, Debug)]
pub struct Desk {
    url: String,
    /// Address of the pages, if a person is at the desk.
    page: Option<String>,
    places: Places,
    over: Arc<AtomicBool>,
    hand: HandState,
}

/// A random text that cannot be guessed.
pub fn token() -> String {
    rand::rng().sample_iter(Alphanumeric).take(TOKEN_LENGTH).map(char::from).collect()
}

impl Desk {
    /// A desk at this URL; `page` is the address of its pages, if a person is at it.
    pub fn at(url: String, page: Option<String>) -> Self {
        Self {
            url,
            page,
            places: Places::default(),
            over: Arc::default(),
            hand: HandState::default(),
        }
    }

    /// Address of the pages, if a person is at the desk.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Opens a place for a situation.
    pub fn open(&self, id: &str, info: PlaceInfo) -> OpenDesk {
        let (sender, calls) = mpsc::channel(QUEUE);
        let token = token();
        let place = DeskPlace::new(token.clone(), sender, info);
        lock(&self.places).insert(id.to_owned(), place);
        self.hand.change(|it| it.set(id, AgendaState::Now));
        let url = format!("{}/situations/{id}", self.url);
        OpenDesk { url, token, calls, id: id.to_owned(), places: Arc::clone(&self.places) }
    }

    /// State that the pages share.
    pub fn hand(&self) -> &HandState {
        &self.hand
    }

    /// Closes the place of a situation that the tester ended, so that no page shows it again.
    pub fn leave(&self, id: &str, state: AgendaState) {
        lock(&self.places).remove(id);
        self.hand.change(|it| it.set(id, state));
    }

    /// No further situation follows.
    pub fn close(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether no further situation follows.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// The situation in which a person tests now.
    pub fn current(&self) -> Option<(String, DeskPlace)> {
        let places = lock(&self.places);
        places.first_key_value().map(|(id, place)| (id.clone(), place.clone()))
    }

    /// Passes a call to its situation; `token` must be that of the place.
    pub async fn call(&self, id: &str, token: Option<&str>, call: DeskCall) -> DeskAnswer {
        let place = lock(&self.places).get(id).cloned();
        match place.filter(|it| token.is_some_and(|token| it.has_token(token))) {
            Some(place) => place.ask(call).await,
            None => DeskAnswer::refused(401, "send BANKIDENT_DESK_TOKEN as bearer token"),
        }
    }
}
