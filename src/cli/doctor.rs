//! `bankident doctor`: the settings in force, checks of the target with them, and a plan.

use crate::config::{Effective, Settings};
use crate::run::{self, Diagnosis, Finding, Health};
use crate::verdict::ExitCode;

use super::arguments::DoctorArguments;
use super::{plan, terminal};

/// Prints the settings and each finding as it is made.
pub async fn doctor(arguments: &DoctorArguments) -> ExitCode {
    let settings = match arguments.target.settings() {
        Ok(settings) => settings,
        Err(error) => return terminal::print_error(&error.into(), ExitCode::Usage),
    };
    let mut failed = terminal::print(&introduction(&settings)).err();
    let diagnosis = run::doctor(&settings.run, &mut |finding| {
        failed = failed.take().or(terminal::print(&line(finding)).err());
    })
    .await;
    match (diagnosis, failed) {
        (_, Some(error)) => terminal::print_error(&error.into(), ExitCode::Harness),
        (Ok(Diagnosis { code, outlook: None }), None) => code,
        (Ok(Diagnosis { code, outlook: Some(outlook) }), None) => {
            terminal::finish(&format!("\n{}", plan::outlook(&outlook)), code)
        }
        (Err(why), None) => terminal::print_refusal(why),
    }
}

fn introduction(settings: &Settings) -> String {
    let width = |of: &dyn Fn(&Effective) -> usize| settings.effective.iter().map(of).max();
    let names = width(&|row| row.name.chars().count()).unwrap_or_default();
    let values = width(&|row| row.value.chars().count()).unwrap_or_default().min(50);
    let rows = settings
        .effective
        .iter()
        .map(|row| format!("{:names$}  {:values$}  {}\n", row.name, row.value, row.origin));
    let config = match &settings.file {
        Some(path) => format!("{}, {} waivers", path.display(), settings.run.waivers.len()),
        None => "no bankident.toml here or above".to_owned(),
    };
    let rows: String = rows.collect();
    format!("{rows}\n{}", text("ok", "config", &config))
}

fn line(finding: &Finding) -> String {
    match &finding.health {
        Health::Fine(what) => text("ok", finding.check, what),
        Health::Untried(why) => text("-", finding.check, why),
        Health::Odd { what, remedy } => {
            text("odd", finding.check, what) + &text("", "", &format!("remedy: {remedy}"))
        }
        Health::Failed(failure) => {
            text("FAILED", finding.check, &format!("{} ({})", failure.what, failure.class))
                + &text("", "", &format!("remedy: {}", failure.remedy))
        }
    }
}

fn text(mark: &str, check: &str, what: &str) -> String {
    format!("{mark:<6}  {check:<8}  {what}\n")
}
