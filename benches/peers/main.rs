//! Compares the cost of a run with that of its peers: the same features on the same server, in one
//! run, as ratios. Prints the register of `docs/speed.md`.
//!
//! `cargo bench --bench peers` measures everything, `-- --short` some rows with fewer rounds; both
//! end with 1 if a ratio is a quarter above the one in `benches/peers/ratios.tsv`.

#![expect(
    clippy::disallowed_methods,
    reason = "peers and stub are no part of the harness; a sample waits"
)]

mod floor;
mod journey;
mod measure;
mod plain_cucumber;
mod ratios;
mod rows;
mod runners;
mod stub;

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// This program plays all parts: it starts itself with the name of a part.
fn main() -> Result<()> {
    // reqwest is built without a provider of cryptography; it wants one even for plain http.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["stub", latency_ms] => {
            let latency = Duration::from_millis(latency_ms.parse()?);
            runtime()?.block_on(stub::serve(latency))
        }
        ["floor", base, journeys, lanes] => {
            runtime()?.block_on(floor::run(base, journeys.parse()?, lanes.parse()?))
        }
        ["cucumber", folder, lanes @ ..] => {
            let lanes = lanes.first().map(|it| it.parse()).transpose()?;
            runtime()?.block_on(plain_cucumber::run(folder, lanes));
            Ok(())
        }
        words => rows::measure(words.contains(&"--short")),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("a runtime")
}

/// Writes a line to standard output.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
