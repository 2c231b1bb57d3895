//! Exchanges and files recorded by a session.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use crate::evidence::{Attachment, Exchange, Reply};

/// Maximum size of an answer that is kept for comparison, in bytes.
const MAX_KEPT_BYTES: usize = 64 * 1024;

/// Recorder of one attempt of a scenario; clones share its records.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    pages: Rc<RefCell<Pages>>,
    /// Extra time for the running step; the engine reads it.
    allowance: Rc<Cell<Duration>>,
}

#[derive(Debug, Default)]
struct Pages {
    fresh: Vec<Exchange>,
    attached: Vec<Attachment>,
    written: usize,
    replies: Vec<Reply>,
}

impl Recorder {
    /// A recorder that adds extra time to `allowance`.
    pub fn granting(allowance: Rc<Cell<Duration>>) -> Self {
        Self { allowance, ..Self::default() }
    }

    /// Adds extra time for the running step.
    pub fn grant(&self, extra: Duration) {
        self.allowance.set(self.allowance.get().saturating_add(extra));
    }

    /// Records an exchange and returns its index within the attempt.
    pub fn write(&self, exchange: Exchange) -> usize {
        let mut pages = self.pages.borrow_mut();
        pages.fresh.push(exchange);
        pages.written += 1;
        pages.written - 1
    }

    /// Number of exchanges that were not taken yet.
    pub fn fresh(&self) -> usize {
        self.pages.borrow().fresh.len()
    }

    /// Lets the exchanges after the first `count` show nothing of the availability of operations.
    pub fn set_aside(&self, count: usize) {
        for exchange in self.pages.borrow_mut().fresh.iter_mut().skip(count) {
            exchange.availability = None;
        }
    }

    /// Keeps an answer for comparison with others, unless it is very long.
    pub fn keep(&self, reply: &Reply) {
        let fields = reply.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        if reply.body.len() + fields.sum::<usize>() <= MAX_KEPT_BYTES {
            self.pages.borrow_mut().replies.push(reply.clone());
        }
    }

    /// Keeps the latest answer no longer.
    pub fn forget_reply(&self) {
        self.pages.borrow_mut().replies.pop();
    }

    /// The answers kept so far, in order.
    pub fn replies(&self) -> Vec<Reply> {
        self.pages.borrow().replies.clone()
    }

    /// Keeps a file.
    pub fn attach(&self, attachment: Attachment) {
        self.pages.borrow_mut().attached.push(attachment);
    }

    /// Takes the files kept since the last call.
    pub fn take_attachments(&self) -> Vec<Attachment> {
        std::mem::take(&mut self.pages.borrow_mut().attached)
    }

    /// Takes the exchanges recorded since the last call.
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.pages.borrow_mut().fresh)
    }
}
