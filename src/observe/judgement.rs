//! Judgement of the sentences about a situation.

use crate::api::Reason;
use crate::checks::partner::claims;
use crate::evidence::{
    Check, Circumstances, FindingOutcome, Mismatch, ObservedSituation, RuleBasis, RuleFinding,
    Trace, Unobserved,
};
use crate::requirement::{DocumentedReason, Reasons};

use super::world::{SituationStep, SituationWorld};

/// Behaviour of a correct app, and the way in which it is known.
type KnownBy = (&'static str, RuleBasis);

const GUIDED: KnownBy =
    ("A correct app does what the guide says for this reason.", RuleBasis::Situation);

/// Fails with every rule that was found broken.
pub fn every_rule(world: &mut SituationWorld) -> SituationStep {
    world.seen()?;
    let broken = world.evidence().checks.iter().filter(|it| !it.holds());
    let broken: Vec<&Check> = broken.filter(|it| it.rule.is_some()).collect();
    let exchange = broken.first().and_then(|it| it.exchange);
    let mismatches = broken.iter().filter_map(|it| finding(it)).collect();
    world.check(Check::new("", mismatches).seen_in(exchange))
}

/// A broken rule with its first difference; the finding of the rule has the rest.
fn finding(check: &Check) -> Option<Mismatch> {
    let rule = check.rule.as_ref()?;
    let first = check.mismatches.first()?;
    let place = format!("{} {}", rule.requirement, first.path);
    Some(Mismatch::new(place, first.expected.clone(), first.actual.clone()))
}

/// The app learned that the customer is identified.
pub fn identified(world: &mut SituationWorld) -> SituationStep {
    conclude(world, |it| claims::customer_is_identified(&it.trace, &it.circumstances))
}

/// No signature was accepted for the refused identification; without one, none at all.
pub fn nobody_signs(world: &mut SituationWorld) -> SituationStep {
    conclude(world, |it| claims::nobody_signs(&it.trace, &it.circumstances))
}

/// The refused IBAN was not handed in again.
pub fn same_iban_not_again(world: &mut SituationWorld) -> SituationStep {
    conclude(world, |it| claims::same_iban_is_not_handed_in_again(&it.trace, &it.circumstances))
}

/// The call that was refused was repeated exactly once.
pub fn repeated_once(world: &mut SituationWorld) -> SituationStep {
    conclude(world, |it| claims::call_is_repeated_once(&it.trace, &it.circumstances))
}

/// The identification that ended was not used again.
pub fn old_identification_not_again(world: &mut SituationWorld) -> SituationStep {
    conclude(world, |it| claims::old_identification_is_not_used_again(&it.trace, &it.circumstances))
}

/// The app claimed no success that the bank did not report.
pub fn no_false_success(world: &mut SituationWorld) -> SituationStep {
    conclude(world, |it| claims::no_false_success(&it.trace, &it.circumstances))
}

/// The app showed the text of the guide for a reason. Another text is to be reviewed, and an app whose
/// screens are not reported is not judged by them.
pub fn says_text_of(world: &mut SituationWorld, code: &str) -> SituationStep {
    let correct = "A correct app shows the text of the guide for this reason.";
    let known = (correct, RuleBasis::Screen);
    about_reason(world, code, known, claims::says_what_the_guide_says)
}

/// The app took the action of the guide for a reason.
pub fn acts_as_guided(world: &mut SituationWorld, code: &str) -> SituationStep {
    about_reason(world, code, GUIDED, claims::right_action)
}

/// Records the outcome of a claim about a reason of Appendix III.
fn about_reason(
    world: &mut SituationWorld,
    code: &str,
    known: KnownBy,
    claim: impl FnOnce(&Trace, &Circumstances, Reason) -> FindingOutcome,
) -> SituationStep {
    let documented = Reasons::embedded().ok().and_then(|it| it.reason(code));
    let (Some(documented), Some(reason)) = (documented, Reason::named(code)) else {
        return world.misuse(format!("`{code}` is not a reason of Appendix III"));
    };
    let seen = world.seen()?;
    let outcome = claim(&seen.trace, &seen.circumstances, reason);
    world.check(of_reason(documented, outcome, known))
}

/// The check of the rule for a reason.
fn of_reason(
    documented: &DocumentedReason,
    outcome: FindingOutcome,
    (correct, basis): KnownBy,
) -> Check {
    let finding = RuleFinding {
        requirement: documented.partner.clone(),
        statement: String::new(),
        outcome,
        event: None,
        correct,
        basis,
    };
    Check::of_finding(finding, None)
}

/// Records whether a claim holds; a claim about nothing that happened leaves the situation open. In a
/// situation with a reason the claim is about the rule for this reason.
fn conclude(
    world: &mut SituationWorld,
    claim: impl FnOnce(&ObservedSituation) -> FindingOutcome,
) -> SituationStep {
    let seen = world.seen()?;
    let outcome = claim(&seen);
    if let FindingOutcome::NotObserved(detail) = outcome {
        let what = "the situation did not come about".to_owned();
        return world.observe(Err(Unobserved::Dependency { what, detail }));
    }
    let reason = seen.circumstances.reason.as_deref();
    let documented = reason.and_then(|code| Reasons::embedded().ok()?.reason(code));
    let check = match (documented, outcome) {
        (Some(documented), outcome) => of_reason(documented, outcome, GUIDED),
        (None, FindingOutcome::Failed(mismatches)) => Check::new("", mismatches),
        (None, _) => Check::new("", Vec::new()),
    };
    world.check(check)
}
