//! The rows of the register.

use std::path::PathBuf;

use anyhow::Result;
use tabled::builder::Builder;
use tabled::settings::Style;

use crate::measure::{Cost, median};
use crate::ratios::{self, Ratio};
use crate::runners::{Runner, Stub};
use crate::{journey, say};

/// Lanes of the floor where nothing is waited for.
const FEW: usize = 8;

/// Which figure of a run is compared.
type Figure = fn(&Cost) -> f64;

/// A comparison of two runners that do the same work.
struct Row {
    /// Name in the register and in `ratios.tsv`.
    name: &'static str,
    peer: Runner,
    figure: Figure,
    unit: &'static str,
    journeys: usize,
    latency_ms: u64,
    /// The ratio that we want.
    goal: f64,
    rounds: usize,
    /// Whether the short form has it.
    short: bool,
}

const WALL: Figure = |cost| cost.wall_s;
const CPU: Figure = |cost| cost.cpu_s;

const ROWS: [Row; 6] = [
    Row {
        name: "start and 1 scenario, time, to cucumber-rs",
        peer: Runner::Cucumber,
        figure: WALL,
        unit: "s",
        journeys: 1,
        latency_ms: 0,
        goal: 0.45,
        rounds: 21,
        short: true,
    },
    Row {
        name: "1,000 scenarios, time, to cucumber-rs",
        peer: Runner::Cucumber,
        figure: WALL,
        unit: "s",
        journeys: 1000,
        latency_ms: 0,
        goal: 0.5,
        rounds: 5,
        short: true,
    },
    Row {
        name: "1,000 scenarios, CPU, to an HTTP client",
        peer: Runner::Floor(FEW),
        figure: CPU,
        unit: "s",
        journeys: 1000,
        latency_ms: 0,
        goal: 1.4,
        rounds: 5,
        short: true,
    },
    Row {
        name: "50 scenarios at 50 ms, time, to an HTTP client",
        peer: Runner::Floor(50),
        figure: WALL,
        unit: "s",
        journeys: 50,
        latency_ms: 50,
        goal: 1.03,
        rounds: 5,
        short: false,
    },
    Row {
        name: "500 scenarios at 50 ms, time, to an HTTP client",
        peer: Runner::Floor(500),
        figure: WALL,
        unit: "s",
        journeys: 500,
        latency_ms: 50,
        goal: 1.15,
        rounds: 5,
        short: true,
    },
    Row {
        name: "500 scenarios at 300 ms, time, to an HTTP client",
        peer: Runner::Floor(500),
        figure: WALL,
        unit: "s",
        journeys: 500,
        latency_ms: 300,
        goal: 1.15,
        rounds: 3,
        short: false,
    },
];

/// Measures the rows, prints them, and compares them with the recorded ones.
///
/// # Errors
/// When a runner fails, or a ratio is too much above the recorded one.
pub fn measure(short: bool) -> Result<()> {
    let mut ratios = Vec::new();
    let mut table = Builder::new();
    table.push_record(["same work", "goal", "ratio", "this project", "peer"]);
    for row in ROWS.iter().filter(|row| row.short || !short) {
        let (own, peer) = row.figures()?;
        let ratio = Ratio { name: row.name.to_owned(), value: own / peer };
        table.push_record([
            row.name.to_owned(),
            format!("≤ {}", row.goal),
            format!("{:.2}", ratio.value),
            format!("{own:.3} {}", row.unit),
            format!("{peer:.3} {}", row.unit),
        ]);
        ratios.push(ratio);
    }
    for (name, goal, value, own, peer) in other_figures(short)? {
        let ratio = Ratio { name: name.to_owned(), value };
        table.push_record([name.to_owned(), goal.to_owned(), format!("{value:.2}"), own, peer]);
        ratios.push(ratio);
    }
    say(&table.build().with(Style::rounded()).to_string());
    ratios::compare(&ratios)
}

impl Row {
    /// The medians of this project and of the peer, measured in turn.
    fn figures(&self) -> Result<(f64, f64)> {
        let work = Work::new(self.journeys, self.latency_ms)?;
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            own.push((self.figure)(&work.done_by(Runner::Project)?));
            peer.push((self.figure)(&work.done_by(self.peer)?));
        }
        Ok((median(own), median(peer)))
    }
}

/// A server and feature files.
struct Work {
    stub: Stub,
    folder: tempfile::TempDir,
    journeys: usize,
}

impl Work {
    fn new(journeys: usize, latency_ms: u64) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let features = folder.path().join("features");
        std::fs::create_dir(&features)?;
        journey::write_features(&features, journeys)?;
        Ok(Self { stub: Stub::start(latency_ms)?, folder, journeys })
    }

    fn features(&self) -> PathBuf {
        self.folder.path().join("features")
    }

    fn done_by(&self, runner: Runner) -> Result<Cost> {
        runner.run(&self.stub, &self.features(), self.journeys)
    }
}

type Figures = (&'static str, &'static str, f64, String, String);

/// Memory for each further scenario, and connections.
fn other_figures(short: bool) -> Result<Vec<Figures>> {
    let few = Work::new(1000, 0)?;
    let little = few.done_by(Runner::Project)?.memory_kib;
    let connections = few.stub.connections()?;
    let mut figures = vec![(
        "1,000 scenarios, connections, to the lanes that pay",
        "≤ 1",
        connections / FEW as f64,
        format!("{connections}"),
        format!("{FEW}"),
    )];
    if !short {
        let many = Work::new(10_000, 0)?;
        let much = many.done_by(Runner::Project)?.memory_kib;
        let growth = (much - little) / 9000.0;
        let total = format!("{:.0} MiB at 10,000", much / 1024.0);
        figures.push((
            "memory for each further scenario, KiB",
            "≤ 6",
            growth,
            total,
            String::new(),
        ));
    }
    Ok(figures)
}
