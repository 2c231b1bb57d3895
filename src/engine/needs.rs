//! Needs of scenarios follow from their steps: tags are added for them.

use std::collections::HashMap;

use cucumber::gherkin::{Step, StepType};

use super::{ScenarioWorld, StepDefinitions, Suite, definitions::Meaning};

/// Adds the tags to each scenario that its steps imply, such as `needs:tan`, and that nobody wrote.
pub fn derive_needs<W: ScenarioWorld>(suite: &mut Suite, definitions: &StepDefinitions<W>) {
    let mut known = HashMap::new();
    for group in &mut suite.groups {
        let (mut written, mut shared) = (group.feature.tags.clone(), Vec::new());
        let rule = group.rule.as_ref().map(|(_, rule)| rule);
        written.extend(rule.iter().flat_map(|it| it.tags.iter().cloned()));
        let backgrounds =
            [group.feature.background.as_ref(), rule.and_then(|it| it.background.as_ref())];
        for step in backgrounds.into_iter().flatten().flat_map(|it| &it.steps) {
            shared.extend(tags_of(step, definitions, &mut known));
        }
        for scenario in &mut group.scenarios {
            let own = scenario.steps.iter().flat_map(|it| tags_of(it, definitions, &mut known));
            let implied: Vec<String> = shared.iter().cloned().chain(own).collect();
            for tag in implied {
                if !written.contains(&tag) && !scenario.tags.contains(&tag) {
                    scenario.tags.push(tag);
                }
            }
        }
    }
}

/// The tags that a step implies; the same steps occur many times in a suite.
fn tags_of<W: ScenarioWorld>(
    step: &Step,
    definitions: &StepDefinitions<W>,
    known: &mut HashMap<(StepType, String), Vec<String>>,
) -> Vec<String> {
    let is_plain = step.docstring.is_none();
    if let Some(tags) = known.get(&(step.ty, step.value.clone())).filter(|_| is_plain) {
        return tags.clone();
    }
    let tags = match definitions.meaning(step.ty, &step.value) {
        Meaning::One(definition) => {
            let found = definition.read(&definitions.sentence(step.ty, &step.value));
            let values = found.values.iter().skip(1).map(|it| it.1.as_str());
            let values: Vec<&str> = values.chain(step.docstring.as_deref()).collect();
            W::needed_tags(&definition.place, &values)
        }
        Meaning::None | Meaning::Many(_) => Vec::new(),
    };
    if is_plain {
        known.insert((step.ty, step.value.clone()), tags.clone());
    }
    tags
}
