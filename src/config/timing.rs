//! Timers of the target, and time-outs of the client.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::ConfigError;
use super::words::words;

const MINUTE: Duration = Duration::from_secs(60);

words! {
    /// A period that the guide defines, with the word of the tag `@waits:<word>`.
    Window, "a time window" {
        /// Time from the request to the finished bank page (BI-102).
        Snapshot => "snapshot",
        /// Time from the payment to the end of the QES (BI-142).
        Authorization => "authorization",
        /// Minimum lifetime of a TAN (C-05).
        TanAtLeast => "shortest-tan",
        /// Maximum lifetime of a TAN (C-05).
        TanAtMost => "longest-tan",
        /// Time from creation to expiry (BI-182).
        Expiry => "expiry",
        /// Lifetime of an access token (AU-005).
        Token => "token",
    }
}

/// Length of each window of the target; a missing one has the guide's length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    snapshot: Option<Duration>,
    authorization: Option<Duration>,
    otp: Option<Duration>,
    expiry: Option<Duration>,
    token: Option<Duration>,
}

impl Timing {
    /// Names of the timers.
    pub const NAMES: [&str; 5] = ["snapshot", "otp", "authorization", "expiry", "token"];

    /// Length of a window.
    pub fn window(&self, window: Window) -> Duration {
        self.given(window).unwrap_or(match window {
            Window::Snapshot | Window::Authorization | Window::TanAtMost => 10 * MINUTE,
            Window::TanAtLeast => 5 * MINUTE,
            Window::Expiry => 30 * 24 * 60 * MINUTE,
            Window::Token => 60 * MINUTE,
        })
    }

    /// The length that was given for this window, if any.
    pub fn given(&self, window: Window) -> Option<Duration> {
        match window {
            Window::Snapshot => self.snapshot,
            Window::Authorization => self.authorization,
            Window::TanAtLeast | Window::TanAtMost => self.otp,
            Window::Expiry => self.expiry,
            Window::Token => self.token,
        }
    }

    /// The shortest window of an identification.
    pub fn shortest(&self) -> Duration {
        let windows = Window::ALL.iter().filter(|it| **it != Window::Token);
        windows.map(|it| self.window(*it)).min().unwrap_or(Duration::MAX)
    }

    /// These timers, and those of `below` where this one has none.
    #[must_use]
    pub fn or(self, below: Self) -> Self {
        Self {
            snapshot: self.snapshot.or(below.snapshot),
            authorization: self.authorization.or(below.authorization),
            otp: self.otp.or(below.otp),
            expiry: self.expiry.or(below.expiry),
            token: self.token.or(below.token),
        }
    }

    pub(super) fn set(&mut self, name: &str, length: Duration) -> Result<(), ConfigError> {
        let timer = match name {
            "snapshot" => &mut self.snapshot,
            "authorization" => &mut self.authorization,
            "otp" => &mut self.otp,
            "expiry" => &mut self.expiry,
            "token" => &mut self.token,
            other => {
                return Err(ConfigError::new(format!(
                    "`{other}` is not a timer: they are snapshot, otp, authorization, expiry and token"
                )));
            }
        };
        *timer = Some(length);
        Ok(())
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths = [self.snapshot, self.otp, self.authorization, self.expiry, self.token];
        let windows: Vec<String> = Self::NAMES
            .iter()
            .zip(lengths)
            .filter_map(|(name, length)| {
                Some(format!("{name}={}", humantime::format_duration(length?)))
            })
            .collect();
        out.write_str(if windows.is_empty() { "as in the guide" } else { "" })?;
        out.write_str(&windows.join(","))
    }
}

impl FromStr for Timing {
    type Err = ConfigError;

    /// Reads `snapshot=10m,otp=8m,authorization=10m,expiry=30d,token=1h`; a missing timer keeps the
    /// guide's length.
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let mut timing = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, length) = part.split_once('=').ok_or_else(|| {
                ConfigError::new(format!(
                    "`{part}` is not a timer: write NAME=DURATION, as in snapshot=10m"
                ))
            })?;
            timing.set(name.trim(), duration(length.trim())?)?;
        }
        Ok(timing)
    }
}

/// Reads a duration, as in `2s`, `10m` or `30d`.
///
/// # Errors
/// When the text is not a duration.
pub fn duration(text: &str) -> Result<Duration, ConfigError> {
    humantime::parse_duration(text).map_err(|error| {
        ConfigError::new(format!("`{text}` is not a duration ({error}): write 2s, 10m or 30d"))
    })
}

/// Time-outs of the client. Each is shorter than the next, so that the most precise message is
/// reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Time-out for opening a connection.
    pub connect: Duration,
    /// Time-out for one complete answer.
    pub request: Duration,
    /// Maximum wait for an asynchronous change.
    pub settle: Duration,
    /// Maximum wait for a change that the run has not seen yet, if it is longer.
    pub first_change: Duration,
    /// Time-out of one step.
    pub step: Duration,
    /// Maximum real waiting time of a scenario where the clock cannot be moved.
    pub max_wait: Duration,
}

impl Deadlines {
    /// Derives all time-outs from that of a step and the waiting budget.
    pub fn within(step: Duration, max_wait: Duration) -> Self {
        Self {
            connect: (step / 4).min(Duration::from_secs(5)),
            request: (step / 3).min(Duration::from_secs(10)),
            settle: step / 2,
            first_change: step * 2,
            step,
            max_wait,
        }
    }

    /// These time-outs with others for an answer and for a later change, if given; the time-out of
    /// the step then leaves room for them. A given one for changes holds for each of them.
    #[must_use]
    pub fn with(self, request: Option<Duration>, settle: Option<Duration>) -> Self {
        let first_change = settle.unwrap_or(self.first_change);
        let (request, settle) = (request.unwrap_or(self.request), settle.unwrap_or(self.settle));
        let step = self.step.max(request * 3).max(settle * 2);
        Self { request, settle, first_change, step, ..self }
    }

    /// These time-outs with at most this wait for a change.
    #[must_use]
    pub fn at_most(self, limit: Duration) -> Self {
        let (settle, first_change) = (self.settle.min(limit), self.first_change.min(limit));
        Self { settle, first_change, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unnamed_timers_keep_the_guides_length() {
        let timing: Timing = "snapshot=2s, otp=3s".parse().unwrap();
        assert_eq!(timing.window(Window::Snapshot), Duration::from_secs(2));
        assert_eq!(timing.window(Window::TanAtLeast), Duration::from_secs(3));
        assert_eq!(timing.window(Window::TanAtMost), Duration::from_secs(3));
        assert_eq!(timing.window(Window::Expiry), Duration::from_secs(30 * 24 * 3600));
    }

    #[test]
    fn a_wrong_timer_says_what_would_be_right() {
        for (text, hint) in
            [("otp", "NAME=DURATION"), ("otp=soon", "10m"), ("tan=1s", "snapshot, otp")]
        {
            let error = text.parse::<Timing>().unwrap_err().to_string();
            assert!(error.contains(hint), "{error}");
        }
    }

    #[test]
    fn requests_end_before_steps_do() {
        let deadlines = Deadlines::within(Duration::from_secs(3), Duration::ZERO);
        assert!(deadlines.connect < deadlines.request && deadlines.request < deadlines.step);
        assert!(deadlines.settle + deadlines.request < deadlines.step);
        assert_eq!(deadlines.with(None, None), deadlines);
        let minute = Duration::from_secs(60);
        let longer = deadlines.with(Some(minute), Some(2 * minute));
        assert_eq!((longer.request, longer.settle), (minute, 2 * minute));
        assert!(longer.settle + longer.request < longer.step);
        assert_eq!((deadlines.first_change, longer.first_change), (minute / 10, 2 * minute));
        let second = Duration::from_secs(1);
        let short = deadlines.at_most(second);
        assert_eq!((short.settle, short.first_change), (second, second));
    }
}
