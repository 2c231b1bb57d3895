//! Changes of a story.

use serde_json::Value;

use super::story::Story;
use crate::evidence::{Exchange, Payload, TraceEvent, TraceEventKind};

impl Story {
    /// Calls of an operation, as in `PATCH /authorize`: method, and end of the path.
    pub fn calls(&mut self, name: &str) -> Vec<&mut Exchange> {
        let is = is_call(name);
        let calls = self.events.iter_mut().filter_map(|it| match &mut it.kind {
            TraceEventKind::Call(call) if is(call) => Some(call),
            _ => None,
        });
        calls.collect()
    }

    pub fn body(&mut self, name: &str) -> &mut Value {
        let Some(Payload::Json(body)) = self.calls(name).remove(0).sent.body.as_mut() else {
            panic!("no body in {name}")
        };
        body
    }

    /// Removes every event that fits.
    pub fn without(&mut self, drops: impl Fn(&TraceEventKind) -> bool) -> &mut Self {
        self.events.retain(|it| !drops(&it.kind));
        self
    }

    pub fn without_calls(&mut self, name: &str) -> &mut Self {
        let is = is_call(name);
        self.without(|kind| matches!(kind, TraceEventKind::Call(call) if is(call)))
    }

    /// Removes everything from the first call of an operation on.
    pub fn cut_at(&mut self, name: &str) -> &mut Self {
        let is = is_call(name);
        let fits = |it: &TraceEvent| matches!(&it.kind, TraceEventKind::Call(call) if is(call));
        let index = self.events.iter().position(fits).unwrap_or_else(|| panic!("no {name}"));
        self.events.truncate(index);
        self
    }

    /// Moves the first call of an operation before the first call of another.
    pub fn move_before(&mut self, moved: &str, other: &str) -> &mut Self {
        let place = |story: &Self, name: &str| {
            let is = is_call(name);
            let fits = |it: &TraceEvent| matches!(&it.kind, TraceEventKind::Call(call) if is(call));
            story.events.iter().position(fits).unwrap_or_else(|| panic!("no {name}"))
        };
        let event = self.events.remove(place(self, moved));
        let index = place(self, other);
        self.events.insert(index, event);
        self
    }
}

fn is_call(name: &str) -> impl Fn(&Exchange) -> bool + '_ {
    let (method, end) = name.split_once(' ').unwrap_or((name, ""));
    move |call| {
        let path = call.sent.url.split('?').next().unwrap_or_default();
        call.sent.method == method && path.ends_with(end)
    }
}
