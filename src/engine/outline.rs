//! Expands scenario outlines to one scenario per row, with the row's line and a title of its own.

use cucumber::gherkin::{LineCol, Scenario, Table};

use super::gherkin::TextPlaces;

/// Returns the scenario itself, or one for each row of its examples.
pub(super) fn expand(mut scenario: Scenario, places: &TextPlaces) -> Vec<Scenario> {
    if scenario.examples.is_empty() {
        return vec![scenario];
    }
    let blocks = std::mem::take(&mut scenario.examples);
    let mut scenarios = Vec::new();
    for block in blocks {
        let Some(Table { rows, position, .. }) = block.table else { continue };
        let lines = places.rows.get(&position.line).map_or(&[][..], Vec::as_slice);
        let mut rows = rows.into_iter().zip(lines);
        let Some((header, _)) = rows.next() else { continue };
        for (row, at) in rows {
            let columns: Vec<_> =
                header.iter().map(|it| format!("<{it}>")).zip(row.iter().cloned()).collect();
            scenarios.push(filled(&scenario, &columns, &block.tags, *at));
        }
    }
    scenarios
}

/// The outline with the values of one row.
fn filled(
    outline: &Scenario,
    columns: &[(String, String)],
    tags: &[String],
    at: LineCol,
) -> Scenario {
    let mut scenario = outline.clone();
    scenario.position = at;
    scenario.name = fill(&title(&outline.name, columns), columns).replace(['\n', '\r'], " ");
    scenario.tags.extend_from_slice(tags);
    for step in &mut scenario.steps {
        step.value = fill(&step.value, columns);
        step.docstring = step.docstring.take().map(|text| fill(&text, columns));
        for cell in step.table.iter_mut().flat_map(|table| table.rows.iter_mut().flatten()) {
            *cell = fill(cell, columns);
        }
    }
    scenario
}

/// Replaces the columns one after the other, as the official parser does.
fn fill(text: &str, columns: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (column, value) in columns {
        if text.contains(column.as_str()) {
            text = text.replace(column.as_str(), value);
        }
    }
    text
}

/// Appends the columns that the title does not show with their values, so that titles are unique.
fn title(title: &str, columns: &[(String, String)]) -> String {
    let hidden: Vec<_> = columns
        .iter()
        .filter(|(column, _)| !title.contains(column.as_str()))
        .map(|(column, _)| format!("{}: {column}", column.trim_matches(['<', '>'])))
        .collect();
    if hidden.is_empty() {
        title.to_owned()
    } else {
        format!("{title} ({})", hidden.join(", ")).trim_start().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Source, gherkin};

    fn expanded(text: &str) -> Vec<Scenario> {
        let read = gherkin::read(&Source::new("f.feature", text));
        assert_eq!(read.problems, []);
        let scenario = read.feature.unwrap().scenarios.remove(0);
        expand(scenario, &read.places)
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

    #[test]
    fn values_are_filled_into_tables_and_doc_strings() {
        let rows = expanded(
            "Feature: f\n  Scenario: s\n    Then x\n      | <a b> | $1 |\n      \"\"\"\n      <c> <d>\n      \
             \"\"\"\n    Examples:\n      | a b | c   | a b |\n      | $2  | <d> | no  |\n",
        );
        let step = &rows[0].steps[0];
        assert_eq!(step.table.as_ref().unwrap().rows, [["$2", "$1"]]);
        assert_eq!(step.docstring.as_deref(), Some("<d> <d>"));
    }
}
