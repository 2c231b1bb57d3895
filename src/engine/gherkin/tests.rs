//! Tables of feature texts: what is read, what is an error, and what is a warning.

use std::fmt::Write as _;

use cucumber::gherkin::{Feature, Scenario, StepType};

use super::read;
use crate::engine::{Problem, Source};

fn problems(text: &str) -> Vec<Problem> {
    read(&Source::new("f.feature", text)).problems
}

#[track_caller]
fn sound(text: &str) -> Feature {
    let read = read(&Source::new("f.feature", text));
    assert_eq!(read.problems, []);
    read.feature.unwrap()
}

/// Compares the problems with lines such as `4:5 error message` or `4:5 warning message`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = problems(text);
    let shown: Vec<_> = found
        .iter()
        .map(|it| {
            let level = if it.is_warning { "warning" } else { "error" };
            format!("{}:{} {level} {}", it.line, it.col, it.message)
        })
        .collect();
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    for (shown, expected) in shown.iter().zip(expected) {
        assert!(shown.starts_with(expected), "{shown} instead of {expected}");
    }
    assert!(found.iter().all(|it| it.help.is_some()), "{found:?}");
}

const HEAD: &str = "Feature: f\n  Scenario: s\n    Given x\n";

#[track_caller]
fn below(rest: &str, expected: &[&str]) {
    check(&format!("{HEAD}{rest}"), expected);
}

fn steps(scenario: &Scenario) -> String {
    let shown = |it: &cucumber::gherkin::Step| format!("{:?} {}", it.ty, it.value);
    scenario.steps.iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[test]
fn prose_may_begin_with_the_word_of_a_keyword() {
    let feature = sound(
        "# why\n\n  # language: en\n# and\n@a\n# because\n\n@b\nFeature: f\n  Background information: x\n  \
         Rules of the bank\n  * bullet\n\n  # not this\n  Examples are below\n  Scenario: s\n    Scenarios we \
         like\n\n    Given x\n",
    );
    assert_eq!(feature.tags, ["a", "b"]);
    let description = "Background information: x\nRules of the bank\n* bullet\nExamples are below";
    assert_eq!(feature.description.as_deref(), Some(description));
    assert_eq!(feature.scenarios[0].description.as_deref(), Some("Scenarios we like"));
}

#[test]
fn a_step_may_have_a_table_and_a_doc_string() {
    let feature = sound(
        "Feature: f\n  Scenario: s\n    Given x\n      | \\d | a\\\\ |\n\n      # why\n      | 1 | |\n      \
         \"\"\"json\n      {\n        \"a\": \\\"\\\"\\\"\n\n    b\n      \"\"\"\n    Then y\n      ```\n      ```\n",
    );
    let [given, then] = &feature.scenarios[0].steps[..] else { panic!("{feature:?}") };
    assert_eq!(given.table.as_ref().unwrap().rows, [["\\d", "a\\"], ["1", ""]]);
    assert_eq!(given.docstring.as_deref(), Some("{\n  \"a\": \"\"\"\n\nb"));
    assert_eq!(then.docstring.as_deref(), Some(""));
}

#[test]
fn steps_have_the_kind_of_the_step_before() {
    let feature = sound(
        "Feature: f\n Background:\n  Given a\n  When b\n Scenario: s\n  And c\n  * d\n  Then e\n  But f\n \
         Rule: r\n  Background:\n   And g\n  Scenario: t\n   And h\n",
    );
    assert_eq!(steps(&feature.scenarios[0]), "When c, When d, Then e, Then f");
    let rule = &feature.rules[0];
    assert_eq!(rule.background.as_ref().unwrap().steps[0].ty, StepType::When);
    assert_eq!(steps(&rule.scenarios[0]), "When h");
}

#[test]
fn german_windows_lines_and_places_are_read() {
    let feature = sound(
        "# language: de\r\nFunktionalität: f\r\n  Szenario: s\r\n    Wenn a\r\n    Dann b \r\n",
    );
    let scenario = &feature.scenarios[0];
    assert_eq!(steps(scenario), "When a, Then b");
    assert_eq!((scenario.steps[1].position.line, scenario.steps[1].position.col), (5, 5));
}

#[test]
fn each_error_has_its_line_and_none_hides_another() {
    below(
        "    Gven y\n    Tehn z\n    WHEN z\n",
        &[
            "4:5 error `Gven` is not a keyword",
            "5:5 error `Tehn` is not a keyword",
            "6:5 error `WHEN` is not a keyword",
        ],
    );
    below(
        "\n\n  Scenaro: z\n    Then z\n  Scenario\n    Then z\n  Rul: y\n",
        &[
            "6:3 error `Scenaro:` is not a keyword",
            "8:3 error `Scenario` is written without its colon",
            "10:3 error `Rul:` is not a keyword",
        ],
    );
    below(
        "      | a | b |\n      | 1 |\n      | 1 | 2 | 3 |\n",
        &[
            "5:7 error this row has 1 cells, the first row of the table has 2",
            "6:7 error this row has 3 cells",
        ],
    );
    below(
        "    | a |\n    \"\"\"\n    \"\"\"\n    | a |\n    | b |\n    ```\n    Gven\n    ```\n",
        &[
            "7:5 error a second table below one step",
            "9:5 error a second doc string below one step",
        ],
    );
    below("    \"\"\"\n    open\n", &["4:5 error this doc string is never closed"]);
    below("Feature: g\n  Background:\n    Given y\n", &["4:1 error a second feature"]);
    below(
        "  Background:\n    Given y\n  Scenario: t\n    Then x\n    Gven z\n",
        &["4:3 error a background is not allowed here", "8:5 error `Gven` is not a keyword"],
    );
    below(
        "  @late\n    Then y\n  @end\n",
        &[
            "5:5 error tags are not allowed above this line",
            "6:3 error there is no heading below these tags",
        ],
    );
    below("  @a b\n  Scenario: t\n", &["4:3 error `@a b` has a blank in it"]);
    below(
        "<<<<<<< HEAD\n    Then y\n=======\n>>>>>>> other\n",
        &[
            "4:1 error two versions of this file are not merged",
            "6:1 error two versions",
            "7:1 error two versions",
        ],
    );
    below(
        "  Examples:\n    | a |\n    Then x\n    '''\n",
        &[
            "6:5 error a step is not allowed below examples",
            "7:5 error single quotes begin no doc string",
        ],
    );
    check(
        "Feature: f\n  @tagged\n  Background:\n    Given x\n",
        &["2:3 error tags are not allowed on a background"],
    );
}

#[test]
fn a_file_that_does_not_begin_with_a_feature_is_read_anyway() {
    check("", &["1:1 warning there is no `Feature:`"]);
    check("# only a comment\n", &["1:1 warning there is no `Feature:`"]);
    check("prose\nGiven x\n\n| a |\n", &["1:1 error there is no `Feature:` above this line"]);
    check(
        "Fature: f\n Scenario: s\n  Gven x\n  Then y\n",
        &[
            "1:1 error `Fature:` is not a keyword",
            "3:3 warning `Gven` is not a step keyword; the line is read as description",
        ],
    );
    check(
        "Scenario: s\n  Given x\n  Gven y\n",
        &["1:1 error there is no feature above `Scenario:`", "3:3 error `Gven` is not a keyword"],
    );
    check("# language: xx\nFeature: f\n", &["1:1 error language `xx` is not known"]);
    check(
        "```gherkin\nFeature: f\n Scenario: s\n  Then x\n```\n",
        &[
            "1:1 error a Markdown fence in a feature file",
            "5:1 error this doc string is never closed",
        ],
    );
}

#[test]
fn a_keyword_of_another_language_is_named() {
    check(
        "Funktionalität: f\n Szenario: s\n  Angenommen x\n  Dnn y\n",
        &[
            "1:1 error `Funktionalität` is a keyword of the language `de`, and this file is read as `en`",
            "4:3 error `Dnn` is not a keyword",
        ],
    );
    check(
        "# language: de\nFeature: f\n Scenario: s\n  Given x\n",
        &["2:1 error `Feature` is a keyword of the language `en`, and this file is read as `de`"],
    );
    check(
        "# language: de\nFunktion: f\n Szenario: s\n  Given x\n  Wenn y\n  Then z\n",
        &[
            "4:3 warning `Given` is a keyword of the language `en`; the line is read as description",
            "6:3 error `Then` is a keyword of the language `en`",
        ],
    );
    check(
        "Feature: f\n# language: de\n Scenario: s\n  Then x\n",
        &["2:1 warning this language is not used"],
    );
}

#[test]
fn what_is_lost_in_a_description_is_a_warning() {
    check(
        "Feature: f\n  Scenaro: lost\n    Given x\n    | a |\n  Scenario: kept\n    Then x\n",
        &["2:3 warning `Scenaro:` is not a keyword; the line is read as description"],
    );
    check(
        "Feature: f\n Rule: r\n  scenario: lost\n   Then x\n\n  Scenario: s\n   Then x\n",
        &["3:3 warning `scenario:` is not a keyword"],
    );
    check(
        "Feature: f\n  Backgroud:\n    Given x\n  Scenario: s\n    Then x\n",
        &["2:3 warning `Backgroud:` is not a keyword"],
    );
    check(
        "Feature: f\n  Given x\n  When y\n\n  Scenario: s\n    given z\n    Wehn y\n    Then x\n",
        &[
            "2:3 warning a step belongs to a scenario",
            "6:5 warning `given` is not a step keyword",
            "7:5 warning `Wehn` is not a step keyword",
        ],
    );
    check(
        "Feature: f\n Scenario: s\n  | a |\n  | b |\n  Then x\n Scenario: t\n  \"\"\"\n  Then x\n",
        &["3:3 warning a table belongs to a step", "7:3 warning a doc string belongs to a step"],
    );
    check(
        "Feature: f\n Scenario: s\n  Background:\n  Then x\n",
        &["3:3 warning `Background:` is not allowed here"],
    );
    check(
        "Feature: f\n Scenario: s\n  Then <a>\n  Examples:\n   Then y\n   | a |\n   | 1 |\n",
        &["5:4 warning a step is not allowed below examples"],
    );
    check(
        "Feature: f\n Scenario: s\n  Then x\n  | a | b\n",
        &["4:3 warning this table row does not end in `|`"],
    );
}

#[test]
fn a_first_step_that_continues_another_is_a_warning() {
    check(
        "Feature: f\n Scenario: s\n  And x\n  Then x\n",
        &["3:3 warning `And` continues no step"],
    );
    sound("Feature: f\n Background:\n  Given x\n Scenario: s\n  And x\n");
    sound("Feature: f\n Scenario: s\n  * x\n  And x\n");
}

#[test]
fn carriage_returns_alone_end_no_line() {
    check(
        "Feature: f\r Scenario: s\r  Then x\r",
        &["1:1 error the line ends are carriage returns"],
    );
    check("Feature: f\n Scenario: s\n  Then x\r  Then y\n", &["3:3 warning a carriage return"]);
}

#[test]
fn invisible_characters_are_named() {
    check(
        "Feature: f\n Scenario: s\n  \u{200b}Given x\n  Then x\n  \u{feff}And y\n",
        &[
            "3:3 warning an invisible character (U+200B) hides the keyword",
            "5:3 error an invisible character (U+FEFF) hides the keyword",
        ],
    );
    let feature = sound("Feature: f\n\u{a0} Scenario: s\n\u{a0}\u{a0}Then x\u{a0}\n");
    assert_eq!(feature.scenarios[0].steps[0].value, "x");
}

#[test]
fn rows_and_tags_keep_their_places() {
    let text = "Feature: f\n  @a\n  # why\n  @b\n  Scenario: s\n    Then <a>\n    \"\"\"\n    \"\"\"\n    \
                Examples:\n      | a |\n\n      | 1 |\n";
    let places = read(&Source::new("f.feature", text)).places;
    assert_eq!(places.beginning(5), 2);
    assert_eq!(places.tags[&5][1].line, 4);
    assert_eq!(places.doc_strings[&6], 7);
    let rows: Vec<_> = places.rows[&10].iter().map(|it| (it.line, it.col)).collect();
    assert_eq!(rows, [(10, 7), (12, 7)]);
}

#[test]
fn the_time_grows_with_the_length_alone() {
    let mut text = String::from("Feature: f\n");
    for n in 0..20_000 {
        let _ = writeln!(text, "# {n}\n# {n}\nScenaro: lost");
    }
    text += "Scenario: bad\n    Given x\n    Gven y\n";
    let found = problems(&text);
    assert_eq!((found.len(), found.last().unwrap().line), (20_001, 60_004));
}
