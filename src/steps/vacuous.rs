//! Finds Then steps that cannot fail after the steps above them.

use cucumber::gherkin::{Step as WrittenStep, StepType};

use super::misuse::StepMisuse;

/// A Then that accepts everything after certain steps: its text, and a part of their text.
const CONDITIONAL: [(&str, &str); 1] =
    [("a failed identification has a reason", "identified with the good IBAN")];

/// Returns a warning for each Then that repeats an earlier one with no other step between, and for
/// each whose condition the step before never meets.
pub fn vacuous(steps: &[&WrittenStep]) -> Vec<StepMisuse> {
    let mut found = Vec::new();
    let mut begun = 0;
    for (at, step) in steps.iter().enumerate() {
        if step.ty != StepType::Then {
            begun = at + 1;
            continue;
        }
        let warning = |message: String, help: &str| StepMisuse {
            step: at,
            message,
            help: help.to_owned(),
            is_warning: true,
        };
        if let Some(first) = steps[begun..at].iter().find(|it| is_same(it, step)) {
            let message = format!("this step cannot fail: it repeats line {}", first.position.line);
            found.push(warning(message, "remove it, or write the When that it judges above it"));
        }
        let last = begun.checked_sub(1).map(|it| steps[it].value.as_str()).unwrap_or_default();
        let is_met = |it: &&(&str, &str)| step.value == it.0 && last.contains(it.1);
        if let Some((_, cause)) = CONDITIONAL.iter().find(is_met) {
            let message =
                format!("this step cannot fail after `{cause}`: its condition is not met");
            found.push(warning(message, "judge another outcome, or change the step above it"));
        }
    }
    found
}

fn is_same(one: &WrittenStep, other: &WrittenStep) -> bool {
    let rows = |it: &WrittenStep| it.table.as_ref().map(|table| table.rows.clone());
    one.value == other.value && one.docstring == other.docstring && rows(one) == rows(other)
}
