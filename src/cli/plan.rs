//! `bankident run --plan`: prints what a run would need, without sending anything.

use std::num::NonZeroU64;
use std::time::Duration;

use crate::config::{RunConfig, WizardDriver};
use crate::engine::StopSignal;
use crate::run::{self, Forecast, MOST_BROWSERS, Outlook};
use crate::verdict::ExitCode;

use super::terminal;

/// Duration of a visit of a bank page in a browser, as measured on the simulator's page of scripts.
const BROWSER_VISIT: Duration = Duration::from_secs(4);

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
    let mut lines = vec![format!("Plan for {}; nothing was sent to it.", it.target)];
    lines.extend(costs(it, None));
    lines.extend(remarks(it));
    lines.join("\n") + "\n"
}

/// The plan that `doctor` prints.
pub fn outlook(outlook: &Outlook) -> String {
    let it = &outlook.forecast;
    let mut lines = vec![format!("Plan of the whole suite on {}:", it.target)];
    lines.extend(costs(it, outlook.answer));
    if outlook.hindered > 0 {
        let what = "of the selected call an operation that is missing or not permitted";
        lines.push(row("cannot pass", &format!("{} {what}: see `access` above", outlook.hindered)));
    }
    lines.extend(remarks(it));
    lines.join("\n") + "\n"
}

/// Rows of what a run costs; its duration is estimated if the time until an answer is known.
fn costs(it: &Forecast, answer: Option<Duration>) -> Vec<String> {
    let limits = &it.settings;
    let pace =
        limits.rate.map_or_else(|| "no limit of the rate".to_owned(), |rate| rate.to_string());
    let requests = within(it.requests, limits.max_requests.map(NonZeroU64::get), "max_requests");
    let mut rows = vec![
        row("scenarios", &format!("{} of {} selected", it.runnable, it.selected)),
        row("requests", &requests),
        row("persons", &within(it.persons, limits.max_persons, "max_persons")),
        row("SMS", &sms(it)),
        row("failed", &failed(it)),
        row("waiting", &format!("{} real, {} simulated", span(it.real), span(it.simulated))),
        row("takes at least", &format!("{} ({pace}, {} at once)", span(it.at_least), it.jobs)),
    ];
    rows.extend((it.in_browser > 0).then(|| row("bank page", &visits(it))));
    rows.extend(answer.map(|answer| {
        let about = span(it.duration(answer));
        row(
            "takes about",
            &format!("{about} (an answer takes {:.1} ms)", answer.as_secs_f64() * 1000.0),
        )
    }));
    rows
}

/// Scenarios that visit the bank page, and the time that a browser needs for them.
fn visits(it: &Forecast) -> String {
    let abreast = u32::try_from(MOST_BROWSERS.min(it.jobs).max(1)).unwrap_or(u32::MAX);
    let all = BROWSER_VISIT * u32::try_from(it.in_browser).unwrap_or(u32::MAX) / abreast;
    let only = match it.settings.wizard {
        WizardDriver::Auto => "if it needs scripts, ",
        _ => "",
    };
    format!(
        "{} scenarios visit it; {only}a browser takes about {} for each, {abreast} at once: {}",
        it.in_browser,
        span(BROWSER_VISIT),
        span(all)
    )
}

/// Number of failed identifications, and how many of them count together.
fn failed(it: &Forecast) -> String {
    let all = format!("{} identifications are seen to end as failed", it.failed_identifications);
    let Some((iban, with_iban)) = &it.most_failed_iban else { return all };
    let numbers = it.settings.customer_numbers.len().max(1) as u64;
    let with_number = it.failed_identifications.div_ceil(numbers);
    let limit = it.settings.max_failed.map(|limit| format!(" (limits.max_failed = {limit})"));
    format!(
        "{all}: at most {with_iban} with one IBAN ({iban}), {with_number} with one number, {} with one \
         name{}",
        it.most_failed_name,
        limit.unwrap_or_default()
    )
}

/// Number of SMS, with the limits on them.
fn sms(it: &Forecast) -> String {
    let limits = &it.settings;
    let count = within(it.sms, limits.max_sms, "max_sms");
    let numbers = match limits.customer_numbers.len() {
        0 | 1 => "one number".to_owned(),
        several => format!("each of {several} numbers"),
    };
    let Some(per_hour) = limits.sms_per_hour else { return count };
    let earlier = match it.earlier_sms {
        0 => String::new(),
        1 => "; 1 SMS of the earlier run counts until its hour is over".to_owned(),
        sent => format!("; {sent} SMS of the earlier run count until their hour is over"),
    };
    let wait = match it.sms_wait {
        Duration::ZERO => String::new(),
        wait => format!("; the last one can be sent in {}", span(wait)),
    };
    format!("{count}, at most {per_hour} an hour to {numbers}{earlier}{wait}")
}

fn remarks(it: &Forecast) -> Vec<String> {
    let mut lines: Vec<String> = it
        .not_applicable
        .iter()
        .map(|(why, n)| row("not applicable", &format!("{n}: {why}")))
        .collect();
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
    lines
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
