//! Selects the scenarios that `FILE:LINE` names.

use std::collections::BTreeMap;

use cucumber::gherkin::{Feature, Rule, Scenario};

use super::{Source, gherkin::TextPlaces};

/// The requested lines, each with the heading it is under. A line of a scenario selects the
/// scenario, the line of a row that row, a line of a rule or its background the rule, and a line
/// above all scenarios the whole file.
pub(super) enum LineFilter {
    /// No line was given.
    Everything,
    /// Requested lines, by the line of their heading.
    Under(BTreeMap<usize, Vec<usize>>),
}

impl LineFilter {
    /// Finds the headings of the requested lines; the text has N lines.
    pub(super) fn of(
        source: &Source,
        places: &TextPlaces,
        feature: &Feature,
        length: usize,
    ) -> Self {
        if source.lines.is_empty() {
            return Self::Everything;
        }
        let scenarios =
            feature.scenarios.iter().chain(feature.rules.iter().flat_map(|rule| &rule.scenarios));
        let mut headings: BTreeMap<usize, usize> = scenarios
            .map(|it| it.position.line)
            .chain(feature.rules.iter().map(|it| it.position.line))
            .map(|line| (places.beginning(line), line))
            .collect();
        headings.insert(0, feature.position.line);
        let mut under: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &line in source.lines.iter().filter(|line| **line <= length) {
            let heading = headings.range(..=line).next_back().map(|(_, &heading)| heading);
            under.entry(heading.unwrap_or_default()).or_default().push(line);
        }
        Self::Under(under)
    }

    /// Whether the whole feature was requested.
    pub(super) fn feature(&self, feature: &Feature) -> bool {
        self.heading(feature.position.line)
    }

    /// Whether the whole rule was requested.
    pub(super) fn rule(&self, rule: &Rule) -> bool {
        self.heading(rule.position.line)
    }

    fn heading(&self, line: usize) -> bool {
        match self {
            Self::Everything => true,
            Self::Under(headings) => headings.contains_key(&line),
        }
    }

    /// Keeps only the requested ones of a scenario's `rows` (the scenario itself if it is no
    /// outline).
    pub(super) fn keep(&self, heading: usize, rows: &mut Vec<Scenario>) {
        let Self::Under(headings) = self else { return };
        let Some(lines) = headings.get(&heading) else {
            rows.clear();
            return;
        };
        let named = |row: &Scenario| lines.contains(&row.position.line);
        if rows.iter().any(named) {
            rows.retain(named);
        }
    }
}
