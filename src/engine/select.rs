//! Selects the requested scenarios of a suite, and marks those that the target cannot take part in.

use cucumber::{
    event,
    gherkin::{Scenario, tagexpr::TagOperation},
    tag::Ext as _,
};
use regex::Regex;

use crate::{evidence::StepOutcome, requirement::is_requirement_id};

use super::{
    Case, Disposition, Plan, Planned, Suite, load::ScenarioGroup, suite_rules::checks_something,
};

/// Filters of a run. All must match; one of several names and one of several requirements is
/// enough.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Tag expressions; each must hold for the tags of feature, rule, scenario and examples.
    pub tags: Vec<TagOperation>,
    /// Patterns; one must match the scenario's title.
    pub names: Vec<Regex>,
    /// Requirement ids; the scenario must carry one.
    pub requirements: Vec<String>,
}

impl Selection {
    fn takes(&self, case: &Case) -> bool {
        let required = |id: &String| case.requirements.contains(id);
        self.tags.iter().all(|tags| tags.eval(&case.tags))
            && (self.names.is_empty() || self.names.iter().any(|it| it.is_match(&case.name)))
            && (self.requirements.is_empty() || self.requirements.iter().any(required))
    }
}

/// Plans the selected scenarios of `suite` in load order. `lacking` is given a scenario's tags and
/// returns why the target cannot take part in it, if so.
pub fn select(
    suite: Suite,
    selection: &Selection,
    lacking: &dyn Fn(&[String]) -> Option<String>,
) -> Plan {
    let mut plan = Plan::default();
    for group in suite.groups {
        let ScenarioGroup { scenarios, .. } = group;
        let group = ScenarioGroup { scenarios: Vec::new(), ..group };
        for scenario in scenarios {
            let case = case(&group, &scenario);
            if selection.takes(&case) {
                let position = plan.scenarios.len();
                plan.scenarios.push(planned(&group, scenario, case, position, lacking));
            }
        }
    }
    plan
}

impl Suite {
    /// Every scenario, in load order.
    pub fn cases(&self) -> impl Iterator<Item = Case> {
        let of = |group| move |scenario| case(group, scenario);
        self.groups
            .iter()
            .flat_map(move |group: &ScenarioGroup| group.scenarios.iter().map(of(group)))
    }
}

fn planned(
    group: &ScenarioGroup,
    scenario: Scenario,
    case: Case,
    position: usize,
    lacking: &dyn Fn(&[String]) -> Option<String>,
) -> Planned {
    let disposition = match lacking(&case.tags) {
        Some(reason) => Disposition::NotApplicable(reason),
        None if checks_something(&scenario.steps) => Disposition::Run,
        None => Disposition::Refused {
            step: 0,
            outcome: StepOutcome::Misuse("the scenario has no Then step: it checks nothing".into()),
        },
    };
    Planned {
        case,
        disposition,
        position,
        earlier: Vec::new(),
        feature: group.feature.clone(),
        rule: group.rule.as_ref().map(|(_, rule)| rule.clone()),
        scenario: event::Source::new(scenario),
    }
}

fn case(group: &ScenarioGroup, scenario: &Scenario) -> Case {
    let rule = group.rule.as_ref();
    let tags: Vec<String> = [
        group.feature.tags.as_slice(),
        rule.map_or(&[], |(_, rule)| rule.tags.as_slice()),
        scenario.tags.as_slice(),
    ]
    .concat();
    let requirements = tags.iter().filter(|tag| is_requirement_id(tag)).cloned();
    let id = match rule {
        Some((title, _)) => format!("{} > {title} > {}", group.file, scenario.name),
        None => format!("{} > {}", group.file, scenario.name),
    };
    Case {
        id,
        file: group.file.clone(),
        feature: group.title.clone(),
        rule: rule.map(|(title, _)| title.clone()),
        name: scenario.name.clone(),
        line: scenario.position.line,
        requirements: requirements.collect(),
        tags,
        description: scenario.description.clone().unwrap_or_default(),
        attempt: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{KnownTags, Source, load};

    const FEATURE: &str = "@f
Feature: title
  Scenario: alone
    Then x

  @BI-001
  Rule: r
    @slow
    Scenario: ruled
      Then x

    Scenario Outline: rows
      Then <n>
      @BI-002
      Examples:
        | n |
        | 1 |
";

    fn plan(selection: &Selection) -> Plan {
        let (suite, problems) =
            load(vec![Source::new("a/b.feature", FEATURE)], &KnownTags::requirements(&|_| true));
        assert_eq!(problems, []);
        select(suite, selection, &|tags| {
            let slow = tags.iter().any(|tag| tag == "slow");
            slow.then(|| "the target is quick".to_owned())
        })
    }

    #[track_caller]
    fn check(tags: &[&str], names: &[&str], requirements: &[&str], expected: &[&str]) {
        let plan = plan(&Selection {
            tags: tags.iter().map(|it| it.parse().unwrap()).collect(),
            names: names.iter().map(|it| Regex::new(it).unwrap()).collect(),
            requirements: requirements.iter().map(ToString::to_string).collect(),
        });
        let names: Vec<_> = plan.scenarios.iter().map(|it| it.case.name.as_str()).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn every_kind_of_filter_must_match() {
        let all = ["alone", "ruled", "rows (n: 1)"];
        check(&[], &[], &[], &all);
        check(&["@f"], &[], &[], &all);
        check(&["@f", "not @slow"], &[], &[], &[all[0], all[2]]);
        check(&["@BI-001 and @BI-002"], &[], &[], &[all[2]]);
        check(&[], &["^al", "rows"], &[], &[all[0], all[2]]);
        check(&[], &["^al"], &["BI-001"], &[]);
        check(&[], &[], &["BI-002", "BI-009"], &[all[2]]);
    }

    #[test]
    fn a_case_is_named_without_line_numbers() {
        let plan = plan(&Selection::default());
        let case = &plan.scenarios[2].case;
        assert_eq!(case.id, "a/b.feature > r > rows (n: 1)");
        assert_eq!(case.tags, ["f", "BI-001", "BI-002"]);
        assert_eq!(case.requirements, ["BI-001", "BI-002"]);
        assert_eq!((case.line, case.rule.as_deref()), (17, Some("r")));
        assert_eq!(plan.scenarios[0].case.id, "a/b.feature > alone");
    }

    #[test]
    fn a_missing_capability_makes_a_scenario_not_applicable() {
        let plan = plan(&Selection::default());
        let dispositions: Vec<_> = plan.scenarios.into_iter().map(|it| it.disposition).collect();
        let reason = "the target is quick".to_owned();
        assert_eq!(
            dispositions,
            [Disposition::Run, Disposition::NotApplicable(reason), Disposition::Run]
        );
    }
}
