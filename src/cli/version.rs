//! `bankident --version`: the version, and what the program is made of.

use std::fmt::Write as _;

use anyhow::Context as _;

use crate::certificate::CLAIMS_VERSION;
use crate::certify::{self, CertifyError};
use crate::evidence::TestedSide;
use crate::verdict::{ExitCode, SCHEMA_VERSION};

use super::terminal;

/// Prints the version; with `is_verbose` the digests, the guide, the layouts and the build, too.
pub fn print(is_verbose: bool) -> ExitCode {
    let version = format!("bankident {}\n", env!("CARGO_PKG_VERSION"));
    if !is_verbose {
        return terminal::finish(&version, ExitCode::Conformant);
    }
    match parts().context("failed to load the built-in suite") {
        Ok(parts) => terminal::finish(&(version + &parts), ExitCode::Conformant),
        Err(error) => terminal::print_error(&error, ExitCode::Harness),
    }
}

fn parts() -> Result<String, CertifyError> {
    let api = certify::harness(TestedSide::Api)?;
    let partner = certify::harness(TestedSide::Partner)?;
    let guide = certify::guide()?;
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let lines = [
        ("suite", api.suite_digest),
        ("situations", partner.suite_digest),
        ("catalogue", format!("sha256:{}", api.catalogue_digest)),
        ("guide", format!("{}, {}, sha256:{}", guide.title, guide.edition, guide.digest)),
        ("run.json", format!("layout {SCHEMA_VERSION}")),
        ("certificate", format!("claims {CLAIMS_VERSION}")),
        ("build", format!("{}, {build}", env!("BUILD_TARGET"))),
        ("binary", binary(&api.binary_digest)),
    ];
    Ok(lines.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name}: {value}");
        text
    }))
}

/// Where there is no `/proc`, a program cannot read its own file.
fn binary(digest: &str) -> String {
    if digest.is_empty() { "cannot be read".to_owned() } else { format!("sha256:{digest}") }
}
