//! Starts the programs that are compared.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use crate::measure::{Cost, cost};

/// A server that runs until it is dropped.
pub struct Stub {
    process: Child,
    /// Its base URL, without a slash at the end.
    pub base: String,
}

impl Stub {
    /// Starts a server with this latency.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(latency_ms: u64) -> Result<Self> {
        let mut command = own();
        command.args(["stub", &latency_ms.to_string()]).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let mut port = String::new();
        let output = process.stdout.take().context("the server's output")?;
        BufReader::new(output).read_line(&mut port)?;
        Ok(Self { process, base: format!("http://127.0.0.1:{}", port.trim()) })
    }

    /// Number of connections since the start.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn connections(&self) -> Result<f64> {
        let url = format!("{}/connections", self.base);
        let asked = async { reqwest::get(url).await?.text().await };
        let text = crate::runtime()?.block_on(asked)?;
        text.trim().parse().context("a number of connections")
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Something that makes the journeys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Runner {
    /// An HTTP client and nothing else, with so many journeys at a time.
    Floor(usize),
    /// cucumber-rs as it is.
    Cucumber,
    /// This project, with its default flags, all reports and all evidence.
    Project,
}

impl Runner {
    /// Makes this number of journeys.
    ///
    /// # Errors
    /// When a journey fails.
    pub fn run(self, stub: &Stub, features: &Path, journeys: usize) -> Result<Cost> {
        let mut command = match self {
            Self::Floor(lanes) => {
                let mut command = own();
                command.args(["floor", &stub.base, &journeys.to_string(), &lanes.to_string()]);
                command
            }
            Self::Cucumber => {
                let mut command = own();
                command.arg("cucumber").arg(features).env("STUB", &stub.base);
                command
            }
            Self::Project => project(&stub.base, features)?,
        };
        cost(&mut command)
    }
}

/// Runs features on the embedded simulator.
///
/// # Errors
/// When a scenario fails.
pub fn on_simulator(features: &Path) -> Result<Cost> {
    let reports = tempfile::tempdir()?;
    let mut command = Command::new(program());
    command.arg("run").arg(features).arg("--report-dir").arg(reports.path());
    cost(&mut command)
}

/// The program, as the tests start it.
fn program() -> PathBuf {
    let tested = std::env::var_os("TESTED_PROGRAM").map(PathBuf::from);
    tested.unwrap_or_else(|| env!("CARGO_BIN_EXE_bankident").into())
}

fn own() -> Command {
    Command::new(std::env::current_exe().unwrap_or_else(|_| PathBuf::from("peers")))
}

/// Reports are written into a folder beside the features, anew for each run.
fn project(base: &str, features: &Path) -> Result<Command> {
    let reports = features.with_extension("reports");
    if reports.exists() {
        std::fs::remove_dir_all(&reports)?;
    }
    let mut command = Command::new(program());
    command.args(["run", "--target", base]).arg(features).arg("--report-dir").arg(&reports);
    command.env("BANKIDENT_CLIENT_ID", "bench").env("BANKIDENT_CLIENT_SECRET", "bench-secret");
    Ok(command)
}
