//! The step catalogue: every step definition that is linked into the program.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use cucumber::codegen::{StepConstructor as _, WorldInventory};
use cucumber::step::Location;
use serde::Serialize;

use crate::evidence::StepKind;
use crate::steps::{ParameterHelp, parameter_help};

use super::{ExampleStep, Plan, ScenarioWorld, StepDefinitions, suggest::choices_of};

/// Description of one step definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepEntry {
    /// `Given`, `When` or `Then`.
    pub kind: StepKind,
    /// Pattern of the step, a regular expression.
    pub pattern: String,
    /// Sentence of the step: choices and names of parameters in angle brackets, free texts as `"…"`.
    pub sentence: String,
    /// `file:line:column` of its definition.
    pub place: String,
    /// Noun that it is about: the name of the file of its definition, for instance `bank page`.
    pub noun: String,
    /// Needs of its scenario.
    pub needs: Vec<StepNeed>,
    /// Values in it, in order.
    pub parameters: Vec<StepParameter>,
}

/// A tag that a step implies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepNeed {
    /// The tag, such as `needs:tan`.
    pub tag: String,
    /// The values with which it is implied; any if empty.
    pub with: Vec<String>,
}

/// A value in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepParameter {
    /// Name; a choice has none.
    pub name: Option<String>,
    /// Form of the values, with an example.
    pub form: Option<String>,
    /// The allowed values, if they can be counted.
    pub values: Vec<String>,
}

impl StepParameter {
    /// The parameter that a group of a pattern is; `None` for words without a value.
    fn of(group: &str) -> Option<Self> {
        if let Some(ParameterHelp { name, form, values }) = parameter_help(group) {
            let (name, form) = (Some(name.to_owned()), Some(form.to_owned()));
            return Some(Self { name, form, values });
        }
        let values = choices_of(&format!("({group})"));
        (!values.is_empty()).then_some(Self { name: None, form: None, values })
    }
}

/// Returns all step definitions of `W`, by kind and then by pattern.
pub fn catalogue<W: ScenarioWorld>() -> Vec<StepEntry> {
    let given = inventory::iter::<W::Given>.into_iter();
    let when = inventory::iter::<W::When>.into_iter();
    let then = inventory::iter::<W::Then>.into_iter();
    let mut kinds = [
        sorted::<W, _>(StepKind::Given, given.map(|it| it.inner())),
        sorted::<W, _>(StepKind::When, when.map(|it| it.inner())),
        sorted::<W, _>(StepKind::Then, then.map(|it| it.inner())),
    ];
    kinds.iter_mut().flat_map(std::mem::take).collect()
}

/// Uses of a step definition in a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUse {
    /// Number of steps; a step of an outline counts once.
    pub count: usize,
    /// Text of the first one.
    pub example: String,
    /// File and line of the first one.
    pub at: String,
}

/// Uses of each step definition in `plan`, by its place.
pub fn uses<W>(plan: &Plan, definitions: &StepDefinitions<W>) -> HashMap<String, StepUse> {
    let mut seen = HashSet::new();
    let mut uses: HashMap<String, StepUse> = HashMap::new();
    for planned in &plan.scenarios {
        for (step, _) in planned.steps() {
            let line = step.position.line;
            if seen.insert((&planned.case.file, line)) {
                let of_kind = definitions.of(step.ty).iter();
                let sentence = definitions.sentence(step.ty, &step.value);
                for definition in of_kind.filter(|it| it.matches(&sentence)) {
                    let first = || StepUse {
                        count: 0,
                        example: step.value.clone(),
                        at: format!("{}:{line}", planned.case.file),
                    };
                    uses.entry(definition.place.to_string()).or_insert_with(first).count += 1;
                }
            }
        }
    }
    uses
}

/// Every step of `plan` once.
pub fn example_steps(plan: &Plan) -> Vec<ExampleStep> {
    let mut seen = HashSet::new();
    let steps = plan.scenarios.iter().flat_map(super::Planned::steps);
    let steps = steps.map(|(step, _)| (step.ty, step.value.clone()));
    steps.filter(|it| seen.insert(it.clone())).collect()
}

/// Number of step definitions of `W`; 0 means that the program was linked wrongly.
pub fn count<W: WorldInventory>() -> usize {
    inventory::iter::<W::Given>.into_iter().count()
        + inventory::iter::<W::When>.into_iter().count()
        + inventory::iter::<W::Then>.into_iter().count()
}

/// A pattern as a readable sentence; what may be left out is in square brackets.
fn sentence(pattern: &str) -> String {
    let mut rest = pattern.trim_start_matches('^').trim_end_matches('$');
    let mut sentence = String::new();
    while let Some(start) = rest.find('(') {
        let (before, group) = rest.split_at(start);
        let length = group_length(group);
        sentence.push_str(&before.replace('\\', ""));
        let shown = shown(&group[1..length - 1]);
        rest = &group[length..];
        match rest.strip_prefix('?') {
            Some(behind) => {
                sentence.extend(["[", shown.trim_matches(['<', '>']), "]"]);
                rest = behind;
            }
            None => sentence.push_str(&shown),
        }
    }
    sentence.push_str(&rest.replace('\\', ""));
    sentence
}

/// The groups of a pattern, without their brackets.
fn groups(pattern: &str) -> impl Iterator<Item = &str> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        let (_, group) = rest.split_at(rest.find('(')?);
        let length = group_length(group);
        rest = &group[length..];
        group.get(1..length - 1)
    })
}

/// Length of the group that begins the text, up to its own closing bracket.
fn group_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' if !escaped => depth += 1,
            ')' if !escaped => depth -= 1,
            _ => {}
        }
        escaped = sign == '\\' && !escaped;
        if depth == 0 {
            return at + sign.len_utf8();
        }
    }
    text.len()
}

fn shown(group: &str) -> String {
    let group = if group.starts_with("?:\"") { group } else { group.trim_start_matches("?:") };
    let plain = |sign: char| sign.is_alphanumeric() || " -_|',".contains(sign);
    if group.chars().all(plain) {
        format!("<{group}>")
    } else if let Some(it) = parameter_help(group) {
        let is_text = it.name == "text";
        if is_text { "\"…\"".to_owned() } else { format!("<{}>", it.name) }
    } else if group.contains('"') {
        "\"…\"".to_owned()
    } else {
        "…".to_owned()
    }
}

/// Needs of a step: always, and with one of its values.
fn needs<W: ScenarioWorld>(place: &Location, pattern: &str) -> Vec<StepNeed> {
    let always = W::needed_tags(place, &[]);
    let mut needs: Vec<StepNeed> =
        always.iter().map(|tag| StepNeed { tag: tag.clone(), with: Vec::new() }).collect();
    for word in choices_of(pattern) {
        let of_word = W::needed_tags(place, &[&word]);
        for tag in of_word.into_iter().filter(|it| !always.contains(it)) {
            match needs.iter_mut().find(|it| it.tag == tag) {
                Some(known) => known.with.push(word.clone()),
                None => needs.push(StepNeed { tag, with: vec![word.clone()] }),
            }
        }
    }
    needs
}

type LinkedStep<F> = (Location, fn() -> regex::Regex, F);

fn sorted<W: ScenarioWorld, F>(
    kind: StepKind,
    definitions: impl Iterator<Item = LinkedStep<F>>,
) -> Vec<StepEntry> {
    let mut entries: Vec<_> = definitions
        .map(|(place, regex, _)| {
            let pattern = regex().as_str().to_owned();
            let file = Path::new(place.path).file_stem().unwrap_or_default().to_string_lossy();
            StepEntry {
                kind,
                sentence: sentence(&pattern),
                needs: needs::<W>(&place, &pattern),
                parameters: groups(&pattern).filter_map(StepParameter::of).collect(),
                pattern,
                place: place.to_string(),
                noun: file.replace('_', " "),
            }
        })
        .collect();
    entries.sort_by(|a, b| a.pattern.cmp(&b.pattern));
    entries
}

#[cfg(test)]
mod tests {
    #[test]
    fn patterns_are_shown_as_sentences() {
        let choice = super::sentence("^an identification that is (created|pending)$");
        assert_eq!(choice, "an identification that is <created|pending>");
        let text = r#"^the status code is ((?:-?\d+)|(?:\d+)) in (?:"([^"\\]*)"|'(.*)') \(now\)$"#;
        assert!(super::sentence(text).starts_with("the status code is <number> in \"…\""));
    }

    use super::*;
    use crate::engine::test_world::TestWorld;

    #[test]
    fn every_definition_is_listed_with_its_place() {
        let entries = catalogue::<TestWorld>();
        assert_eq!(entries.len(), count::<TestWorld>());
        let entry = entries.iter().find(|it| it.pattern == "^it holds$");
        let entry = entry.expect("the step is linked");
        assert_eq!(entry.kind, StepKind::Then);
        assert!(entry.place.starts_with("src/engine/test_world.rs:"), "{entry:?}");
    }
}
