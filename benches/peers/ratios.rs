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

/// Compares with the recorded ratios.
///
/// # Errors
/// When a ratio is too much above the recorded one, or has none.
pub fn compare(measured: &[Ratio]) -> Result<()> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/peers/ratios.tsv");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let recorded = |name: &str| {
        let line = text.lines().find_map(|line| line.split_once('\t').filter(|it| it.0 == name));
        line.and_then(|(_, value)| value.trim().parse::<f64>().ok())
    };
    let mut worse = 0;
    for Ratio { name, value } in measured {
        let Some(before) = recorded(name) else {
            anyhow::bail!("{}: no ratio of \"{name}\"; measured: {value:.2}", path.display());
        };
        if *value > before * TOLERANCE {
            worse += 1;
            say(&format!("{name}: {value:.2}, was {before}, at most {:.2}", before * TOLERANCE));
        }
    }
    ensure!(worse == 0, "{worse} ratios are more than a quarter above {}", path.display());
    Ok(())
}
