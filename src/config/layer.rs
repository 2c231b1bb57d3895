//! What one source of settings says; what it leaves open, the next one decides.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::{
    Capability, Chromedriver, Proxy, Rate, ReadingDemand, Reference, Sourced, TanSource, Timing,
    WizardDriver,
};

/// A source's settings of one target.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// Base of the API.
    pub url: Option<Sourced<Url>>,
    /// Where a token is fetched.
    pub token_url: Option<Sourced<Url>>,
    /// Public half of the credentials.
    pub client_id: Option<Sourced<Reference>>,
    /// Secret half.
    pub client_secret: Option<Sourced<Reference>>,
    /// A simulator's control interface.
    pub control_url: Option<Sourced<Url>>,
    /// Its token.
    pub control_token: Option<Sourced<Reference>>,
    /// What the target offers, where that is less than its settings allow for.
    pub capabilities: Option<Sourced<Vec<Capability>>>,
    /// The target's own timers.
    pub timing: Option<Sourced<Timing>>,
    /// How long a step may take.
    pub step_timeout: Option<Sourced<Duration>>,
    /// Budget of a scenario for really waiting.
    pub max_wait: Option<Sourced<Duration>>,
    /// Scenarios at once.
    pub jobs: Option<Sourced<usize>>,
    /// Requests in a time.
    pub rate: Option<Sourced<Rate>>,
    /// SMS a run may cause.
    pub max_sms: Option<Sourced<u64>>,
    /// Persons a run may register.
    pub max_persons: Option<Sourced<u64>>,
    /// Requests a run may send.
    pub max_requests: Option<Sourced<u64>>,
    /// Scenarios in a row that could not observe anything, after which a run gives up.
    pub give_up_after: Option<Sourced<u64>>,
    /// How the bank page is driven.
    pub wizard: Option<Sourced<WizardDriver>>,
    /// What drives the browser.
    pub chromedriver: Option<Sourced<Chromedriver>>,
    /// Where the TAN is read.
    pub tan_source: Option<Sourced<TanSource>>,
    /// How the target gets to our receiver of webhooks.
    pub webhook_url: Option<Sourced<Url>>,
    /// Where that listens.
    pub webhook_listen: Option<Sourced<SocketAddr>>,
    /// Certificates trusted besides the system's.
    pub ca_file: Option<Sourced<PathBuf>>,
    /// The proxy.
    pub proxy: Option<Sourced<Proxy>>,
    /// Warnings and deviations count.
    pub strict: Option<Sourced<bool>>,
    /// Readings demanded; of two for one question the earlier counts.
    pub readings: Vec<Sourced<ReadingDemand>>,
}

impl Layer {
    /// This one, and `below` for what it leaves open.
    #[must_use]
    pub fn or(mut self, below: Self) -> Self {
        for reading in below.readings {
            if !self.readings.iter().any(|it| it.value.question == reading.value.question) {
                self.readings.push(reading);
            }
        }
        Self {
            url: self.url.or(below.url),
            token_url: self.token_url.or(below.token_url),
            client_id: self.client_id.or(below.client_id),
            client_secret: self.client_secret.or(below.client_secret),
            control_url: self.control_url.or(below.control_url),
            control_token: self.control_token.or(below.control_token),
            capabilities: self.capabilities.or(below.capabilities),
            timing: timers(self.timing, below.timing),
            step_timeout: self.step_timeout.or(below.step_timeout),
            max_wait: self.max_wait.or(below.max_wait),
            jobs: self.jobs.or(below.jobs),
            rate: self.rate.or(below.rate),
            max_sms: self.max_sms.or(below.max_sms),
            max_persons: self.max_persons.or(below.max_persons),
            max_requests: self.max_requests.or(below.max_requests),
            give_up_after: self.give_up_after.or(below.give_up_after),
            wizard: self.wizard.or(below.wizard),
            chromedriver: self.chromedriver.or(below.chromedriver),
            tan_source: self.tan_source.or(below.tan_source),
            webhook_url: self.webhook_url.or(below.webhook_url),
            webhook_listen: self.webhook_listen.or(below.webhook_listen),
            ca_file: self.ca_file.or(below.ca_file),
            proxy: self.proxy.or(below.proxy),
            strict: self.strict.or(below.strict),
            readings: self.readings,
        }
    }
}

/// Each timer is a setting of its own.
fn timers(
    above: Option<Sourced<Timing>>,
    below: Option<Sourced<Timing>>,
) -> Option<Sourced<Timing>> {
    match (above, below) {
        (Some(above), Some(below)) => Some(above.map(|timing| timing.or(below.value))),
        (above, below) => above.or(below),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Window;

    #[test]
    fn the_upper_layer_wins_setting_by_setting() {
        let flag = |text: &str| Sourced::by_flag("--reading", text.parse().unwrap());
        let timing = |text: &str| Some(Sourced::by_flag("--timing", text.parse().unwrap()));
        let upper = Layer {
            jobs: Some(Sourced::by_flag("--jobs", 3)),
            timing: timing("snapshot=2s"),
            readings: vec![flag("C-01=a")],
            ..Layer::default()
        };
        let lower = Layer {
            jobs: Some(Sourced::by_flag("--jobs", 9)),
            max_sms: Some(Sourced::by_flag("--max-sms", 5)),
            timing: timing("snapshot=9s,otp=4s"),
            readings: vec![flag("C-01=b"), flag("C-02=c")],
            ..Layer::default()
        };
        let merged = upper.or(lower);
        assert_eq!(merged.jobs.map(|it| it.value), Some(3));
        assert_eq!(merged.max_sms.map(|it| it.value), Some(5));
        let timing = merged.timing.unwrap().value;
        assert_eq!(timing.window(Window::Snapshot).as_secs(), 2);
        assert_eq!(timing.window(Window::TanAtMost).as_secs(), 4);
        let readings: Vec<_> = merged.readings.iter().map(|it| it.value.reading.as_str()).collect();
        assert_eq!(readings, ["a", "c"]);
    }
}
