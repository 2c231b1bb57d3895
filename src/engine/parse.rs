//! One feature text to one parsed feature, in time linear in its lines.

use cucumber::gherkin::{Feature, Scenario, Table};

use super::{
    Problem, Source,
    cut::{Cuts, PIECE_LINES, TABLE_ROWS, cut},
    language::{self, GherkinLanguage},
    layout::{FeatureLayout, LineKind},
    piece::{GaveUp, Piece},
    syntax,
};

/// Parses `source`, whose lines are in `layout`; its byte order mark is already gone.
pub(super) fn parse(source: &Source, layout: &FeatureLayout<'_>) -> Result<Feature, Problem> {
    let known = language::of(&source.text);
    let parsed = match known {
        Some(language) if layout.lines.len() > 2 * PIECE_LINES => in_pieces(layout, language),
        _ => whole(layout),
    };
    let mut feature = parsed.map_err(|gave_up| syntax::diagnose(source, layout, gave_up))?;
    if known.is_some() {
        nothing_swallowed(source, layout, &feature)?;
    }
    feature.path = Some(source.path.clone().into());
    Ok(feature)
}

fn whole(layout: &FeatureLayout<'_>) -> Result<Feature, GaveUp> {
    Piece::new(layout, &[], 0..layout.lines.len()).parse()
}

/// Lines up to which parsing a text in one piece takes a second at most.
const BEARABLE_LINES: usize = 20_000;

/// The seams are certain unless fences in a description mislead us, so a failure is tried again in
/// one piece where there are fences and the text is not so long that it would take minutes.
fn in_pieces(layout: &FeatureLayout<'_>, language: &GherkinLanguage) -> Result<Feature, GaveUp> {
    let joined = join(layout, &cut(layout, language));
    let doubtful = layout.kinds.contains(&LineKind::Doc) && layout.lines.len() <= BEARABLE_LINES;
    if joined.is_err() && doubtful {
        return whole(layout);
    }
    joined
}

fn join(layout: &FeatureLayout<'_>, cuts: &Cuts) -> Result<Feature, GaveUp> {
    let mut whole: Option<Feature> = None;
    for cut in &cuts.pieces {
        let piece = Piece::new(layout, &cut.prefix, cut.lines.iter().copied());
        let mut part = piece.parse()?;
        for table in long_tables(&mut part.scenarios) {
            complete(layout, cuts, table)?;
        }
        for rule in &mut part.rules {
            for table in long_tables(&mut rule.scenarios) {
                complete(layout, cuts, table)?;
            }
        }
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => append(whole, part, cut.within_rule),
        }
    }
    whole.ok_or(GaveUp { line: 1, col: 1 })
}

fn append(whole: &mut Feature, mut part: Feature, within_rule: bool) {
    let mut rules = part.rules.drain(..);
    if let (true, Some(last)) = (within_rule, whole.rules.last_mut()) {
        let continued = rules.next().into_iter();
        last.scenarios.extend(continued.flat_map(|rule| rule.scenarios));
    }
    whole.rules.extend(rules);
    whole.scenarios.append(&mut part.scenarios);
}

/// Every table of the scenarios that had to leave rows behind.
fn long_tables(scenarios: &mut [Scenario]) -> impl Iterator<Item = &mut Table> {
    scenarios
        .iter_mut()
        .flat_map(|scenario| {
            let examples = scenario.examples.iter_mut().map(|it| &mut it.table);
            scenario.steps.iter_mut().map(|it| &mut it.table).chain(examples)
        })
        .flatten()
        .filter(|table| table.rows.len() >= TABLE_ROWS)
}

/// Parses the rows a table left behind, group by group under its first row, and adds them.
fn complete(layout: &FeatureLayout<'_>, cuts: &Cuts, table: &mut Table) -> Result<(), GaveUp> {
    let first = table.position.line - 1;
    let Some(rows) = cuts.rows.get(&first) else {
        return Ok(());
    };
    let prefix = ["Feature: -\n", "Scenario: -\n", "* -\n"].map(str::to_owned);
    for group in rows.chunks(TABLE_ROWS) {
        let lines = std::iter::once(first).chain(group.iter().copied());
        let parsed = Piece::new(layout, &prefix, lines).parse()?;
        let steps = parsed.scenarios.into_iter().flat_map(|it| it.steps);
        let added = steps.filter_map(|step| step.table).flat_map(|it| it.rows);
        table.rows.extend(added.skip(1));
    }
    Ok(())
}

/// The parser takes a heading for description when what stands above it is empty (a rule without
/// scenarios, a scenario without steps), and says nothing.
fn nothing_swallowed(
    source: &Source,
    layout: &FeatureLayout<'_>,
    feature: &Feature,
) -> Result<(), Problem> {
    let heads = |kind| (0..layout.kinds.len()).filter(move |&at| layout.kinds[at] == kind);
    let rules = feature.rules.iter().map(|rule| rule.position.line);
    let scenarios = feature
        .scenarios
        .iter()
        .chain(feature.rules.iter().flat_map(|rule| &rule.scenarios))
        .map(|scenario| scenario.position.line);
    let lost = first_lost(heads(LineKind::Rule), rules)
        .or_else(|| first_lost(heads(LineKind::Scenario), scenarios));
    let Some(at) = lost else { return Ok(()) };
    Err(Problem::new(&source.path, "what stands above this heading is empty")
        .at(at + 1, layout.column(at), layout.lines[at])
        .help("give the rule above a scenario, the scenario above a step, or remove it"))
}

/// First of `written` (lines from 0) that is not among `parsed` (lines from 1), both ascending.
fn first_lost(
    written: impl Iterator<Item = usize>,
    mut parsed: impl Iterator<Item = usize>,
) -> Option<usize> {
    written.into_iter().find(|&at| !parsed.any(|line| line == at + 1))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn tried(text: &str) -> Result<Feature, Problem> {
        let layout = FeatureLayout::of(text, language::of(text));
        parse(&Source::new("f.feature", text), &layout)
    }

    fn parsed(text: &str) -> Feature {
        tried(text).unwrap_or_else(|it| panic!("{}", it.render(false)))
    }

    /// Two rules after some scenarios of the feature's own, with backgrounds, tags, comments, doc
    /// strings and outlines, `times` over.
    fn long(times: usize) -> String {
        let mut text = String::from("# language: en\n@f\nFeature: long\n  Words.\n\n");
        text += "  Background:\n    Given b\n\n";
        for rule in 0..3 {
            if rule > 0 {
                let _ = writeln!(text, "  @r{rule}\n  Rule: r{rule}\n    Background:\n    * rb\n");
            }
            for n in 0..times {
                let _ = writeln!(text, "  # why\n  @t{n}\n  # and\n  Scenario: s{rule} {n}");
                text += "    Given x\n      \"\"\"\n      Scenario: no\n      \"\"\"\n";
                text += "    And y\n      | a | b\\n |\n      | 1 | 2 |\n\n    Then z\n\n";
                let _ = writeln!(text, "  Scenario Outline: o{rule} {n}\n    When <v>\n");
                text += "    @e\n    Examples:\n      | v |\n      # c\n      | 1 |\n\n";
            }
        }
        text
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        let text = long(40);
        let layout = FeatureLayout::of(&text, language::of(&text));
        assert!(cut(&layout, language::of(&text).unwrap()).pieces.len() > 5);
        let mut at_once = whole(&layout).unwrap();
        let mut joined = in_pieces(&layout, language::of(&text).unwrap()).unwrap();
        assert_eq!(joined.rules.len(), 2);
        let (at_once, joined) = (flat(&mut at_once), flat(&mut joined));
        assert_eq!(at_once.len(), joined.len());
        for (one, other) in at_once.iter().zip(&joined) {
            assert_eq!(one, other);
        }
    }

    /// Everything in it, without the ends of what goes on until something else begins: a piece
    /// does not see what comes after it.
    fn flat(feature: &mut Feature) -> Vec<String> {
        let mut parts = vec![format!("{:?} {:?}", feature.position, feature.background)];
        for rule in &feature.rules {
            let head = (&rule.name, &rule.tags, rule.span.start, rule.position);
            parts.push(format!("{head:?} {:?}", rule.background));
        }
        let rules = feature.rules.iter_mut().flat_map(|it| &mut it.scenarios);
        for scenario in feature.scenarios.iter_mut().chain(rules) {
            scenario.span.end = 0;
            for examples in &mut scenario.examples {
                examples.span.end = 0;
                examples.table.iter_mut().for_each(|it| it.span.end = 0);
            }
            parts.push(format!("{scenario:?}"));
        }
        parts
    }

    #[test]
    fn rows_left_behind_come_back_in_order() {
        let mut text = String::from("Feature: f\n  Scenario Outline: o\n    Then <n>\n\n");
        text += "    Examples:\n      | n | e |\n";
        for n in 0..2000 {
            let _ = writeln!(text, "      # c\n      | {n} | a\\|b |");
        }
        text += "\n  Scenario: last\n    Then x\n";
        let feature = parsed(&text);
        let rows = &feature.scenarios[0].examples[0].table.as_ref().unwrap().rows;
        assert_eq!(rows.len(), 2001);
        assert_eq!(rows[1999], ["1998", "a|b"]);
        assert_eq!(feature.scenarios[1].position.line, 4008);
    }

    #[test]
    fn an_error_far_down_has_its_line() {
        let mut text = String::from("Feature: f\n");
        for n in 0..1000 {
            let _ = writeln!(text, "  Scenario: {n}\n    Given x\n    Then y\n");
        }
        text += "  Scenario: bad\n    Given x\n    Gven y\n";
        let problem = tried(&text).unwrap_err();
        assert_eq!((problem.line, problem.col), (4004, 5));
    }

    #[test]
    fn a_heading_taken_for_description_is_a_problem() {
        let rules = "Feature: f\n  Rule: a\n\n  Rule: b\n    Scenario: s\n      Then x\n";
        let problem = tried(rules).unwrap_err();
        assert_eq!(problem.line, 4, "{problem}");
    }

    #[test]
    fn german_and_windows_lines_are_read() {
        let text =
            "# language: de\r\nFunktionalität: f\r\n  Szenario: s\r\n    Wenn a\r\n    Dann b\r\n";
        let feature = parsed(text);
        assert_eq!(feature.scenarios[0].steps.len(), 2);
        assert_eq!(feature.scenarios[0].steps[1].value, "b");
    }
}
