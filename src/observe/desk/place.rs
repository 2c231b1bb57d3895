//! The place of one situation at the desk.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};

use super::call::{DeskAnswer, DeskCall, DeskRequest, Picture};
use crate::evidence::{Attestation, TracedScreen};
use crate::observe::brief::Brief;

/// Maximum number of screens that the page repeats: the last ones.
const MOST_SCREENS: usize = 50;

/// Places by the id of their situation.
pub type Places = Arc<Mutex<BTreeMap<String, DeskPlace>>>;

/// Locks the places.
pub fn lock(places: &Places) -> MutexGuard<'_, BTreeMap<String, DeskPlace>> {
    places.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Position of a situation, and what the app connects to.
#[derive(Clone, Debug, Default)]
pub struct PlaceInfo {
    /// Number of the situation, from 1.
    pub number: usize,
    /// Number of situations.
    pub of: usize,
    /// Addresses and credentials for the app, by the key of their text.
    pub access: Vec<(&'static str, String)>,
    /// Words for the tester.
    pub brief: Brief,
}

/// A screen that was recorded.
#[derive(Clone, Debug)]
pub struct NotedScreen {
    /// Number of the screen in its situation, from 1.
    pub number: usize,
    /// Time on the clock of the bank.
    pub at: String,
    /// The screen.
    pub screen: TracedScreen,
    /// Picture of the screen.
    pub picture: Option<Picture>,
}

/// A situation's place at the desk; clones share it.
#[derive(Clone, Debug)]
pub struct DeskPlace {
    token: String,
    calls: mpsc::Sender<DeskRequest>,
    /// Position and access, for the page.
    pub info: PlaceInfo,
    notes: Arc<Mutex<PlaceNotes>>,
}

/// Screens and answers of the tester so far, for the page.
#[derive(Debug, Default)]
struct PlaceNotes {
    recorded: usize,
    screens: VecDeque<NotedScreen>,
    answers: BTreeMap<String, String>,
}

/// The calls to a situation's place, which is closed when this is dropped.
#[derive(Debug)]
pub struct OpenDesk {
    /// Base URL.
    pub url: String,
    /// Bearer token.
    pub token: String,
    /// The calls.
    pub calls: mpsc::Receiver<DeskRequest>,
    /// Id of the situation.
    pub id: String,
    /// All places.
    pub places: Places,
}

impl Drop for OpenDesk {
    fn drop(&mut self) {
        lock(&self.places).remove(&self.id);
    }
}

impl DeskPlace {
    /// A place with this token, whose calls go to `calls`.
    pub fn new(token: String, calls: mpsc::Sender<DeskRequest>, info: PlaceInfo) -> Self {
        Self { token, calls, info, notes: Arc::default() }
    }

    /// Whether this is the token of the place.
    pub fn has_token(&self, token: &str) -> bool {
        self.token == token
    }

    /// Passes a call to the situation and waits for the answer.
    pub async fn ask(&self, call: DeskCall) -> DeskAnswer {
        let over = || DeskAnswer::refused(410, "the situation is over");
        let (answer, answered) = oneshot::channel();
        if self.calls.send(DeskRequest { call, answer }).await.is_err() {
            return over();
        }
        answered.await.unwrap_or_else(|_| over())
    }

    /// Notes a screen for the page, recorded at this time of the bank.
    pub fn note_screen(&self, screen: TracedScreen, picture: Option<Picture>, at: String) {
        let mut notes = self.notes();
        notes.recorded += 1;
        let number = notes.recorded;
        notes.screens.push_back(NotedScreen { number, at, screen, picture });
        if notes.screens.len() > MOST_SCREENS {
            notes.screens.pop_front();
        }
    }

    /// Notes an answer for the page.
    pub fn note_answer(&self, given: &Attestation) {
        self.notes().answers.insert(given.question.clone(), given.answer.clone());
    }

    /// The last screens, the oldest first.
    pub fn screens(&self) -> Vec<NotedScreen> {
        self.notes().screens.iter().cloned().collect()
    }

    /// Whether a screen was recorded.
    pub fn has_screens(&self) -> bool {
        self.notes().recorded > 0
    }

    /// The answer to a question, if it was given.
    pub fn answer(&self, question: &str) -> Option<String> {
        self.notes().answers.get(question).cloned()
    }

    fn notes(&self) -> MutexGuard<'_, PlaceNotes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
