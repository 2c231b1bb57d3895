//! The SMS that the simulator would have sent, readable over the control interface.

use std::collections::HashMap;

use serde::Serialize;

/// Purpose of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Verifies a mobile number (BI-054).
    MobileNumber,
    /// Confirms the QES (BI-107).
    Qes,
}

/// One SMS.
#[derive(Clone, Debug, Serialize)]
pub struct SentSms {
    /// Number it was sent to.
    pub number: String,
    /// OTP or TAN of the message.
    pub token: String,
    /// Purpose of the token.
    pub purpose: Purpose,
    /// The identification to sign, for a TAN.
    pub identification_id: Option<String>,
    /// When it was sent.
    pub sent_at: String,
}

/// Every SMS of a tenant, the oldest first, with an index by number and by identification.
#[derive(Debug, Default)]
pub struct Outbox {
    sent: Vec<SentSms>,
    /// Indexes into `sent`, by number and by identification.
    places: HashMap<String, Vec<usize>>,
}

impl Outbox {
    /// Adds an SMS.
    pub fn send(&mut self, sms: SentSms) {
        for key in std::iter::once(&sms.number).chain(&sms.identification_id) {
            self.places.entry(key.clone()).or_default().push(self.sent.len());
        }
        self.sent.push(sms);
    }

    /// SMS to this number about this identification; `None` means any.
    pub fn matching(&self, number: Option<&str>, identification_id: Option<&str>) -> Vec<&SentSms> {
        let Some(key) = identification_id.or(number) else {
            return self.sent.iter().collect();
        };
        let places = self.places.get(key).into_iter().flatten();
        places
            .filter_map(|place| self.sent.get(*place))
            .filter(|sms| number.is_none_or(|number| sms.number == number))
            .collect()
    }

    /// Number of SMS to the same number, for the same purpose, about the same identification.
    pub fn count_like(&self, sms: &SentSms) -> usize {
        let earlier = self.matching(Some(&sms.number), sms.identification_id.as_deref());
        earlier.iter().filter(|it| it.purpose == sms.purpose).count()
    }
}
