//! `bankident run`: the default command.

use anyhow::Context as _;

use crate::config::{ConfigError, RunConfig, TargetChoice, Waiver};
use crate::evidence::{SecretScanner, TestedSide};
use crate::report::{
    Format, Output, brief, diff_table, github_annotations, next_step, table_since,
};
use crate::run::{self, Folder, ReportError, ResultSink};
use crate::verdict::{ComparedRun, ConformanceReport, Difference, ExitCode};

use super::arguments::{Evidence, RunArguments};
use super::shard::shard;
use super::terminal_progress::TerminalProgress;
use super::{flags, open_files};
use super::{plan, terminal};
use crate::cli::supervisor::{Rescue, Supervisor};

/// Runs, prints the table, writes the reports.
pub async fn run(arguments: &RunArguments) -> ExitCode {
    open_files::raise();
    let config = match config(arguments) {
        Ok(config) => config,
        Err(error) => return terminal::print_error(&error.into(), ExitCode::Usage),
    };
    if arguments.plan {
        return plan::plan(&config, Supervisor::begin(None).stop()).await;
    }
    // Read before the run: it may be the link that will later point to this run.
    let baseline = match arguments.baseline.as_deref().map(run::recorded).transpose() {
        Ok(baseline) => baseline.map(ComparedRun::from),
        Err(why) => return terminal::print_refusal(why.into()),
    };
    let run_id = run::new_run_id();
    let folder = match Folder::create(config.report_dir.as_deref(), &run_id) {
        Ok(folder) => folder,
        Err(error) => {
            let error = anyhow::Error::new(error).context("failed to prepare the reports");
            return terminal::print_error(&error, ExitCode::Usage);
        }
    };
    let created_list = Some(folder.path().join("created.ndjson"));
    let config = RunConfig { created_list, ..config };
    let output = arguments.output.output();
    let result_sink = ResultSink::disk(folder.clone(), output.clone());
    let limit = config.deadlines().step;
    let rescue = Rescue { folder: folder.clone(), output: output.clone(), limit };
    let supervisor = Supervisor::begin(Some(rescue));
    let mut progress = TerminalProgress::new();
    let outcome = run::run(&config, &run_id, supervisor.stop(), result_sink, &mut progress).await;
    supervisor.close();
    progress.done();
    match outcome {
        Ok(report) => publish(&report, baseline.as_ref(), &folder, &output),
        Err(why) => {
            folder.discard();
            terminal::print_refusal(why)
        }
    }
}

/// Next step after a run that is worse than its baseline.
const WORSE: &str =
    "look at what became worse since the baseline (above): because of it the exit code is 1";

/// Prints and writes the reports; a report that cannot be written is never a success.
pub fn publish(
    report: &ConformanceReport,
    baseline: Option<&ComparedRun>,
    folder: &Folder,
    output: &Output,
) -> ExitCode {
    let layout = terminal::layout();
    let difference = baseline.map(|it| Difference::between(it, &ComparedRun::from(report.clone())));
    let mut text = result(report, difference.as_ref(), output);
    if let Some(difference) = &difference {
        text.push_str("\nSince the baseline:\n");
        text.push_str(&diff_table(difference, layout));
    }
    if on_github() {
        text = github(&text, report);
    }
    let common = run::common_text(report);
    let scanner = SecretScanner::for_report(&report.run.known_secrets, &common);
    let mut text = text.into_bytes();
    let end = text.len();
    let _ = scanner.mask(&mut text, None, end);
    let text = String::from_utf8_lossy(&text);
    let printed = print_result(&text, output).context("failed to print the table");
    let written = folder.write(report, output).and_then(|()| folder.settle(report));
    let written = written.map_err(|error| unwritten(&error, folder));
    warn_missing(folder);
    let code = exit_code(report, difference.as_ref());
    if written.is_ok() && output.has_files() {
        let step = if code == report.conclusion.exit_code() {
            next_step(report, &folder.name().display().to_string(), output)
        } else {
            WORSE.to_owned()
        };
        terminal::print_message(&format!("reports: {}\nnext: {step}", folder.path().display()));
    }
    if let Err(error) = written {
        return terminal::print_error(&error, ExitCode::Harness);
    }
    match printed {
        Ok(()) => code,
        Err(error) => {
            let worst = if code == ExitCode::Conformant { ExitCode::Harness } else { code };
            terminal::print_error(&error, worst)
        }
    }
}

/// Prints on standard output what was asked for, otherwise on standard error.
fn print_result(text: &str, output: &Output) -> std::io::Result<()> {
    if output.formats.contains(&Format::Table) {
        return terminal::print(text);
    }
    terminal::print_message(text.trim_end());
    Ok(())
}

/// The table, or only causes and verdict.
fn result(report: &ConformanceReport, difference: Option<&Difference>, output: &Output) -> String {
    let layout = terminal::layout();
    if output.verbose || report.run.tested == TestedSide::Partner {
        table_since(report, difference, layout)
    } else {
        brief(report, difference, layout, terminal::height())
    }
}

/// Exit code of the run; not conformant if it is worse than its baseline.
fn exit_code(report: &ConformanceReport, difference: Option<&Difference>) -> ExitCode {
    if difference.is_some_and(|it| it.overrules(report.conclusion)) {
        ExitCode::NotConformant
    } else {
        report.conclusion.exit_code()
    }
}

fn unwritten(error: &ReportError, folder: &Folder) -> anyhow::Error {
    let remedy = folder.kept().map_or_else(String::new, |kept| {
        let folder = folder.path().display();
        format!(
            "; the finished scenarios are kept in {}: then run `bankident report {folder}`",
            kept.display()
        )
    });
    anyhow::anyhow!("failed to {error}{remedy}")
}

/// Warns about missing attachments, and about secrets that were masked last; the run does not fail
/// because of them.
pub fn warn_missing(folder: &Folder) {
    if let Some(aside) = folder.set_aside() {
        let aside = aside.display();
        terminal::print_message(&format!(
            "the results of an earlier run that was killed are kept: `bankident report {aside}`"
        ));
    }
    for (name, kind) in folder.masked() {
        terminal::print_message(&format!(
            "warning: a {kind} was masked in {name} that should not have been recorded; please report this"
        ));
    }
    for path in folder.missing() {
        terminal::print_message(&format!(
            "warning: {path} is named in run.json and no longer exists"
        ));
    }
}

fn on_github() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|it| it == "true")
}

/// GitHub executes commands in any output. They are disabled while texts of the target are printed,
/// until a random word.
fn github(text: &str, report: &ConformanceReport) -> String {
    let word = format!("{:032x}", rand::random::<u128>());
    format!("::stop-commands::{word}\n{text}\n::{word}::\n{}", github_annotations(report))
}

fn config(arguments: &RunArguments) -> Result<RunConfig, ConfigError> {
    let run = arguments.target.settings()?.run;
    run.target.refuse_production(run.settings.allow_production)?;
    let elsewhere = !matches!(run.target, TargetChoice::Simulator);
    if elsewhere && (arguments.variant.is_some() || !arguments.freedom.is_empty()) {
        return Err(ConfigError::new(
            "--variant and --freedom are for the embedded simulator: leave out --target",
        ));
    }
    if elsewhere && arguments.show_values {
        return Err(ConfigError::new(
            "--show-values is for the embedded simulator: the values of other targets are masked, because they may belong to persons",
        ));
    }
    Ok(RunConfig {
        paths: arguments.paths.clone(),
        flags: flags::repeated(std::env::args()),
        tags: arguments.tags.clone(),
        names: arguments.name.clone(),
        requirements: arguments.requirement.clone(),
        shard: shard(arguments)?,
        retry: arguments.repeat.retries(),
        rerun: arguments.repeat.rerun.clone(),
        seed: arguments.seed,
        variant: arguments.variant.clone(),
        freedoms: arguments.freedom.clone(),
        waivers: [run.waivers, waivers(arguments)?].concat(),
        all_evidence: arguments.evidence == Evidence::All,
        show_values: arguments.show_values,
        report_dir: arguments.output.report_dir.clone(),
        ..run
    })
}

fn waivers(arguments: &RunArguments) -> Result<Vec<Waiver>, ConfigError> {
    let files = arguments.waivers.iter().map(|path| run::waivers(path));
    Ok(files.collect::<Result<Vec<_>, _>>()?.concat())
}
