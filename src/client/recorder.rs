//! Where a session writes its exchanges down while steps hold it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::evidence::{Attachment, Exchange};

/// A shared notebook; cheap to clone, one per attempt of a scenario.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Rc<RefCell<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    fresh: Vec<Exchange>,
    attached: Vec<Attachment>,
    written: usize,
}

impl Recorder {
    /// Writes an exchange down; its index counts from the start of the attempt.
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

    /// Hands over the files kept since the last call.
    pub fn take_attachments(&self) -> Vec<Attachment> {
        std::mem::take(&mut self.0.borrow_mut().attached)
    }

    /// Hands over what was written since the last call.
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.0.borrow_mut().fresh)
    }
}
