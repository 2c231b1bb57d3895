//! What a command line said of the target, for commands that are to say it again.

/// Flags that name the target or say how it is treated, and whether a value follows.
const REPEATED: [(&str, bool); 19] = [
    ("--config", true),
    ("--target", true),
    ("--token-url", true),
    ("--jobs", true),
    ("--rate", true),
    ("--step-timeout", true),
    ("--max-wait", true),
    ("--timing", true),
    ("--wizard", true),
    ("--tan-source", true),
    ("--webhook-url", true),
    ("--webhook-listen", true),
    ("--ca-file", true),
    ("--proxy", true),
    ("--strict", false),
    ("--reading", true),
    ("--control-url", true),
    ("--variant", true),
    ("--waivers", true),
];

/// Flags and values as they were given; a value that may hold a secret is a variable of the shell,
/// the same that stands for the flag.
pub fn repeated(arguments: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut arguments = arguments.into_iter().take_while(|it| it != "--");
    let mut flags = Vec::new();
    while let Some(argument) = arguments.next() {
        let (flag, joined) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let Some((flag, valued)) = REPEATED.iter().find(|(known, _)| *known == flag) else {
            continue;
        };
        flags.push((*flag).to_owned());
        if *valued {
            let value = joined.or_else(|| arguments.next()).unwrap_or_default();
            flags.push(if may_be_secret(flag, &value) { variable(flag) } else { value });
        }
    }
    flags
}

fn may_be_secret(flag: &str, value: &str) -> bool {
    let source = flag == "--tan-source" && value != "prompt";
    source || value.contains("://") && value.contains(['@', '?', '#'])
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
                    --tan-source=fixed:123456 --proxy http://me:secret@proxy:1 --reading C-01=a \
                    -- --jobs 3";
        let flags = repeated(line.split_whitespace().map(str::to_owned));
        let expected = "--target https://h/api --strict --tan-source $BANKIDENT_TAN_SOURCE \
                        --proxy $BANKIDENT_PROXY --reading C-01=a";
        assert_eq!(flags.join(" "), expected);
    }
}
