//! The step definitions, and which of them a step means.

use regex::{Captures, Regex, RegexSet};
use serde_json::{Value, json};

use crate::evidence::{StepKind, StepRecord};

use crate::report::text::one_line;

/// A step definition, as a report describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDefinition {
    /// `Given`, `When` or `Then`.
    pub kind: StepKind,
    /// Pattern of the step, a regular expression.
    pub pattern: String,
    /// `file:line:column` of its definition.
    pub place: String,
}

/// The definitions, ready to be looked up.
pub struct DefinitionLookup<'a> {
    all: &'a [StepDefinition],
    kinds: [KindPatterns; 3],
}

/// Patterns for one kind of step.
struct KindPatterns {
    of: StepKind,
    set: RegexSet,
    /// Place among all, and pattern; in the order of the set.
    members: Vec<(usize, Regex)>,
}

impl<'a> DefinitionLookup<'a> {
    /// Compiles them.
    pub fn new(all: &'a [StepDefinition]) -> Self {
        let kinds = [StepKind::Given, StepKind::When, StepKind::Then];
        Self { all, kinds: kinds.map(|kind| KindPatterns::new(kind, all)) }
    }

    /// Returns each definition as a message.
    pub fn described(&self) -> impl Iterator<Item = Value> {
        self.all.iter().enumerate().map(|(index, it)| {
            json!({
                "id": id(index),
                "pattern": { "type": "REGULAR_EXPRESSION", "source": it.pattern },
                "sourceReference": place(&it.place),
            })
        })
    }

    /// The ids of all that match a step, and for each what the step's text says in its gaps.
    pub fn meant_by(&self, step: &StepRecord) -> (Vec<String>, Vec<Value>) {
        let kind = self.kinds.iter().find(|it| it.of == step.kind);
        let matching = kind.into_iter().flat_map(|it| it.matching(&step.text));
        matching.map(|(index, pattern)| (id(index), arguments(pattern, &step.text))).unzip()
    }
}

impl KindPatterns {
    fn new(kind: StepKind, all: &[StepDefinition]) -> Self {
        let those = all.iter().enumerate().filter(|(_, it)| it.kind == kind);
        let members: Vec<(usize, Regex)> =
            those.filter_map(|(index, it)| Some((index, Regex::new(&it.pattern).ok()?))).collect();
        let set = RegexSet::new(members.iter().map(|(_, it)| it.as_str())).unwrap_or_default();
        Self { of: kind, set, members }
    }

    fn matching(&self, text: &str) -> impl Iterator<Item = (usize, &Regex)> {
        let found = self.set.matches(text).into_iter();
        found.filter_map(|at| self.members.get(at)).map(|(index, it)| (*index, it))
    }
}

fn id(index: usize) -> String {
    format!("definition-{index}")
}

/// `file:line:column`, taken apart.
fn place(text: &str) -> Value {
    let mut parts = text.rsplitn(3, ':');
    let (column, row, uri) = (parts.next(), parts.next(), parts.next());
    let number = |it: Option<&str>| it.and_then(|it| it.parse::<u32>().ok());
    match (uri, number(row), number(column)) {
        (Some(uri), Some(line), Some(column)) => {
            json!({ "uri": uri, "location": { "line": line, "column": column } })
        }
        _ => json!({ "uri": text }),
    }
}

/// The outermost groups that took part.
fn arguments(pattern: &Regex, text: &str) -> Value {
    // A text that is not shown as it was read has no places to point to.
    let captures = (one_line(text) == text).then(|| pattern.captures(text)).flatten();
    let groups = captures.map(|it| outermost(&it, text)).unwrap_or_default();
    json!({ "stepMatchArguments": groups })
}

fn outermost(captures: &Captures<'_>, text: &str) -> Vec<Value> {
    let mut end = 0;
    let mut groups = Vec::new();
    for group in captures.iter().skip(1).flatten() {
        if group.start() < end {
            continue;
        }
        end = group.end();
        // Readers count as JavaScript does.
        let start = text[..group.start()].encode_utf16().count();
        let group = json!({ "start": start, "value": group.as_str(), "children": [] });
        groups.push(json!({ "group": group }));
    }
    groups
}
