//! Starts the target as a run would, examines the connection to it and what it offers, and plans a run.

use std::rc::Rc;
use std::time::Duration;

use crate::client::{
    Class, Finding, Health, OperationProbe, ProbeResult, RunContext, examine, probe_operations,
};
use crate::config::{Profile, RunConfig, TargetChoice};
use crate::engine::StopSignal;
use crate::verdict::ExitCode;

use super::forecast::{Forecast, forecast};
use super::{CannotStart, suite, target};

/// Name of the check of the operations.
const ACCESS: &str = "access";

/// Result of the checks.
#[derive(Debug)]
pub struct Diagnosis {
    /// 0, or 2 for a problem of our settings, or 3 for one of the network or the target.
    pub code: ExitCode,
    /// The whole suite on this target, if a run can begin.
    pub outlook: Option<Outlook>,
}

/// Expected course of a run of the whole suite.
#[derive(Debug)]
pub struct Outlook {
    /// Cost of the run, and the scenarios that are not applicable.
    pub forecast: Forecast,
    /// Number of scenarios that call an operation that is missing or not permitted.
    pub hindered: usize,
    /// Mean time until an answer, if one was received.
    pub answer: Option<Duration>,
}

/// Checks everything that a run needs, calls every operation once without changing anything, and passes
/// each finding to `report`.
///
/// # Errors
/// When the settings are unusable.
pub async fn doctor(
    config: &RunConfig,
    report: &mut dyn FnMut(&Finding),
) -> Result<Diagnosis, CannotStart> {
    Profile::new(config.settings.strict, &config.settings.readings, &suite::load(&[])?.catalogue)?;
    let running_target = target::start(config, config.seed.unwrap_or_default()).await?;
    let context = RunContext::new(running_target.target.clone())
        .map_err(|error| CannotStart::http(&error))?;
    let mut classes = Vec::new();
    examine(&context, &mut |finding| {
        if let Health::Failed(failure) = &finding.health {
            classes.push(failure.class);
        }
        report(&finding);
    })
    .await;
    let outlook = if classes.is_empty() {
        Box::pin(outlook(config, &context, report)).await
    } else {
        let why = "the operations are called when nothing above fails";
        report(&Finding { check: ACCESS, health: Health::Untried(why.to_owned()) });
        Ok(None)
    };
    context.close().await;
    running_target.stop().await;
    Ok(Diagnosis { code: exit_code(&classes), outlook: outlook? })
}

fn exit_code(classes: &[Class]) -> ExitCode {
    match classes {
        [] => ExitCode::Conformant,
        classes if classes.iter().any(|class| class.is_setting()) => ExitCode::Usage,
        _ => ExitCode::Inconclusive,
    }
}

/// Calls the operations and reports each that cannot be called; on production only those that read,
/// and no run is planned.
async fn outlook(
    config: &RunConfig,
    context: &Rc<RunContext>,
    report: &mut dyn FnMut(&Finding),
) -> Result<Option<Outlook>, CannotStart> {
    let is_production =
        matches!(&config.target, TargetChoice::Server(server) if server.is_production());
    let probes = probe_operations(context, is_production).await;
    let forecast =
        if is_production { None } else { Some(forecast(config, &StopSignal::default()).await?) };
    report(&Finding { check: ACCESS, health: summary(&probes) });
    for probe in &probes {
        let callers = forecast.as_ref().map(|it| it.calling(&[&probe.operation]));
        if let Some(health) = health(probe, callers) {
            report(&Finding { check: ACCESS, health });
        }
    }
    let untried: Vec<&str> = probes.iter().filter_map(|it| untried(&it.result)).collect();
    if let Some(why) = untried.first() {
        let what = format!("{} operations were not called: {why}", untried.len());
        report(&Finding { check: ACCESS, health: Health::Untried(what) });
    }
    Ok(forecast.map(|forecast| {
        let missing = probes.iter().filter(|it| is_missing(&it.result));
        let missing: Vec<&str> = missing.map(|it| it.operation.as_str()).collect();
        let times: Vec<Duration> = probes.iter().filter_map(|it| it.took).collect();
        let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
        let answer = times.iter().sum::<Duration>().checked_div(count);
        Outlook { hindered: forecast.calling(&missing), answer, forecast }
    }))
}

/// Number of operations that can be called.
fn summary(probes: &[OperationProbe]) -> Health {
    let called = probes.iter().filter(|it| untried(&it.result).is_none()).count();
    let usable = probes.iter().filter(|it| it.result == ProbeResult::Offered).count();
    let what = format!(
        "{usable} of {called} operations can be called, as calls with ids that do not exist show"
    );
    match usable {
        0 => Health::Odd { what, remedy: "see the operations below".to_owned() },
        _ => Health::Fine(what),
    }
}

fn untried(result: &ProbeResult) -> Option<&'static str> {
    if let ProbeResult::Untried(why) = result { Some(why) } else { None }
}

fn is_missing(result: &ProbeResult) -> bool {
    matches!(result, ProbeResult::NotPermitted(_) | ProbeResult::NotOffered(_))
}

/// The finding about an operation that is not simply offered; `callers` is the number of scenarios that
/// call it.
fn health(probe: &OperationProbe, callers: Option<usize>) -> Option<Health> {
    let operation = &probe.operation;
    let odd = |what: String, remedy: &str| Some(Health::Odd { what, remedy: remedy.to_owned() });
    let affected = |verdict: &str| match callers {
        Some(0) => "; no selected scenario calls it".to_owned(),
        Some(1) => format!("; 1 scenario calls it and is {verdict}"),
        Some(count) => format!("; {count} scenarios call it and are {verdict}"),
        None => String::new(),
    };
    match &probe.result {
        ProbeResult::NotPermitted(answer) => odd(
            format!(
                "{operation}: {answer}: the credentials may not call it{}",
                affected(if probe.is_essential { "inconclusive" } else { "not applicable" })
            ),
            "ask the target's operator for the permission",
        ),
        ProbeResult::NotOffered(answer) if probe.is_optional => odd(
            format!(
                "{operation}: {answer}: this target does not offer it{}",
                affected("not applicable")
            ),
            "none is needed, because the guide does not demand it; or check --target",
        ),
        ProbeResult::NotOffered(answer) => odd(
            format!(
                "{operation}: {answer}: this target does not offer it, and the guide demands it{}",
                affected("inconclusive")
            ),
            "check --target, or ask the target's operator",
        ),
        ProbeResult::Accepted(answer) => odd(
            format!(
                "{operation}: {answer}, although the call was about nothing that exists, or had no \
                 usable body"
            ),
            "run the suite, which examines such answers; look for what the call created",
        ),
        ProbeResult::Unclear(answer) => odd(
            format!("{operation}: {answer}: this shows nothing about the operation"),
            "try again later, or ask the target's operator",
        ),
        ProbeResult::Offered | ProbeResult::Untried(_) => None,
    }
}
