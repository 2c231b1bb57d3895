//! Starts the target as a run would, and examines the connection to it.

use crate::client::{Class, Finding, Health, RunContext, examine};
use crate::config::{Profile, RunConfig};
use crate::verdict::ExitCode;

use super::{CannotStart, suite, target};

/// Checks everything that a run needs, and passes each finding to `report`. The exit code is 2 for
/// a problem of our settings, and 3 for one of the network or the target.
///
/// # Errors
/// When the settings are unusable.
pub async fn doctor(
    config: &RunConfig,
    report: &mut dyn FnMut(&Finding),
) -> Result<ExitCode, CannotStart> {
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
    context.close().await;
    running_target.stop().await;
    Ok(exit_code(&classes))
}

fn exit_code(classes: &[Class]) -> ExitCode {
    match classes {
        [] => ExitCode::Conformant,
        classes if classes.iter().any(|class| class.is_setting()) => ExitCode::Usage,
        _ => ExitCode::Inconclusive,
    }
}
