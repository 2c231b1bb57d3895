//! Definitions for programs that read step definitions of Cucumber, such as its language server.

use super::pieces::{PatternPiece, pieces};

/// Returns the values of a parameter with a pattern, if they can be counted.
type ValuesOf<'a> = &'a dyn Fn(&str) -> Vec<String>;

/// A definition as Cucumber expressions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepStub {
    /// One expression for each combination of its choices.
    pub expressions: Vec<Vec<StubPiece>>,
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StubPiece {
    /// Text that is always the same.
    Text(String),
    /// A text in quotes.
    Quoted,
    /// A value that fits a regular expression.
    Value(String),
}

impl StepStub {
    /// Writes a pattern out as at most `variants` expressions; `values_of` names the values of its
    /// parameters.
    pub fn of(pattern: &str, variants: usize, values_of: ValuesOf<'_>) -> Self {
        let pieces: Vec<PatternPiece> =
            pieces(pattern).into_iter().map(|it| counted(it, values_of)).collect();
        let mut lengths: Vec<usize> = pieces.iter().map(choices).collect();
        while lengths.iter().product::<usize>() > variants {
            let Some(longest) = lengths.iter_mut().max() else { break };
            *longest = 1;
        }
        let mut expressions = vec![Vec::new()];
        for (piece, length) in pieces.iter().zip(lengths) {
            let next = written(piece, length);
            expressions = expressions
                .iter()
                .flat_map(|before: &Vec<StubPiece>| {
                    next.iter()
                        .map(move |it| [before.as_slice(), std::slice::from_ref(it)].concat())
                })
                .collect();
        }
        Self { expressions }
    }
}

/// A hole whose values can be counted is a choice.
fn counted(piece: PatternPiece, values_of: ValuesOf<'_>) -> PatternPiece {
    let PatternPiece::Hole(pattern) = &piece else { return piece };
    let words = values_of(pattern);
    if words.is_empty() { piece } else { PatternPiece::Choice { words, is_value: true } }
}

fn choices(piece: &PatternPiece) -> usize {
    if let PatternPiece::Choice { words, .. } = piece { words.len() } else { 1 }
}

fn written(piece: &PatternPiece, length: usize) -> Vec<StubPiece> {
    match piece {
        PatternPiece::Text(text) => vec![StubPiece::Text(text.clone())],
        PatternPiece::Quoted => vec![StubPiece::Quoted],
        PatternPiece::Hole(pattern) => vec![StubPiece::Value(pattern.clone())],
        PatternPiece::Choice { words, .. } if length == words.len() => {
            words.iter().cloned().map(StubPiece::Text).collect()
        }
        PatternPiece::Choice { words, .. } => {
            let words: Vec<String> = words.iter().map(|it| regex::escape(it)).collect();
            vec![StubPiece::Value(words.join("|"))]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_written_out_and_other_values_are_not() {
        let values = |pattern: &str| {
            let is_code = pattern == "[a-z]+-code";
            if is_code { vec!["x-code".to_owned(), "y-code".to_owned()] } else { Vec::new() }
        };
        let stub = StepStub::of(r"^it (is|was) ([a-z]+-code) after (\d+) days$", 9, &values);
        let shown = |expression: &Vec<StubPiece>| {
            let piece = |it: &StubPiece| match it {
                StubPiece::Text(text) => text.clone(),
                StubPiece::Quoted => "{string}".to_owned(),
                StubPiece::Value(pattern) => format!("<{pattern}>"),
            };
            expression.iter().map(piece).collect::<String>()
        };
        let shown: Vec<String> = stub.expressions.iter().map(shown).collect();
        assert_eq!(shown.len(), 4);
        assert_eq!(shown[0], r"it is x-code after <\d+> days");
        assert_eq!(shown[3], r"it was y-code after <\d+> days");
    }
}
