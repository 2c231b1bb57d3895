//! Starts the target: the embedded simulator, or a server that is already running.

use std::num::NonZeroU64;
use std::sync::Arc;

use crate::config::{
    Capability, ConfigError, ControlAccess, Credentials, Deadlines, FreedomChoice, RunConfig,
    RunSettings, Secret, Server, Sourced, Target, TargetChoice,
};
use crate::simulator::{
    Fault, Freedoms, ReachedFaults, Readings, Setup, Simulator, UnknownChoice, Variant, fault,
};

use super::CannotStart;

/// A running target, with its simulator if it is embedded.
pub struct RunningTarget {
    /// The target.
    pub target: Target,
    simulator: Option<Simulator>,
    reached: Option<Arc<ReachedFaults>>,
}

impl RunningTarget {
    /// Panics of the simulator's handlers.
    pub fn panics(&self) -> Vec<String> {
        self.simulator.as_ref().map_or(Vec::new(), Simulator::panics)
    }

    /// Number of answers that mutants of the embedded simulator made wrong.
    pub fn mutations(&self) -> usize {
        self.simulator.as_ref().map_or(0, Simulator::mutations)
    }

    /// Faults that the embedded simulator reached so far, if it notes them.
    pub fn reached_faults(&self) -> Vec<&'static Fault> {
        self.reached.iter().flat_map(|it| it.faults()).collect()
    }

    /// Stops the embedded simulator.
    pub async fn stop(self) {
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
    }
}

/// Starts the configured target.
///
/// # Errors
/// When the simulator does not start, the target lacks a required capability, or a reading, variant
/// or fault is unknown.
pub async fn start(config: &RunConfig, seed: u64) -> Result<RunningTarget, CannotStart> {
    let deadlines = config.deadlines();
    let started = match &config.target {
        TargetChoice::Simulator => simulated(config, deadlines, seed).await?,
        TargetChoice::Server(server) => RunningTarget {
            target: external(config, server, deadlines),
            simulator: None,
            reached: None,
        },
    };
    if let Err(lacking) = Capability::check_required(&started.target) {
        started.stop().await;
        return Err(lacking.into());
    }
    Ok(started)
}

fn external(config: &RunConfig, server: &Server, deadlines: Deadlines) -> Target {
    let target = Target::new(server.name.clone(), server.base_url.clone());
    Target {
        token_url: server.token_url.clone().unwrap_or_else(|| target.token_url.clone()),
        credentials: server.credentials.clone(),
        second_credentials: server.second_credentials.clone(),
        control: server.control.clone(),
        settings: settings_of_part(config),
        offers: server.offers.clone(),
        route: server.route.clone(),
        created_list: config.created_list.clone(),
        reads_only: server.is_production(),
        deadlines,
        ..target
    }
}

/// The settings of the run. The shards of a run send SMS to the same numbers, so that each may send its
/// part of those of the run and of an hour.
fn settings_of_part(config: &RunConfig) -> RunSettings {
    let shards = config.shard.map_or(1, |it| u64::from(it.total()));
    let part = |all: NonZeroU64| NonZeroU64::new(all.get() / shards).unwrap_or(NonZeroU64::MIN);
    let sms_per_hour = config.settings.sms_per_hour.map(part);
    let max_sms = config.settings.max_sms.map(|all| all / shards);
    RunSettings { sms_per_hour, max_sms, ..config.settings.clone() }
}

async fn simulated(
    config: &RunConfig,
    deadlines: Deadlines,
    seed: u64,
) -> Result<RunningTarget, CannotStart> {
    let variant = variant(config)?;
    let (mut readings, mut freedoms) = (readings(config, variant)?, variant.freedoms());
    choose(&config.freedoms, &mut readings, &mut freedoms)?;
    let reached = config.notes_reached_faults.then(Arc::default);
    let setup = Setup {
        readings,
        freedoms,
        faults: faults(config)?,
        reached: reached.clone(),
        seed,
        ..Setup::default()
    };
    let simulator = Simulator::start(setup).await?;
    let target = Target::new("simulator", Target::parse_url(simulator.api_url())?);
    // A list of created persons is not needed, because they are deleted with the simulator.
    let target = Target {
        credentials: Some(Credentials {
            client_id: simulator.client_id().to_owned(),
            client_secret: Secret::new(simulator.client_secret()),
        }),
        control: Some(ControlAccess {
            url: Target::parse_url(simulator.control_url())?,
            token: Secret::new(simulator.control_token()),
        }),
        settings: RunSettings { tan_source: None, ..config.settings.clone() },
        shows_values: config.show_values,
        deadlines,
        ..target
    };
    Ok(RunningTarget { target, simulator: Some(simulator), reached })
}

/// Readings of the simulator: those of the variant, replaced by those that the profile demands.
fn readings(config: &RunConfig, variant: Variant) -> Result<Readings, ConfigError> {
    let mut readings = variant.readings();
    for Sourced { value: demand, .. } in &config.settings.readings {
        readings
            .apply(&demand.question, &demand.reading)
            .map_err(|error| ConfigError::new(error.to_string()))?;
    }
    Ok(readings)
}

/// Applies these choices to the simulator. A reading is also applied, without a demand that it is
/// observed.
///
/// # Errors
/// When the simulator does not know a choice.
pub fn choose(
    choices: &[FreedomChoice],
    readings: &mut Readings,
    freedoms: &mut Freedoms,
) -> Result<(), ConfigError> {
    for FreedomChoice { name, value } in choices {
        let is_question = Readings::QUESTIONS.iter().any(|(question, _)| question == name);
        let made = if is_question { readings.set(name, value) } else { freedoms.set(name, value) };
        made.map_err(|error| ConfigError::new(error.to_string()))?;
    }
    Ok(())
}

fn variant(config: &RunConfig) -> Result<Variant, ConfigError> {
    let variant = config.variant.as_deref().map(str::parse).transpose();
    let variant = variant.map_err(|error: UnknownChoice| ConfigError::new(error.to_string()))?;
    Ok(variant.unwrap_or_default())
}

fn faults(config: &RunConfig) -> Result<Vec<&'static fault::Fault>, ConfigError> {
    let unknown =
        |name: &String| ConfigError::new(format!("`{name}` is not a fault of the simulator"));
    config.faults.iter().map(|name| fault::named(name).ok_or_else(|| unknown(name))).collect()
}
