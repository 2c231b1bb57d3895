//! The command line: one file per command, argv in, exit code out.
//!
//! Standard output is for results, standard error for progress and diagnostics.

mod arguments;
mod audience;
mod check;
mod run;
mod simulator;
mod steps;
mod terminal;

use std::process::ExitCode as Process;

use clap::Parser as _;

use crate::verdict::ExitCode;

use arguments::{Cli, Command};

/// Runs the command the process was started with.
pub fn main() -> Process {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return ended(terminal::complain(&anyhow::Error::new(error), ExitCode::Harness));
        }
    };
    let code = runtime.block_on(async {
        match cli.command {
            None => run::run(&cli.run).await,
            Some(Command::Run(arguments)) => run::run(&arguments).await,
            Some(Command::Check(arguments)) => check::check(&arguments),
            Some(Command::Steps) => steps::list(),
            Some(Command::Simulator(arguments)) => simulator::serve(&arguments).await,
        }
    });
    // Idle connections of the simulator must not keep the process.
    runtime.shutdown_background();
    ended(code)
}

fn ended(code: ExitCode) -> Process {
    Process::from(code as u8)
}

/// `--help` and `--version` are results; anything else is a usage error.
fn usage(error: &clap::Error) -> Process {
    // A closed pipe is nobody's error.
    let _ = error.print();
    ended(if error.use_stderr() { ExitCode::Usage } else { ExitCode::Conformant })
}
