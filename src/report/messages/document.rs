//! Documents and pickles, made of the scenarios that ran.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::evidence::{StepKind, StepRecord};
use crate::verdict::AssessedScenario;

use crate::report::text::one_line;

/// Language of the documents; the record has none, and its keywords are English.
const LANGUAGE: &str = "en";

/// Puts the scenarios of one file after the other into one document.
#[derive(Default)]
pub struct Documents(Option<FeatureDocument>);

struct FeatureDocument {
    file: Arc<str>,
    name: Arc<str>,
    /// Line of its first scenario: where the feature itself begins is not in the record.
    line: usize,
    rule: Option<Arc<str>>,
    children: Vec<Value>,
}

impl Documents {
    /// Adds a scenario; the document before it, when that is complete.
    pub fn add(&mut self, number: usize, scenario: &AssessedScenario) -> Option<Value> {
        let file = &scenario.record.file;
        let complete =
            if self.0.as_ref().is_some_and(|it| it.file == *file) { None } else { self.last() };
        self.0.get_or_insert_with(|| FeatureDocument::of(scenario)).add(number, scenario);
        complete
    }

    /// The last document.
    pub fn last(&mut self) -> Option<Value> {
        self.0.take().map(FeatureDocument::finished)
    }
}

impl FeatureDocument {
    fn of(scenario: &AssessedScenario) -> Self {
        let record = &scenario.record;
        Self {
            file: Arc::clone(&record.file),
            name: Arc::clone(&record.feature),
            line: record.line,
            rule: None,
            children: Vec::new(),
        }
    }

    fn add(&mut self, number: usize, scenario: &AssessedScenario) {
        let rule = &scenario.record.rule;
        let child = json!({ "scenario": node(number, scenario) });
        let Some(title) = rule else {
            self.rule = None;
            self.children.push(child);
            return;
        };
        if self.rule != *rule {
            self.rule.clone_from(rule);
            self.children.push(json!({ "rule": {
                "id": format!("rule-{number}"),
                "location": { "line": scenario.record.line },
                "tags": [],
                "keyword": "Rule",
                "name": one_line(title),
                "description": "",
                "children": [],
            }}));
        }
        let open_rule = self.children.last_mut();
        let scenarios = open_rule.and_then(|it| it.pointer_mut("/rule/children")?.as_array_mut());
        if let Some(scenarios) = scenarios {
            scenarios.push(child);
        }
    }

    fn finished(self) -> Value {
        json!({
            "uri": one_line(&self.file),
            "comments": [],
            "feature": {
                "location": { "line": self.line },
                "tags": [],
                "language": LANGUAGE,
                "keyword": "Feature",
                "name": one_line(&self.name),
                "description": "",
                "children": self.children,
            },
        })
    }
}

fn node(number: usize, scenario: &AssessedScenario) -> Value {
    let record = &scenario.record;
    let location = json!({ "line": record.line });
    let steps = record.steps.iter().enumerate().map(|(index, it)| {
        json!({
            "id": step_id(number, index),
            "location": { "line": it.line },
            "keyword": format!("{} ", one_line(&it.keyword)),
            "keywordType": keyword_type(it),
            "text": one_line(&it.text),
        })
    });
    let tags = record.tags.iter().enumerate().map(
        |(index, it)| json!({ "id": tag_id(number, index), "location": location, "name": tag(it) }),
    );
    json!({
        "id": scenario_id(number),
        "location": location,
        "tags": tags.collect::<Vec<_>>(),
        "keyword": "Scenario",
        "name": one_line(&record.name),
        "description": "",
        "steps": steps.collect::<Vec<_>>(),
        "examples": [],
    })
}

/// The scenario as it is run.
pub fn pickle(number: usize, scenario: &AssessedScenario) -> Value {
    let record = &scenario.record;
    let steps = record.steps.iter().enumerate().map(|(index, it)| {
        json!({
            "id": pickle_step(number, index),
            "astNodeIds": [step_id(number, index)],
            "type": kind_type(it.kind),
            "text": one_line(&it.text),
        })
    });
    let tags = record
        .tags
        .iter()
        .enumerate()
        .map(|(index, it)| json!({ "name": tag(it), "astNodeId": tag_id(number, index) }));
    json!({
        "id": pickle_id(number),
        "uri": one_line(&record.file),
        "location": { "line": record.line },
        "name": one_line(&record.name),
        "language": LANGUAGE,
        "steps": steps.collect::<Vec<_>>(),
        "tags": tags.collect::<Vec<_>>(),
        "astNodeIds": [scenario_id(number)],
    })
}

fn keyword_type(step: &StepRecord) -> &'static str {
    match step.keyword.as_str() {
        "And" | "But" | "*" => "Conjunction",
        _ => kind_type(step.kind),
    }
}

fn kind_type(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Given => "Context",
        StepKind::When => "Action",
        StepKind::Then => "Outcome",
    }
}

fn tag(name: &str) -> String {
    format!("@{}", one_line(name))
}

/// Id of a pickle.
pub fn pickle_id(number: usize) -> String {
    format!("pickle-{number}")
}

/// Id of a pickle's step.
pub fn pickle_step(number: usize, index: usize) -> String {
    format!("pickle-{number}-step-{index}")
}

fn scenario_id(number: usize) -> String {
    format!("scenario-{number}")
}

fn step_id(number: usize, index: usize) -> String {
    format!("scenario-{number}-step-{index}")
}

fn tag_id(number: usize, index: usize) -> String {
    format!("scenario-{number}-tag-{index}")
}
