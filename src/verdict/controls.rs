//! Positive controls: a scenario shows something only if every operation that it calls was seen to
//! succeed on this target. A target that refuses everything refuses what it must refuse, too.

use std::collections::BTreeSet;

use crate::api::operation::{Operation, Presence};
use crate::evidence::{OperationAnswers, ScenarioRecord, StepKind, StepRecord};

use super::assessed::{AssessedControl, AssessedScenario, OwnVerdict, Verdict};

/// The operations of a run, with the scenarios that were run only to see them succeed.
#[derive(Clone, Debug, Default)]
pub(super) struct Controls<'a> {
    answers: Vec<OperationAnswers>,
    controls: &'a [AssessedControl],
}

/// Reason why a scenario shows nothing.
struct MissingControl {
    verdict: Verdict,
    operation: String,
    text: String,
    /// The operation that must be seen to succeed first.
    waits_for: Option<String>,
}

impl<'a> Controls<'a> {
    /// The operations that the run itself, these scenarios and these controls called.
    pub fn of<'b>(
        own_calls: &[OperationAnswers],
        scenarios: impl IntoIterator<Item = &'b AssessedScenario>,
        controls: &'a [AssessedControl],
    ) -> Self {
        let called = scenarios.into_iter().flat_map(|it| &it.record.operations);
        let called = called.chain(controls.iter().flat_map(|it| &it.operations));
        let mut answers = OperationAnswers::sum(own_calls.iter().chain(called));
        answers.sort_by(|left, right| left.operation.cmp(&right.operation));
        Self { answers, controls }
    }

    /// The answers to all calls, by operation.
    pub fn into_answers(self) -> Vec<OperationAnswers> {
        self.answers
    }

    /// Operations that must be seen to succeed before the verdict on one of the scenarios counts.
    pub fn needed(&self, scenarios: &[AssessedScenario]) -> BTreeSet<String> {
        let causes = scenarios.iter().flat_map(|it| {
            let settled = self.missing_look(it).map(|_| Verdict::Passed);
            self.causes(it, it.verdict)
                .chain(settled.into_iter().flat_map(|as_if| self.causes(it, as_if)))
        });
        causes.map(|it| it.operation).collect()
    }

    /// Replaces the verdict on a scenario by that which the operations of the whole run allow.
    pub fn settle(&self, scenario: &mut AssessedScenario) {
        if let Some(own) = scenario.own_verdict.take() {
            let OwnVerdict { verdict, reason, warning, flaky, .. } = own;
            (scenario.verdict, scenario.reason) = (verdict, reason);
            (scenario.warning, scenario.flaky) = (warning, flaky);
        }
        let look = self.missing_look(scenario).map(str::to_owned);
        let verdict = if look.is_some() { Verdict::Passed } else { scenario.verdict };
        // The first operation that was called is the cause of what follows.
        let causes =
            self.causes(scenario, verdict).filter(|it| Some(&it.operation) != look.as_ref());
        let causes: Vec<MissingControl> = causes.collect();
        let undecided = causes.iter().find(|it| it.verdict == Verdict::Inconclusive);
        let (verdict, text, waits_for) = match undecided.or(causes.first()) {
            Some(cause) => (cause.verdict, cause.text.clone(), cause.waits_for.clone()),
            None if look.is_some() => (Verdict::Passed, String::new(), None),
            None => return,
        };
        let reason = std::mem::replace(&mut scenario.reason, text);
        scenario.own_verdict = Some(OwnVerdict {
            verdict: std::mem::replace(&mut scenario.verdict, verdict),
            reason,
            warning: std::mem::take(&mut scenario.warning),
            flaky: std::mem::take(&mut scenario.flaky),
            waits_for,
        });
    }

    /// The operation of the last step, if it only looked again at what an earlier `Then` had decided
    /// and the target does not offer the operation. What was decided still counts.
    fn missing_look<'b>(&self, scenario: &'b AssessedScenario) -> Option<&'b str> {
        let ScenarioRecord { steps, checks, exchanges, .. } = &scenario.record;
        let (last, before) = steps.split_last()?;
        let decided = |(index, step): (usize, &StepRecord)| {
            step.kind == StepKind::Then && checks.iter().any(|it| it.step == index)
        };
        let is_look = last.kind == StepKind::Then
            && last.requests > 0
            && !last.outcome.passed()
            && before.iter().all(|it| it.outcome.passed())
            && before.iter().enumerate().any(decided);
        let sent: usize = steps.iter().map(|it| it.requests).sum();
        let operation = &exchanges.get(sent.checked_sub(1)?)?.operation;
        let presence = Operation::named(operation)?.presence;
        let answers = self.answers.iter().find(|it| it.operation == *operation)?;
        (is_look && presence != Presence::Printed && answers.is_missing())
            .then_some(operation.as_str())
    }

    /// Causes for which a scenario with this verdict of its own shows nothing.
    fn causes(
        &self,
        scenario: &AssessedScenario,
        verdict: Verdict,
    ) -> impl Iterator<Item = MissingControl> + use<'_, 'a> {
        let called = scenario.record.operations.iter().map(|it| it.operation.clone());
        let called: Vec<String> = called.collect();
        called.into_iter().filter_map(move |it| {
            let answers = self.answers.iter().find(|known| known.operation == it)?;
            self.cause(answers, verdict)
        })
    }

    fn cause(&self, answers: &OperationAnswers, verdict: Verdict) -> Option<MissingControl> {
        let OperationAnswers { operation, succeeded, .. } = answers;
        let observed = matches!(verdict, Verdict::Passed | Verdict::Failed | Verdict::Inconclusive);
        if *succeeded > 0 || !observed {
            return None;
        }
        let presence = Operation::named(operation).map(|it| it.presence);
        let optional = presence.is_some_and(|it| it != Presence::Printed);
        let because = |verdict, text| {
            let operation = operation.clone();
            Some(MissingControl { verdict, operation, text, waits_for: None })
        };
        let not_offered = format!("this target does not offer {operation}");
        if answers.is_forbidden() {
            let text = format!(
                "the credentials may not call {operation}: it was answered 403 each time; ask for \
                 the permission"
            );
            // Without the others an identification can still be observed to its end.
            let essential = Operation::named(operation).is_none_or(Operation::is_essential);
            let verdict = if essential { Verdict::Inconclusive } else { Verdict::NotApplicable };
            because(verdict, text)
        } else if optional && answers.is_missing() {
            because(Verdict::NotApplicable, not_offered)
        } else if verdict != Verdict::Passed {
            None
        } else if answers.is_missing() {
            because(Verdict::Inconclusive, not_offered)
        } else if presence == Some(Presence::Unprinted) {
            because(
                Verdict::NotApplicable,
                format!("no call of {operation} succeeded, and a target need not offer it"),
            )
        } else if let Some(why) = self.inapplicable(operation) {
            let text = format!("{operation} cannot be seen to succeed: {why}");
            because(Verdict::NotApplicable, text)
        } else {
            Some(self.unseen(operation))
        }
    }

    /// The cause that an operation was refused each time, and offered.
    fn unseen(&self, operation: &str) -> MissingControl {
        let waits_for = self.first_unseen(operation);
        let before = if waits_for == operation {
            String::new()
        } else {
            format!(", because {waits_for} did not succeed before it")
        };
        let text = format!(
            "{operation} was not seen to succeed in this run{before}: a target that always refuses \
             it would pass, too"
        );
        let (verdict, operation) = (Verdict::Inconclusive, operation.to_owned());
        MissingControl { verdict, operation, text, waits_for: Some(waits_for) }
    }

    /// Returns the first of the operations up to this one that was called and not seen to succeed.
    /// A later one was not reached, or was refused because of it.
    fn first_unseen(&self, operation: &str) -> String {
        let chain =
            std::iter::successors(Operation::named(operation).copied(), Operation::predecessor);
        let vain = |it: &Operation| {
            let name = it.name();
            self.answers.iter().any(|known| known.operation == name && known.succeeded == 0)
        };
        chain.filter(vain).last().map_or_else(|| operation.to_owned(), |it| it.name())
    }

    /// Returns the reason why no scenario that shows the operation applies to this target.
    fn inapplicable(&self, operation: &str) -> Option<&'a str> {
        let shows = |it: &&AssessedControl| it.shows.iter().any(|shown| shown == operation);
        let lacking = |it: &AssessedControl| it.verdict == Verdict::NotApplicable;
        let mut controls = self.controls.iter().filter(shows).peekable();
        let first = controls.peek()?.reason.as_str();
        controls.all(lacking).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Availability, Check, Exchange, StepOutcome};
    use Availability::{Forbidden, Missing, Refused, Succeeded};
    use Verdict::{Failed, Inconclusive, NotApplicable, Passed};

    const UPDATE: &str = "PATCH /v1/persons/{person_id}";
    const LOOK_UP: &str = "POST /v1/iban_lookups";
    const CONFIRM: &str = "PATCH /v1/persons/{person_id}/identifications/{id}/confirm";
    const DELETE: &str = "DELETE /v1/persons/{person_id}/mobile_number";

    fn scenario(verdict: Verdict, calls: &[(&str, Availability)]) -> AssessedScenario {
        let mut record = ScenarioRecord::sample("s", Vec::new());
        for (operation, availability) in calls {
            let one = OperationAnswers::one(operation, *availability);
            OperationAnswers::add(&mut record.operations, &one);
        }
        AssessedScenario::new(record, verdict, "own".to_owned())
    }

    fn control(shows: &str, verdict: Verdict) -> AssessedControl {
        AssessedControl {
            scenario: "c".to_owned(),
            shows: vec![shows.to_owned()],
            verdict,
            reason: "needs a TAN".to_owned(),
            operations: Vec::new(),
        }
    }

    fn settled(
        scenario: &AssessedScenario,
        others: &[AssessedScenario],
        controls: &[AssessedControl],
    ) -> (Verdict, String) {
        let mut scenario = scenario.clone();
        Controls::of(&[], others.iter().chain([&scenario]), controls).settle(&mut scenario);
        (scenario.verdict, scenario.reason)
    }

    #[test]
    fn a_verdict_counts_if_its_operations_were_seen_to_succeed() {
        type Row = (Verdict, &'static [(&'static str, Availability)], Verdict, &'static str);
        let rows: [Row; 19] = [
            (Passed, &[(UPDATE, Succeeded), (UPDATE, Refused)], Passed, "own"),
            (Passed, &[(UPDATE, Refused)], Inconclusive, "was not seen to succeed"),
            (Passed, &[(UPDATE, Missing)], Inconclusive, "does not offer PATCH"),
            (Passed, &[(UPDATE, Forbidden)], NotApplicable, "may not call PATCH"),
            (Passed, &[(CONFIRM, Forbidden)], Inconclusive, "may not call PATCH"),
            (Passed, &[(UPDATE, Forbidden), (CONFIRM, Forbidden)], Inconclusive, "confirm"),
            (Passed, &[(UPDATE, Availability::Unknown)], Inconclusive, "not seen to succeed"),
            (Passed, &[(LOOK_UP, Missing)], NotApplicable, "does not offer POST"),
            (Passed, &[(LOOK_UP, Refused)], Inconclusive, "not seen to succeed"),
            (Passed, &[(LOOK_UP, Missing), (LOOK_UP, Refused)], Inconclusive, "not seen"),
            (Passed, &[(LOOK_UP, Missing), (UPDATE, Refused)], Inconclusive, "PATCH"),
            (Passed, &[(DELETE, Refused)], NotApplicable, "no call of DELETE"),
            (Failed, &[(UPDATE, Refused)], Failed, "own"),
            (Failed, &[(UPDATE, Missing)], Failed, "own"),
            (Failed, &[(UPDATE, Forbidden)], NotApplicable, "may not call PATCH"),
            (Failed, &[(UPDATE, Forbidden), (UPDATE, Refused)], Failed, "own"),
            (Failed, &[(LOOK_UP, Missing)], NotApplicable, "does not offer POST"),
            (Inconclusive, &[(UPDATE, Forbidden)], NotApplicable, "may not call PATCH"),
            (Verdict::Error, &[(UPDATE, Forbidden)], Verdict::Error, "own"),
        ];
        for (own, calls, verdict, reason) in rows {
            let found = settled(&scenario(own, calls), &[], &[]);
            assert_eq!(found.0, verdict, "{own} {calls:?}: {}", found.1);
            assert!(found.1.contains(reason), "{own} {calls:?}: {}", found.1);
        }
    }

    #[test]
    fn another_scenario_or_a_control_may_show_the_success() {
        let refused = scenario(Passed, &[(UPDATE, Refused)]);
        let other = scenario(Failed, &[(UPDATE, Succeeded)]);
        assert_eq!(settled(&refused, &[other], &[]).0, Passed);
        let own_calls = [OperationAnswers::one(UPDATE, Succeeded)];
        assert!(
            Controls::of(&own_calls, [&refused], &[])
                .needed(std::slice::from_ref(&refused))
                .is_empty()
        );
        let mut shown = control(UPDATE, Passed);
        shown.operations = vec![OperationAnswers::one(UPDATE, Succeeded)];
        assert_eq!(settled(&refused, &[], &[shown]).0, Passed);
        assert_eq!(settled(&refused, &[], &[control(UPDATE, Failed)]).0, Inconclusive);
    }

    /// A scenario with a `Then` that held, and another that called this operation in vain.
    fn with_look(operation: &str, found: Availability, before: StepOutcome) -> AssessedScenario {
        let outcome = StepOutcome::CheckFailed("404".to_owned());
        let mut it = scenario(Failed, &[(CONFIRM, Succeeded), (operation, found)]);
        it.record.steps = vec![
            StepRecord { requests: 0, ..StepRecord::sample(StepKind::Then, before) },
            StepRecord::sample(StepKind::Then, outcome),
        ];
        it.record.checks = vec![Check::new("it is refused", vec![])];
        it.record.exchanges = vec![Exchange::sample(operation, 404)];
        it
    }

    #[test]
    fn an_operation_waits_for_the_first_one_that_did_not_succeed() {
        const SEND_OTP: &str = "POST /v1/persons/{person_id}/mobile_number/authorize";
        const CREATE: &str = "POST /v1/persons/{person_id}/identifications";
        type Row = (&'static [(&'static str, Availability)], &'static str, bool);
        let rows: [Row; 4] = [
            (&[], CONFIRM, false),
            (&[(SEND_OTP, Availability::Unknown)], SEND_OTP, true),
            (&[(SEND_OTP, Forbidden), (CREATE, Refused)], SEND_OTP, true),
            (&[(SEND_OTP, Succeeded), (CREATE, Refused)], CREATE, true),
        ];
        for (calls, expected, is_follower) in rows {
            let mut it = scenario(Passed, &[(CONFIRM, Refused)]);
            let other = scenario(Inconclusive, calls);
            Controls::of(&[], [&other, &it.clone()], &[]).settle(&mut it);
            let own = it.own_verdict.expect("another verdict");
            assert_eq!(own.waits_for.as_deref(), Some(expected), "{calls:?}");
            assert_eq!(
                it.reason.contains("did not succeed before it"),
                is_follower,
                "{}",
                it.reason
            );
        }
    }

    #[test]
    fn a_look_that_the_target_does_not_offer_leaves_the_rest_decided() {
        let list = "GET /v1/persons/{person_id}/identifications";
        let rows = [
            (list, Missing, StepOutcome::Passed, Passed),
            (list, Refused, StepOutcome::Passed, Failed),
            (list, Missing, StepOutcome::NotRun, NotApplicable),
            (UPDATE, Missing, StepOutcome::Passed, Failed),
        ];
        for (operation, found, before, verdict) in rows {
            let it = with_look(operation, found, before.clone());
            assert_eq!(settled(&it, &[], &[]).0, verdict, "{operation} {found:?} {before:?}");
        }
        let it = with_look(list, Missing, StepOutcome::Passed);
        let other = scenario(Passed, &[(list, Succeeded)]);
        assert_eq!(settled(&it, &[other], &[]).0, Failed, "the target does offer it");
        let needed = Controls::of(&[], [&it], &[]).needed(std::slice::from_ref(&it));
        assert_eq!(needed, [list.to_owned()].into());
    }

    #[test]
    fn a_control_that_does_not_apply_leaves_nothing_to_observe() {
        let refused = scenario(Passed, &[(CONFIRM, Refused)]);
        let found = settled(&refused, &[], &[control(CONFIRM, NotApplicable)]);
        assert_eq!(found.0, NotApplicable);
        assert!(found.1.contains("cannot be seen to succeed: needs a TAN"), "{}", found.1);
    }

    #[test]
    fn a_verdict_is_settled_anew_when_more_is_known() {
        let mut refused = scenario(Passed, &[(UPDATE, Refused)]);
        let alone = Controls::of(&[], [&refused.clone()], &[]);
        assert_eq!(alone.needed(&[refused.clone()]), [UPDATE.to_owned()].into());
        alone.settle(&mut refused);
        alone.settle(&mut refused);
        assert_eq!(refused.verdict, Inconclusive);
        let other = scenario(Passed, &[(UPDATE, Succeeded)]);
        Controls::of(&[], [&refused.clone(), &other], &[]).settle(&mut refused);
        assert_eq!((refused.verdict, refused.own_verdict), (Passed, None));
    }
}
