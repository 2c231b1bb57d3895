//! Ranks the sentences that a step may mean.

use std::collections::HashSet;

use cucumber::gherkin::StepType;
use regex::Regex;

use crate::engine::definitions::ExampleStep;

use super::pieces::{PatternPiece, pieces};

/// Most sentences that one definition is written out as.
const VARIANTS: usize = 120;

/// Number of sentences that are compared letter by letter.
const COMPARED: usize = 60;

/// Least likeness of a sentence that is offered.
const LIKE: f64 = 0.55;

/// Number of sentences that are offered.
const OFFERED: usize = 3;

/// Number of right words beside several wrong ones.
const OTHER_WORDS: usize = 4;

/// A hole in a sentence.
const HOLE: &str = "…";

/// All sentences, ready for comparison.
pub(in crate::engine) struct Suggestions {
    sentences: Vec<WrittenSentence>,
    relaxed: Vec<RelaxedPattern>,
}

/// A sentence that a step may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) struct OfferedSentence {
    pub kind: StepType,
    pub text: String,
    /// Pattern of the first value that the step does not have.
    pub open: Option<String>,
}

/// A sentence with holes for its free values.
struct WrittenSentence {
    kind: StepType,
    text: String,
    /// Patterns of the holes that are not in quotes, in order.
    holes: Vec<String>,
    folded: String,
    pairs: HashSet<(char, char)>,
}

impl WrittenSentence {
    fn new(kind: StepType, text: String, holes: Vec<String>) -> Self {
        let folded = folded(&text);
        Self { kind, pairs: pairs(&folded), text, holes, folded }
    }

    /// The sentence of an example, without its texts in quotes and its numbers.
    fn like(kind: StepType, text: &str) -> Self {
        let mut holes = Vec::new();
        let parts = text.split('"').enumerate().map(|(number, part)| {
            if number % 2 == 1 {
                return HOLE.to_owned();
            }
            let words = part.split(' ').map(|word| {
                let is_number = !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit());
                holes.extend(is_number.then(|| r"\d+".to_owned()));
                if is_number { HOLE } else { word }
            });
            words.collect::<Vec<_>>().join(" ")
        });
        let text = parts.collect::<Vec<_>>().join("\"");
        Self::new(kind, text, holes)
    }
}

/// A pattern in which one choice accepts any text.
struct RelaxedPattern {
    kind: StepType,
    regex: Regex,
    /// The words of this choice.
    words: Vec<String>,
}

impl Suggestions {
    /// Prepares the patterns.
    pub(in crate::engine) fn of<'p>(
        patterns: impl Iterator<Item = (StepType, &'p str)>,
        examples: Vec<ExampleStep>,
    ) -> Self {
        let (mut sentences, mut relaxed) = (Vec::new(), Vec::new());
        for (kind, pattern) in patterns {
            let pieces = pieces(pattern);
            let (texts, holes) = written_out(&pieces);
            sentences.extend(
                texts.into_iter().map(|text| WrittenSentence::new(kind, text, holes.clone())),
            );
            relaxed.extend((0..pieces.len()).filter_map(|at| relax(kind, &pieces, at)));
        }
        // Values that a pattern accepts in any form are in the examples.
        let mut known: HashSet<(StepType, String)> =
            sentences.iter().map(|it: &WrittenSentence| (it.kind, it.folded.clone())).collect();
        for (kind, text) in examples {
            let sentence = WrittenSentence::like(kind, &text);
            if known.insert((kind, sentence.folded.clone())) {
                sentences.push(sentence);
            }
        }
        Self { sentences, relaxed }
    }

    /// The value that is not allowed, with the allowed ones, if the step is right except for it.
    pub(in crate::engine) fn bad_value(
        &self,
        kind: StepType,
        text: &str,
    ) -> Option<(String, String)> {
        let of_kind = self.relaxed.iter().filter(|it| it.kind == kind);
        let faults = of_kind.filter_map(|pattern| {
            let value = pattern.regex.captures(text)?.get(1)?.as_str();
            // With a long value, another sentence is meant.
            (value.split(' ').count() <= 3).then_some((value, &pattern.words))
        });
        let nearest = |words: &[String], value: &str| {
            words
                .iter()
                .map(|it| strsim::damerau_levenshtein(it, value))
                .min()
                .unwrap_or(usize::MAX)
        };
        let (value, words) = faults.min_by_key(|(value, words)| nearest(words, value))?;
        let near = words.iter().map(|it| (strsim::damerau_levenshtein(it, value), it)).min();
        let near = near.filter(|(typos, it)| typos * 2 <= it.len());
        // Several words that resemble no value are rather another sentence, if little else is said.
        let others = text.split(' ').count() - value.split(' ').count();
        if near.is_none() && value.contains(' ') && others < OTHER_WORDS {
            return None;
        }
        let near = near.map_or_else(String::new, |(_, it)| format!("did you mean `{it}`? "));
        let message = format!("`{value}` is not allowed here");
        Some((message, format!("{near}allowed are {}", words.join(", "))))
    }

    /// The sentences most like the step, the best first, with the step's own values.
    pub(in crate::engine) fn like(&self, kind: StepType, text: &str) -> Vec<OfferedSentence> {
        let wanted = folded(text);
        let own = pairs(&wanted);
        let mut rough: Vec<_> =
            self.sentences.iter().map(|it| (overlap(&own, &it.pairs), it)).collect();
        rough.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut ranked: Vec<_> = rough
            .into_iter()
            .take(COMPARED)
            .map(|(pairs, it)| {
                let letters = strsim::normalized_damerau_levenshtein(&wanted, &it.folded);
                let other_kind = if it.kind == kind { 0.0 } else { 0.05 };
                ((letters + shared_words(&wanted, &it.folded) + pairs) / 3.0 - other_kind, it)
            })
            .filter(|(likeness, _)| *likeness > LIKE)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut offered: Vec<OfferedSentence> = Vec::new();
        for (_, sentence) in ranked {
            let filled = filled(sentence, text);
            if !offered.iter().any(|it| it.text == filled.text) {
                offered.push(filled);
            }
            if offered.len() == OFFERED {
                break;
            }
        }
        offered
    }
}

/// The sentences of a pattern, one for each combination of its choices, and the patterns of their holes. The
/// longest choices become holes if there are too many.
fn written_out(pieces: &[PatternPiece]) -> (Vec<String>, Vec<String>) {
    let mut lengths: Vec<usize> = pieces.iter().map(choices).collect();
    while lengths.iter().product::<usize>() > VARIANTS {
        let Some(longest) = lengths.iter_mut().max() else { break };
        *longest = 1;
    }
    let (mut texts, mut holes) = (vec![String::new()], Vec::new());
    for (piece, length) in pieces.iter().zip(lengths) {
        let words = match piece {
            PatternPiece::Text(text) => vec![text.clone()],
            PatternPiece::Choice { words, .. } if length == words.len() => words.clone(),
            PatternPiece::Quoted => vec![format!("\"{HOLE}\"")],
            PatternPiece::Choice { words, .. } => {
                let words: Vec<_> = words.iter().map(|it| regex::escape(it)).collect();
                holes.push(words.join("|"));
                vec![HOLE.to_owned()]
            }
            PatternPiece::Hole(pattern) => {
                holes.push(pattern.clone());
                vec![HOLE.to_owned()]
            }
        };
        texts = texts
            .iter()
            .flat_map(|text| words.iter().map(move |word| format!("{text}{word}")))
            .collect();
    }
    (texts, holes)
}

fn choices(piece: &PatternPiece) -> usize {
    if let PatternPiece::Choice { words, .. } = piece { words.len() } else { 1 }
}

/// The pattern with any text at piece `at`, if that is a value with a choice.
fn relax(kind: StepType, pieces: &[PatternPiece], at: usize) -> Option<RelaxedPattern> {
    let PatternPiece::Choice { words, is_value: true } = &pieces[at] else { return None };
    let allowed = words.clone();
    let mut pattern = String::from("^");
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            PatternPiece::Text(text) => pattern.push_str(&regex::escape(text)),
            PatternPiece::Choice { .. } if number == at => pattern.push_str("(.+?)"),
            PatternPiece::Choice { words, .. } => {
                let words: Vec<_> = words.iter().map(|it| regex::escape(it)).collect();
                pattern.push_str("(?:");
                pattern.push_str(&words.join("|"));
                pattern.push(')');
            }
            PatternPiece::Quoted => pattern.push_str("\"[^\"]*\""),
            PatternPiece::Hole(_) => pattern.push_str(".+?"),
        }
    }
    pattern.push('$');
    Some(RelaxedPattern { kind, regex: Regex::new(&pattern).ok()?, words: allowed })
}

/// Lower case, straight quotes, single blanks, and holes for quoted texts and numbers.
fn folded(text: &str) -> String {
    let straight = text.replace(['“', '”', '„', '«', '»'], "\"").to_lowercase();
    let mut plain = String::new();
    let mut is_quoted = false;
    for sign in straight.trim_end_matches('.').chars() {
        let was_quoted = is_quoted;
        is_quoted ^= sign == '"';
        let is_number =
            sign.is_ascii_digit() && !plain.ends_with(|it: char| it.is_alphabetic() || it == '_');
        let is_value = is_quoted || was_quoted || is_number || sign == '…';
        if is_value {
            if !plain.ends_with('…') {
                plain.push('…');
            }
        } else if !(sign.is_whitespace() && plain.ends_with(' ')) {
            plain.push(if sign.is_whitespace() { ' ' } else { sign });
        }
    }
    plain.trim().to_owned()
}

fn pairs(text: &str) -> HashSet<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}

fn overlap(left: &HashSet<(char, char)>, right: &HashSet<(char, char)>) -> f64 {
    share(left.intersection(right).count(), left.len() + right.len())
}

fn shared_words(left: &str, right: &str) -> f64 {
    let words: HashSet<&str> = left.split(' ').collect();
    let others: HashSet<&str> = right.split(' ').collect();
    share(words.intersection(&others).count(), words.len() + others.len())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of words and letters are small")]
fn share(common: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

/// Fills the holes of a sentence with the values of the step that fit them.
fn filled(sentence: &WrittenSentence, text: &str) -> OfferedSentence {
    let text = text.trim_end_matches('.');
    let mut quoted = text.split('"').skip(1).step_by(2);
    let mut patterns = sentence.holes.iter();
    let mut parts = sentence.text.split(HOLE);
    let mut line = parts.next().unwrap_or_default().to_owned();
    let mut open = None;
    for part in parts {
        let value = if line.ends_with('"') && part.starts_with('"') {
            quoted.next().map(str::to_owned)
        } else {
            let pattern = patterns.next();
            let found = pattern.and_then(|pattern| fitting(pattern, sentence, &line, text));
            open = open.or_else(|| pattern.filter(|_| found.is_none()).cloned());
            found
        };
        line.push_str(value.as_deref().unwrap_or(HOLE));
        line.push_str(part);
    }
    OfferedSentence { kind: sentence.kind, text: line, open }
}

/// The value in `text` that fits the pattern of a hole behind `before`: rather one behind the same word,
/// and none that is a word of the sentence.
fn fitting(pattern: &str, sentence: &WrittenSentence, before: &str, text: &str) -> Option<String> {
    let regex = Regex::new(&format!(r"^(?:{pattern})$")).ok()?;
    let words: Vec<&str> = text.split(' ').collect();
    let lower = sentence.text.to_lowercase();
    let known: Vec<&str> = lower.split(' ').filter(|it| *it != HOLE).collect();
    let is_known = |word: &str| {
        let word = word.to_lowercase();
        known.iter().any(|it| strsim::damerau_levenshtein(it, &word) * 3 <= it.chars().count())
    };
    let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let mut found: Vec<(bool, bool, String)> = Vec::new();
    for from in 0..words.len() {
        for length in (1..=3).rev().filter(|length| from + length <= words.len()) {
            let value = words[from..from + length].join(" ");
            if regex.is_match(&value) && !words[from..from + length].iter().all(|it| is_known(it)) {
                let follows = from > 0 && words[from - 1].to_lowercase() == last;
                found.push((!follows, value.chars().all(char::is_alphabetic), value));
                break;
            }
        }
    }
    // Rather a value with digits or signs than an ordinary word.
    let found = found.into_iter().min_by_key(|it| (it.1, it.0)).map(|it| it.2);
    // A misspelt number begins with its digits.
    let digits = |word: &&str| {
        let end = word.find(|it: char| !it.is_ascii_digit()).unwrap_or(word.len());
        Some(word[..end].to_owned()).filter(|it| regex.is_match(it))
    };
    found.or_else(|| words.iter().find_map(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERNS: [&str; 8] = [
        "^an identification that is (created|pending|confirmation_required|confirmed)$",
        "^another identification that is (created|pending)$",
        r#"^the answer's (?:"([^"\\]*)"|'(.*)') is (?:"([^"\\]*)"|'(.*)')$"#,
        r"^the status code is (-?\d+)$",
        "^a customer with the (good|joint) IBAN$",
        "^it is refused$",
        "^it is refused with ([A-Za-z_]+|[a-z]+ data)$",
        "^the TAN is (?:sent|shown)$",
    ];

    fn all() -> Suggestions {
        Suggestions::of(PATTERNS.iter().map(|it| (StepType::Given, *it)), Vec::new())
    }

    #[track_caller]
    fn first(text: &str, expected: &str) {
        let found = all().like(StepType::Given, text);
        assert_eq!(found.first().map(|it| it.text.as_str()), Some(expected), "{found:?}");
        assert!(found.len() <= OFFERED);
    }

    #[test]
    fn the_nearest_sentence_is_offered_with_its_values() {
        first("an identificaton that is pending", "an identification that is pending");
        first("An Identification that is pending.", "an identification that is pending");
        first("identification that is pending", "an identification that is pending");
        first("the status kode is 404", "the status code is 404");
        first("the answers \"a.b\" is \"c\"", "the answer's \"a.b\" is \"c\"");
        first("the answer's “a” are “c”", "the answer's \"…\" is \"…\"");
        first("customer with the joint IBAN", "a customer with the joint IBAN");
        first("it is refussed with token_required", "it is refused with token_required");
        assert!(all().like(StepType::Given, "somebody paints a wall").is_empty());
    }

    #[test]
    fn a_value_that_is_not_allowed_is_named() {
        let fault = |text: &str| all().bad_value(StepType::Given, text);
        let (message, help) = fault("an identification that is confirmation_requird").unwrap();
        assert_eq!(message, "`confirmation_requird` is not allowed here");
        assert!(help.starts_with("did you mean `confirmation_required`? allowed are created, "));
        let (_, help) = fault("an identification that is exploded").unwrap();
        assert!(help.starts_with("allowed are created, pending"), "{help}");
        assert_eq!(fault("an identificaton that is pending"), None);
        assert_eq!(all().bad_value(StepType::When, "a customer with the bad IBAN"), None);
    }
}
