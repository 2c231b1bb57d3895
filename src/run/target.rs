//! Puts the target up: the embedded simulator, or a server that is there already.

use crate::config::{
    ConfigError, ControlAccess, Credentials, Deadlines, RunConfig, Secret, Server, Target,
    TargetChoice,
};
use crate::simulator::{Readings, Setup, Simulator, UnknownReading, Variant, fault};

use super::CannotStart;

/// A target that is up, and its simulator when it is ours.
pub struct RunningTarget {
    /// The target.
    pub target: Target,
    simulator: Option<Simulator>,
}

impl RunningTarget {
    /// Panics of the simulator's handlers.
    pub fn panics(&self) -> Vec<String> {
        self.simulator.as_ref().map_or(Vec::new(), Simulator::panics)
    }

    /// Stops what was started.
    pub async fn stop(self) {
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
    }
}

/// Puts up the target the configuration names.
///
/// # Errors
/// When the simulator does not start or is told to play what it cannot.
pub async fn start(config: &RunConfig, seed: u64) -> Result<RunningTarget, CannotStart> {
    let mut deadlines = Deadlines::within(config.step_timeout, config.max_wait);
    deadlines.settle = config.patience.map_or(deadlines.settle, |it| it.min(deadlines.settle));
    match &config.target {
        TargetChoice::Simulator => simulated(config, deadlines, seed).await,
        TargetChoice::Server(server) => {
            Ok(RunningTarget { target: there(config, server, deadlines), simulator: None })
        }
    }
}

fn there(config: &RunConfig, server: &Server, deadlines: Deadlines) -> Target {
    let target = Target::new(server.name.clone(), server.base_url.clone());
    Target {
        token_url: server.token_url.clone().unwrap_or_else(|| target.token_url.clone()),
        credentials: server.credentials.clone(),
        control: server.control.clone(),
        tan_source: config.tan_source.clone(),
        offers: server.offers.clone(),
        route: server.route.clone(),
        created_list: config.created_list.clone(),
        ..met(config, deadlines, target)
    }
}

/// The target with what a run says of any.
fn met(config: &RunConfig, deadlines: Deadlines, target: Target) -> Target {
    Target {
        wizard: config.wizard,
        chromedriver: config.chromedriver.clone(),
        webhooks: config.webhooks.clone(),
        timing: config.timing,
        rate: config.rate,
        limits: config.limits,
        deadlines,
        ..target
    }
}

async fn simulated(
    config: &RunConfig,
    deadlines: Deadlines,
    seed: u64,
) -> Result<RunningTarget, CannotStart> {
    let variant = variant(config)?;
    let (readings, faults) = (readings(config, variant)?, faults(config)?);
    let setup = Setup { readings, variant, faults, seed, ..Setup::default() };
    let simulator = Simulator::start(setup).await?;
    let target = Target::new("simulator", Target::parse_url(simulator.api_url())?);
    // No list of what was created: it goes away, and all of it with it.
    let target = Target {
        credentials: Some(Credentials {
            client_id: simulator.client_id().to_owned(),
            client_secret: Secret::new(simulator.client_secret()),
        }),
        control: Some(ControlAccess {
            url: Target::parse_url(simulator.control_url())?,
            token: Secret::new(simulator.control_token()),
        }),
        ..met(config, deadlines, target)
    };
    Ok(RunningTarget { target, simulator: Some(simulator) })
}

/// The simulator plays the readings the profile demands, where it can play several.
fn readings(config: &RunConfig, variant: Variant) -> Result<Readings, ConfigError> {
    let mut readings = variant.readings();
    for demand in &config.readings {
        readings
            .set(&demand.question, &demand.reading)
            .map_err(|error| ConfigError::new(error.to_string()))?;
    }
    Ok(readings)
}

fn variant(config: &RunConfig) -> Result<Variant, ConfigError> {
    let variant = config.variant.as_deref().map(str::parse).transpose();
    let variant = variant.map_err(|error: UnknownReading| ConfigError::new(error.to_string()))?;
    Ok(variant.unwrap_or_default())
}

fn faults(config: &RunConfig) -> Result<Vec<&'static fault::Fault>, ConfigError> {
    let unknown =
        |name: &String| ConfigError::new(format!("`{name}` is not a fault of the simulator"));
    config.faults.iter().map(|name| fault::named(name).ok_or_else(|| unknown(name))).collect()
}
