//! `bankident steps --format stubs`: the sentences as step definitions of JavaScript, for editors.
//!
//! Cucumber's language server reads them: it completes sentences, marks unknown ones, and finds the meaning
//! of one. The file is never executed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::run::{self, StepEntry, StepStub, StubPiece};

const HEAD: &str = "\
// Step definitions of bankident for editors, made by `bankident steps --format stubs`. Nothing executes
// them: Cucumber's language server reads them for completion, and to mark steps that do not exist.
";

/// Most expressions for one sentence; beyond, the longest choice is a parameter.
const VARIANTS: usize = 64;

/// Parameter types by their regular expressions, with their names.
type ParameterTypes = BTreeMap<String, String>;

/// The file with all sentences.
pub(super) fn file<'a>(entries: impl Iterator<Item = &'a StepEntry>) -> String {
    let (mut types, mut definitions) = (ParameterTypes::new(), String::new());
    for entry in entries {
        definitions.push('\n');
        if let Some(meaning) = run::meaning(entry) {
            // Writing to a string cannot fail.
            let _ = writeln!(definitions, "// {meaning}");
        }
        let mut define = |pattern: &str, variants, text| {
            for expression in expressions(pattern, variants, text, &mut types) {
                let _ = writeln!(definitions, "{:?}('{expression}', () => {{}})", entry.kind);
            }
        };
        define(&entry.pattern, VARIANTS, "{string}");
        for pattern in run::named_patterns(&entry.pattern) {
            define(&pattern, 1, "{name}");
        }
    }
    let types = types.iter().fold(String::new(), |text, (pattern, name)| {
        let pattern = regexp(pattern);
        text + &format!("defineParameterType({{ name: '{name}', regexp: /{pattern}/ }})\n")
    });
    format!(
        "{HEAD}\ndefineParameterType({{ name: 'name', regexp: /\"[^\"]+\"/ }})\n{types}{definitions}"
    )
}

/// The Cucumber expressions of a sentence, whose first text in quotes is of the type `text`.
fn expressions(
    pattern: &str,
    variants: usize,
    text: &str,
    types: &mut ParameterTypes,
) -> Vec<String> {
    let stub = StepStub::of(pattern, variants, &run::values_of);
    let piece = |it: &StubPiece, types: &mut ParameterTypes| match it {
        StubPiece::Text(text) => escaped(text),
        StubPiece::Quoted => "{string}".to_owned(),
        StubPiece::Value(pattern) => format!("{{{}}}", type_named(pattern, types)),
    };
    let written = stub.expressions.iter().map(|it| {
        let written: String = it.iter().map(|it| piece(it, types)).collect();
        written.replacen("{string}", text, 1)
    });
    written.collect()
}

/// The name of the parameter type with this pattern.
fn type_named(pattern: &str, types: &mut ParameterTypes) -> String {
    let number = types.len() + 1;
    let known = types.entry(pattern.to_owned());
    known
        .or_insert_with(|| {
            run::parameter_name(pattern).unwrap_or_else(|| format!("choice{number}"))
        })
        .clone()
}

/// A text of an expression: brackets and slashes have a meaning there.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |escaped, sign| match sign {
        '(' | '{' | '/' | '\\' => escaped + "\\" + sign.to_string().as_str(),
        '\'' => escaped + "\\'",
        _ => escaped + sign.to_string().as_str(),
    })
}

/// A pattern as the literal of a regular expression.
fn regexp(pattern: &str) -> String {
    pattern.replace('/', "\\/")
}
