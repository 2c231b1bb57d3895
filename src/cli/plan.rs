//! `bankident run --plan`: prints what a run would need, without sending anything.

use std::num::NonZeroU64;
use std::time::Duration;

use crate::config::RunConfig;
use crate::engine::StopSignal;
use crate::run::{self, Forecast};
use crate::verdict::ExitCode;

use super::terminal;

/// Prints the forecast.
pub async fn plan(config: &RunConfig, stop: &StopSignal) -> ExitCode {
    let forecast = match run::forecast(config, stop).await {
        Ok(forecast) => forecast,
        Err(why) => return terminal::print_refusal(why),
    };
    let code = match forecast.runnable {
        _ if stop.is_stopped() => ExitCode::Interrupted,
        0 => ExitCode::NothingSelected,
        _ => ExitCode::Conformant,
    };
    terminal::finish(&text(&forecast), code)
}

fn text(it: &Forecast) -> String {
    let limits = &it.settings;
    let pace =
        limits.rate.map_or_else(|| "no limit of the rate".to_owned(), |rate| rate.to_string());
    let mut lines = vec![
        format!("Plan for {}; nothing was sent to it.", it.target),
        row("scenarios", &format!("{} of {} selected", it.runnable, it.selected)),
        row(
            "requests",
            &within(it.requests, limits.max_requests.map(NonZeroU64::get), "max_requests"),
        ),
        row("persons", &within(it.persons, limits.max_persons, "max_persons")),
        row("SMS", &within(it.sms, limits.max_sms, "max_sms")),
        row("waiting", &format!("{} real, {} simulated", span(it.real), span(it.simulated))),
        row("takes at least", &format!("{} ({pace}, {} at once)", span(it.at_least), it.jobs)),
    ];
    let reasons =
        it.not_applicable.iter().map(|(why, n)| row("not applicable", &format!("{n}: {why}")));
    lines.extend(reasons);
    lines.push(
        "The embedded simulator ran the same scenarios to count requests, persons and SMS;\na target \
         whose changes show later receives more requests."
            .to_owned(),
    );
    if it.cut_short > 0 {
        let count = it.cut_short;
        lines.push(format!(
            "Scenarios that did not run to their end on the simulator: {count}; they need more than \
             is counted."
        ));
    }
    lines.join("\n") + "\n"
}

fn row(name: &str, what: &str) -> String {
    format!("{name:<15} {what}")
}

fn within(count: u64, limit: Option<u64>, name: &str) -> String {
    match limit {
        None => count.to_string(),
        Some(limit) if count > limit => {
            format!(
                "{count}, more than limits.{name} = {limit}: calls beyond the limit are not sent"
            )
        }
        Some(limit) => format!("{count} (limits.{name} = {limit})"),
    }
}

/// Formats a length in whole seconds, rounded up.
fn span(length: Duration) -> String {
    let seconds = length.as_secs() + u64::from(length.subsec_nanos() > 0);
    humantime::format_duration(Duration::from_secs(seconds)).to_string()
}
