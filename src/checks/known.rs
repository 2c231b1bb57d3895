//! The persons, identifications and subscriptions of a scenario, as its requests and answers
//! describe them.

use serde_json::Value;

use crate::api::{EventType, STATIC_NUMBER, Status};
use crate::evidence::Unobserved;

/// A person, as the scenario registered it.
#[derive(Clone, Debug, Default)]
pub struct KnownPerson {
    /// The id the target gave.
    pub id: String,
    /// Body of the registration.
    pub body: Value,
    /// The mobile number resource as created.
    pub mobile_number: Value,
    /// The mobile number resource before that one.
    pub earlier_number: Value,
    /// Whether its mobile number was verified.
    pub verified: bool,
    /// The OTP that verified its mobile number.
    pub otp: String,
    /// Body of the latest identification, if that was refused.
    pub refused: Option<Value>,
    /// Number of attempts of the person that failed.
    pub failures: usize,
    /// Identifications of the person; steps are about the last one.
    pub identifications: Vec<KnownIdentification>,
}

/// An identification, as the scenario created it.
#[derive(Clone, Debug, Default)]
pub struct KnownIdentification {
    /// The id the target gave.
    pub id: String,
    /// The IBAN it was created with.
    pub iban: String,
    /// The body it was created with.
    pub sent: Value,
    /// The answer to create.
    pub created: Value,
    /// The answer to request.
    pub requested: Value,
    /// The answer to the latest authorize.
    pub authorized: Value,
    /// The status that it was last seen to have reached.
    pub reached: Option<Status>,
    /// The id of its signed document, if it was asked for.
    pub signed_document: Option<String>,
    /// The TANs sent, oldest first, or why one could not be read.
    pub tans: Vec<Result<String, Unobserved>>,
}

impl KnownPerson {
    /// Latest identification; of one that was refused only the body is known.
    pub fn latest_identification(&self) -> KnownIdentification {
        match &self.refused {
            Some(sent) => KnownIdentification { sent: sent.clone(), ..Default::default() },
            None => self.identifications.last().cloned().unwrap_or_default(),
        }
    }

    /// Whether the latest mobile number is the one before, so that no new one was created.
    pub fn kept_number(&self) -> bool {
        let id = |number: &Value| number["id"].as_str().map(str::to_owned);
        let latest = id(&self.mobile_number);
        latest.is_none() || latest == id(&self.earlier_number)
    }

    /// The mobile number it was given; the static one unless it has one of its own.
    pub fn number(&self) -> String {
        self.mobile_number["number"].as_str().unwrap_or(STATIC_NUMBER).to_owned()
    }
}

/// A webhook subscription, as the scenario created it.
#[derive(Clone, Debug)]
pub struct KnownSubscription {
    /// The id the target gave.
    pub id: String,
    /// The event it is for.
    pub event: EventType,
    /// The key of its signatures.
    pub secret: String,
}
