//! The doctor's round: puts the target up as a run would, and looks at the way to it.

use crate::client::{Class, Finding, Health, RunContext, examine};
use crate::config::{Profile, RunConfig};
use crate::verdict::ExitCode;

use super::{CannotStart, suite, target};

/// Checks everything a run needs; `told` hears each finding as it is made. What our settings spoil
/// is 2, what the network or the target does is 3.
///
/// # Errors
/// When the settings cannot even be tried.
pub async fn doctor(
    config: &RunConfig,
    told: &mut dyn FnMut(&Finding),
) -> Result<ExitCode, CannotStart> {
    Profile::new(config.strict, &config.readings, &suite::load(&[])?.catalogue)?;
    let running_target = target::start(config, config.seed.unwrap_or_default()).await?;
    let context = RunContext::new(running_target.target.clone())
        .map_err(|error| CannotStart::http(&error))?;
    let mut classes = Vec::new();
    examine(&context, &mut |finding| {
        if let Health::Failed(failure) = &finding.health {
            classes.push(failure.class);
        }
        told(&finding);
    })
    .await;
    context.close().await;
    running_target.stop().await;
    Ok(exit_code(&classes))
}

fn exit_code(classes: &[Class]) -> ExitCode {
    match classes {
        [] => ExitCode::Conformant,
        classes if classes.iter().any(|class| class.is_ours()) => ExitCode::Usage,
        _ => ExitCode::Inconclusive,
    }
}
