//! The rows of the register.

use std::path::PathBuf;

use anyhow::Result;
use tabled::builder::Builder;
use tabled::settings::Style;

use crate::measure::{Cost, median};
use crate::ratios::{Ratio, Recorded};
use crate::runners::{self, Runner, Stub};
use crate::{journey, say};

/// Number of times that a row is measured again if its ratio is too high.
const REPETITIONS: usize = 2;
/// Lanes of the floor where nothing is waited for.
const FEW: usize = 8;

/// The figure of a run that is compared.
#[derive(Clone, Copy, PartialEq)]
enum Figure {
    Wall,
    Cpu,
    Connections,
}

impl Figure {
    fn of(self, cost: &Cost) -> f64 {
        match self {
            Self::Wall => cost.wall_s,
            Self::Cpu => cost.cpu_s,
            Self::Connections => cost.connections,
        }
    }

    fn shown(self, value: f64) -> String {
        if self == Self::Connections { format!("{value}") } else { format!("{value:.3} s") }
    }
}

/// A comparison of two runners that do the same work.
struct Row {
    /// Name in the register and in `ratios.tsv`.
    name: &'static str,
    peer: Runner,
    figure: Figure,
    journeys: usize,
    latency_ms: u64,
    /// The ratio that we want.
    goal: f64,
    rounds: usize,
    /// Whether the short form has it.
    short: bool,
}

const ROWS: [Row; 7] = [
    Row {
        name: "start and 1 scenario, time, to cucumber-rs",
        peer: Runner::Cucumber,
        figure: Figure::Wall,
        journeys: 1,
        latency_ms: 0,
        goal: 0.45,
        rounds: 21,
        short: true,
    },
    Row {
        name: "1,000 scenarios, time, to cucumber-rs",
        peer: Runner::Cucumber,
        figure: Figure::Wall,
        journeys: 1000,
        latency_ms: 0,
        goal: 0.5,
        rounds: 5,
        short: true,
    },
    Row {
        name: "1,000 scenarios, CPU, to an HTTP client",
        peer: Runner::Floor(FEW),
        figure: Figure::Cpu,
        journeys: 1000,
        latency_ms: 0,
        goal: 1.4,
        rounds: 5,
        short: true,
    },
    Row {
        name: "1,000 scenarios, connections, to 16 lanes",
        peer: Runner::Floor(16),
        figure: Figure::Connections,
        journeys: 1000,
        latency_ms: 0,
        goal: 1.0,
        rounds: 3,
        short: false,
    },
    Row {
        name: "50 scenarios at 50 ms, time, to an HTTP client",
        peer: Runner::Floor(50),
        figure: Figure::Wall,
        journeys: 50,
        latency_ms: 50,
        goal: 1.03,
        rounds: 5,
        short: false,
    },
    Row {
        name: "500 scenarios at 50 ms, time, to an HTTP client",
        peer: Runner::Floor(500),
        figure: Figure::Wall,
        journeys: 500,
        latency_ms: 50,
        goal: 1.15,
        rounds: 5,
        short: true,
    },
    Row {
        name: "500 scenarios at 300 ms, time, to an HTTP client",
        peer: Runner::Floor(500),
        figure: Figure::Wall,
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
    let recorded = Recorded::read()?;
    for row in ROWS.iter().filter(|row| row.short || !short) {
        let (mut own, mut peer) = row.figures()?;
        // Another process may have disturbed it; a change that costs time stays.
        for _ in 0..REPETITIONS {
            if recorded.allows(row.name, own / peer) {
                break;
            }
            (own, peer) = row.figures()?;
        }
        let ratio = Ratio { name: row.name.to_owned(), value: own / peer };
        table.push_record([
            row.name.to_owned(),
            format!("≤ {}", row.goal),
            format!("{:.2}", ratio.value),
            row.figure.shown(own),
            row.figure.shown(peer),
        ]);
        ratios.push(ratio);
    }
    for (name, goal, value, own, peer) in growth(short)? {
        let ratio = Ratio { name: name.to_owned(), value };
        table.push_record([name.to_owned(), goal.to_owned(), format!("{value:.2}"), own, peer]);
        ratios.push(ratio);
    }
    say(&table.build().with(Style::rounded()).to_string());
    recorded.compare(&ratios)
}

impl Row {
    /// The medians of this project and of the peer, measured in turn.
    fn figures(&self) -> Result<(f64, f64)> {
        let work = Work::new(self.journeys, self.latency_ms)?;
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            own.push(self.figure.of(&work.done_by(Runner::Project)?));
            peer.push(self.figure.of(&work.done_by(self.peer)?));
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
        let cost = runner.run(&self.stub, &self.features(), self.journeys)?;
        Ok(Cost { connections: self.stub.connections()?, ..cost })
    }
}

type Figures = (&'static str, &'static str, f64, String, String);

/// Growth of time and memory with the number of scenarios.
fn growth(short: bool) -> Result<Vec<Figures>> {
    let (few, many) = if short { (250, 1000) } else { (1000, 4000) };
    let signing = |scenarios| {
        let folder = tempfile::tempdir()?;
        journey::write_signing(folder.path(), scenarios)?;
        runners::on_simulator(folder.path())
    };
    let (one, other) = (signing(few)?.cpu_s, signing(many)?.cpu_s);
    let mut figures = vec![(
        "CPU for a signing scenario, of four times as many",
        "≤ 1.05",
        other / one / 4.0,
        format!("{other:.2} s for {many}"),
        format!("{one:.2} s for {few}"),
    )];
    if !short {
        let memory =
            |journeys| anyhow::Ok(Work::new(journeys, 0)?.done_by(Runner::Project)?.memory_kib);
        let (little, much) = (memory(1000)?, memory(10_000)?);
        figures.push((
            "memory for each further scenario, KiB",
            "≤ 6",
            (much - little) / 9000.0,
            format!("{:.0} MiB at 10,000", much / 1024.0),
            format!("{:.0} MiB at 1,000", little / 1024.0),
        ));
    }
    Ok(figures)
}
