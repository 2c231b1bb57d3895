//! Explains a line that must not be where it is, and what it probably means.

use std::sync::Arc;

use cucumber::gherkin::StepType;

use super::doc_string;
use super::keywords::{HeadingKind, HeadingLine, KeywordTable};
use super::line::FeatureLine;
use super::reader_state::ReaderState;
use super::spelling;

/// Longest word that a message quotes.
const LONGEST_WORD: usize = 40;

/// Where the line is.
pub(super) struct UnexpectedPlace<'a> {
    pub state: ReaderState,
    /// Whether tags are above it.
    pub is_tagged: bool,
    /// Language of the file.
    pub language: &'a str,
}

/// Kinds of misplaced lines that are reported once if several follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misplaced {
    BeforeFeature,
    Row,
}

/// Probable meaning of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    Nothing,
    Heading(HeadingLine),
    Step {
        word: String,
        ty: Option<StepType>,
        text: String,
    },
    /// Begins a doc string that no step takes.
    DocString(&'static str),
}

/// Explanation of a line.
pub(super) struct Unexpected {
    pub message: String,
    pub help: String,
    pub meant: Meant,
    pub repeats: Option<Misplaced>,
    /// Language that the file is probably written in.
    pub language: Option<(String, Arc<KeywordTable>)>,
}

impl Unexpected {
    fn new(message: impl Into<String>, help: impl Into<String>, meant: Meant) -> Self {
        let (message, help) = (message.into(), help.into());
        Self { message, help, meant, repeats: None, language: None }
    }

    fn repeating(self, kind: Misplaced) -> Self {
        Self { repeats: Some(kind), ..self }
    }
}

/// Explains `line`, which is not allowed at its place.
pub(super) fn explain(
    line: FeatureLine<'_>,
    keywords: &KeywordTable,
    at: &UnexpectedPlace<'_>,
) -> Unexpected {
    let text = line.content();
    conflict(text)
        .or_else(|| invisible(text, keywords))
        .or_else(|| keywords.heading(text).map(|it| misplaced_heading(it, at)))
        .or_else(|| before_feature(text, keywords, at))
        .or_else(|| without_colon(text, keywords))
        .or_else(|| other_language(text, keywords, at))
        .or_else(|| argument(text, at))
        .or_else(|| misspelt(text, keywords, at))
        .unwrap_or_else(|| no_keyword(text, at))
}

fn conflict(text: &str) -> Option<Unexpected> {
    let marks = ["<<<<<<<", "=======", ">>>>>>>"];
    marks.iter().any(|mark| text.starts_with(mark)).then(|| {
        let help = "keep one of the two versions, and remove the lines with the marks";
        Unexpected::new("two versions of this file are not merged", help, Meant::Nothing)
    })
}

fn invisible(text: &str, keywords: &KeywordTable) -> Option<Unexpected> {
    let (clean, hidden) = spelling::without_invisible(text)?;
    let meant = match keywords.heading(&clean) {
        Some(heading) => Meant::Heading(heading),
        None => step(keywords, &clean)?,
    };
    let message = format!("an invisible character (U+{:04X}) hides the keyword", u32::from(hidden));
    Some(Unexpected::new(message, "delete it, or write the line again", meant))
}

fn step(keywords: &KeywordTable, text: &str) -> Option<Meant> {
    let (keyword, rest) = keywords.step(text)?;
    Some(Meant::Step { word: keyword.word.clone(), ty: keyword.ty, text: rest.to_owned() })
}

fn misplaced_heading(heading: HeadingLine, at: &UnexpectedPlace<'_>) -> Unexpected {
    let word = &heading.keyword;
    if matches!(at.state, ReaderState::Start | ReaderState::BeforeFeature) {
        let message = format!("there is no feature above `{word}:`");
        let help = "begin the file with `Feature: ` and a title";
        return Unexpected::new(message, help, Meant::Heading(heading));
    }
    let (message, help) = match heading.kind {
        HeadingKind::Feature => ("a second feature in one file", "put it into a file of its own"),
        HeadingKind::Background => (
            "a background is not allowed here",
            "move it above the scenarios; a feature or rule has at most one",
        ),
        _ => (
            "examples are not allowed here",
            "put them below the steps of the scenario that they belong to",
        ),
    };
    if heading.kind == HeadingKind::Examples {
        return Unexpected::new(message, help, Meant::Nothing).repeating(Misplaced::Row);
    }
    Unexpected::new(message, help, Meant::Heading(heading))
}

fn before_feature(
    text: &str,
    keywords: &KeywordTable,
    at: &UnexpectedPlace<'_>,
) -> Option<Unexpected> {
    if !matches!(at.state, ReaderState::Start | ReaderState::BeforeFeature) {
        return None;
    }
    if text.starts_with("```") {
        let help = "remove it: a Markdown fence is no part of a feature file";
        return Some(Unexpected::new("a Markdown fence in a feature file", help, Meant::Nothing));
    }
    let is_known = |it: &Unexpected| it.meant != Meant::Nothing;
    let found = without_colon(text, keywords)
        .filter(|_| !text.trim_end().contains(char::is_whitespace) || text.contains(" :"))
        .or_else(|| other_language(text, keywords, at).filter(|it| it.language.is_some()))
        .or_else(|| misspelt_heading(text, keywords))
        .filter(is_known);
    let generic = || {
        let help = "begin the file with `Feature: ` and a title, or the line with `#`";
        let message = "there is no `Feature:` above this line";
        Unexpected::new(message, help, Meant::Nothing).repeating(Misplaced::BeforeFeature)
    };
    Some(found.unwrap_or_else(generic))
}

fn without_colon(text: &str, keywords: &KeywordTable) -> Option<Unexpected> {
    let heading = spelling::without_colon(text, keywords)?;
    let word = &heading.keyword;
    let message = format!("`{word}` is written without its colon");
    let help = format!("write `{word}:`");
    Some(Unexpected::new(message, help, Meant::Heading(heading)))
}

fn other_language(
    text: &str,
    keywords: &KeywordTable,
    at: &UnexpectedPlace<'_>,
) -> Option<Unexpected> {
    let (language, others) = spelling::other_language(text, at.language)?;
    let own = at.language;
    let mut found = match (others.heading(text), others.step(text)) {
        (Some(heading), _) => {
            let word = keywords.word(heading.kind);
            let message = of_language(&heading.keyword, language, own);
            let (kind, title) = (heading.kind, heading.title);
            let meant = Meant::Heading(HeadingLine { kind, keyword: word.to_owned(), title });
            Unexpected::new(message, format!("write `{word}:`"), meant)
        }
        (None, Some((keyword, rest))) => {
            let word = keywords.step_word(keyword.ty).to_owned();
            let message = of_language(keyword.word.trim_end(), language, own);
            let help = format!("write `{word}`");
            let (ty, text) = (keyword.ty, rest.to_owned());
            Unexpected::new(message, help, Meant::Step { word: format!("{word} "), ty, text })
        }
        (None, None) => return None,
    };
    let is_first = matches!(at.state, ReaderState::Start | ReaderState::BeforeFeature);
    if is_first && matches!(found.meant, Meant::Heading(_)) {
        found.help = format!("write `# language: {language}` at the top of the file");
        found.language = Some((language.to_owned(), others));
    }
    Some(found)
}

fn of_language(word: &str, language: &str, own: &str) -> String {
    format!("`{word}` is a keyword of the language `{language}`, and this file is read as `{own}`")
}

/// Rows and doc strings.
fn argument(text: &str, at: &UnexpectedPlace<'_>) -> Option<Unexpected> {
    let one = "a step has at most one table and one doc string";
    let none = "put it below a step";
    let below_step = at.state == ReaderState::Steps && !at.is_tagged;
    if text.starts_with("'''") {
        let help = "begin and end a doc string with three double quotes";
        return Some(Unexpected::new("single quotes begin no doc string", help, Meant::Nothing));
    }
    if text.starts_with('|') {
        let found = if below_step {
            Unexpected::new("a second table below one step", one, Meant::Nothing)
        } else {
            Unexpected::new("this table row belongs to no step", none, Meant::Nothing)
        };
        return Some(found.repeating(Misplaced::Row));
    }
    let fence = doc_string::fence(text)?;
    Some(if below_step {
        Unexpected::new("a second doc string below one step", one, Meant::DocString(fence))
    } else {
        Unexpected::new("this doc string belongs to no step", none, Meant::DocString(fence))
    })
}

fn misspelt(text: &str, keywords: &KeywordTable, at: &UnexpectedPlace<'_>) -> Option<Unexpected> {
    if at.state == ReaderState::Rows && keywords.step(text).is_some() {
        let help = "move it above the examples, to the other steps of the scenario";
        let message = "a step is not allowed below examples";
        return Some(Unexpected::new(message, help, Meant::Nothing));
    }
    misspelt_heading(text, keywords).or_else(|| {
        if at.state != ReaderState::Steps {
            return None;
        }
        let (keyword, rest) = spelling::nearly_step(text, keywords, false)?;
        let (word, ty) = (keyword.word.clone(), keyword.ty);
        let help = format!("did you mean `{}`?", word.trim_end());
        let meant = Meant::Step { word, ty, text: rest.to_owned() };
        Some(Unexpected::new(not_a_keyword(first_word(text)), help, meant))
    })
}

fn misspelt_heading(text: &str, keywords: &KeywordTable) -> Option<Unexpected> {
    let heading = spelling::nearly_heading(text, keywords)?;
    let word = text.split(':').next().unwrap_or_default().trim_end();
    let help = format!("did you mean `{}:`?", heading.keyword);
    let message = not_a_keyword(&format!("{word}:"));
    Some(Unexpected::new(message, help, Meant::Heading(heading)))
}

fn no_keyword(text: &str, at: &UnexpectedPlace<'_>) -> Unexpected {
    if at.is_tagged {
        let help = "put the heading of a scenario, a rule or of examples below the tags";
        return Unexpected::new("tags are not allowed above this line", help, Meant::Nothing);
    }
    let help = "start the line with a keyword such as `And`, or with `#`";
    Unexpected::new(not_a_keyword(first_word(text)), help, Meant::Nothing)
}

fn not_a_keyword(word: &str) -> String {
    format!("`{word}` is not a keyword")
}

/// The first word, if it is long its beginning.
fn first_word(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.char_indices().nth(LONGEST_WORD).map_or(word, |(end, _)| &word[..end])
}
