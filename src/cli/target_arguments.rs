//! Arguments of `run` and `doctor` about the target.

use std::path::PathBuf;

use clap::Args;

use crate::config::{ConfigError, Environment, Overrides, Settings};

use super::setting_arguments::SettingArguments;
use super::terminal;

/// The target and its settings; a missing setting is read from `BANKIDENT_*` or `bankident.toml`.
#[derive(Args, Clone, Debug)]
pub struct TargetArguments {
    /// Configuration file [default: bankident.toml, here or above].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// `simulator`, `sandbox`, the API's base URL (without /v1), or a name in the file
    /// [default: simulator].
    #[arg(long, value_name = "simulator|URL|NAME")]
    pub target: Option<String>,
    /// All other settings of the target.
    #[command(flatten)]
    pub settings: SettingArguments,
}

impl TargetArguments {
    /// Joins the flags with variables and file; warnings are printed on standard error.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let lookup = |name: &str| std::env::var(name).ok();
        let here = std::env::current_dir().map_err(|error| {
            ConfigError::new(format!("failed to find the working directory: {error}"))
        })?;
        let overrides = Overrides {
            config: self.config.clone(),
            target: self.target.clone(),
            flags: self.settings.layer()?,
        };
        let settings = Settings::join(overrides, &Environment::new(&lookup), &here)?;
        for warning in &settings.warnings {
            terminal::print_message(&format!("warning: {warning}"));
        }
        Ok(settings)
    }
}
