//! The command line: one file per command, argv in, exit code out.
//!
//! Standard output is for results, standard error for progress and diagnostics.

mod arguments;
mod bar;
mod certificate_arguments;
mod certify;
mod check;
mod check_arguments;
mod completions;
mod diff;
mod doctor;
mod examples;
mod flags;
mod heartbeat;
mod history;
mod history_arguments;
mod init;
mod init_questions;
mod keygen;
mod man;
mod merge;
mod mutant_arguments;
mod mutants;
mod observe;
mod observe_arguments;
mod open_files;
mod output;
mod plan;
mod prove;
mod repeat;
mod report;
mod requirements;
mod run;
mod schema;
mod setting_arguments;
mod setup_arguments;
mod shard;
mod signals;
mod simulator;
mod step_stubs;
mod steps;
mod steps_arguments;
mod supervisor;
mod target_arguments;
mod terminal;
mod terminal_progress;
mod verify;
mod version;
mod watch;
mod watched_files;

use std::process::ExitCode as Process;

use clap::Parser as _;

use crate::verdict::ExitCode;

use arguments::{Command, RunArguments};

pub use arguments::Cli;

/// Runs the command the process was started with.
pub fn main() -> Process {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    ended(match cli.command {
        None if cli.version => version::print(cli.run.output.verbose),
        None => run(&cli.run),
        Some(Command::Run(arguments)) => run(&arguments),
        Some(Command::Merge(arguments)) => merge::merge(&arguments),
        Some(Command::Report(arguments)) => report::report(&arguments),
        Some(Command::Diff(arguments)) => diff::diff(&arguments),
        Some(Command::History(arguments)) => history::history(&arguments),
        Some(Command::Check(arguments)) => check::check(&arguments),
        Some(Command::Steps(arguments)) => steps::list(&arguments),
        Some(Command::Examples(arguments)) => examples::list(&arguments),
        Some(Command::Schema) => schema::print(),
        Some(Command::Requirements(arguments)) => requirements::show(&arguments),
        Some(Command::Prove(arguments)) => prove::prove(&arguments),
        Some(Command::Observe(arguments)) => driven(observe::observe(&arguments)),
        Some(Command::Keygen(arguments)) => keygen::keygen(&arguments),
        Some(Command::Certify(arguments)) => certify::certify(&arguments),
        Some(Command::Verify(arguments)) => driven(verify::verify(&arguments)),
        Some(Command::Doctor(arguments)) => driven(doctor::doctor(&arguments)),
        Some(Command::Init(arguments)) => init::init(&arguments),
        Some(Command::Simulator(arguments)) => driven(simulator::serve(&arguments)),
        Some(Command::Completions(arguments)) => completions::print(&arguments),
        Some(Command::Man(arguments)) => man::write(&arguments),
    })
}

fn run(arguments: &RunArguments) -> ExitCode {
    if arguments.repeat.watch {
        return driven(watch::watch(arguments));
    }
    driven(run::run(arguments))
}

/// Runs an asynchronous command to its end.
fn driven(command: impl Future<Output = ExitCode>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return terminal::print_error(&anyhow::Error::new(error), ExitCode::Harness),
    };
    let code = runtime.block_on(command);
    // Idle connections of the simulator must not keep the process alive.
    runtime.shutdown_background();
    code
}

fn ended(code: ExitCode) -> Process {
    Process::from(code as u8)
}

/// `--help` is a result; anything else is a usage error.
fn usage(error: &clap::Error) -> Process {
    // A closed pipe is not an error.
    let _ = error.print();
    ended(if error.use_stderr() { ExitCode::Usage } else { ExitCode::Conformant })
}
