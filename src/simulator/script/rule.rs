//! Rules of a script, and the calls and events that take them.

use std::time::Duration;

use crate::api::{EventType, Reason};
use crate::simulator::operation::Operation;

/// The rules of a tenant; the first that applies is taken.
#[derive(Debug, Default)]
pub struct Script(Vec<ScriptRule>);

/// A rule with the occasions that it has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptRule {
    /// Calls or events that it is about, and what happens to them.
    pub act: ScriptedAct,
    /// Occasions that it still lets pass.
    pub after: u64,
    /// Occasions that it still takes; `None` for all.
    pub times: Option<u64>,
}

/// Calls or events that a rule is about, and what happens to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptedAct {
    /// Calls of an operation.
    Call(Operation, CallAct),
    /// Answers to an operation, once they are known.
    Status(Operation, ShownStatus),
    /// Deliveries of an event.
    Event(EventType, EventAct),
}

/// Effect of a rule on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallAct {
    /// The refusal instead of carrying the call out.
    pub refusal: Option<ScriptedRefusal>,
    /// Real time before the answer.
    pub delay: Duration,
    /// Whether the connection ends without an answer.
    pub lost: bool,
}

/// A refusal of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptedRefusal {
    /// A reason of Appendix III with its own status code.
    Because(Reason),
    /// A status code.
    Status(u16),
}

/// Another word for the status that an answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownStatus {
    /// The word.
    pub shows: String,
    /// The status that it replaces; `None` for any.
    pub instead_of: Option<String>,
}

/// Effect of a rule on the delivery of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventAct {
    /// The change of the delivery.
    pub delivery: Option<ScriptedDelivery>,
    /// Real time before the first attempt.
    pub delay: Duration,
}

/// Change of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptedDelivery {
    /// It is sent twice with the same id.
    Doubled,
    /// It is sent after the next one of its subscription.
    Reordered,
    /// Another one with a wrong signature claims a success.
    Forged,
    /// It is never sent.
    Lost,
}

impl Script {
    /// A script of these rules.
    pub fn new(rules: Vec<ScriptRule>) -> Self {
        Self(rules)
    }

    /// Effect on the next call of this operation.
    pub fn call(&mut self, operation: Operation) -> Option<CallAct> {
        self.take(|act| match act {
            ScriptedAct::Call(on, act) if *on == operation => Some(*act),
            _ => None,
        })
    }

    /// The word to show instead of this status.
    pub fn status(&mut self, operation: Operation, status: &str) -> Option<String> {
        self.take(|act| match act {
            ScriptedAct::Status(on, shown) if *on == operation => {
                let fits = shown.instead_of.as_ref().is_none_or(|it| it == status);
                fits.then(|| shown.shows.clone())
            }
            _ => None,
        })
    }

    /// Effect on the next delivery of this event.
    pub fn event(&mut self, kind: EventType) -> Option<EventAct> {
        self.take(|act| match act {
            ScriptedAct::Event(on, act) if *on == kind => Some(*act),
            _ => None,
        })
    }

    /// Whether a rule is about the status that this operation shows.
    pub fn changes_status(&self, operation: Operation) -> bool {
        let changes =
            |it: &ScriptRule| matches!(&it.act, ScriptedAct::Status(on, _) if *on == operation);
        self.0.iter().any(changes)
    }

    /// The first rule about this occasion that neither lets it pass nor is used up. Later rules do not
    /// count the occasions that an earlier one takes.
    fn take<T>(&mut self, about: impl Fn(&ScriptedAct) -> Option<T>) -> Option<T> {
        for rule in &mut self.0 {
            let Some(act) = about(&rule.act) else { continue };
            if rule.times == Some(0) {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            rule.times = rule.times.map(|left| left - 1);
            return Some(act);
        }
        None
    }
}
