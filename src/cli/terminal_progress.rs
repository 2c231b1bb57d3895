//! Progress and diagnostics on standard error.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use console::Style;
use jiff::{Timestamp, tz::TimeZone};

use crate::engine::Problem;
use crate::run::{Progress, RunObserver, Waiting};
use crate::verdict::{AssessedScenario, Totals, Verdict};

use super::heartbeat::{Heartbeat, estimate, minutes};
use super::{bar, terminal};

/// Maximum number of printed problems; further ones are only counted.
const MAX_PROBLEMS: usize = 20;
/// A shorter run shows no progress.
const AT_ONCE: Duration = Duration::from_millis(200);
/// Interval between two looks at the run.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Minimum duration of a scenario that is named as the slowest.
const SLOW: Duration = Duration::from_secs(2);
/// Minimum wait that is printed in a log.
const LONG: Duration = Duration::from_secs(5);
/// Waits that begin within this time are printed together.
const MOMENT: Duration = Duration::from_secs(2);
/// Maximum number of kinds of waits that are shown.
const WAITS: usize = 3;

/// Prints the progress of a run, for a terminal or for a log.
#[derive(Debug)]
pub struct TerminalProgress {
    drawn: bool,
    problems: usize,
    tally: Totals,
    planned: usize,
    began: Instant,
    looked: Instant,
    progress: Progress,
    /// End of each kind of wait that was printed.
    printed: BTreeMap<&'static str, Timestamp>,
    heartbeat: Heartbeat,
}

impl TerminalProgress {
    /// A progress that draws only if standard error is a terminal.
    pub fn new() -> Self {
        let now = Instant::now();
        Self {
            drawn: bar::may_draw(),
            problems: 0,
            tally: Totals::default(),
            planned: 0,
            began: now,
            looked: now,
            progress: Progress::default(),
            printed: BTreeMap::new(),
            heartbeat: Heartbeat::new(now),
        }
    }

    /// Clears the progress.
    pub fn done(&self) {
        bar::clear();
        if self.problems > MAX_PROBLEMS {
            terminal::print_message(&format!(
                "… and {} more problems",
                self.problems - MAX_PROBLEMS
            ));
        }
    }

    fn check_waits(&mut self) {
        let now = Instant::now();
        let early = now.duration_since(self.began) < AT_ONCE;
        if !self.drawn || early || now.duration_since(self.looked) < LOOK_EVERY {
            return;
        }
        self.looked = now;
        let mut lines = vec![self.counts(now)];
        let slowest = self.progress.slowest().filter(|(_, lasts)| *lasts >= SLOW);
        lines.extend(slowest.map(|(name, lasts)| {
            format!("slowest: {} ({})", name.replace(char::is_control, " "), minutes(lasts))
        }));
        let waits = self.progress.waits();
        let waits = waits.iter().filter(|it| it.waited >= SLOW);
        lines.extend(waits.take(WAITS).map(|it| waiting(it, &TimeZone::system())));
        bar::draw(self.done_so_far(), self.planned, &lines);
    }

    fn counts(&self, now: Instant) -> String {
        let color = terminal::may_color_stderr();
        let counts = [
            (self.tally.passed, "passed", Style::new().green()),
            (self.tally.failed, "failed", Style::new().red()),
            (self.tally.inconclusive, "inconclusive", Style::new().yellow()),
            (self.tally.error, "error", Style::new().red()),
        ];
        let shown = counts.into_iter().filter(|(count, ..)| *count > 0);
        let shown = shown.map(|(count, word, style)| {
            style.force_styling(color).apply_to(format!("{count} {word}")).to_string()
        });
        let elapsed = minutes(now.duration_since(self.began));
        let first = [
            format!("{} of {}", self.done_so_far(), self.planned),
            elapsed,
            format!("{} running", self.progress.running()),
        ];
        first.into_iter().chain(shown).collect::<Vec<_>>().join("  ")
    }

    /// Number of planned scenarios that have ended.
    fn done_so_far(&self) -> usize {
        self.tally.sum() - self.tally.not_applicable
    }

    /// Prints each kind of wait once in a log, and again only if it lasts longer than printed.
    fn print_waits(&mut self) {
        let now = Timestamp::now();
        for wait in self.progress.waits() {
            let Some(until) = wait.until else { continue };
            let known = self.printed.get(wait.what).is_some_and(|known| now <= *known);
            let left = Duration::try_from(until.duration_since(now)).unwrap_or_default();
            if !known && wait.waited >= MOMENT && left + wait.waited >= LONG {
                self.printed.insert(wait.what, until);
                terminal::print_message(&waiting(&wait, &TimeZone::system()));
                self.heartbeat.spoke(Instant::now());
            }
        }
    }

    /// Prints a line in a log after ten seconds of silence: done, running, waits, estimate.
    fn beat(&mut self) {
        let now = Instant::now();
        if !self.heartbeat.is_due(now) {
            return;
        }
        let (done, elapsed) = (self.done_so_far(), now.duration_since(self.began));
        let mut line = vec![format!("{done} of {} done", self.planned)];
        let running = self.progress.running();
        line.extend((running > 0).then(|| format!("{running} running")));
        let waits = self.progress.waits();
        line.extend(waits.first().map(|it| waiting(it, &TimeZone::system())));
        line.push(format!("{} so far", minutes(elapsed)));
        line.push(estimate(done, self.planned, elapsed));
        terminal::print_message(&line.join(", "));
    }
}

impl RunObserver for TerminalProgress {
    fn problem(&mut self, problem: &Problem) {
        self.problems += 1;
        if self.problems <= MAX_PROBLEMS {
            terminal::print_message(&problem.render(terminal::may_color_stderr()));
        }
    }

    fn begins(&mut self, scenarios: usize, progress: &Progress) {
        self.planned = scenarios;
        self.began = Instant::now();
        self.progress = progress.clone();
        progress.on_question(bar::hide);
    }

    fn meanwhile(&mut self) {
        self.check_waits();
        if !self.drawn {
            self.print_waits();
            self.beat();
        }
    }

    fn gives_up(&mut self, why: &str) {
        terminal::print_message(why);
    }

    fn notes(&mut self, text: &str) {
        terminal::print_message(text);
    }

    fn ended(&mut self, scenario: &AssessedScenario) {
        match scenario.verdict {
            Verdict::Passed | Verdict::Attested => self.tally.passed += 1,
            Verdict::Review => self.tally.review += 1,
            Verdict::Failed => self.tally.failed += 1,
            Verdict::Inconclusive => self.tally.inconclusive += 1,
            Verdict::Error => self.tally.error += 1,
            Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => {
                self.tally.not_applicable += 1;
            }
        }
        self.check_waits();
    }
}

/// The end of a wait, its reason, and the number of scenarios.
fn waiting(wait: &Waiting, zone: &TimeZone) -> String {
    let until = wait.until.map_or_else(String::new, |until| {
        let far = until.duration_since(Timestamp::now()).as_hours() >= 12;
        let format = if far { "%Y-%m-%d %H:%M:%S" } else { "%H:%M:%S" };
        format!("until {} ", until.to_zoned(zone.clone()).strftime(format))
    });
    let scenarios = if wait.scenarios == 1 { "scenario" } else { "scenarios" };
    format!("waiting {until}for {} ({} {scenarios})", wait.what, wait.scenarios)
}
