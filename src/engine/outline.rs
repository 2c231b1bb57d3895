//! Expands scenario outlines to one scenario per row, with the row's line and a title of its own.

use cucumber::{
    feature::{ExpandExamplesError, Ext as _},
    gherkin::{Examples, Feature, LineCol, Scenario, Span, Table},
};

use super::layout::FeatureLayout;

/// Returns the scenario itself, or one for each row of its examples.
///
/// Each row is expanded by the crate on its own: given the whole outline it would copy the whole
/// table for every row.
pub(super) fn expand(
    layout: &FeatureLayout<'_>,
    mut scenario: Scenario,
) -> Result<Vec<Scenario>, ExpandExamplesError> {
    if scenario.examples.is_empty() {
        return Ok(vec![scenario]);
    }
    let blocks = std::mem::take(&mut scenario.examples);
    let mut rows = Vec::new();
    for block in blocks {
        let Some(table) = block.table else { continue };
        let header = table.rows.first().cloned().unwrap_or_default();
        let lines = layout.table_from(table.position.line - 1).skip(1);
        for (row, line) in table.rows.into_iter().skip(1).zip(lines) {
            let title = title(&scenario.name, &header, &row);
            let tagged = tagged(&scenario, title, &block.tags);
            let mut filled = fill(tagged, vec![header.clone(), row])?;
            for scenario in &mut filled {
                scenario.position = LineCol { line: line + 1, col: layout.column(line) };
            }
            rows.append(&mut filled);
        }
    }
    Ok(rows)
}

fn tagged(outline: &Scenario, name: String, tags: &[String]) -> Scenario {
    let mut scenario = outline.clone();
    scenario.name = name;
    scenario.tags.extend_from_slice(tags);
    scenario
}

/// Appends the columns that the title does not show with their values, so that titles are unique.
fn title(title: &str, header: &[String], row: &[String]) -> String {
    let hidden: Vec<_> = header
        .iter()
        .zip(row)
        .filter(|(column, _)| !title.contains(&format!("<{column}>")))
        .map(|(column, _)| format!("{column}: <{column}>"))
        .collect();
    if hidden.is_empty() {
        title.to_owned()
    } else {
        format!("{title} ({})", hidden.join(", ")).trim_start().to_owned()
    }
}

/// Fills in one row. The examples are dropped, because nothing reads them.
fn fill(
    mut scenario: Scenario,
    rows: Vec<Vec<String>>,
) -> Result<Vec<Scenario>, ExpandExamplesError> {
    scenario.examples = vec![Examples {
        keyword: String::new(),
        name: None,
        description: None,
        table: Some(Table { rows, span: Span::default(), position: scenario.position }),
        tags: Vec::new(),
        span: Span::default(),
        position: scenario.position,
    }];
    let mut filled = carrier(scenario).expand_examples()?.scenarios;
    for scenario in &mut filled {
        scenario.examples = Vec::new();
        scenario.name = scenario.name.replace(['\n', '\r'], " ");
    }
    Ok(filled)
}

/// A feature with this scenario, because the crate expands only features.
fn carrier(scenario: Scenario) -> Feature {
    Feature {
        keyword: String::new(),
        name: String::new(),
        description: None,
        background: None,
        scenarios: vec![scenario],
        rules: Vec::new(),
        tags: Vec::new(),
        span: Span::default(),
        position: LineCol::default(),
        path: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Source, language, parse};

    fn expanded(text: &str) -> Vec<Scenario> {
        let layout = FeatureLayout::of(text, language::of(text));
        let feature = parse::parse(&Source::new("f.feature", text), &layout).unwrap();
        let scenario = feature.scenarios.into_iter().next().unwrap();
        expand(&layout, scenario).unwrap()
    }

    #[test]
    fn rows_have_their_true_lines_and_titles_of_their_own() {
        let rows = expanded(
            "Feature: f\n  @s\n  Scenario Outline: <a> holds\n    Then <a> and <b>\n\n    \
             @e\n    Examples: first\n\n      | a | b |\n      | 1 | x |\n      # why\n\n      \
             | 2 | y |\n\n    Examples: second\n      | a | b |\n      | 3 | z |\n",
        );
        let seen: Vec<_> =
            rows.iter().map(|row| (row.position.line, row.name.as_str(), row.tags.len())).collect();
        assert_eq!(
            seen,
            [(10, "1 holds (b: x)", 2), (13, "2 holds (b: y)", 2), (17, "3 holds (b: z)", 1)]
        );
        assert_eq!(rows[1].steps[0].value, "2 and y");
    }

    #[test]
    fn a_title_that_shows_every_column_stays_as_it_is() {
        let rows = expanded(
            "Feature: f\n  Scenario Outline: <a>\n    Then x\n    Examples:\n      | a |\n      | 1 |\n",
        );
        assert_eq!(rows[0].name, "1");
    }
}
