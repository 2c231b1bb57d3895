//! Sentences for the rules of the receiving desk.

use cucumber::{given, then};

use super::world::{DeskWorld, RuleStep};

/// The request to the sender of a certificate that breaks the rule.
#[given(expr = "the sender is asked otherwise to {string}")]
fn asks_for(world: &mut DeskWorld, request: String) {
    world.ask(request);
}

/// The verification of the certificate and the comparison with the policy found no flaw.
#[then(
    regex = "^nothing is wrong with the (signatures|statement|files|rows|times|requirements|waivers|worth|subject|shown texts)$"
)]
fn nothing_is_wrong(world: &mut DeskWorld, part: String) -> RuleStep {
    world.compare(|it| it.flaws_of(&part))
}

/// The row passed, was attested, or was accepted in a review.
#[then(regex = r"^requirement ([A-Z]{2}-\d{3}) holds$")]
fn holds(world: &mut DeskWorld, id: String) -> RuleStep {
    world.compare(|it| it.row_holds(&id))
}

/// A way in which the verdict of the row is known.
#[then(
    regex = r"^requirement ([A-Z]{2}-\d{3}) is known by (exchange|situation|review|attestation)$"
)]
fn is_known_by(world: &mut DeskWorld, id: String, way: String) -> RuleStep {
    world.compare(|it| it.row_is_known_by(&id, &way))
}

/// No row of this level is left open, whatever the reason.
#[then(regex = "^every requirement of level (MUST|SHOULD|MAY|INFO) was observed$")]
fn all_observed(world: &mut DeskWorld, level: String) -> RuleStep {
    world.compare(|it| it.open_rows(&level))
}

/// A person in this role answered for the row.
#[then(regex = r"^(?:a|an) ([a-z-]+) answered for requirement ([A-Z]{2}-\d{3})$")]
fn answered(world: &mut DeskWorld, role: String, id: String) -> RuleStep {
    world.compare(|it| it.answered_by(&id, &role))
}

/// The known wrong behaviours, or rules, that the runs could have noticed.
#[then(expr = "the worth is at least {int} %")]
fn has_worth(world: &mut DeskWorld, percent: usize) -> RuleStep {
    world.compare(|it| it.worth_of(percent))
}

/// A trusted signer of the policy has this role.
#[then(regex = "^(?:a|an) ([a-z-]+) has signed$")]
fn signed(world: &mut DeskWorld, role: String) -> RuleStep {
    world.compare(|it| it.signed_by(&role))
}

/// The rest of its validity.
#[then(expr = "it is valid for at least {int} more days")]
fn valid_for(world: &mut DeskWorld, days: i64) -> RuleStep {
    world.compare(|it| it.valid_for(days))
}

/// The age of the first run.
#[then(expr = "the runs are at most {int} days old")]
fn is_of_age(world: &mut DeskWorld, days: i64) -> RuleStep {
    world.compare(|it| it.younger_than(days))
}

/// The number of runs.
#[then(expr = "at least {int} runs were certified")]
fn has_runs(world: &mut DeskWorld, count: usize) -> RuleStep {
    world.compare(|it| it.runs(count))
}

/// The name of what was certified.
#[then(expr = "the subject begins with {string}")]
fn subject_begins(world: &mut DeskWorld, beginning: String) -> RuleStep {
    world.compare(|it| it.subject_begins_with(&beginning))
}

/// The subject is named by its SHA-256, too.
#[then("the subject has a digest")]
fn subject_digest(world: &mut DeskWorld) -> RuleStep {
    world.compare(super::submission::Submission::has_subject_digest)
}

/// The side that was tested.
#[then(regex = "^the (api|partner) was tested$")]
fn was_tested(world: &mut DeskWorld, side: String) -> RuleStep {
    world.compare(|it| it.tested(&side))
}

/// A capability of the target beyond the API.
#[then(expr = "the target offers {word}")]
fn offers(world: &mut DeskWorld, capability: String) -> RuleStep {
    world.compare(|it| it.offers(&capability))
}

/// The one reading of an ambiguous question that was observed.
#[then(regex = r"^the observed reading of (C-\d\d) is ([a-z0-9-]+)$")]
fn was_read(world: &mut DeskWorld, question: String, reading: String) -> RuleStep {
    world.compare(|it| it.reads(&question, &reading))
}

/// No documented deviation.
#[then("no deviation was observed")]
fn no_deviation(world: &mut DeskWorld) -> RuleStep {
    world.compare(super::submission::Submission::deviations)
}

/// No failure is accepted for a time, at any level.
#[then("no failure was waived")]
fn no_waiver(world: &mut DeskWorld) -> RuleStep {
    world.compare(super::submission::Submission::waivers)
}
