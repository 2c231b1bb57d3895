//! Progress and diagnostics on standard error.

use std::io::{self, Write as _};

use crate::engine::Problem;
use crate::run::Audience;
use crate::verdict::AssessedScenario;

use super::terminal;

/// More problems than this are only counted.
const TOLD: usize = 20;

/// The person before the terminal.
#[derive(Debug)]
pub struct Watcher {
    watched: bool,
    problems: usize,
    ended: usize,
    planned: usize,
}

impl Watcher {
    /// Watches standard error, if anybody does.
    pub fn new() -> Self {
        Self { watched: terminal::is_watched(), problems: 0, ended: 0, planned: 0 }
    }

    /// Clears the progress line.
    pub fn done(&self) {
        if self.problems > TOLD {
            terminal::say(&format!("… and {} more problems", self.problems - TOLD));
        }
        if self.watched && self.ended > 0 {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

impl Audience for Watcher {
    fn problem(&mut self, problem: &Problem) {
        self.problems += 1;
        if self.problems <= TOLD {
            terminal::say(&problem.render(self.watched));
        }
    }

    fn begins(&mut self, scenarios: usize) {
        self.planned = scenarios;
    }

    fn gives_up(&mut self, why: &str) {
        let begin = if self.watched { "\r\x1b[K" } else { "" };
        terminal::say(&format!("{begin}{why}"));
    }

    fn ended(&mut self, _scenario: &AssessedScenario) {
        self.ended += 1;
        let often = self.planned < 1_000 || self.ended.is_multiple_of(100);
        if self.watched && often {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{} of {} scenarios", self.ended, self.planned);
            let _ = err.flush();
        }
    }
}
