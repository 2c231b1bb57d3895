//! The scenarios that cover each requirement, from the tags of the loaded features.

use std::collections::{BTreeMap, BTreeSet};

use super::{Binding, Catalogue, CoverageState, Level, Requirement};

/// Requirements with the scenarios that carry their ids.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    scenarios: BTreeMap<String, Vec<String>>,
}

impl Coverage {
    /// Records that a scenario carries these ids.
    pub fn add(&mut self, scenario: &str, requirements: &[String]) {
        for id in requirements.iter().collect::<BTreeSet<_>>() {
            self.scenarios.entry(id.clone()).or_default().push(scenario.to_owned());
        }
    }

    /// Ids of the scenarios that carry this id, in the order they were added.
    pub fn scenarios(&self, requirement: &str) -> &[String] {
        self.scenarios.get(requirement).map_or(&[], Vec::as_slice)
    }

    /// Returns the coverage of a requirement; scenarios have precedence over a reason. A
    /// requirement for the partner alone is never covered by scenarios, which act as the partner:
    /// `bankident observe` judges it.
    pub fn state(&self, requirement: &Requirement) -> CoverageState {
        let is_partners = requirement.binds == Binding::Partner;
        if !is_partners && !self.scenarios(&requirement.id).is_empty() {
            CoverageState::Covered
        } else if requirement.unobservable.is_some() {
            CoverageState::Unobservable
        } else if is_partners {
            CoverageState::Partner
        } else {
            CoverageState::Uncovered
        }
    }

    /// Ids on scenarios that the catalogue does not have.
    pub fn unknown(&self, catalogue: &Catalogue) -> Vec<&str> {
        let known = |id: &&String| catalogue.requirement(id).is_none();
        self.scenarios.keys().filter(known).map(String::as_str).collect()
    }

    /// Requirements that are covered and still give a reason why they are not.
    pub fn stale<'a>(&self, catalogue: &'a Catalogue) -> Vec<&'a str> {
        let stale = |it: &&Requirement| {
            it.unobservable.is_some() && self.state(it) == CoverageState::Covered
        };
        catalogue.requirements().filter(stale).map(|it| it.id.as_str()).collect()
    }

    /// Requirements that the API must or should fulfil, without a scenario and without a reason.
    pub fn open<'a>(&self, catalogue: &'a Catalogue) -> Vec<&'a str> {
        let open = |it: &&Requirement| {
            matches!(it.binds, Binding::Api | Binding::Both)
                && it.level >= Level::Should
                && self.state(it) == CoverageState::Uncovered
        };
        catalogue.requirements().filter(open).map(|it| it.id.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, level: &str, binds: &str, more: &str) -> String {
        format!(
            "[[requirement]]\nid = \"{id}\"\nlevel = \"{level}\"\nbinds = \"{binds}\"\n\
             summary = \"s\"\nsource = \"x\"\n{more}\n"
        )
    }

    fn catalogue() -> Catalogue {
        let rows = [
            row("BI-001", "MUST", "API", ""),
            row("BI-002", "SHOULD", "BOTH", ""),
            row("BI-003", "MUST", "PARTNER", ""),
            row("BI-004", "MUST", "API", "unobservable = \"it is inside\""),
            row("BI-005", "MAY", "API", ""),
        ];
        Catalogue::parse(&rows.concat()).unwrap()
    }

    fn coverage(ids: &[&str]) -> Coverage {
        let mut coverage = Coverage::default();
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        coverage.add("a > b", &ids);
        coverage
    }

    #[test]
    fn states_come_from_scenarios_first_and_reasons_second() {
        let (catalogue, coverage) = (catalogue(), coverage(&["BI-001", "BI-001"]));
        let states: Vec<CoverageState> =
            catalogue.requirements().map(|it| coverage.state(it)).collect();
        let words: Vec<&str> = states.into_iter().map(CoverageState::word).collect();
        assert_eq!(words, ["covered", "uncovered", "partner", "unobservable", "uncovered"]);
        assert_eq!(coverage.scenarios("BI-001"), ["a > b"]);
    }

    #[test]
    fn a_scenario_covers_nothing_that_binds_the_partner_alone() {
        let (catalogue, coverage) = (catalogue(), coverage(&["BI-002", "BI-003"]));
        let state = |id: &str| coverage.state(catalogue.requirement(id).unwrap()).word();
        assert_eq!((state("BI-002"), state("BI-003")), ("covered", "partner"));
        assert!(coverage.stale(&catalogue).is_empty());
    }

    #[test]
    fn open_unknown_and_stale_rows_are_listed() {
        let (catalogue, coverage) = (catalogue(), coverage(&["BI-004", "BI-009"]));
        assert_eq!(coverage.open(&catalogue), ["BI-001", "BI-002"]);
        assert_eq!(coverage.unknown(&catalogue), ["BI-009"]);
        assert_eq!(coverage.stale(&catalogue), ["BI-004"]);
    }
}
