//! What `run` and `doctor` can be told of the target.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::config::{
    ConfigError, Environment, Layer, Overrides, Proxy, Rate, ReadingDemand, Settings, Sourced,
    TanSource, Target, Timing, WizardDriver, duration,
};

use super::terminal;

const TAN_SOURCE: &str = "\
Where the QES TAN is read: fixed:VALUE, outbox:URL, command:CMD or prompt; {number} and {identification_id} are filled in";

/// Settings of the target; what is not given is looked up in `BANKIDENT_*` and `bankident.toml`.
#[derive(Args, Clone, Debug)]
pub struct TargetArguments {
    /// Configuration file [default: bankident.toml, here or above].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// `simulator`, the API's base URL (without /v1), or a name in the file [default: simulator].
    #[arg(long, value_name = "simulator|URL|NAME")]
    pub target: Option<String>,
    /// Where a token is fetched [default: TARGET/oauth2/token].
    #[arg(long, value_name = "URL")]
    pub token_url: Option<String>,
    /// Scenarios at once [default: 8; 512 on this machine; 16 on the simulator].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Requests in a second, as in 10/s, or a minute [default: 20/s; unlimited on this machine].
    #[arg(long, value_name = "N/s")]
    pub rate: Option<Rate>,
    /// Give up after so many scenarios in a row that saw nothing; 0 never [default: 20].
    #[arg(long, value_name = "N")]
    pub give_up_after: Option<u64>,
    /// How long a step may take [default: 30s].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub step_timeout: Option<Duration>,
    /// How long a scenario may really wait where the clock cannot be moved [default: 30s].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub max_wait: Option<Duration>,
    /// The target's own timers: snapshot=10m,otp=10m,authorization=10m,expiry=30d.
    #[arg(long, value_name = "TIMERS")]
    pub timing: Option<Timing>,
    /// How the hosted bank page is driven: form, browser or manual.
    #[arg(long, value_name = "DRIVER")]
    pub wizard: Option<WizardDriver>,
    /// Where the TAN of the QES is read.
    #[arg(long, value_name = "SOURCE", help = TAN_SOURCE)]
    pub tan_source: Option<TanSource>,
    /// Where the target reaches our receiver of webhooks, as in `https://host/path`.
    #[arg(long, value_name = "PUBLIC_URL")]
    pub webhook_url: Option<String>,
    /// Where that receiver listens [default: a free port of this machine].
    #[arg(long, value_name = "ADDR")]
    pub webhook_listen: Option<SocketAddr>,
    /// Certificates (PEM) trusted besides the system's.
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Proxy, or `none` [default: as the environment says].
    #[arg(long, value_name = "URL")]
    pub proxy: Option<Proxy>,
    /// Warnings and deviations count as failures.
    #[arg(long)]
    pub strict: bool,
    /// Demand one reading, as in C-01=http-412; the simulator plays it; may repeat.
    #[arg(long, value_name = "C-NN=READING")]
    pub reading: Vec<ReadingDemand>,
    /// Control interface of a simulator served elsewhere; its token is `BANKIDENT_CONTROL_TOKEN`.
    #[arg(long, value_name = "URL")]
    pub control_url: Option<String>,
}

impl TargetArguments {
    /// Joins the flags with variables and file; what is unwise is told on standard error.
    ///
    /// # Errors
    /// When something is unusable.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let lookup = |name: &str| std::env::var(name).ok();
        let here = std::env::current_dir().map_err(|error| {
            ConfigError::new(format!("failed to find the working directory: {error}"))
        })?;
        let wish = Overrides {
            config: self.config.clone(),
            target: self.target.clone(),
            flags: self.layer()?,
        };
        let settings = Settings::join(wish, &Environment::new(&lookup), &here)?;
        for warning in &settings.warnings {
            terminal::say(&format!("warning: {warning}"));
        }
        Ok(settings)
    }

    fn layer(&self) -> Result<Layer, ConfigError> {
        let webhook_url = self.webhook_url.as_deref().map(Target::parse_url).transpose();
        let webhook_url = webhook_url.map_err(|_| {
            ConfigError::new("--webhook-url is not an address: write http(s)://host[:port][/path]")
        })?;
        let url = |text: &Option<String>| text.as_deref().map(Target::parse_url).transpose();
        Ok(Layer {
            token_url: by("--token-url", url(&self.token_url)?),
            control_url: by("--control-url", url(&self.control_url)?),
            timing: by("--timing", self.timing),
            step_timeout: by("--step-timeout", self.step_timeout),
            max_wait: by("--max-wait", self.max_wait),
            jobs: by("--jobs", self.jobs.map(usize::from)),
            rate: by("--rate", self.rate),
            give_up_after: by("--give-up-after", self.give_up_after),
            wizard: by("--wizard", self.wizard),
            tan_source: by("--tan-source", self.tan_source.clone()),
            webhook_url: by("--webhook-url", webhook_url),
            webhook_listen: by("--webhook-listen", self.webhook_listen),
            ca_file: by("--ca-file", self.ca_file.clone()),
            proxy: by("--proxy", self.proxy.clone()),
            strict: by("--strict", self.strict.then_some(true)),
            readings: self
                .reading
                .iter()
                .map(|it| Sourced::by_flag("--reading", it.clone()))
                .collect(),
            ..Layer::default()
        })
    }
}

fn by<T>(flag: &'static str, value: Option<T>) -> Option<Sourced<T>> {
    value.map(|value| Sourced::by_flag(flag, value))
}
