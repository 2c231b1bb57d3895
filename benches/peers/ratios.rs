//! The ratios of earlier, against which a change is compared.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::say;

/// A ratio may be so many times the recorded one.
const TOLERANCE: f64 = 1.25;

/// A measured ratio.
pub struct Ratio {
    /// Name of the row.
    pub name: String,
    /// This project's figure by the peer's.
    pub value: f64,
}

/// The recorded ratios.
pub struct Recorded(String);

impl Recorded {
    /// Reads them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read() -> Result<Self> {
        let path = path();
        std::fs::read_to_string(&path).map(Self).with_context(|| path.display().to_string())
    }

    /// Whether a ratio is not too much above the recorded one.
    pub fn allows(&self, name: &str, value: f64) -> bool {
        self.ratio(name).is_none_or(|before| value <= before * TOLERANCE)
    }

    fn ratio(&self, name: &str) -> Option<f64> {
        let rows = self.0.lines().filter_map(|line| line.split_once('\t'));
        rows.filter(|row| row.0 == name).find_map(|row| row.1.trim().parse().ok())
    }

    /// Compares the measured ratios with the recorded ones.
    ///
    /// # Errors
    /// When one is too much above the recorded one, or has none.
    pub fn compare(&self, measured: &[Ratio]) -> Result<()> {
        let mut worse = 0;
        for Ratio { name, value } in measured {
            let Some(before) = self.ratio(name) else {
                anyhow::bail!("{}: no ratio of \"{name}\"; measured: {value:.2}", path().display());
            };
            if !self.allows(name, *value) {
                worse += 1;
                let most = before * TOLERANCE;
                say(&format!("{name}: {value:.2}, was {before}, at most {most:.2}"));
            }
        }
        ensure!(worse == 0, "{worse} ratios are more than a quarter above {}", path().display());
        Ok(())
    }
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/peers/ratios.tsv")
}
