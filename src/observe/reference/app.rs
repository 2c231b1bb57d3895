//! The apps: three styles, each whole or with one defect.

use super::defect::AppDefect;

/// Way in which an app is built. All of them conform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppStyle {
    /// Polls the identification, and shows the texts of the guide.
    Polling,
    /// Has a receiver of webhooks, and reads the identification when one arrives.
    Webhooks,
    /// Makes the optional calls, has texts of its own, and orders its calls differently where the
    /// guide allows it.
    Minimal,
}

impl AppStyle {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Polling, Self::Webhooks, Self::Minimal];

    /// Name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::Webhooks => "webhooks",
            Self::Minimal => "minimal",
        }
    }
}

/// A reference app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceApp {
    /// How it is built.
    pub style: AppStyle,
    /// The one thing that it does wrong, if anything.
    pub defect: Option<AppDefect>,
}

impl ReferenceApp {
    /// An app of a style without a defect.
    pub fn conforming(style: AppStyle) -> Self {
        Self { style, defect: None }
    }

    /// Whether it has this defect.
    pub fn has(self, defect: AppDefect) -> bool {
        self.defect == Some(defect)
    }
}
