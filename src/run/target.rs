//! Puts the target up: the embedded simulator, or a server that is there already.

use url::Url;

use crate::config::{
    ConfigError, ControlAccess, Credentials, Deadlines, Route, RunConfig, Secret, Server, Target,
    TargetChoice,
};
use crate::simulator::{Costume, Readings, Setup, Simulator, UnknownReading, fault};

use super::CannotStart;

/// A target that is up, and its simulator when it is ours.
pub struct Standing {
    /// The target.
    pub target: Target,
    simulator: Option<Simulator>,
}

impl Standing {
    /// Panics of the simulator's handlers.
    pub fn panics(&self) -> Vec<String> {
        self.simulator.as_ref().map_or(Vec::new(), Simulator::panics)
    }

    /// Stops what was started.
    pub async fn take_down(self) {
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
    }
}

/// Puts up the target the configuration names.
///
/// # Errors
/// When the simulator does not start or is told to play what it cannot.
pub async fn put_up(config: &RunConfig, seed: u64) -> Result<Standing, CannotStart> {
    let mut deadlines = Deadlines::within(config.step_timeout, config.max_wait);
    deadlines.settle = config.patience.map_or(deadlines.settle, |it| it.min(deadlines.settle));
    match &config.target {
        TargetChoice::Simulator => simulated(config, deadlines, seed).await,
        TargetChoice::Server(server) => {
            Ok(Standing { target: there(config, server, deadlines), simulator: None })
        }
    }
}

fn there(config: &RunConfig, server: &Server, deadlines: Deadlines) -> Target {
    let token_url = server.token_url.clone();
    Target {
        name: server.name.clone(),
        base_url: server.base_url.clone(),
        token_url: token_url.unwrap_or_else(|| token_url_of(&server.base_url)),
        credentials: server.credentials.clone(),
        control: server.control.clone(),
        wizard: config.wizard,
        chromedriver: config.chromedriver.clone(),
        tan_source: config.tan_source.clone(),
        webhooks: config.webhooks.clone(),
        timing: config.timing,
        offers: server.offers.clone(),
        route: server.route.clone(),
        rate: config.rate,
        limits: config.limits,
        created_list: config.created_list.clone(),
        deadlines,
    }
}

async fn simulated(
    config: &RunConfig,
    deadlines: Deadlines,
    seed: u64,
) -> Result<Standing, CannotStart> {
    let costume = costume(config)?;
    let (readings, faults) = (readings(config, costume)?, faults(config)?);
    let setup = Setup { readings, costume, faults, seed, ..Setup::default() };
    let simulator = Simulator::start(setup).await?;
    let base_url = Target::parse_url(simulator.api_url())?;
    let target = Target {
        name: "simulator".to_owned(),
        token_url: token_url_of(&base_url),
        credentials: Some(Credentials {
            client_id: simulator.client_id().to_owned(),
            client_secret: Secret::new(simulator.client_secret()),
        }),
        control: Some(ControlAccess {
            url: Target::parse_url(simulator.control_url())?,
            token: Secret::new(simulator.control_token()),
        }),
        base_url,
        wizard: config.wizard,
        chromedriver: config.chromedriver.clone(),
        tan_source: None,
        webhooks: config.webhooks.clone(),
        timing: config.timing,
        offers: None,
        route: Route::default(),
        rate: config.rate,
        limits: config.limits,
        // It goes away, and all that was created with it.
        created_list: None,
        deadlines,
    };
    Ok(Standing { target, simulator: Some(simulator) })
}

/// The simulator plays the readings the profile demands, where it can play several.
fn readings(config: &RunConfig, costume: Costume) -> Result<Readings, ConfigError> {
    let mut readings = costume.readings();
    for demand in &config.readings {
        readings
            .set(&demand.question, &demand.reading)
            .map_err(|error| ConfigError::new(error.to_string()))?;
    }
    Ok(readings)
}

fn costume(config: &RunConfig) -> Result<Costume, ConfigError> {
    let costume = config.costume.as_deref().map(str::parse).transpose();
    let costume = costume.map_err(|error: UnknownReading| ConfigError::new(error.to_string()))?;
    Ok(costume.unwrap_or_default())
}

fn faults(config: &RunConfig) -> Result<Vec<&'static fault::Fault>, ConfigError> {
    let unknown =
        |name: &String| ConfigError::new(format!("`{name}` is not a fault of the simulator"));
    config.faults.iter().map(|name| fault::named(name).ok_or_else(|| unknown(name))).collect()
}

fn token_url_of(base_url: &Url) -> Url {
    let mut url = base_url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(["oauth2", "token"]);
    }
    url
}
