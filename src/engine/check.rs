//! The static check, before the first request: every step of every selected scenario must have
//! exactly one definition.

use std::collections::HashSet;

use cucumber::gherkin::{Step, StepType};

use crate::evidence::StepOutcome;

use super::{
    Disposition, Plan, Planned, Problem, StepDefinitions,
    definitions::{Meaning, places},
};

/// Checks all scenarios of `plan`. Scenarios with an undefined or ambiguous step will not run. Each
/// such step is reported once, even if several scenarios share it.
pub fn check<W>(plan: &mut Plan, definitions: &StepDefinitions<W>) -> Vec<Problem> {
    let mut checker = Checker {
        definitions,
        sound: HashSet::new(),
        reported: HashSet::new(),
        problems: Vec::new(),
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
}

impl<'a, W> Checker<'a, W> {
    /// Returns the disposition of a scenario that cannot run, from its first offending step.
    fn check(&mut self, planned: &'a Planned) -> Option<Disposition> {
        let mut disposition = None;
        for (index, (step, _)) in planned.steps().enumerate() {
            let Some(outcome) = self.step(&planned.case.file, step) else {
                continue;
            };
            disposition.get_or_insert(Disposition::Refused { step: index, outcome });
        }
        disposition
    }

    fn step(&mut self, file: &'a str, step: &'a Step) -> Option<StepOutcome> {
        let key = (step.ty, step.value.as_str());
        if self.sound.contains(&key) {
            return None;
        }
        match self.definitions.meaning(step.ty, &step.value) {
            Meaning::One(_) => {
                self.sound.insert(key);
                None
            }
            Meaning::None => {
                let message = format!("no step definition matches `{}`", step.value);
                self.report(file, step, message, Self::remedy);
                Some(StepOutcome::Undefined)
            }
            Meaning::Many(definitions) => {
                let places = places(&definitions);
                let message = format!("several step definitions match `{}`", step.value);
                let help = format!("they are at {}", places.join(" and "));
                self.report(file, step, message, |_, _| help.clone());
                Some(StepOutcome::Ambiguous(places))
            }
        }
    }

    fn report(
        &mut self,
        file: &'a str,
        step: &'a Step,
        message: String,
        help: impl FnOnce(&Self, &Step) -> String,
    ) {
        let at = step.position;
        if !self.reported.insert((file, at.line)) {
            return;
        }
        let indent = at.col.saturating_sub(1);
        let line = format!("{:indent$}{}{}", "", step.keyword, step.value);
        let problem = Problem::new(file, message).at(at.line, at.col, line).help(help(self, step));
        self.problems.push(problem);
    }

    /// Returns the other kind of step that has the sentence, or the most similar sentence.
    fn remedy(&self, step: &Step) -> String {
        let elsewhere =
            [StepType::Given, StepType::When, StepType::Then].into_iter().find(|kind| {
                let same = |it: &super::definitions::Definition<W>| it.matches(&step.value);
                self.definitions.of(*kind).iter().any(same)
            });
        if let Some(kind) = elsewhere {
            return format!("it is defined as a {kind:?}, but is used here as a {:?}", step.ty);
        }
        let text = plain_text(&step.value);
        let near = self.definitions.of(step.ty).iter().map(|definition| {
            let pattern = plain_pattern(definition.regex.as_str());
            (strsim::normalized_levenshtein(&pattern, &text), pattern)
        });
        let nearest = near.max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((likeness, pattern)) if likeness > 0.6 => format!("did you mean `{pattern}`?"),
            _ => "`bankident steps` lists all sentences".to_owned(),
        }
    }
}

/// A sentence with `…` for its quoted values and numbers.
fn plain_text(text: &str) -> String {
    let mut plain = String::new();
    let mut quoted = false;
    for sign in text.chars() {
        let was_quoted = quoted;
        quoted ^= sign == '"';
        let value = was_quoted || quoted || sign.is_ascii_digit();
        match (value, plain.ends_with('…')) {
            (true, false) => plain.push('…'),
            (true, true) => {}
            (false, _) => plain.push(sign),
        }
    }
    plain
}

/// A pattern with `…` for its groups, as a readable sentence.
fn plain_pattern(pattern: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    let mut escaped = false;
    for sign in pattern.trim_start_matches('^').trim_end_matches('$').chars() {
        match sign {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '(' | '[' if !escaped => depth += 1,
            ')' | ']' if !escaped => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !plain.ends_with('…') {
                    plain.push('…');
                }
            }
            _ if depth == 0 => plain.push(sign),
            _ => {}
        }
        escaped = false;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Selection, Source, load, select, test_world::TestWorld};

    fn checked(text: &str) -> (Plan, Vec<Problem>) {
        let (suite, problems) = load(vec![Source::new("f.feature", text)], &|_| true);
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
                "did you mean `it holds`?",
                "`bankident steps` lists all sentences",
            ]
        );
        let shown = problems[1].render(false);
        assert!(shown.contains("4 |     Then it hols"), "{shown}");
    }
}
