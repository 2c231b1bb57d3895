//! Reasons why no browser is available.

use std::path::Path;

use super::driver::DriverError;

/// Reason why no browser is available, with its remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {remedy}")]
pub struct BrowserError {
    /// Observation.
    pub what: String,
    /// Remedy.
    pub remedy: String,
}

const INSTALL: &str = "install both (Debian: apt-get install chromium chromium-driver), name the \
                       driver with BANKIDENT_CHROMEDRIVER or `chromedriver` in bankident.toml, or \
                       use --wizard form";

impl BrowserError {
    /// The driver cannot be started.
    pub(super) fn driver_missing(program: &Path, why: &str) -> Self {
        let program = program.display();
        Self {
            what: format!("the browser's driver `{program}` does not start: {why}"),
            remedy: INSTALL.to_owned(),
        }
    }

    /// The driver does not start a browser.
    pub(super) fn no_browser(driver: &str, error: &DriverError) -> Self {
        let message = &error.message;
        let remedy = if message.contains("only supports Chrom") {
            "driver and browser must be of the same version: install both from the same source \
             (Debian: apt-get install chromium chromium-driver), or name another driver with \
             BANKIDENT_CHROMEDRIVER"
        } else if error.kind.is_empty() {
            "check BANKIDENT_CHROMEDRIVER: no chromedriver answers there"
        } else {
            INSTALL
        };
        Self {
            what: format!("the driver {driver} does not start a browser: {message}"),
            remedy: remedy.to_owned(),
        }
    }
}
