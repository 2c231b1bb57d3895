//! TANs of the QES, and which of them are valid.

use jiff::Timestamp;

use super::{Guard, Quantity, Rules};
use crate::simulator::readings::SecondTan;

/// A TAN that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tan {
    /// The TAN that the customer must enter.
    pub value: String,
    /// Time when it expires.
    pub expires_at: Timestamp,
    usable: bool,
}

impl Tan {
    /// Whether it is valid now.
    pub fn is_good(&self, now: Timestamp, rules: &Rules) -> bool {
        let apart = rules.apart(Quantity::TanDeadline);
        let end = self.expires_at.saturating_add(apart).unwrap_or(self.expires_at);
        self.usable && (now < end || !rules.enforces(Guard::TanWindow))
    }
}

/// Adds a TAN to those sent. With `always_voids`, which the guide says of one mocked account, the
/// new TAN voids the others under every reading (BI-151, C-06).
pub fn issue(
    sent: &mut Vec<Tan>,
    value: String,
    now: Timestamp,
    expires_at: Timestamp,
    (always_voids, rules): (bool, &Rules),
) {
    let first_lives = !always_voids && rules.readings.second_tan == SecondTan::NewDead;
    let blocked = first_lives && sent.iter().any(|tan| tan.is_good(now, rules));
    let repeated_dead = !sent.is_empty() && !rules.enforces(Guard::RepeatedTanUsable);
    if !first_lives && !sent.is_empty() && rules.enforces(Guard::NewTanVoidsOld) {
        void(sent);
    }
    sent.push(Tan { value, expires_at, usable: !blocked && !repeated_dead });
}

/// Makes every TAN sent so far invalid.
pub fn void(sent: &mut [Tan]) {
    for tan in sent {
        tan.usable = false;
    }
}
