//! The flags of a command line that printed commands repeat.

use clap::{Args as _, Command};

use crate::config::Layer;

use super::target_arguments::TargetArguments;

/// Repeated flags that are not settings of the target; each has a value.
const OTHERS: [&str; 3] = ["--variant", "--costume", "--waivers"];

/// Flags that name the target or set how it is treated, and whether a value follows.
fn repeatable() -> Vec<(String, bool)> {
    let target = TargetArguments::augment_args(Command::new("target"));
    let flags = target.get_arguments().filter_map(|it| {
        let valued = it.get_action().takes_values();
        Some((format!("--{}", it.get_long()?), valued))
    });
    flags.chain(OTHERS.map(|flag| (flag.to_owned(), true))).collect()
}

/// Returns flags and values as they were given; a value that may hold a secret is replaced by the
/// shell variable of the flag.
pub fn repeated(arguments: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut arguments = arguments.into_iter().take_while(|it| it != "--");
    let (known, mut flags) = (repeatable(), Vec::new());
    while let Some(argument) = arguments.next() {
        let (flag, joined) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let Some((flag, valued)) = known.iter().find(|(known, _)| known == flag) else {
            continue;
        };
        flags.push(flag.clone());
        if *valued {
            let value = joined.or_else(|| arguments.next()).unwrap_or_default();
            flags.push(if may_be_secret(flag, &value) { variable(flag) } else { value });
        }
    }
    flags
}

fn may_be_secret(flag: &str, value: &str) -> bool {
    let secret = Layer::SETTINGS.iter().any(|it| it.secret && it.is_flag(flag));
    secret && value != "prompt" || value.contains("://") && value.contains(['@', '?', '#'])
}

fn variable(flag: &str) -> String {
    let name = flag.trim_start_matches('-').replace('-', "_").to_uppercase();
    format!("$BANKIDENT_{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_the_target_is_repeated_and_secrets_are_variables() {
        let line = "bankident run a.feature --target https://h/api --tags @x --strict \
                    --give-up-after 3 --tan-source=fixed:123456 --proxy http://me:secret@proxy:1 \
                    --reading C-01=a -- --jobs 3";
        let flags = repeated(line.split_whitespace().map(str::to_owned));
        let expected = "--target https://h/api --strict --give-up-after 3 \
                        --tan-source $BANKIDENT_TAN_SOURCE --proxy $BANKIDENT_PROXY --reading C-01=a";
        assert_eq!(flags.join(" "), expected);
    }
}
