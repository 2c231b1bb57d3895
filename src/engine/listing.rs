//! The scenarios of a plan as data, for other programs, and as Gherkin.

use std::collections::HashSet;

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

/// Returns the scenarios about all of these words, in lower case; of an outline the first row.
pub fn about(plan: &Plan, words: &[String]) -> Vec<ListedScenario> {
    let mut seen = HashSet::new();
    let mut found = listed(plan);
    found.retain(|it| it.is_about(words) && seen.insert(it.last_step()));
    found
}

/// Beginnings of the tags that steps imply, and the one that none implies.
const IMPLIED: [&str; 2] = ["needs:", "waits:"];
const NOT_IMPLIED: &str = "needs:long-windows";

impl ListedScenario {
    fn is_about(&self, words: &[String]) -> bool {
        let steps: Vec<&str> = self.steps.iter().map(|it| it.text.as_str()).collect();
        let text = format!("{}\n{}\n{}", self.name, self.tags.join(" "), steps.join("\n"));
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    }

    /// File and line of its last step, which the rows of an outline share.
    fn last_step(&self) -> (String, usize) {
        (self.file.clone(), self.steps.last().map_or(self.line, |it| it.line))
    }

    /// The scenario as Gherkin, with the place in a comment and without the tags that its steps imply.
    pub fn gherkin(&self) -> String {
        let is_written =
            |tag: &&String| **tag == NOT_IMPLIED || !IMPLIED.iter().any(|it| tag.starts_with(it));
        let tags: Vec<String> =
            self.tags.iter().filter(is_written).map(|it| format!("@{it}")).collect();
        let mut lines = vec![format!("  # {}:{}", self.file, self.line)];
        lines.extend((!tags.is_empty()).then(|| format!("  {}", tags.join(" "))));
        lines.push(format!("  Scenario: {}", self.name));
        for step in &self.steps {
            lines.push(format!("    {} {}", step.keyword, step.text));
            for row in step.table.iter().flatten() {
                let cells: Vec<String> = row.iter().map(|it| cell(it)).collect();
                lines.push(format!("      | {} |", cells.join(" | ")));
            }
            if let Some(text) = &step.doc_string {
                lines.push("      \"\"\"".to_owned());
                lines.extend(text.lines().map(|it| format!("      {it}")));
                lines.push("      \"\"\"".to_owned());
            }
        }
        lines.join("\n") + "\n"
    }
}

fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n")
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
