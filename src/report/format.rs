//! Formats and languages of reports.

use std::fmt;
use std::io;
use std::str::FromStr;

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident => $word:literal, $file:expr;)+) => {
        /// A format of the report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format { $($(#[$doc])* $name,)+ }

        impl Format {
            /// All formats.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The file it is written to; the table is printed.
            pub fn file(self) -> Option<&'static str> {
                match self { $(Self::$name => $file,)+ }
            }
        }
    };
}

formats! {
    /// The table on standard output.
    Table => "table", None;
    /// `JUnit` XML.
    Junit => "junit", Some("junit.xml");
    /// The record that every other format is made from.
    Json => "json", Some("run.json");
    /// The page.
    Html => "html", Some("report.html");
    /// A summary in Markdown.
    Markdown => "markdown", Some("summary.md");
    /// TAP 14.
    Tap => "tap", Some("report.tap");
    /// CTRF.
    Ctrf => "ctrf", Some("ctrf.json");
    /// Cucumber Messages.
    Messages => "messages", Some("messages.ndjson");
    /// The record without times, ports and ids of the target.
    Canonical => "canonical", Some("canonical.json");
}

/// Language of a report's own words; texts of features and targets stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportLanguage {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl ReportLanguage {
    /// Code of the language, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

/// Error for a word that names no format or language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not one of {known}")]
pub struct UnknownForm {
    given: String,
    known: String,
}

impl FromStr for Format {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, UnknownForm> {
        Self::ALL.iter().copied().find(|it| it.word() == text).ok_or_else(|| UnknownForm {
            given: text.to_owned(),
            known: Self::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(", "),
        })
    }
}

impl FromStr for ReportLanguage {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, UnknownForm> {
        let all = [Self::English, Self::German];
        all.into_iter().find(|it| it.code() == text).ok_or_else(|| UnknownForm {
            given: text.to_owned(),
            known: all.map(Self::code).join(", "),
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl fmt::Display for ReportLanguage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.code())
    }
}

/// The formats and the language of the reports of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The forms.
    pub formats: Vec<Format>,
    /// The language.
    pub language: ReportLanguage,
    /// Whether the table is printed with all scenarios, readings and calls.
    pub verbose: bool,
}

impl Output {
    /// Writes this form, too.
    pub fn add(&mut self, format: Format) {
        if !self.formats.contains(&format) {
            self.formats.push(format);
        }
    }

    /// Whether anything of it is a file.
    pub fn has_files(&self) -> bool {
        self.formats.iter().any(|it| it.file().is_some())
    }
}

impl Default for Output {
    fn default() -> Self {
        let formats = vec![Format::Table, Format::Junit, Format::Json, Format::Html];
        Self { formats, language: ReportLanguage::default(), verbose: false }
    }
}

/// Error of a report that could not be made; messages follow "failed to".
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The JUnit library failed.
    #[error("write the JUnit report: {0}")]
    Junit(String),
    /// The bytes could not be written.
    #[error("write the report: {0}")]
    Io(#[from] io::Error),
}
