//! An identification from the payment to the confirmation.

use jiff::Timestamp;

use super::{Contract, Guard, IdentificationState, Mistake, Refusal, Rules, Transition, tan};
use crate::api::{MockedIban, Reason, SnapshotStatus, Status};
use crate::simulator::freedoms::WrongTan;
use crate::simulator::readings::{Confirmed, Holder, Payment, SchufaCall, SecondTan, Swisscom};

/// Result of a payment on the hosted page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentResult {
    /// The bank accepted it.
    Done,
    /// The bank refused it.
    Refused,
}

impl IdentificationState {
    /// The customer authorised the transfer (BI-093, BI-098). `contracts` are the ids of the
    /// contract before and after signing. The bank page accepts a joint account, and only Solaris
    /// refuses it.
    pub fn pay(&mut self, now: Timestamp, rules: &Rules, contracts: [String; 2]) -> PaymentResult {
        if !rules.enforces(Guard::PaymentCounts) {
            return PaymentResult::Done;
        }
        let refused = bank(self.draft.account, rules);
        let payment = match refused {
            Some(Reason::AccountSnapshotFailed) => PaymentResult::Refused,
            _ => PaymentResult::Done,
        };
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.status = match payment {
                PaymentResult::Done => SnapshotStatus::Available,
                PaymentResult::Refused => SnapshotStatus::Failed,
            };
        }
        let status = refused.map_or(Status::AuthorizationRequired, |_| Status::Failed);
        self.bank = Some((status, refused));
        self.hide(now, rules);
        if !self.is_unsettled(now) {
            self.count_retrieval(now);
        }
        if refused.is_some() {
            return payment;
        }
        self.authorization_expires_at = later(now, rules.authorization_window());
        let [unsigned, signed] = contracts;
        self.unsigned = Some(Contract { id: unsigned, created_at: Some(now) });
        self.signed = Some(Contract { id: signed, created_at: None });
        payment
    }

    /// PATCH Start QES process (BI-107, BI-112, BI-113). The TAN cannot outlive the QES window.
    pub fn authorize(
        &mut self,
        now: Timestamp,
        rules: &Rules,
        (value, reference_token): (String, String),
    ) -> Result<(), Refusal> {
        self.require(Transition::Authorize, rules)?;
        if rules.readings.payment == Payment::Open && !self.is_payment_authorised() {
            return Err(Refusal::wrong_state("the customer has not authorised the payment"));
        }
        rules.providers.swisscom.require("Swisscom", rules.readings.generic)?;
        let own_end = later(now, rules.tan_window()).unwrap_or(now);
        let sooner = self.authorization_expires_at.filter(|end| *end < own_end);
        let expires_at = sooner.filter(|_| rules.enforces(Guard::TanEndsInTime)).unwrap_or(own_end);
        let voids = self.draft.account == MockedIban::SwisscomFails;
        let alive = self.tans.iter().any(|tan| tan.is_good(now, rules));
        if alive && !voids && rules.readings.second_tan == SecondTan::SecondRefused {
            return Err(Refusal::wrong_state("a TAN that was sent is still valid"));
        }
        tan::issue(&mut self.tans, value, now, expires_at, (voids, rules));
        self.status = rules.after_authorize();
        self.confirmation_expires_at = Some(expires_at);
        self.reference_token = Some(reference_token);
        Ok(())
    }

    /// PATCH Confirm QES (BI-116, BI-117, BI-111).
    pub fn confirm(&mut self, now: Timestamp, rules: &Rules, token: &str) -> Result<(), Refusal> {
        self.require(Transition::Confirm, rules)?;
        // Without a TAN this is reached only if the guard of the status is off.
        let right = self.tans.is_empty()
            || self.tans.iter().any(|tan| tan.value == token && tan.is_good(now, rules))
            || !rules.enforces(Guard::TanMatches);
        let account = self.draft.account;
        let refuses = rules.readings.swisscom == Swisscom::RefusesConfirm;
        if right && refuses && account == MockedIban::SwisscomFails {
            self.status = Status::Failed;
            self.failure = Some(Reason::DependencyError);
            let detail = "Swisscom did not sign";
            return Err(Refusal::new(422, "signature_failed", "Signature failed", detail));
        }
        if right {
            self.status = rules.after_confirm();
            self.hide(now, rules);
            let at_once = rules.readings.confirmed == Confirmed::Skipped;
            if at_once && self.status == Status::Confirmed {
                self.finish(now);
            }
            return Ok(());
        }
        if !rules.enforces(Guard::WrongTanHarmless) {
            self.status = Status::Failed;
        }
        if rules.makes(Mistake::TanLater) {
            self.signs_at = later(now, jiff::SignedDuration::from_secs(1));
        }
        if rules.freedoms.wrong_tan == WrongTan::VoidsRightOne {
            tan::void(&mut self.tans);
        }
        let detail = "the TAN is wrong, replaced or expired; request a new one";
        Err(Refusal::new(422, "invalid_tan", "Wrong TAN", detail))
    }
}

/// Result of the bank and its provider for the account (BI-144, BI-148, BI-149), or of SCHUFA
/// (C-18).
fn bank(account: MockedIban, rules: &Rules) -> Option<Reason> {
    match account {
        _ if rules.readings.schufa_call == SchufaCall::Wizard
            && account.schufa_reason().is_some() =>
        {
            account.schufa_reason()
        }
        MockedIban::Joint => Some(Reason::JointAccount),
        MockedIban::SnapshotFails => Some(Reason::AccountSnapshotFailed),
        MockedIban::AuthorizedHolder if rules.readings.holder == Holder::Refused => {
            Some(Reason::AccessByAuthorizedHolder)
        }
        _ => None,
    }
}

/// Adds a duration to a time; `None` after the end of the calendar.
fn later(now: Timestamp, window: jiff::SignedDuration) -> Option<Timestamp> {
    now.checked_add(window).ok()
}
