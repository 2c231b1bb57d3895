//! Reads the OTPs sent to a mobile number, if the source shows all SMS of a number.

use std::time::Duration;

use serde_json::Value;

use crate::client::polling::{Observation, eventually};
use crate::client::session::Session;
use crate::client::sms::tan::{entries, entries_to, outbox_call, source_failed, token};
use crate::config::TanSource;
use crate::evidence::Unobserved;

impl Session {
    /// Waits for OTPs sent to this number beyond the first `known` ones, and returns them.
    ///
    /// # Errors
    /// When the SMS of a number cannot be read.
    pub async fn otps_after(&self, number: &str, known: usize) -> Result<Vec<String>, Unobserved> {
        let seen = eventually(self.context.settle_limit(), async || {
            let sent: Vec<String> = self.otps(number).await?.into_iter().skip(known).collect();
            Ok(Observation::new(!sent.is_empty(), sent))
        });
        Ok(seen.await?.into_inner())
    }

    /// Waits for more than `known` SMS of any kind to this number, and returns their number.
    ///
    /// # Errors
    /// When the SMS of a number cannot be read.
    pub async fn sms_after(&self, number: &str, known: usize) -> Result<usize, Unobserved> {
        // A simulator whose clock we move has sent everything when it answers.
        let limit = self.context.settle_limit();
        let limit = if self.context.has_clock() { Duration::ZERO } else { limit };
        let seen = eventually(limit, async || {
            let count = self.sms(number).await?;
            Ok(Observation::new(count > known, count))
        });
        Ok(seen.await?.into_inner())
    }

    /// Number of SMS of any kind sent to this number so far.
    ///
    /// # Errors
    /// When the SMS of a number cannot be read.
    pub async fn sms(&self, number: &str) -> Result<usize, Unobserved> {
        Ok(self.sms_of(number).await?.len())
    }

    /// The OTPs sent to this number so far, oldest first; TANs of identifications do not count.
    ///
    /// # Errors
    /// When the SMS of a number cannot be read.
    pub async fn otps(&self, number: &str) -> Result<Vec<String>, Unobserved> {
        let otps = otps(&self.sms_of(number).await?);
        for otp in &otps {
            self.learn_secret("otp", otp);
        }
        Ok(otps)
    }

    /// Waits for an SMS to this number that is `wanted`, and returns all of them, oldest first.
    ///
    /// # Errors
    /// When the SMS of a number cannot be read.
    pub async fn sms_until(
        &self,
        number: &str,
        wanted: impl Fn(&[Value]) -> bool,
    ) -> Result<Vec<Value>, Unobserved> {
        let limit = self.context.settle_limit();
        let limit = if self.context.has_clock() { Duration::ZERO } else { limit };
        let seen = eventually(limit, async || {
            let sent = self.sms_of(number).await?;
            Ok(Observation::new(wanted(&sent), sent))
        });
        Ok(seen.await?.into_inner())
    }

    async fn sms_of(&self, number: &str) -> Result<Vec<Value>, Unobserved> {
        match self.source() {
            None if self.context.target.control.is_some() => {
                let reply = self.control_outbox(("number", number)).await?;
                entries(&reply).map(<[Value]>::to_vec)
            }
            Some(TanSource::Outbox(template)) => {
                let reply = self.exchange(&outbox_call(template, number, "")?).await?;
                entries_to(&reply, template, number)
            }
            _ => Err(source_failed("the SMS of a number cannot be read".into())),
        }
    }
}

fn otps(entries: &[Value]) -> Vec<String> {
    let of_number = |entry: &&Value| entry.get("identification_id").is_none_or(Value::is_null);
    entries.iter().filter(of_number).filter_map(token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Reply;
    use http::HeaderMap as Headers;

    #[test]
    fn tans_of_identifications_are_left_out() {
        let body = br#"[{"token":"1"},{"token":"2","identification_id":null},
            {"token":"3","identification_id":"x"},{"token":4}]"#;
        let reply = Reply::new("GET".into(), 0, 200, Headers::new(), body.to_vec());
        assert_eq!(otps(entries(&reply).unwrap()), ["1", "2", "4"]);
        let reply = Reply::new("GET".into(), 0, 404, Headers::new(), b"[]".to_vec());
        assert!(entries(&reply).is_err());
    }
}
