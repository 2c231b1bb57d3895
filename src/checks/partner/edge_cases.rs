//! Edge cases that an app must consider (Appendix II).

use crate::api::Reason;
use crate::evidence::FindingOutcome;

use super::actions;
use super::reason_texts::{self, is_solved};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::success_claims::false_success;
use super::view::View;

const CORRECT: &str = "The app takes the action of the guide, shows the customer what it means, and claims no success.";

const fn row(requirement: &'static str, statement: &'static str, reason: Reason) -> AppRule {
    AppRule { requirement, statement, correct: CORRECT, judge: Judge::EdgeCase(reason) }
}

/// One row for each edge case that has a reason.
pub const RULES: &[AppRule] = &[
    row(
        "BI-138",
        "a customer whom the provider does not know is handled",
        Reason::MatchForPersonDataNotFound,
    ),
    row(
        "BI-139",
        "an IBAN that does not match the customer is handled",
        Reason::PersonAccountMatchNotFound,
    ),
    row("BI-140", "a joint account is handled", Reason::JointAccount),
    row("BI-141", "an authorised holder is handled", Reason::AccessByAuthorizedHolder),
];

/// Whether the customer learned what it means: only the text of the guide passes, or a customer whose next
/// call succeeded.
fn explained(view: &View<'_>, reason: Reason, event: usize) -> Ruling {
    let text = reason_texts::judge(view, reason);
    match text.outcome {
        FindingOutcome::Passed => Ruling::passed(event),
        FindingOutcome::NotObserved(_) if is_solved(view, event) => Ruling::passed(event),
        _ => text,
    }
}

/// Judges how the app handles an edge case: action, screen, and no success that is none.
pub fn judge(view: &View<'_>, reason: Reason) -> Ruling {
    let Some(seen) = view.reasons.iter().find(|it| it.reason == reason) else {
        return Ruling::unseen("the edge case did not occur");
    };
    let action = actions::judge(view, reason);
    if action.is_failed() || action.is_unseen() {
        return action;
    }
    if let Some(claim) = false_success(view, seen.event) {
        return claim;
    }
    explained(view, reason, seen.event)
}
