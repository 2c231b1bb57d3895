//! The location of the browser driver.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::Url;

/// The chromedriver that drives the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chromedriver {
    /// A program to start; a name without a folder is searched in `PATH`.
    Program(PathBuf),
    /// The URL of a running one.
    Running(Url),
}

impl Chromedriver {
    /// Resolves a relative path from `base`; a name without a folder remains as it is.
    #[must_use]
    pub fn below(self, base: &Path) -> Self {
        match self {
            Self::Program(path) if path.components().count() > 1 => Self::Program(base.join(path)),
            other => other,
        }
    }

    /// Whether the program exists, in `PATH` if it is a name. A running one counts without a look.
    #[must_use]
    pub fn is_found(&self) -> bool {
        let Self::Program(program) = self else { return true };
        if program.components().count() > 1 {
            return program.is_file();
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    }
}

impl Default for Chromedriver {
    fn default() -> Self {
        Self::Program("chromedriver".into())
    }
}

impl FromStr for Chromedriver {
    type Err = Infallible;

    /// Reads a web address as a running driver, and any other text as a path.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        Ok(url.map_or_else(|| Self::Program(text.into()), Self::Running))
    }
}

impl fmt::Display for Chromedriver {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(path) => write!(out, "{}", path.display()),
            // The URL may carry credentials.
            Self::Running(url) => out.write_str(&url[url::Position::BeforeHost..]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_runs_already_and_a_path_counts_from_the_file() {
        let read = |text: &str| match text.parse::<Chromedriver>() {
            Ok(driver) => driver.below(Path::new("/etc")),
            Err(never) => match never {},
        };
        assert_eq!(read("http://a:b@grid:4444/wd").to_string(), "grid:4444/wd");
        assert_eq!(read("chromedriver"), Chromedriver::default());
        assert_eq!(read("./bin/driver").to_string(), "/etc/./bin/driver");
        assert_eq!(read("/opt/driver").to_string(), "/opt/driver");
        assert!(read("http://grid:4444").is_found() && read("sh").is_found());
        assert!(!read("/nonexistent/driver").is_found() && !read("no-such-driver").is_found());
    }
}
