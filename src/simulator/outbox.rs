//! SMS the simulator would have sent, for tests to read.

use serde::Serialize;

/// What a token is for.
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
pub struct Sms {
    /// Where it went.
    pub number: String,
    /// The OTP or TAN in it.
    pub token: String,
    /// What that is for.
    pub purpose: Purpose,
    /// The identification to sign, for a TAN.
    pub identification_id: Option<String>,
    /// When it was sent.
    pub sent_at: String,
}

/// Every SMS of a tenant, the oldest first.
#[derive(Debug, Default)]
pub struct Outbox(Vec<Sms>);

impl Outbox {
    /// Sends one.
    pub fn send(&mut self, sms: Sms) {
        self.0.push(sms);
    }

    /// Those to a number, about an identification; `None` means any.
    pub fn matching<'a>(
        &'a self,
        number: Option<&'a str>,
        identification_id: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Sms> {
        self.0.iter().filter(move |sms| {
            number.is_none_or(|number| sms.number == number)
                && identification_id.is_none_or(|id| sms.identification_id.as_deref() == Some(id))
        })
    }
}
