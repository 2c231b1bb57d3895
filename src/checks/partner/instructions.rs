//! Instructions for the tester: whether a trace shows that they were followed.

use std::collections::HashSet;

use crate::api::operation;
use crate::evidence::{Trace, TraceEventKind};

use super::calls::AppCall;
use super::codes;

/// Observation without which a situation did not come about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InstructionProof {
    /// None: an app may not offer what the instruction asks for.
    #[default]
    None,
    /// The clock was moved by at least half of these milliseconds. The times of the instructions are
    /// generous, and an app that notices that a limit is over may end the wait.
    TimePassed(i64),
    /// A code for the signature was sent that is in no SMS.
    WrongCode,
}

impl InstructionProof {
    /// Whether the trace has it.
    pub fn is_in(self, trace: &Trace) -> bool {
        match self {
            Self::None => true,
            Self::TimePassed(wanted_ms) => time_passed_ms(trace) >= wanted_ms / 2,
            Self::WrongCode => has_wrong_code(trace),
        }
    }
}

fn time_passed_ms(trace: &Trace) -> i64 {
    let moved = trace.events.iter().map(|it| match it.kind {
        TraceEventKind::ClockMoved(by_ms) => by_ms,
        _ => 0,
    });
    moved.fold(0, i64::saturating_add)
}

fn has_wrong_code(trace: &Trace) -> bool {
    let sent = trace.events.iter().filter_map(|it| match &it.kind {
        TraceEventKind::Sms(sms) => Some(sms.token.as_str()),
        _ => None,
    });
    let sent: HashSet<&str> = sent.collect();
    let confirmations = trace.calls().map(AppCall::of).filter(|it| it.is(operation::CONFIRM));
    confirmations
        .map(|it| codes::given(&it))
        .any(|it| !it.is_empty() && !sent.contains(it.as_str()))
}
