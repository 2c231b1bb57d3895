//! The rate of requests.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::ConfigError;

/// Requests per unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    requests: u32,
    per_minute: bool,
}

impl Rate {
    /// A rate of `requests` per second.
    pub const fn per_second(requests: u32) -> Self {
        Self { requests, per_minute: false }
    }

    /// Minimum time from one request to the next.
    pub fn interval(self) -> Duration {
        Duration::from_secs(if self.per_minute { 60 } else { 1 }) / self.requests.max(1)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.requests, if self.per_minute { "m" } else { "s" })
    }
}

impl FromStr for Rate {
    type Err = ConfigError;

    /// Reads `10/s` or `30/m`; a number alone is per second.
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
        let requests = number.trim().parse::<u32>().ok().filter(|requests| *requests > 0);
        match (requests, unit.trim()) {
            (Some(requests), "s") => Ok(Self { requests, per_minute: false }),
            (Some(requests), "m") => Ok(Self { requests, per_minute: true }),
            _ => Err(ConfigError::new(format!("`{text}` is not a rate: write 10/s or 30/m"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_an_interval_between_requests() {
        let interval = |text: &str| text.parse::<Rate>().map(Rate::interval);
        assert_eq!(interval("10/s"), Ok(Duration::from_millis(100)));
        assert_eq!(interval("30/m"), Ok(Duration::from_secs(2)));
        assert_eq!(interval("4"), Ok(Duration::from_millis(250)));
        for wrong in ["", "0/s", "fast", "5/h", "-1/s"] {
            assert!(interval(wrong).unwrap_err().to_string().contains("10/s"), "{wrong}");
        }
    }
}
