//! `situations/reasons.toml`: the rejection reasons of Appendix III as data.

use std::sync::LazyLock;

use serde::Deserialize;

/// Reasons that the guide knows.
const REASONS: usize = 17;

/// Action of an app after a reason.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonAction {
    /// The onboarding ends.
    Stop,
    /// The number is confirmed, then the same call is made once.
    VerifyThenRepeat,
    /// Missing data are added, then the same call is made once.
    CompleteThenRepeat,
    /// The call is repeated at most once.
    OneCorrectedRepeat,
    /// Nothing is repeated without the customer.
    NoAutomaticRepeat,
    /// The customer needs another method.
    NoRepeatOfMethod,
    /// Another account may be tried, the same may not.
    OtherIban,
    /// A fresh identification is created, and the old one is never used again.
    NewIdentification,
}

/// A rejection reason of Appendix III.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct DocumentedReason {
    /// Code as the guide prints it.
    pub code: String,
    /// HTTP status code.
    pub status: u16,
    /// Action of the app.
    pub action: ReasonAction,
    /// Requirement about the answer.
    pub api: String,
    /// Requirement about the app.
    pub partner: String,
    /// German text for the customer; `None` if the customer reads nothing.
    #[serde(default)]
    pub text_de: Option<String>,
    /// English text for the customer; `None` if the customer reads nothing.
    #[serde(default)]
    pub text_en: Option<String>,
}

impl DocumentedReason {
    /// Text for the customer in a language: German for `de`, English for any other.
    pub fn text(&self, language: &str) -> Option<&str> {
        let text = if language == "de" { &self.text_de } else { &self.text_en };
        text.as_deref()
    }
}

/// All rejection reasons, in the guide's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons(Vec<DocumentedReason>);

/// Error of a file of reasons that cannot be used; messages follow "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReasonsError {
    /// Not TOML of the expected shape.
    #[error("read the reasons: {0}")]
    Shape(String),
    /// Two rows share a code.
    #[error("use the reasons: {0} is in the file twice")]
    Doubled(String),
    /// Only one language has a text.
    #[error("use the reasons: {0} has a text in one language only")]
    OneLanguage(String),
    /// Rows are missing or surplus.
    #[error("use the reasons: the file has {0} of them, the guide has 17")]
    Number(usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonsFile {
    reason: Vec<DocumentedReason>,
}

static EMBEDDED: LazyLock<Result<Reasons, ReasonsError>> =
    LazyLock::new(|| Reasons::parse(include_str!("../../situations/reasons.toml")));

impl Reasons {
    /// Returns the reasons that the binary contains.
    ///
    /// # Errors
    /// When the embedded file is defective, which a test excludes.
    pub fn embedded() -> Result<&'static Self, ReasonsError> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// Parses the text of a file of reasons.
    ///
    /// # Errors
    /// When it is not TOML of the expected shape, a code is doubled, a text is missing in one
    /// language, or the number of reasons is not that of the guide.
    pub fn parse(text: &str) -> Result<Self, ReasonsError> {
        let file: ReasonsFile =
            toml::from_str(text).map_err(|error| ReasonsError::Shape(error.to_string()))?;
        for (index, reason) in file.reason.iter().enumerate() {
            if file.reason[..index].iter().any(|it| it.code == reason.code) {
                return Err(ReasonsError::Doubled(reason.code.clone()));
            }
            if reason.text_de.is_some() != reason.text_en.is_some() {
                return Err(ReasonsError::OneLanguage(reason.code.clone()));
            }
        }
        match file.reason.len() {
            REASONS => Ok(Self(file.reason)),
            number => Err(ReasonsError::Number(number)),
        }
    }

    /// All reasons, in the guide's order.
    pub fn all(&self) -> &[DocumentedReason] {
        &self.0
    }

    /// The reason with this code in the guide's spelling.
    pub fn reason(&self, code: &str) -> Option<&DocumentedReason> {
        self.0.iter().find(|it| it.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "[[reason]]\ncode = \"EXPIRED\"\nstatus = 412\naction = \"stop\"\n\
                       api = \"BI-182\"\npartner = \"BI-183\"\n";

    #[test]
    fn the_embedded_reasons_are_those_of_the_guide() {
        let reasons = Reasons::embedded().unwrap();
        assert_eq!(reasons.all().len(), 17);
        let joint = reasons.reason("JOINT_ACCOUNT").unwrap();
        assert_eq!((joint.action, joint.status), (ReasonAction::OtherIban, 412));
        assert!(joint.text("de").is_some_and(|it| it.starts_with("Gemeinschaftskonten")));
        assert!(joint.text("en").is_some_and(|it| it.starts_with("Joint accounts")));
        let silent: Vec<&str> = reasons
            .all()
            .iter()
            .filter(|it| it.text("en").is_none())
            .map(|it| it.code.as_str())
            .collect();
        assert_eq!(silent, ["MOBILE_NUMBER_NOT_VERIFIED"]);
        assert!(reasons.reason("joint_account").is_none());
    }

    #[test]
    fn defective_files_are_refused() {
        let rows = [
            (ROW.replace("stop", "hope"), "unknown variant"),
            (format!("{ROW}more = 1\n"), "unknown field"),
            (format!("{ROW}{ROW}"), "EXPIRED is in the file twice"),
            (format!("{ROW}text_de = \"x\"\n"), "EXPIRED has a text in one language only"),
            (ROW.to_owned(), "the file has 1 of them"),
        ];
        for (text, expected) in rows {
            let error = Reasons::parse(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
