//! Compares the columns of Examples with the `<names>` in the outline.

use std::collections::{BTreeMap, BTreeSet};

use cucumber::gherkin::{LineCol, Scenario, Table};

use super::gherkin::FeatureLine;

/// A difference between the columns and the names.
pub(super) struct ColumnFault {
    pub at: LineCol,
    pub message: String,
    pub help: String,
    /// Whether the outline can be expanded anyway.
    pub is_warning: bool,
}

/// Returns the names without a column, and columns that no name uses or that are doubled. `line`
/// returns the text of a line.
pub(super) fn faults<'a>(
    outline: &Scenario,
    line: &dyn Fn(usize) -> FeatureLine<'a>,
) -> Vec<ColumnFault> {
    let tables: Vec<&Table> = outline.examples.iter().filter_map(|it| it.table.as_ref()).collect();
    if tables.is_empty() {
        return Vec::new();
    }
    let mut faults = missing(outline, &tables);
    let texts: Vec<&str> = texts(outline).into_iter().map(|it| it.1).collect();
    for table in tables {
        let header = table.rows.first().map_or(&[][..], Vec::as_slice);
        let mut seen = BTreeSet::new();
        for (number, column) in header.iter().enumerate() {
            let cells = line(table.position.line).cells().0;
            let col = cells.get(number).map_or(table.position.col, |it| it.col);
            let at = LineCol { line: table.position.line, col };
            let used = format!("<{column}>");
            let (message, help) = if !seen.insert(column) {
                let message = format!("a second column `{column}`, whose values are not used");
                (message, "give each column a name of its own, or remove it".to_owned())
            } else if !texts.iter().any(|it| it.contains(&used)) {
                let message = format!("no title and no step uses the column `{column}`");
                (message, format!("write `{used}` where its values belong, or remove it"))
            } else {
                continue;
            };
            faults.push(ColumnFault { at, message, help, is_warning: true });
        }
    }
    faults
}

/// Names without a column, each once: where it is used, or at the table that lacks it.
fn missing(outline: &Scenario, tables: &[&Table]) -> Vec<ColumnFault> {
    let mut used: BTreeMap<&str, LineCol> = BTreeMap::new();
    for (at, text) in texts(outline) {
        for name in names(text) {
            used.entry(name).or_insert(at);
        }
    }
    let has = |table: &Table, name: &str| {
        table.rows.first().is_some_and(|header| header.iter().any(|it| it == name))
    };
    let mut faults = Vec::new();
    for (name, at) in used {
        let lacking: Vec<_> = tables.iter().filter(|table| !has(table, name)).collect();
        let message = format!("no column for `<{name}>`");
        if lacking.len() == tables.len() {
            let help = "add the column to every examples table, or correct the name".to_owned();
            faults.push(ColumnFault { at, message, help, is_warning: false });
            continue;
        }
        for table in lacking {
            let help = format!("add the column `{name}` to this table, as in the others");
            let (at, message) = (table.position, message.clone());
            faults.push(ColumnFault { at, message, help, is_warning: false });
        }
    }
    faults
}

/// The texts of an outline in which names are replaced, with their places.
fn texts(outline: &Scenario) -> Vec<(LineCol, &str)> {
    let mut texts = vec![(outline.position, outline.name.as_str())];
    for step in &outline.steps {
        let at = step.position;
        texts.push((at, &step.value));
        texts.extend(step.docstring.iter().map(|it| (at, it.as_str())));
        let cells = step.table.iter().flat_map(|it| it.rows.iter().flatten());
        texts.extend(cells.map(|it| (at, it.as_str())));
    }
    texts
}

/// The names in angle brackets; tags of XML are none.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('>')?;
        let is_markup = name.starts_with(['/', '!', '?']) || name.ends_with('/');
        let is_name = !name.is_empty() && name.trim() == name && !name.contains('\n');
        (is_name && !is_markup).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Source, gherkin};

    #[track_caller]
    fn check(scenario: &str, expected: &[&str]) {
        let text = format!("Feature: f\n{scenario}");
        let read = gherkin::read(&Source::new("f.feature", &*text));
        assert_eq!(read.problems, []);
        let outline = &read.feature.unwrap().scenarios[0];
        let line =
            |number| FeatureLine { number, text: text.lines().nth(number - 1).unwrap_or_default() };
        let found: Vec<_> = faults(outline, &line)
            .iter()
            .map(|it| format!("{}:{} {}", it.at.line, it.at.col, it.message))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_and_columns_are_compared() {
        check("Scenario: s\nThen <b> <br/> </b> < x >\n", &[]);
        check("Scenario: <a>\nThen x\nExamples:\n|a|\n|1|\n", &[]);
        check(
            "Scenario: s\nThen <b>\nAnd <b>\nExamples:\n|a|\n|1|\n",
            &["3:1 no column for `<b>`", "6:2 no title and no step uses the column `a`"],
        );
        check(
            "Scenario: s\nThen <a> <b>\nExamples:\n|a|b|\n|1|2|\nExamples:\n| a |\n",
            &["8:1 no column for `<b>`"],
        );
        check(
            "Scenario: s\nThen <a>\nExamples:\n|a|a|\n|1|2|\n",
            &["5:4 a second column `a`, whose values are not used"],
        );
        check(
            "Scenario: s\nThen x\n|<a>|\n\"\"\"\n<c>\n\"\"\"\nExamples:\n|a|\n|1|\n",
            &["3:1 no column for `<c>`"],
        );
    }
}
