//! Waivers, read from a file and matched with the suite.

use std::path::Path;

use crate::config::{ConfigError, Waiver, read_text};
use crate::engine::Suite;
use crate::verdict::Waivers;

use super::identity;

/// Reads the `[[waivers]]` of a TOML file.
///
/// # Errors
/// When the file cannot be read, or a waiver is invalid.
pub fn waivers(path: &Path) -> Result<Vec<Waiver>, ConfigError> {
    let text = read_text(path).map_err(|error| {
        ConfigError::new(format!("failed to read the waivers in {}: {error}", path.display()))
    })?;
    Waiver::parse(&text, path)
}

/// Returns the waivers, each with the number of scenarios it covers in the whole suite.
pub fn candidates(waivers: &[Waiver], suite: &Suite) -> Waivers {
    let mut candidates: Vec<(Waiver, usize)> =
        waivers.iter().map(|waiver| (waiver.clone(), 0)).collect();
    if !candidates.is_empty() {
        for case in suite.cases() {
            for (waiver, in_suite) in &mut candidates {
                *in_suite += usize::from(waiver.covers(&case.id, &case.requirements));
            }
        }
    }
    Waivers { candidates, today: identity::today() }
}
