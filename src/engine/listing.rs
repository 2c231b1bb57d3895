//! The scenarios of a plan as data, for other programs.

use cucumber::gherkin::Step;
use serde::Serialize;

use super::{Plan, Planned};

/// A scenario as it is written, or a row of an outline with its values.
#[derive(Debug, Serialize)]
pub struct ListedScenario {
    /// Path of the feature file.
    file: String,
    /// Line of the scenario, or of the row.
    line: usize,
    /// Title; of a row with the values that it does not show.
    name: String,
    /// Tags of feature, rule, scenario and examples, without `@`.
    tags: Vec<String>,
    /// Steps, those of the backgrounds first.
    steps: Vec<ListedStep>,
}

/// A step of a scenario.
#[derive(Debug, Serialize)]
struct ListedStep {
    line: usize,
    keyword: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Vec<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_string: Option<String>,
}

/// Returns the scenarios of `plan`.
pub fn listed(plan: &Plan) -> Vec<ListedScenario> {
    plan.scenarios.iter().map(scenario).collect()
}

fn scenario(planned: &Planned) -> ListedScenario {
    ListedScenario {
        file: planned.case.file.to_string(),
        line: planned.case.line,
        name: planned.case.name.clone(),
        tags: planned.case.tags.clone(),
        steps: planned.steps().map(|it| step(it.0)).collect(),
    }
}

fn step(step: &Step) -> ListedStep {
    ListedStep {
        line: step.position.line,
        keyword: step.keyword.trim_end().to_owned(),
        text: step.value.clone(),
        table: step.table.as_ref().map(|it| it.rows.clone()),
        doc_string: step.docstring.clone(),
    }
}
