//! From flags, variables and file to what is in force, and who said it.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::file::{ConfigFile, nearest};
use super::{
    CaFile, ConfigError, ControlAccess, Credentials, Environment, Layer, Origin, Reference, Route,
    RunConfig, RunLimits, Secret, Server, Sourced, Target, TargetChoice, WebhookAddress,
};

/// Shorter, and nothing could ever be answered in time.
const SHORTEST_STEP: Duration = Duration::from_millis(50);

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--target`.
    pub target: Option<String>,
    /// All other settings by flag.
    pub flags: Layer,
}

/// What is in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For a run; what selects and reports is left to be filled in.
    pub run: RunConfig,
    /// The configuration file, when there is one.
    pub file: Option<PathBuf>,
    /// Every setting that is in force.
    pub effective: Vec<Effective>,
    /// What is allowed but unwise.
    pub warnings: Vec<String>,
}

/// A setting in force, to be shown: secrets are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Its key in the file.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Who said it.
    pub origin: Origin,
}

impl Settings {
    /// Joins the wish with the variables and the file found from `here` upwards: flag before
    /// variable before file before default. Secrets are fetched from where they are.
    ///
    /// # Errors
    /// When something is unusable, with the place where it was said.
    pub fn join(
        wish: Overrides,
        environment: &Environment<'_>,
        here: &Path,
    ) -> Result<Self, ConfigError> {
        let by_variable = environment.text("BANKIDENT_CONFIG").map(|it| PathBuf::from(it.value));
        let path = wish.config.or(by_variable).or_else(|| ConfigFile::find(here));
        let mut file = path.as_deref().map(ConfigFile::read).transpose()?.unwrap_or_default();
        let upper = wish.flags.or(environment.layer()?);
        let asked = wish.target.map(|it| Sourced::by_flag("--target", it));
        let target = asked.or(environment.text("BANKIDENT_TARGET")).or(file.target.take());
        let default = Sourced { value: "simulator".to_owned(), origin: Origin::Default };
        let target = target.unwrap_or(default);
        let layer = match file.targets.remove(&target.value) {
            Some(named) => upper.or(named),
            None if target.value == "simulator" => upper,
            None => Layer { url: Some(unnamed(&target, &file)?), ..upper },
        };
        let (run, effective) = in_force(&target, layer, &mut file)?;
        Ok(Self { run, file: path, effective, warnings: file.warnings })
    }
}

/// A target that is not in the file is its address.
fn unnamed(target: &Sourced<String>, file: &ConfigFile) -> Result<Sourced<Url>, ConfigError> {
    let known = file.targets.keys().map(String::as_str);
    let url = Target::parse_url(&target.value).map_err(|error| {
        let hint = match nearest(&target.value, known) {
            Some(name) => format!("; the nearest one in {} is `{name}`", file.path.display()),
            None => ", or name it under [targets] in bankident.toml".to_owned(),
        };
        target.wrong(&format!("{error}{hint}"))
    })?;
    Ok(Sourced { value: url, origin: target.origin.clone() })
}

fn in_force(
    target: &Sourced<String>,
    layer: Layer,
    file: &mut ConfigFile,
) -> Result<(RunConfig, Vec<Effective>), ConfigError> {
    let mut shown = Shown::default();
    shown.row("target", &target.value, &target.origin);
    let choice = if target.value == "simulator" {
        TargetChoice::Simulator
    } else {
        TargetChoice::Server(Box::new(server(target, &layer, &mut shown)?))
    };
    let default = RunConfig::default();
    let jobs = layer.jobs.as_ref().map(|it| it.value);
    let rate = layer.rate.as_ref().map(|it| it.value).or(choice.rate());
    let pace = rate.map_or_else(|| "unlimited".to_owned(), |rate| rate.to_string());
    shown.setting("limits.jobs", layer.jobs.as_ref(), choice.jobs());
    shown.setting("limits.rate", layer.rate.as_ref(), pace);
    shown.limit("limits.max_sms", layer.max_sms.as_ref());
    shown.limit("limits.max_persons", layer.max_persons.as_ref());
    shown.limit("limits.max_requests", layer.max_requests.as_ref());
    for reading in &layer.readings {
        let name = format!("reading.{}", reading.value.question);
        shown.row(&name, &reading.value.reading, &reading.origin);
    }
    let run = RunConfig {
        step_timeout: step_timeout(&layer, &mut shown)?,
        max_wait: shown.length("limits.max_wait", layer.max_wait, default.max_wait),
        timing: shown.taken("timing", layer.timing, default.timing),
        wizard: shown.taken("wizard", layer.wizard, default.wizard),
        chromedriver: shown.taken("chromedriver", layer.chromedriver, default.chromedriver),
        tan_source: shown.optional("tan_source", layer.tan_source, "none"),
        webhooks: WebhookAddress {
            listen: shown.taken("webhooks.listen", layer.webhook_listen, default.webhooks.listen),
            public: shown.optional("webhooks.url", layer.webhook_url, "the listener's own"),
        },
        strict: shown.taken("strict", layer.strict, default.strict),
        jobs,
        rate,
        give_up_after: shown.taken(
            "limits.give_up_after",
            layer.give_up_after,
            default.give_up_after,
        ),
        limits: RunLimits {
            sms: layer.max_sms.map(|it| it.value),
            persons: layer.max_persons.map(|it| it.value),
            requests: layer.max_requests.map(|it| it.value),
        },
        readings: layer.readings.into_iter().map(|it| it.value).collect(),
        waivers: std::mem::take(&mut file.waivers),
        target: choice,
        ..default
    };
    Ok((run, shown.0))
}

fn step_timeout(layer: &Layer, shown: &mut Shown) -> Result<Duration, ConfigError> {
    let default = RunConfig::default().step_timeout;
    match &layer.step_timeout {
        Some(said) if said.value < SHORTEST_STEP => Err(said.wrong("a step needs at least 50ms")),
        said => Ok(shown.length("step_timeout", said.clone(), default)),
    }
}

fn server(
    target: &Sourced<String>,
    layer: &Layer,
    shown: &mut Shown,
) -> Result<Server, ConfigError> {
    let url = layer.url.clone().ok_or_else(|| {
        target.wrong(&format!("[targets.{}] has no `url`: write url = \"https://…\"", target.value))
    })?;
    shown.row("url", &url.value, &url.origin);
    shown.setting("token_url", layer.token_url.as_ref(), "URL/oauth2/token");
    let credentials = credentials(layer, shown)?;
    let control = control(layer, shown)?;
    let offers = layer.capabilities.as_ref().map(|said| {
        let words: Vec<&str> = said.value.iter().map(|it| it.word()).collect();
        shown.row("capabilities", words.join(", "), &said.origin);
        said.value.clone()
    });
    let read = |said: &Sourced<PathBuf>| {
        CaFile::read(&said.value).map_err(|error| said.wrong(&error.to_string()))
    };
    let authorities = layer.ca_file.as_ref().map(read).transpose()?;
    if let Some(said) = &layer.ca_file {
        shown.row("ca_file", said.value.display(), &said.origin);
    }
    let proxy = shown.taken("proxy", layer.proxy.clone(), super::Proxy::default());
    Ok(Server {
        credentials,
        control,
        token_url: layer.token_url.as_ref().map(|it| it.value.clone()),
        offers,
        route: Route { proxy, authorities },
        ..Server::new(target.value.clone(), url.value)
    })
}

fn credentials(layer: &Layer, shown: &mut Shown) -> Result<Option<Credentials>, ConfigError> {
    let half = |have: &Sourced<Reference>, name: &str, other: &str| {
        have.wrong(&format!(
            "{name} is given, {other} is not: set BANKIDENT_{}, or write {other} into the file",
            other.to_uppercase()
        ))
    };
    match (&layer.client_id, &layer.client_secret) {
        (None, None) => Ok(None),
        (Some(id), None) => Err(half(id, "client_id", "client_secret")),
        (None, Some(secret)) => Err(half(secret, "client_secret", "client_id")),
        (Some(id), Some(secret)) => {
            let client_id = id.fetch("client_id")?.reveal().to_owned();
            shown.row("client_id", &client_id, &id.origin);
            let client_secret = shown.fetched("client_secret", secret)?;
            Ok(Some(Credentials { client_id, client_secret }))
        }
    }
}

fn control(layer: &Layer, shown: &mut Shown) -> Result<Option<ControlAccess>, ConfigError> {
    let Some(url) = &layer.control_url else { return Ok(None) };
    let token = layer.control_token.as_ref().ok_or_else(|| {
        url.wrong("the control interface needs its token: set BANKIDENT_CONTROL_TOKEN")
    })?;
    shown.row("control_url", &url.value, &url.origin);
    let token = shown.fetched("control_token", token)?;
    Ok(Some(ControlAccess { url: url.value.clone(), token }))
}

/// The settings in force as they are decided.
#[derive(Default)]
struct Shown(Vec<Effective>);

impl Shown {
    fn row(&mut self, name: &str, value: impl Display, origin: &Origin) {
        let (name, value) = (name.to_owned(), value.to_string());
        self.0.push(Effective { name, value, origin: origin.clone() });
    }

    fn setting<T: Display>(
        &mut self,
        name: &str,
        said: Option<&Sourced<T>>,
        default: impl Display,
    ) {
        match said {
            Some(said) => self.row(name, &said.value, &said.origin),
            None => self.row(name, default, &Origin::Default),
        }
    }

    fn limit(&mut self, name: &str, said: Option<&Sourced<u64>>) {
        self.setting(name, said, "unlimited");
    }

    fn taken<T: Display>(&mut self, name: &str, said: Option<Sourced<T>>, default: T) -> T {
        self.setting(name, said.as_ref(), &default);
        said.map_or(default, |it| it.value)
    }

    fn optional<T: Display>(
        &mut self,
        name: &str,
        said: Option<Sourced<T>>,
        none: &str,
    ) -> Option<T> {
        self.setting(name, said.as_ref(), none);
        said.map(|it| it.value)
    }

    fn length(
        &mut self,
        name: &str,
        said: Option<Sourced<Duration>>,
        default: Duration,
    ) -> Duration {
        let show = |length: Duration| humantime::format_duration(length).to_string();
        let shown = said.clone().map(|it| it.map(show));
        self.setting(name, shown.as_ref(), show(default));
        said.map_or(default, |it| it.value)
    }

    fn fetched(&mut self, name: &str, said: &Sourced<Reference>) -> Result<Secret, ConfigError> {
        let value = match &said.value {
            Reference::Literal(_) => "[masked]".to_owned(),
            place => format!("[masked], {place}"),
        };
        self.row(name, value, &said.origin);
        said.fetch(name)
    }
}

#[cfg(test)]
mod tests;
