//! A certificate that was submitted, with what its verification found.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::certificate::Verification;

/// A submitted certificate, and the requests of the rules that were compared with it.
#[derive(Debug)]
pub struct Submission {
    /// Result of its verification.
    pub verification: Verification,
    /// Time of the comparison.
    pub now: Timestamp,
    requests: RefCell<BTreeMap<String, String>>,
}

impl Submission {
    /// A submission at `now`.
    pub fn new(verification: Verification, now: Timestamp) -> Self {
        Self { verification, now, requests: RefCell::default() }
    }

    /// Keeps the request of the rule with this id.
    pub(super) fn ask(&self, rule: &str, request: String) {
        self.requests.borrow_mut().insert(rule.to_owned(), request);
    }

    /// The request of the rule with this id.
    pub(super) fn request(&self, rule: &str) -> Option<String> {
        self.requests.borrow().get(rule).cloned()
    }
}
