//! Errors that prevent a run from starting.

use crate::config::ConfigError;
use crate::engine::Problem;
use crate::requirement::CatalogueError;
use crate::simulator::StartError;
use crate::verdict::ExitCode;

use super::ReportError;

/// Error that prevents a run from starting, with a message and an exit code.
#[derive(Debug, thiserror::Error)]
pub enum CannotStart {
    /// A setting is unusable.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The target refuses our credentials, or is not this API.
    #[error("{0}")]
    Target(String),
    /// Paths are unreadable; feature files may have problems as well.
    #[error("failed to load the features: {}", first(.0))]
    Paths(Vec<Problem>),
    /// Feature files have problems.
    #[error("{} in the feature files; nothing was sent", counted(.0))]
    Features(Vec<Problem>),
    /// The catalogue is unusable.
    #[error("failed to {0}")]
    Catalogue(#[from] CatalogueError),
    /// No scenario matches.
    #[error(
        "nothing was selected: no scenario matches the paths, --tags, --name and --requirement given"
    )]
    NothingSelected,
    /// Every selected scenario passed before.
    #[error("nothing to run again: every selected scenario passed in run {0}")]
    NothingToRunAgain(String),
    /// The suite fails on the simulator without any fault.
    #[error("the suite must pass on the simulator before anything is proven, and did not: {0}")]
    NotGreen(String),
    /// The runtime of a thread cannot be set up.
    #[error("failed to set up a thread: {0}")]
    Runtime(String),
    /// The reports of an unfinished run cannot be written.
    #[error("failed to {0}")]
    Report(#[from] ReportError),
    /// The embedded simulator does not start.
    #[error("failed to start the simulator: {0}")]
    Simulator(#[from] StartError),
}

fn first(problems: &[Problem]) -> String {
    let mut errors = problems.iter().filter(|it| !it.is_warning);
    errors.next().map_or_else(String::new, ToString::to_string)
}

fn counted(problems: &[Problem]) -> String {
    match problems.iter().filter(|it| !it.is_warning).count() {
        1 => "one problem".to_owned(),
        many => format!("{many} problems"),
    }
}

impl CannotStart {
    /// An error of setting up the HTTP library.
    pub fn http(error: &impl std::error::Error) -> Self {
        Self::Target(format!("failed to set up HTTP: {error}"))
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_) | Self::Target(_) | Self::Paths(_) | Self::Report(_) => ExitCode::Usage,
            Self::Features(_)
            | Self::Catalogue(_)
            | Self::NotGreen(_)
            | Self::Runtime(_)
            | Self::Simulator(_) => ExitCode::Harness,
            Self::NothingSelected | Self::NothingToRunAgain(_) => ExitCode::NothingSelected,
        }
    }
}
