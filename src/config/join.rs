//! Joins flags, variables and the file into the settings in force, each with its source.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::file::section::nearest;
use super::preset;
use super::value::row;
use super::{
    CaFile, ClientIdentity, ConfigError, ConfigFile, ControlAccess, Credentials, Effective,
    Environment, Layer, Reference, Route, RunConfig, Server, Sourced, TanSource, Target,
    TargetChoice,
};

/// Minimum time-out of a step: with a shorter one no request could be answered in time.
const SHORTEST_STEP: Duration = Duration::from_millis(50);

/// Settings of the command line.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--target`.
    pub target: Option<String>,
    /// The flags of all other settings.
    pub flags: Layer,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Configuration of a run, without its selection and its reports.
    pub run: RunConfig,
    /// Path of the configuration file, if one was found.
    pub file: Option<PathBuf>,
    /// Rows of `doctor`, one for each setting.
    pub effective: Vec<Effective>,
    /// Warnings about settings that are allowed but unwise.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Joins `overrides` with the variables and the file in `here` or above. A flag overrides a
    /// variable, a variable the file, the file the default. Secrets are fetched.
    ///
    /// # Errors
    /// When a setting cannot be used; the message names its source.
    pub fn join(
        overrides: Overrides,
        environment: &Environment<'_>,
        here: &Path,
    ) -> Result<Self, ConfigError> {
        let by_variable = environment.text("BANKIDENT_CONFIG").map(|it| PathBuf::from(it.value));
        let path = overrides.config.or(by_variable).or_else(|| ConfigFile::find(here));
        let mut file = path.as_deref().map(ConfigFile::read).transpose()?.unwrap_or_default();
        let upper = overrides.flags.or(environment.layer()?);
        let asked = overrides.target.map(|it| Sourced::by_flag("--target", it));
        let target = asked.or(environment.text("BANKIDENT_TARGET")).or(file.target.take());
        let target = target.unwrap_or_else(|| Sourced::by_default("simulator".to_owned()));
        let name = named_by(&target.value, &file)?;
        let named = name.as_ref().unwrap_or(&target.value);
        let layer = match (file.targets.remove(named), preset::layer(named)?) {
            // The tokens of one server are not fetched from the built-in address of another.
            (Some(named), Some(built_in)) if named.url.is_none() => upper.or(named).or(built_in),
            (Some(named), _) => upper.or(named),
            (None, Some(built_in)) => upper.or(built_in),
            (None, None) if target.value == "simulator" => upper,
            (None, None) => Layer { url: Some(unnamed(&target, &file)?), ..upper },
        };
        let (run, mut effective) = in_force(&target, layer, &mut file)?;
        if let Some(name) = name {
            effective[0].value = format!("{}, with the settings of `{name}`", target.value);
        }
        Ok(Self { run, file: path, effective, warnings: file.warnings })
    }
}

/// Returns the name of the target that has this address, so that `--target URL` means its settings,
/// too.
///
/// # Errors
/// When the file has several targets with this address.
fn named_by(address: &str, file: &ConfigFile) -> Result<Option<String>, ConfigError> {
    let Ok(address) = Target::parse_url(address) else { return Ok(None) };
    let mut built_in = BTreeMap::new();
    for name in preset::names() {
        built_in.extend(preset::layer(name)?.and_then(|it| it.url).map(|it| (name, it.value)));
    }
    let url_of = |name: &str| {
        let own = file.targets.get(name).and_then(|it| it.url.as_ref());
        own.map(|it| &it.value).or_else(|| built_in.get(name))
    };
    let all: BTreeSet<&str> =
        file.targets.keys().map(String::as_str).chain(preset::names()).collect();
    let named: Vec<&str> = all.into_iter().filter(|name| url_of(name) == Some(&address)).collect();
    match named[..] {
        [] => Ok(None),
        [name] => Ok(Some(name.to_owned())),
        _ => Err(ConfigError::new(format!(
            "{address} is the address of several targets in {}: give --target one of {}",
            file.path.display(),
            named.join(", ")
        ))),
    }
}

/// Reads a target that the file does not name as a URL.
fn unnamed(target: &Sourced<String>, file: &ConfigFile) -> Result<Sourced<Url>, ConfigError> {
    let known = file.targets.keys().map(String::as_str);
    let url = Target::parse_url(&target.value).map_err(|error| {
        let hint = match nearest(&target.value, known.chain(preset::names())) {
            Some(name) if file.targets.contains_key(name) => {
                format!("; the nearest one in {} is `{name}`", file.path.display())
            }
            Some(name) if !target.value.contains(':') => format!(
                "; the nearest built-in name is `{name}`; or name it under [targets] in bankident.toml"
            ),
            _ => ", or name it under [targets] in bankident.toml".to_owned(),
        };
        target.wrong(&format!("{error}{hint}"))
    })?;
    Ok(Sourced { value: url, origin: target.origin.clone() })
}

fn in_force(
    target: &Sourced<String>,
    mut layer: Layer,
    file: &mut ConfigFile,
) -> Result<(RunConfig, Vec<Effective>), ConfigError> {
    layer.tan_source = layer.tan_source.map(Sourced::fetched).transpose()?;
    let choice = if target.value == "simulator" {
        TargetChoice::Simulator
    } else {
        TargetChoice::Server(Box::new(server(target, &mut layer)?))
    };
    if let Some(given) = layer.step_timeout.as_ref().filter(|it| it.value < SHORTEST_STEP) {
        return Err(given.wrong("the time-out of a step must be at least 50ms"));
    }
    if let Some(given) = layer.scenario_timeout.as_ref().filter(|it| it.value < SHORTEST_STEP) {
        return Err(given.wrong("the time-out of a scenario must be at least 50ms"));
    }
    let jobs = NonZeroU64::new(choice.jobs() as u64);
    layer.jobs = layer.jobs.or(jobs.map(Sourced::by_default));
    layer.rate = layer.rate.or(choice.rate().map(Sourced::by_default));
    layer.sms_per_hour = layer.sms_per_hour.or(choice.sms_per_hour().map(Sourced::by_default));
    let numbers = layer.customer_numbers.as_ref().map_or(1, |it| it.value.len() as u64);
    let hour = layer.sms_per_hour.as_ref();
    let hour = hour.map(|it| Sourced::by_default(it.value.get().saturating_mul(numbers)));
    layer.max_sms = layer.max_sms.or(hour);
    let is_server = matches!(choice, TargetChoice::Server(_));
    let effective = [row("target", &target.value, &target.origin)]
        .into_iter()
        .chain(layer.rows(is_server))
        .collect();
    let run = RunConfig {
        waivers: std::mem::take(&mut file.waivers),
        target: choice,
        settings: layer.into(),
        ..RunConfig::default()
    };
    Ok((run, effective))
}

/// Customers with numbers of their own can be verified only if somebody reads the OTPs.
fn must_show_otps(layer: &Layer) -> Result<(), ConfigError> {
    let Some(numbers) = layer.customer_numbers.as_ref().filter(|_| layer.control_url.is_none())
    else {
        return Ok(());
    };
    let problem = match layer.tan_source.as_ref().map(|it| &it.value) {
        None => "no TAN source shows their SMS: give --tan-source",
        Some(source @ (TanSource::Outbox(_) | TanSource::Command(_)))
            if source.names_identification() =>
        {
            "the TAN source does not show the OTP of a number: give --tan-source without \
             {identification_id}"
        }
        Some(TanSource::Fixed(_)) => {
            "a fixed TAN shows no OTP: give --tan-source outbox:URL, command:CMD or prompt"
        }
        Some(_) => return Ok(()),
    };
    Err(numbers.wrong(&format!("customer_numbers are given, but {problem}")))
}

fn server(target: &Sourced<String>, layer: &mut Layer) -> Result<Server, ConfigError> {
    let url = layer.url.as_ref().ok_or_else(|| {
        target.wrong(&format!("[targets.{}] has no `url`: write url = \"https://…\"", target.value))
    })?;
    let url = url.value.clone();
    let (id, secret) = (&mut layer.client_id, layer.client_secret.as_ref());
    let credentials = credentials(id, secret, ["client_id", "client_secret"])?;
    let (id, secret) = (&mut layer.second_client_id, layer.second_client_secret.as_ref());
    let names = ["second_client_id", "second_client_secret"];
    let second_credentials = self::credentials(id, secret, names)?;
    let control = control(layer)?;
    must_show_otps(layer)?;
    let read = |given: &Sourced<PathBuf>| {
        CaFile::read(&given.value).map_err(|error| given.wrong(&error.to_string()))
    };
    let authorities = layer.ca_file.as_ref().map(read).transpose()?;
    let identity = identity(layer)?;
    let proxy = layer.proxy.clone().map(|it| it.value).unwrap_or_default();
    Ok(Server {
        credentials,
        second_credentials,
        control,
        token_url: layer.token_url.as_ref().map(|it| it.value.clone()),
        offers: layer.capabilities.as_ref().map(|it| it.value.clone()),
        route: Route { proxy, authorities, identity },
        ..Server::new(target.value.clone(), url)
    })
}

/// Reads the client certificate; a key without it has no use.
fn identity(layer: &Layer) -> Result<Option<ClientIdentity>, ConfigError> {
    let key = layer.client_key.as_ref();
    match (&layer.client_cert, key) {
        (None, None) => Ok(None),
        (None, Some(key)) => {
            Err(key.wrong("client_key is given, client_cert is not: give --client-cert, too"))
        }
        (Some(certificate), key) => {
            let key = key.map(|it| it.value.as_path());
            let read = ClientIdentity::read(&certificate.value, key);
            read.map(Some).map_err(|error| certificate.wrong(&error.to_string()))
        }
    }
}

/// Fetches the credentials of the settings with these names; the client id is public and can be
/// shown afterwards.
fn credentials(
    id: &mut Option<Sourced<Reference>>,
    secret: Option<&Sourced<Reference>>,
    [id_name, secret_name]: [&str; 2],
) -> Result<Option<Credentials>, ConfigError> {
    let half = |given: &Sourced<Reference>, name: &str, other: &str| {
        given.wrong(&format!(
            "{name} is given, {other} is not: set BANKIDENT_{}, or write {other} into the file",
            other.to_uppercase()
        ))
    };
    match (id, secret) {
        (None, None) => Ok(None),
        (Some(id), None) => Err(half(id, id_name, secret_name)),
        (None, Some(secret)) => Err(half(secret, secret_name, id_name)),
        (Some(id), Some(secret)) => {
            let fetched = id.fetch(id_name)?;
            let client_id = fetched.reveal().to_owned();
            id.value = Reference::Literal(fetched);
            let client_secret = secret.fetch(secret_name)?;
            Ok(Some(Credentials { client_id, client_secret }))
        }
    }
}

/// Fetches the token of the control interface; without an address it has no use.
fn control(layer: &mut Layer) -> Result<Option<ControlAccess>, ConfigError> {
    let Some(url) = &layer.control_url else {
        layer.control_token = None;
        return Ok(None);
    };
    let token = layer.control_token.as_ref().ok_or_else(|| {
        url.wrong("the control interface needs its token: set BANKIDENT_CONTROL_TOKEN")
    })?;
    Ok(Some(ControlAccess { url: url.value.clone(), token: token.fetch("control_token")? }))
}

#[cfg(test)]
mod tests;
