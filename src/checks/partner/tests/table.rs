//! Rows of a table: a story, one change, and the outcome of one requirement.

use super::outcome;
use super::story::Story;
use crate::evidence::TraceEventKind;

/// Requirement, change, outcome.
pub type TableRow = (&'static str, fn(&mut Story) -> &mut Story, &'static str);

/// Applies each change to its own copy of a story.
pub fn check(story: &Story, rows: &[TableRow]) {
    for (number, (requirement, change, expected)) in rows.iter().enumerate() {
        let mut changed = story.clone();
        change(&mut changed);
        assert_eq!(outcome(&changed, requirement), *expected, "row {number}, {requirement}");
    }
}

/// Whether an event is an SMS.
pub fn is_sms(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Sms(_))
}
