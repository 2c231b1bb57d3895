//! Exchanges and files recorded by a session.

use std::cell::RefCell;
use std::rc::Rc;

use crate::evidence::{Attachment, Exchange};

/// Recorder of one attempt of a scenario; clones share its records.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Rc<RefCell<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    fresh: Vec<Exchange>,
    attached: Vec<Attachment>,
    written: usize,
}

impl Recorder {
    /// Records an exchange and returns its index within the attempt.
    pub fn write(&self, exchange: Exchange) -> usize {
        let mut pages = self.0.borrow_mut();
        pages.fresh.push(exchange);
        pages.written += 1;
        pages.written - 1
    }

    /// Keeps a file.
    pub fn attach(&self, attachment: Attachment) {
        self.0.borrow_mut().attached.push(attachment);
    }

    /// Takes the files kept since the last call.
    pub fn take_attachments(&self) -> Vec<Attachment> {
        std::mem::take(&mut self.0.borrow_mut().attached)
    }

    /// Takes the exchanges recorded since the last call.
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.0.borrow_mut().fresh)
    }
}
