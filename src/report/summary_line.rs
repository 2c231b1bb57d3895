//! The last lines of a run on a terminal: the verdict with its reason, and the next step.

use std::collections::BTreeSet;

use tabled::settings::Color;

use crate::evidence::{StepOutcome, StepRecord, Unobserved};
use crate::verdict::{
    AssessedScenario, Change, Conclusion, ConformanceReport, Difference, ExitCode, Verdict,
};

use super::causes::{Cause, causes};
use super::command::rerun;
use super::format::{Format, Output};
use super::partial::headline;
use super::text::one_line;
use super::text_wrap::{TableLayout, fitted};
use super::worth::noticeable;

/// Number of scenarios without an answer in time from which their number at once may be the cause.
const LATE_SCENARIOS: usize = 5;
/// Maximum number of names in a line.
const NAMED: usize = 5;

/// The verdict, and why. A run that is worse than its baseline says so first.
pub fn closing(
    report: &ConformanceReport,
    difference: Option<&Difference>,
    layout: TableLayout,
) -> String {
    let conclusion_detail = conclusion_detail(report);
    let worse = difference.filter(|it| it.overrules(report.conclusion));
    let apart = worse.map_or_else(String::new, worse_than_baseline);
    let sentence = format!("{apart}{}", one_line(&headline(report)));
    let line = if conclusion_detail.is_empty() {
        sentence
    } else {
        format!("{sentence} ({})", one_line(&conclusion_detail))
    };
    let text = fitted(&line, layout.width);
    if !layout.color {
        return text;
    }
    let paint = match report.conclusion.exit_code() {
        _ if worse.is_some() => Color::BOLD | Color::FG_RED,
        ExitCode::Conformant => Color::BOLD | Color::FG_GREEN,
        ExitCode::NotConformant | ExitCode::Harness => Color::BOLD | Color::FG_RED,
        _ => Color::BOLD | Color::FG_YELLOW,
    };
    text.lines().fold(String::new(), |text, line| text + &paint.colorize(line) + "\n")
}

/// Beginning of the verdict on a run that is worse than its baseline.
fn worse_than_baseline(difference: &Difference) -> String {
    let counts = |changes: &[Change]| changes.iter().filter(|it| it.counts).count();
    let worse = [(&difference.newly_failing, "newly failing"), (&difference.lost, "lost")];
    let worse = worse.map(|(changes, word)| (counts(changes), word));
    let worse: Vec<String> = worse
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", counted(*count, "scenario")))
        .collect();
    format!("not accepted: worse than the baseline, {}; by itself the run is ", worse.join(", "))
}

fn conclusion_detail(report: &ConformanceReport) -> String {
    let totals = &report.totals;
    match report.conclusion {
        Conclusion::Conformant | Conclusion::ConformantButWaived | Conclusion::Partial => {
            let applied = format!("{} of {} scenarios passed", totals.passed, totals.sum());
            let applied = match totals.not_applicable {
                0 => applied,
                count => format!("{applied}, {count} did not apply to this target"),
            };
            match &report.worth {
                Some(worth) => format!("{applied}; {} would be noticed", noticeable(worth)),
                None => applied,
            }
        }
        Conclusion::ReviewOpen => {
            format!("{} of {} situations are to be reviewed", totals.review, totals.sum())
        }
        Conclusion::EmptyShard => {
            format!("shard {}, {}", report.run.selection.shard, counted(totals.sum(), "scenario"))
        }
        Conclusion::NotConformant => broken_requirements(report),
        Conclusion::StaleWaiver => {
            let stale = report.waivers.iter().filter(|it| it.standing.is_stale());
            named(stale.map(|it| it.waiver.id()))
        }
        Conclusion::Flaky => format!("{} of them", totals.flaky),
        Conclusion::NothingPassed => counted(totals.failed, "warning"),
        Conclusion::Inconclusive => unobserved_scenarios(report),
        Conclusion::HarnessError => {
            let faults = report.run.internal_faults.len();
            let scenarios = counted(totals.error, "scenario");
            match faults {
                0 => scenarios,
                _ => format!("{scenarios} and {}", counted(faults, "fault")),
            }
        }
        Conclusion::NothingObserved => counted(totals.not_applicable, "scenario"),
        Conclusion::Interrupted => {
            let cut = |it: &&AssessedScenario| it.record.steps.iter().any(is_cut);
            let cut = report.scenarios.iter().filter(cut).count();
            format!("{} of {} scenarios", totals.sum() - cut, selected(report))
        }
    }
}

/// Whether the end of the run kept a step from running.
fn is_cut(step: &StepRecord) -> bool {
    step.outcome == StepOutcome::Interrupted
}

/// Returns the number of scenarios that this run, or this shard of it, had to run.
fn selected(report: &ConformanceReport) -> usize {
    report.run.selection.scenarios.div_ceil(report.run.selection.shard.total.max(1) as usize)
}

/// Requirements that turn the run red.
fn broken_requirements(report: &ConformanceReport) -> String {
    let red = report
        .scenarios
        .iter()
        .filter(|it| it.verdict == Verdict::Failed && (report.strict || !it.warning))
        .filter(|it| it.waived.is_none());
    let scenarios = counted(red.clone().count(), "scenario");
    let ids: BTreeSet<&str> =
        red.flat_map(|it| &it.record.requirements).map(String::as_str).collect();
    if ids.is_empty() {
        return format!("{scenarios} failed");
    }
    format!("{scenarios} failed: {}", named(ids.iter().copied()))
}

/// Number of scenarios that could not be observed, and of the reasons printed above.
fn unobserved_scenarios(report: &ConformanceReport) -> String {
    let leaves_open = |it: &&Cause| it.verdict == Verdict::Inconclusive || !it.followers.is_empty();
    let reasons = causes(report).iter().filter(leaves_open).count();
    let scenarios = counted(report.totals.inconclusive, "scenario");
    match (reasons, report.run.missing.len()) {
        (0, missing) => counted(missing, "missing part"),
        (reasons, _) => format!("{scenarios}, for {} (above)", counted(reasons, "reason")),
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn named<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names[..names.len().min(NAMED)].join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Returns the next step for the reader of the reports of `output` in `folder`.
pub fn next_step(report: &ConformanceReport, folder: &str, output: &Output) -> String {
    let open = if output.formats.contains(&Format::Html) {
        format!("open {folder}/report.html")
    } else {
        "see the report above".to_owned()
    };
    let again = rerun(&report.run, folder).filter(|_| output.formats.contains(&Format::Json));
    let again = |why: &str| {
        again.as_ref().map_or_else(String::new, |it| format!("; {why}:\n  {}", it.line()))
    };
    match report.conclusion {
        Conclusion::Conformant if report.run.selection.shard.is_part() => merge_shards(report),
        Conclusion::EmptyShard => merge_shards(report),
        Conclusion::Conformant => format!("keep {folder} as evidence"),
        Conclusion::Partial => {
            "run the whole suite for a statement on conformance: leave out the paths and flags \
             that selected the part"
                .to_owned()
        }
        Conclusion::ConformantButWaived => {
            format!("{open} for what is waived; every waiver has an owner and a last day")
        }
        Conclusion::NotConformant => {
            format!("{open}{}", again("after the fix, run what did not pass again"))
        }
        Conclusion::ReviewOpen => {
            format!("{open} and compare each text under review with that of the guide")
        }
        Conclusion::StaleWaiver => "remove or renew the waivers named above".to_owned(),
        Conclusion::Flaky => format!("{open} for the results of the first attempts"),
        Conclusion::NothingPassed => {
            format!("{open}; select scenarios that the target passes, too")
        }
        Conclusion::Inconclusive => {
            let slower = run_fewer_at_once(report).unwrap_or_default();
            let limited = wait_for_attempts(report).unwrap_or_default();
            format!("{open} or ask bankident doctor{slower}{limited}{}", again("then repeat"))
        }
        Conclusion::HarnessError => {
            "fix the features (bankident check) or report the fault; the target is not the cause"
                .to_owned()
        }
        Conclusion::NothingObserved => {
            "configure a clock, TAN source or URL for the target (reasons above)".to_owned()
        }
        Conclusion::Interrupted => {
            format!("{open}{}", again("run what is missing or did not pass"))
        }
    }
}

/// Advice for a target that answered, but too many calls too late.
fn run_fewer_at_once(report: &ConformanceReport) -> Option<String> {
    let late = undecided_by(report, |outcome| match outcome {
        StepOutcome::TimedOut { .. } => true,
        StepOutcome::Unobserved(why) => matches!(why, Unobserved::TimedOut { .. }),
        _ => false,
    });
    let advice = "of them had no answer in time: the target may bear fewer scenarios at once";
    (late >= LATE_SCENARIOS && report.totals.passed > 0)
        .then(|| format!("; {late} {advice} (--jobs 8)"))
}

/// Advice for a target whose limit of failed attempts was reached: another run at once reaches it again.
fn wait_for_attempts(report: &ConformanceReport) -> Option<String> {
    let limited = undecided_by(
        report,
        |outcome| matches!(outcome, StepOutcome::Unobserved(why) if why.is_limit_of_attempts()),
    );
    let advice = "of them met the target's limit of failed attempts: wait until it is over, and stay \
                  below it with --max-failed N";
    (limited > 0).then(|| format!("; {limited} {advice}"))
}

/// Number of inconclusive scenarios with a step that ended like this.
fn undecided_by(report: &ConformanceReport, cause: impl Fn(&StepOutcome) -> bool) -> usize {
    let with_cause = |it: &&AssessedScenario| {
        let ended = |step: &StepRecord| cause(&step.outcome);
        it.verdict == Verdict::Inconclusive && it.record.steps.iter().any(ended)
    };
    report.scenarios.iter().filter(with_cause).count()
}

fn merge_shards(report: &ConformanceReport) -> String {
    format!("merge the {} shards: bankident merge DIR…", report.run.selection.shard.total)
}
