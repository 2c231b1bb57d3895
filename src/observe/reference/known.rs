//! A known defect: an app with one thing wrong.

use super::app::{AppStyle, ReferenceApp};
use super::defect::AppDefect;

/// Situation in which most defects show.
pub const HAPPY: &str = "happy-path";

/// A defect with its place, its requirements and its sentence.
pub type DefectRow =
    (&'static str, AppDefect, AppStyle, &'static str, &'static [&'static str], &'static str);

/// An app with a defect.
#[derive(Clone, Debug)]
pub struct KnownDefect {
    /// Name.
    pub name: String,
    /// The app.
    pub app: ReferenceApp,
    /// Id of the situation in which it shows.
    pub situation: &'static str,
    /// Requirements that the defect breaks; one of them must notice it.
    pub breaks: Vec<&'static str>,
    /// The wrong behaviour of the app.
    pub sentence: String,
}

impl KnownDefect {
    /// The app with the defect of a row.
    pub fn of((name, defect, style, situation, breaks, sentence): &DefectRow) -> Self {
        Self {
            name: (*name).to_owned(),
            app: ReferenceApp { style: *style, defect: Some(*defect) },
            situation,
            breaks: breaks.to_vec(),
            sentence: (*sentence).to_owned(),
        }
    }
}
