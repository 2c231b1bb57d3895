//! Context that all situations of a run share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use crate::client::{ControlClient, RunContext};
use crate::evidence::Redaction;

use super::desk::Desk;
use super::operator::AppOperator;

/// The bank, the desk, and the way the app is operated.
#[derive(Debug)]
pub struct ObserveContext {
    /// Control interface of the bank.
    pub control: ControlClient,
    /// HTTP client of the customer, who visits the bank page.
    pub customer: Rc<RunContext>,
    /// Base URL of the API, without `/v1`.
    pub api_url: String,
    /// The desk.
    pub desk: Desk,
    /// How the app is operated.
    pub operator: AppOperator,
    /// Maximum time of a situation.
    pub limit: Duration,
    /// Number of situations of the run.
    pub situations: Cell<usize>,
    /// Number of situations that have begun.
    pub begun: Cell<usize>,
    /// Language of the customers.
    pub language: String,
    /// Language of a person at the desk; that of the customer if a program is in the tester's place.
    pub tester_language: Option<String>,
    /// Seed of the customers.
    pub seed: u64,
    /// Tenant of the last situation, if the next one takes over its credentials.
    pub former_tenant: RefCell<Option<String>>,
    /// Values masked from the start.
    pub redaction: Rc<Redaction>,
}

impl ObserveContext {
    /// Whether a person operates the app: it is set up once, so that all situations have the same
    /// credentials.
    pub fn is_by_hand(&self) -> bool {
        matches!(self.operator, AppOperator::Person)
    }
}
