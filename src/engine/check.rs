//! The static check, before the first request: every step of every selected scenario must have
//! exactly one definition, and values, tables and texts that the definition can read.

use std::collections::{BTreeMap, HashMap, HashSet};

use cucumber::gherkin::{Step, StepType};

use crate::evidence::StepOutcome;
use crate::steps::{ParameterHelp, StepMisuse, parameter_help};

use super::{
    Disposition, Plan, Planned, Problem, ScenarioWorld, StepDefinitions,
    definitions::{Meaning, places},
    suggest::{OfferedSentence, Suggestions},
};

/// Checks all scenarios of `plan`. Scenarios with a step that cannot run will not run. Each such step
/// is reported once, even if several scenarios share it.
pub fn check<W: ScenarioWorld>(plan: &mut Plan, definitions: &StepDefinitions<W>) -> Vec<Problem> {
    let mut checker = Checker {
        definitions,
        sound: HashSet::new(),
        reported: HashSet::new(),
        problems: Vec::new(),
        suggestions: None,
        explained: HashMap::new(),
    };
    let refused: Vec<_> = plan
        .scenarios
        .iter()
        .enumerate()
        .filter_map(|(at, planned)| Some((at, checker.check(planned)?)))
        .collect();
    let problems = checker.problems;
    for (at, disposition) in refused {
        let planned = &mut plan.scenarios[at];
        // A scenario that is not applicable stays so, even if it cannot run as it is written.
        if !matches!(planned.disposition, Disposition::NotApplicable(_)) {
            planned.disposition = disposition;
        }
    }
    problems
}

struct Checker<'a, W> {
    definitions: &'a StepDefinitions<W>,
    /// Steps known to have one definition; the same steps occur many times in a suite.
    sound: HashSet<(StepType, &'a str)>,
    /// Places already reported.
    reported: HashSet<(&'a str, usize)>,
    problems: Vec<Problem>,
    /// Made for the first undefined step.
    suggestions: Option<Suggestions>,
    /// Messages and remedies of undefined steps.
    explained: HashMap<(StepType, &'a str), (String, String)>,
}

impl<'a, W: ScenarioWorld> Checker<'a, W> {
    /// Returns the disposition of a scenario that cannot run, from its first offending step.
    fn check(&mut self, planned: &'a Planned) -> Option<Disposition> {
        let steps: Vec<&Step> = planned.steps().map(|it| it.0).collect();
        let mut offending = BTreeMap::new();
        for (index, step) in steps.iter().copied().enumerate() {
            if let Some(outcome) = self.step(&planned.case.file, step) {
                offending.insert(index, outcome);
            }
        }
        for StepMisuse { step, message, help, is_warning } in W::misuses(&steps) {
            if offending.contains_key(&step) {
                continue;
            }
            if is_warning {
                self.warn(&planned.case.file, steps[step], message, help);
                continue;
            }
            let outcome = StepOutcome::Misuse(message.clone());
            self.report(&planned.case.file, steps[step], |_| (message, help));
            offending.insert(step, outcome);
        }
        let (step, outcome) = offending.into_iter().next()?;
        Some(Disposition::Refused { step, outcome })
    }

    fn step(&mut self, file: &'a str, step: &'a Step) -> Option<StepOutcome> {
        let key = (step.ty, step.value.as_str());
        if self.sound.contains(&key) {
            return None;
        }
        match self.definitions.meaning(step.ty, &step.value) {
            Meaning::One(definition) => {
                let Some(fault) = definition
                    .value_fault(&self.definitions.sentence(step.ty, &step.value), W::value_fault)
                else {
                    self.sound.insert(key);
                    return None;
                };
                let message = fault.0.clone();
                self.report(file, step, |_| fault);
                Some(StepOutcome::Misuse(message))
            }
            Meaning::None => {
                self.report(file, step, |checker| checker.explain(step));
                Some(StepOutcome::Undefined)
            }
            Meaning::Many(definitions) => {
                let places = places(&definitions);
                let message = format!("several step definitions match `{}`", step.value);
                let help = format!("they are at {}", places.join(" and "));
                self.report(file, step, |_| (message, help));
                Some(StepOutcome::Ambiguous(places))
            }
        }
    }

    /// Reports something that does not keep the scenario from running.
    fn warn(&mut self, file: &'a str, step: &'a Step, message: String, help: String) {
        let before = self.problems.len();
        self.report(file, step, |_| (message, help));
        self.problems[before..].iter_mut().for_each(|it| it.is_warning = true);
    }

    /// Reports the message and the remedy of a step, if nothing was reported at its place.
    fn report(
        &mut self,
        file: &'a str,
        step: &'a Step,
        fault: impl FnOnce(&mut Self) -> (String, String),
    ) {
        let at = step.position;
        if !self.reported.insert((file, at.line)) {
            return;
        }
        let indent = at.col.saturating_sub(1);
        let line = format!("{:indent$}{}{}", "", step.keyword, step.value);
        let (message, help) = fault(self);
        self.problems.push(Problem::new(file, message).at(at.line, at.col, line).help(help));
    }

    /// Message and remedy for an undefined step. The same step may occur many times.
    fn explain(&mut self, step: &'a Step) -> (String, String) {
        let key = (step.ty, step.value.as_str());
        if let Some(known) = self.explained.get(&key) {
            return known.clone();
        }
        let definitions = self.definitions;
        let is_bearable = step.value.len() <= COMPARABLE && self.explained.len() < EXPLAINED;
        let suggestions = if is_bearable {
            let suggestions = || Suggestions::of(definitions.patterns(), definitions.examples());
            Some(&*self.suggestions.get_or_insert_with(suggestions))
        } else {
            None
        };
        let explanation = explanation(step, self.definitions, suggestions);
        self.explained.insert(key, explanation.clone());
        explanation
    }
}

fn explanation<W: ScenarioWorld>(
    step: &Step,
    definitions: &StepDefinitions<W>,
    suggestions: Option<&Suggestions>,
) -> (String, String) {
    let message = format!("no step definition matches `{}`", step.value);
    let text = &*definitions.sentence(step.ty, &step.value);
    let is_defined = |kind: &StepType, text: &str| {
        definitions.of(*kind).iter().any(|definition| definition.matches(text))
    };
    if let Some(kind) = KINDS.iter().find(|kind| is_defined(kind, text)) {
        let used = format!("it is defined as a {kind:?}, but is used here as a {:?}", step.ty);
        let continues = !["Given", "When", "Then"].contains(&step.keyword.trim_end());
        let remedy = if continues { format!(": write `{kind:?}`") } else { String::new() };
        return (message, used + &remedy);
    }
    if let Some((before, _)) = text.split_once(" #")
        && is_defined(&step.ty, before.trim_end())
    {
        return (message, "a comment needs a line of its own".to_owned());
    }
    let bad_value = suggestions.and_then(|it| it.bad_value(step.ty, text));
    bad_value.unwrap_or_else(|| {
        let like = suggestions.map(|it| it.like(step.ty, text)).unwrap_or_default();
        let spoken = |it: OfferedSentence| OfferedSentence {
            text: W::spoken(&step.value, it.text.clone()),
            ..it
        };
        (message, remedy(step.ty, &like.into_iter().map(spoken).collect::<Vec<_>>()))
    })
}

fn remedy(kind: StepType, like: &[OfferedSentence]) -> String {
    let shown = like.iter().map(|OfferedSentence { kind: other, text, .. }| {
        if *other == kind { format!("`{text}`") } else { format!("`{other:?} {text}`") }
    });
    let shown: Vec<_> = shown.collect();
    let open = like.first().and_then(|it| open_value(it.open.as_deref()?));
    let open = open.unwrap_or_default();
    match shown.split_last() {
        None => "`bankident steps WORD` searches the sentences".to_owned(),
        Some((only, [])) => format!("did you mean {only}?{open}"),
        Some((last, others)) => format!("did you mean {} or {last}?{open}", others.join(", ")),
    }
}

/// Form and values of the value that a suggested sentence lacks.
fn open_value(pattern: &str) -> Option<String> {
    let ParameterHelp { form, values, .. } = parameter_help(pattern)?;
    if values.is_empty() {
        return Some(format!(" … is {form}"));
    }
    Some(format!(" … is {form}; allowed are {}", values.join(", ")))
}

const KINDS: [StepType; 3] = [StepType::Given, StepType::When, StepType::Then];

/// Longest text, in bytes, that is compared with the sentences.
const COMPARABLE: usize = 400;

/// Number of different undefined steps for which sentences are suggested.
const EXPLAINED: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{KnownTags, Selection, Source, load, select, test_world::TestWorld};

    fn checked(text: &str) -> (Plan, Vec<Problem>) {
        let (suite, problems) =
            load(vec![Source::new("f.feature", text)], &KnownTags::requirements(&|_| true));
        assert_eq!(problems, []);
        let mut plan = select(suite, &Selection::default(), &|_| None);
        let problems = check(&mut plan, &StepDefinitions::<TestWorld>::gather());
        (plan, problems)
    }

    #[test]
    fn undefined_and_ambiguous_steps_are_found_before_anything_runs() {
        let (plan, problems) = checked(
            "Feature: f
  Scenario: bad
    Given nothing
    When the client teleports
    Then it matches twice
  Scenario Outline: <n>
    Given nothing 
    Then it hods <n>
    Examples:
      | n |
      | 1 |
      | 2 |
  Scenario: good
    Given nothing
    Then it holds
",
        );
        let messages: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "f.feature:4:5: no step definition matches `the client teleports`",
                "f.feature:5:5: several step definitions match `it matches twice`",
                "f.feature:8:5: no step definition matches `it hods 1`",
            ]
        );
        let dispositions: Vec<_> =
            plan.scenarios.iter().map(|it| it.disposition == Disposition::Run).collect();
        assert_eq!(dispositions, [false, false, false, true]);
        let Disposition::Refused { step, outcome } = &plan.scenarios[0].disposition else {
            panic!("it was not refused");
        };
        assert_eq!((*step, outcome), (1, &StepOutcome::Undefined));
    }

    #[test]
    fn a_remedy_is_offered() {
        let (_, problems) = checked(
            "Feature: f\n  Scenario: s\n    Given it holds\n    Then it hols\n    And it has \"x\" 7 times\n",
        );
        let help: Vec<_> = problems.iter().filter_map(|it| it.help.as_deref()).collect();
        assert_eq!(
            help,
            [
                "it is defined as a Then, but is used here as a Given",
                "did you mean `it holds` or `it holds …`?",
                "`bankident steps WORD` searches the sentences",
            ]
        );
        let shown = problems[1].render(false);
        assert!(shown.contains("4 |     Then it hols"), "{shown}");
    }
}
