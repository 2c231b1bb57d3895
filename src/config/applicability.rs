//! Whether a scenario is applicable to a target: its tags name the capabilities that it needs.

use std::time::Duration;

use super::{Capability, ConfigError, TanSource, Target, Window, WizardDriver};

impl Capability {
    /// The capabilities of a target, as reports name them.
    pub fn of(target: &Target) -> Vec<String> {
        let has = |capability: &Self| capability.missing_from(target, &[]).is_none();
        Self::ALL.iter().filter(|it| has(it)).map(|it| it.word().to_owned()).collect()
    }

    /// Checks that `target` has every capability that its settings require.
    ///
    /// # Errors
    /// When it lacks one; the message gives the reason for each.
    pub fn check_required(target: &Target) -> Result<(), ConfigError> {
        let missing = target.settings.requires.iter().filter_map(|it| {
            let why = it.missing_from(target, &[])?;
            Some(format!("`{}` is required, and the target does not have it: {why}", it.word()))
        });
        let missing: Vec<String> = missing.collect();
        if missing.is_empty() { Ok(()) } else { Err(ConfigError::new(missing.join("; "))) }
    }

    /// Returns the reason why `target` lacks a capability. Real waiting may replace a clock.
    fn missing_from(self, target: &Target, waits: &[Window]) -> Option<String> {
        let listed = target.offers.as_ref().is_none_or(|offers| offers.contains(&self));
        // Neither waiting nor the length of a window is something that the target must support.
        let is_time = matches!(self, Self::Clock | Self::LongWindows);
        if !listed && (!is_time || target.control.is_some()) {
            return Some(format!(
                "the target's list of capabilities in its configuration does not have `{}`",
                self.word()
            ));
        }
        if self == Self::Webhooks {
            return unreachable_for(target);
        }
        // The simulator's control interface offers everything else.
        if target.control.is_some() { None } else { self.missing_from_server(target, waits) }
    }

    /// Returns the reason why a target without a control interface lacks a capability.
    fn missing_from_server(self, target: &Target, waits: &[Window]) -> Option<String> {
        match (self, &target.settings.tan_source) {
            (Self::Credentials, _) => target.credentials.is_none().then(|| {
                "needs client credentials: set BANKIDENT_CLIENT_ID and BANKIDENT_CLIENT_SECRET"
                    .into()
            }),
            (Self::SecondClient, _) => target.second_credentials.is_none().then(|| {
                "needs the credentials of a second partner: set BANKIDENT_SECOND_CLIENT_ID and \
                 BANKIDENT_SECOND_CLIENT_SECRET"
                    .into()
            }),
            (Self::Clock, _) => too_long(target, waits),
            (Self::LongWindows, _) => too_short(target),
            (Self::Outbox, Some(TanSource::Outbox(_) | TanSource::Command(_)))
            | (Self::Tan, Some(_))
            | (Self::Wizard | Self::Webhooks, _) => None,
            (Self::PageText, _) => {
                let driven_by_hand = target.settings.wizard == WizardDriver::Manual;
                driven_by_hand.then(|| {
                    "needs the text of the bank page: give --wizard form or --wizard browser".into()
                })
            }
            // An outbox of identifications shows no OTP, an outbox of a number shows all its SMS.
            (Self::Otp, Some(source @ TanSource::Outbox(_))) if !source.names_identification() => {
                None
            }
            (Self::Otp, _) => Some(
                "needs the SMS of a number to be readable: give --tan-source outbox:URL without \
                 {identification_id}"
                    .into(),
            ),
            (Self::Own, _) => (!target.is_loopback()).then(|| {
                "needs a target that nobody else uses: its many failures would block other users"
                    .into()
            }),
            (Self::RunLimits, _) => {
                Some("needs limits that can be lowered; the target has no control interface".into())
            }
            (Self::ProviderFaults, _) => Some(
                "needs providers that can be made to fail; the target has no control interface"
                    .into(),
            ),
            (Self::Outbox, _) => Some(
                "needs the SMS to be readable: give --tan-source outbox:URL or command:CMD".into(),
            ),
            (Self::Tan, None) => Some("needs the TAN of the QES: give --tan-source".into()),
        }
    }
}

/// A simulator on this machine can call the listener; any other target needs a public URL.
fn unreachable_for(target: &Target) -> Option<String> {
    let near = target.control.is_some() && target.is_loopback();
    (!near && target.settings.webhook_url.is_none()).then(|| {
        "needs webhooks to reach this harness: give --webhook-url, and --webhook-listen for the \
         address behind it"
            .to_owned()
    })
}

fn too_long(target: &Target, waits: &[Window]) -> Option<String> {
    if waits.is_empty() {
        return Some("needs a clock that can be moved; the target has no control interface".into());
    }
    let needed: Duration = waits.iter().map(|window| target.settings.timing.window(*window)).sum();
    let budget = target.waiting_budget();
    (needed > budget).then(|| {
        format!(
            "needs {} of real waiting, and --max-wait is {}; the target's clock cannot be moved",
            humantime::format_duration(needed),
            humantime::format_duration(budget)
        )
    })
}

/// Shortest window in which two identifications one after the other fit.
const LONG_WINDOW: Duration = Duration::from_secs(8);

fn too_short(target: &Target) -> Option<String> {
    let shortest = target.settings.timing.shortest();
    (shortest < LONG_WINDOW).then(|| {
        format!(
            "needs time windows of at least {}, and the shortest of --timing is {}",
            humantime::format_duration(LONG_WINDOW),
            humantime::format_duration(shortest)
        )
    })
}

/// Returns why a scenario with these tags cannot be observed on `target`, or `None`.
///
/// For `@needs:clock` with `@waits:<window>`, real waiting within the budget is enough.
pub fn lacking(tags: &[String], target: &Target) -> Option<String> {
    let waits: Vec<Window> =
        tags.iter().filter_map(|tag| tag.strip_prefix("waits:")?.parse().ok()).collect();
    needs(tags).find_map(|word| match word.parse::<Capability>() {
        Ok(capability) => capability.missing_from(target, &waits),
        Err(_unknown) => Some(format!("needs `{word}`, which this harness does not know")),
    })
}

/// Returns the words of the capabilities that a scenario with these tags needs.
pub fn needs(tags: &[String]) -> impl Iterator<Item = &str> {
    tags.iter().filter_map(|tag| tag.strip_prefix("needs:"))
}

/// Time that a scenario with these tags waits for timers of `target`, on any clock.
pub fn waiting(tags: &[String], target: &Target) -> Duration {
    let waits = tags.iter().filter_map(|tag| tag.strip_prefix("waits:")?.parse().ok());
    waits.map(|window| target.settings.timing.window(window)).sum()
}

/// Tags that decide whether and how a scenario runs, and the label of the built-in journey.
pub fn tag_words() -> Vec<String> {
    let needs = Capability::ALL.iter().map(|it| format!("needs:{it}"));
    let waits = Window::ALL.iter().map(|it| format!("waits:{it}"));
    needs.chain(waits).chain(["alone", "journey"].map(str::to_owned)).collect()
}

/// Whether a scenario with these tags uses the bank page.
pub fn needs_wizard(tags: &[String]) -> bool {
    tags.iter().any(|tag| tag == "needs:wizard")
}

/// Whether a scenario with these tags affects others, and so needs its own tenant.
pub fn needs_own_tenant(tags: &[String]) -> bool {
    let own = [
        "needs:own",
        "needs:clock",
        "needs:limits",
        "needs:provider-faults",
        "needs:webhooks",
        "alone",
    ];
    tags.iter().any(|tag| own.contains(&tag.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ControlAccess, Secret};

    fn black_box() -> Target {
        let mut target = Target::new("x", Target::parse_url("http://127.0.0.1:1").unwrap());
        target.deadlines.max_wait = Duration::from_secs(30);
        target
    }

    fn tags(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn ten_minutes_are_over_budget_and_two_seconds_are_not() {
        let mut target = black_box();
        let needed = tags(&["needs:clock", "waits:snapshot"]);
        let reason = lacking(&needed, &target).unwrap();
        assert!(reason.contains("10m") && reason.contains("30s"), "{reason}");
        target.settings.timing = "snapshot=2s".parse().unwrap();
        assert_eq!(lacking(&needed, &target), None);
        assert!(lacking(&tags(&["needs:clock"]), &target).is_some());
    }

    #[test]
    fn a_fixed_tan_is_a_tan_but_no_outbox() {
        let mut target = black_box();
        assert!(lacking(&tags(&["needs:tan"]), &target).is_some());
        target.settings.tan_source = Some("fixed:1234".parse().unwrap());
        assert_eq!(lacking(&tags(&["needs:tan"]), &target), None);
        assert!(lacking(&tags(&["needs:outbox"]), &target).unwrap().contains("outbox:URL"));
        let own = ["long-windows", "tan", "wizard", "page-text", "own"];
        assert_eq!(Capability::of(&target), own);
        let long = tags(&["needs:long-windows"]);
        assert_eq!(lacking(&long, &target), None);
        target.settings.timing = "otp=7s".parse().unwrap();
        assert!(lacking(&long, &target).unwrap().contains("at least 8s"));
    }

    #[test]
    fn what_the_target_does_not_list_it_does_not_offer() {
        let mut target = black_box();
        target.offers = Some(vec!["tan".parse().unwrap()]);
        target.settings.tan_source = Some("fixed:1234".parse().unwrap());
        assert_eq!(lacking(&tags(&["needs:tan"]), &target), None);
        assert!(lacking(&tags(&["needs:wizard"]), &target).unwrap().contains("`wizard`"));
        target.settings.timing = "snapshot=2s".parse().unwrap();
        assert_eq!(lacking(&tags(&["needs:clock", "waits:snapshot"]), &target), None);
        assert!("wizzard".parse::<Capability>().unwrap_err().to_string().contains("wizard, "));
    }

    #[test]
    fn each_required_capability_that_is_missing_is_named_with_its_remedy() {
        let mut target = black_box();
        assert!(Capability::check_required(&target).is_ok());
        target.settings.requires = ["tan", "wizard", "outbox"].map(|it| it.parse().unwrap()).into();
        let message = Capability::check_required(&target).unwrap_err().to_string();
        assert!(message.contains("`tan` is required") && message.contains("--tan-source"));
        assert!(message.contains("`outbox` is required") && !message.contains("`wizard`"));
        target.settings.tan_source = Some("outbox:http://h/{number}".parse().unwrap());
        assert!(Capability::check_required(&target).is_ok());
    }

    #[test]
    fn webhooks_need_an_address_unless_the_simulator_is_near() {
        let needed = tags(&["needs:webhooks"]);
        let mut target = black_box();
        assert!(lacking(&needed, &target).unwrap().contains("--webhook-url"));
        target.settings.webhook_url = Target::parse_url("https://hooks.example.com").ok();
        assert_eq!(lacking(&needed, &target), None);
        target.settings.webhook_url = None;
        let url = target.base_url.clone();
        target.control = Some(ControlAccess { url, token: Secret::new("x") });
        assert_eq!(lacking(&needed, &target), None);
        target.base_url = Target::parse_url("http://simulator.example.com").unwrap();
        assert!(lacking(&needed, &target).is_some());
    }

    #[test]
    fn reasons_name_the_missing_control_interface() {
        let mut target = black_box();
        for (need, word) in [("needs:limits", "limits"), ("needs:provider-faults", "providers")] {
            assert!(lacking(&tags(&[need]), &target).unwrap().contains(word));
            assert!(needs_own_tenant(&tags(&[need])));
        }
        assert!(!needs_own_tenant(&tags(&["needs:wizard"])));
        target.settings.tan_source = Some("outbox:http://h/{identification_id}".parse().unwrap());
        assert!(lacking(&tags(&["needs:otp"]), &target).is_some());
        target.settings.tan_source = Some("outbox:http://h/{number}".parse().unwrap());
        assert_eq!(lacking(&tags(&["needs:otp"]), &target), None);
    }

    #[test]
    fn an_unknown_need_is_never_met() {
        assert!(lacking(&tags(&["needs:luck"]), &black_box()).unwrap().contains("luck"));
    }
}
