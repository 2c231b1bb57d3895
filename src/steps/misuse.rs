//! Finds steps that cannot work as they are written: texts that no step reads, values and
//! placeholders that do not exist. Nothing is sent by a scenario with such a step.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cucumber::gherkin::Step as WrittenStep;
use regex::Regex;

use crate::checks::example_fault;

/// A step that cannot work as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepMisuse {
    /// Index of the step in its scenario, the background's steps first.
    pub step: usize,
    /// Description of the problem.
    pub message: String,
    /// Hint for fixing it.
    pub help: String,
    /// Whether the scenario can still run.
    pub is_warning: bool,
}

/// A placeholder: `{name}`. Objects of JSON are none.
static PLACEHOLDER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\{([A-Za-z_][A-Za-z0-9_.-]*)\}").ok());

/// A text in quotes.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""([^"]*)""#).ok());

/// Placeholders that need no step of their own.
const CURRENT: [&str; 6] = [
    "person_id",
    "identification_id",
    "other.person_id",
    "other.identification_id",
    "number",
    "tan",
];

/// Returns the misuses among the steps of a scenario, in order.
pub fn misuses(steps: &[&WrittenStep]) -> Vec<StepMisuse> {
    // Most scenarios have only plain sentences.
    if steps.iter().all(|it| is_plain(it)) {
        return Vec::new();
    }
    let mut known: BTreeSet<String> = CURRENT.map(str::to_owned).into();
    let mut found = Vec::new();
    for (step, written) in steps.iter().enumerate() {
        let misuse = |(message, help)| StepMisuse { step, message, help, is_warning: false };
        found.extend(argument(written).into_iter().map(misuse));
        found.extend(placeholders(written, &known).into_iter().map(misuse));
        known.extend(noted(&written.value));
    }
    found
}

/// Returns a table or a doc string among the steps; for Worlds whose steps read none.
pub fn unread_arguments(steps: &[&WrittenStep]) -> Vec<StepMisuse> {
    let unread = |(step, written): (usize, &&WrittenStep)| {
        let (message, help) = unread(written, false, false)?;
        Some(StepMisuse { step, message, help, is_warning: false })
    };
    steps.iter().enumerate().filter_map(unread).collect()
}

fn is_plain(step: &WrittenStep) -> bool {
    let has_argument = step.table.is_some() || step.docstring.is_some();
    let reads = reads_table(&step.value) || reads_example(&step.value);
    !has_argument && !reads && !step.value.contains('{')
}

/// Table or doc string that the step lacks, or does not read.
fn argument(step: &WrittenStep) -> Option<(String, String)> {
    let needs_table = reads_table(&step.value);
    if needs_table && step.table.is_none() {
        let help = "write a table below it".to_owned();
        return Some(("this step needs a table".to_owned(), help));
    }
    let is_example = reads_example(&step.value);
    if is_example && step.docstring.is_none() {
        let help = "write a doc string with JSON below it".to_owned();
        return Some(("this step needs a doc string".to_owned(), help));
    }
    let sends = sends_request(&step.value);
    let text = step.docstring.as_ref().filter(|_| sends || is_example);
    unread(step, needs_table, sends || is_example)
        .or_else(|| not_json(text?))
        .or_else(|| marker_fault(text.filter(|_| is_example)?))
}

/// A text of an example that looks like a marker and is none.
fn marker_fault(text: &str) -> Option<(String, String)> {
    let text = PLACEHOLDER.as_ref()?.replace_all(text, "0");
    example_fault(&serde_json::from_str(&text).ok()?)
}

fn unread(step: &WrittenStep, table: bool, doc_string: bool) -> Option<(String, String)> {
    let none = |what: &str| {
        let message = format!("this step reads no {what}: the one below it is lost");
        (message, "remove it, or use a step that reads one (docs/scenarios.md)".to_owned())
    };
    match (&step.table, &step.docstring) {
        (Some(_), _) if !table => Some(none("table")),
        (_, Some(_)) if !doc_string => Some(none("doc string")),
        _ => None,
    }
}

/// The kind of argument that the sentence reads below it, if any.
pub fn reads(sentence: &str) -> Option<&'static str> {
    if reads_table(sentence) {
        Some("table")
    } else {
        (sends_request(sentence) || reads_example(sentence)).then_some("doc string")
    }
}

fn reads_table(text: &str) -> bool {
    text == "the answer shows:" || text == "these statuses are reported once"
}

/// Whether the step compares with an example below it.
fn reads_example(text: &str) -> bool {
    text.ends_with(" matches:")
}

fn sends_request(text: &str) -> bool {
    text.starts_with("a ") && text.contains(" request is sent to ")
}

/// A doc string is JSON, whatever its placeholders are.
fn not_json(text: &str) -> Option<(String, String)> {
    let text = PLACEHOLDER.as_ref()?.replace_all(text, "0");
    let error = serde_json::from_str::<serde_json::Value>(&text).err()?;
    let help = "correct it; a placeholder that is text is in quotes, as in \"{person_id}\"";
    Some((format!("the doc string is not JSON: {error}"), help.to_owned()))
}

/// Names under which the step notes a value.
fn noted(text: &str) -> Option<String> {
    let (_, name) = text.split_once(" noted as ")?;
    Some(name.trim_matches('"').to_owned())
}

fn placeholders(step: &WrittenStep, known: &BTreeSet<String>) -> Vec<(String, String)> {
    let Some(quoted) = &*QUOTED else { return Vec::new() };
    if !step.value.contains('{') && step.docstring.is_none() {
        return Vec::new();
    }
    let fills = sends_request(&step.value)
        || reads_example(&step.value)
        || step.value.starts_with("the answer's ");
    let mut texts: Vec<&str> =
        quoted.captures_iter(&step.value).filter_map(|it| Some(it.get(1)?.as_str())).collect();
    texts.extend(step.docstring.iter().filter(|_| fills).map(String::as_str));
    let faults = texts.into_iter().flat_map(placeholder_names).filter_map(|name| {
        match (fills, known.contains(name)) {
            (true, true) => None,
            (true, false) => {
                Some((format!("`{{{name}}}` is not known here"), known_names(name, known)))
            }
            (false, _) => {
                let message = format!("`{{{name}}}` is not replaced in this step");
                Some((
                    message,
                    "write the value itself, or send the request with a path".to_owned(),
                ))
            }
        }
    });
    faults.collect()
}

/// Names of the placeholders in a text.
pub(super) fn placeholder_names(text: &str) -> impl Iterator<Item = &str> {
    let found = PLACEHOLDER.iter().flat_map(move |it| it.captures_iter(text));
    found.filter_map(|it| Some(it.get(1)?.as_str()))
}

fn known_names(name: &str, known: &BTreeSet<String>) -> String {
    let near = known.iter().map(|it| (strsim::damerau_levenshtein(it, name), it));
    let near = near.min().filter(|(typos, it)| typos * 3 <= it.len());
    if let Some((_, near)) = near {
        return format!("did you mean `{{{near}}}`?");
    }
    let known: Vec<_> = known.iter().map(|it| format!("`{{{it}}}`")).collect();
    format!("known are {}, and what an earlier step noted", known.join(", "))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use cucumber::gherkin::{LineCol, Span, StepType, Table};

    use super::*;

    fn step(text: &str, doc_string: Option<&str>, table: bool) -> WrittenStep {
        let rows = vec![vec!["id".to_owned()]];
        let at = LineCol { line: 1, col: 1 };
        WrittenStep {
            keyword: "Given ".into(),
            ty: StepType::Given,
            value: text.into(),
            docstring: doc_string.map(str::to_owned),
            table: table.then(|| Table { rows, span: Span::default(), position: at }),
            span: Span::default(),
            position: at,
        }
    }

    #[track_caller]
    fn check(steps: &[WrittenStep], expected: &[(usize, &str, &str)]) {
        let found = misuses(&steps.iter().collect::<Vec<_>>());
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (misuse, (at, message, help)) in found.iter().zip(expected) {
            assert_eq!(misuse.step, *at, "{misuse:?}");
            assert!(misuse.message.contains(message) && misuse.help.contains(help), "{misuse:?}");
        }
    }

    #[test]
    fn tables_and_doc_strings_that_no_step_reads_are_found() {
        check(&[step("the answer shows:", None, true)], &[]);
        check(&[step("the answer shows:", None, false)], &[(0, "needs a table", "below it")]);
        check(&[step("the answer shows:", Some("{}"), true)], &[(0, "reads no doc string", "")]);
        let send = "a POST request is sent to \"/v1\"";
        check(&[step("x", None, false), step(send, None, true)], &[(1, "reads no table", "")]);
        check(&[step(send, Some("{\"a\": {person_id}}"), false)], &[]);
        check(&[step(send, Some("{a}"), false)], &[(0, "`{a}` is not known", "")]);
        check(&[step(send, Some("{,}"), false)], &[(0, "not JSON", "")]);
        assert_eq!(unread_arguments(&[&step("x", None, true)]).len(), 1);
    }

    #[test]
    fn placeholders_must_be_known_where_they_are_used() {
        let get = |path: &str| step(&format!("a GET request is sent to \"{path}\""), None, false);
        check(&[get("/v1/persons/{person_id}")], &[]);
        check(
            &[get("/{identificationid}")],
            &[(0, "`{identificationid}`", "`{identification_id}`?")],
        );
        check(
            &[get("/{x}")],
            &[(0, "`{x}` is not known here", "known are `{identification_id}`, `{number}`")],
        );
        let note = step("the answer's \"id\" is noted as \"x\"", None, false);
        check(&[note.clone(), get("/{x}")], &[]);
        check(&[get("/{x}"), note], &[(0, "`{x}`", "")]);
        check(&[step("the answer's \"a\" is \"{y}\"", None, false)], &[(0, "`{y}`", "")]);
        check(&[step("the answer matches:", None, false)], &[(0, "needs a doc string", "JSON")]);
        check(&[step("the answer matches:", Some("{\"a\": \"#any\"}"), false)], &[]);
        let typo = step("the answer matches:", Some("{\"a\": \"#an\"}"), false);
        check(&[typo], &[(0, "`#an` is not a marker", "did you mean `#any`?")]);
        check(&[step("the TAN \"{tan}\" is entered", None, false)], &[(0, "not replaced", "")]);
        check(&[step("PATCH /persons/{person_id} is called", None, false)], &[]);
    }

    /// A new step that reads a table or a doc string must be known here.
    #[test]
    fn every_step_that_reads_an_argument_is_known() {
        let function = Regex::new(
            r#"(?m)^#\[\w+\((?:expr = )?"([^"]+)"\)\]\n(?:async )?fn [^{;]*gherkin::Step"#,
        )
        .unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/steps/sentences");
        let mut seen = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let code = fs::read_to_string(entry.unwrap().path()).unwrap();
            for sentence in function.captures_iter(&code).map(|it| it[1].to_owned()) {
                let reads = reads_table(&sentence) || sends_request(&sentence);
                assert!(reads || reads_example(&sentence), "{sentence}");
                seen += 1;
            }
        }
        assert_eq!(seen, 6);
    }
}
