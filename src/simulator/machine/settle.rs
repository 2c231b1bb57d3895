//! Changes of an identification caused by time alone.
//!
//! Nothing runs in the background: every call first applies the changes that are due.

use jiff::{SignedDuration, Timestamp};

use super::{Guard, IdentificationState, Quantity, Rules};
use crate::api::{MockedIban, Reason, SnapshotStatus, Status};
use crate::simulator::readings::LateWizard;

impl IdentificationState {
    /// Applies all changes that are due (BI-102, BI-121, BI-137, BI-142, BI-182).
    pub fn settle(&mut self, now: Timestamp, rules: &Rules) {
        self.count_retrieval(now);
        if self.status == Status::ConfirmationRequired && self.signs_at.is_some_and(|at| at <= now)
        {
            self.status = rules.after_confirm();
        }
        match self.status {
            Status::Pending if self.bank.is_none() && self.payment_is_late(now, rules) => {
                self.miss_payment(rules);
            }
            Status::AuthorizationRequired | Status::ConfirmationRequired
                if self.signature_is_late(now, rules) =>
            {
                self.status = Status::Expired;
            }
            Status::Confirmed if !self.is_unsettled(now) => self.finish(now),
            _ => {}
        }
        if self.is_too_old(now, rules)
            && (!self.status.is_final() || !rules.enforces(Guard::FinalStays))
        {
            self.status = Status::Expired;
            self.aged = true;
        }
    }

    /// Hides a change for as many retrievals, or as long, as the API takes to show it.
    pub(super) fn hide(&mut self, now: Timestamp, rules: &Rules) {
        self.retrievals_left = rules.freedoms.looks_to_settle();
        self.visible_at = now.checked_add(rules.freedoms.time_to_settle()).ok();
    }

    /// Counts a retrieval; a change becomes visible after N retrievals and after its time.
    pub(super) fn count_retrieval(&mut self, now: Timestamp) {
        self.retrievals_left = self.retrievals_left.saturating_sub(1);
        if !self.is_unsettled(now)
            && let Some((status, failure)) = self.bank.take()
        {
            (self.status, self.failure) = (status, failure);
        }
    }

    /// Whether a change of status is pending and not visible yet.
    pub fn is_unsettled(&self, now: Timestamp) -> bool {
        self.retrievals_left > 0 || self.visible_at.is_some_and(|at| now < at)
    }

    /// Whether the hosted page has expired.
    pub fn payment_is_late(&self, now: Timestamp, rules: &Rules) -> bool {
        let opened_at = self.session.as_ref().map(|session| session.opened_at);
        opened_at.is_some_and(|it| reached(it, rules.wizard_window(), now))
            && rules.enforces(Guard::WizardWindow)
    }

    fn signature_is_late(&self, now: Timestamp, rules: &Rules) -> bool {
        let is_late = |end: Timestamp| {
            let apart = rules.apart(Quantity::SignatureDeadline);
            now >= end.saturating_add(apart).unwrap_or(end)
        };
        self.authorization_expires_at.is_some_and(is_late)
            && rules.enforces(Guard::AuthorizationWindow)
    }

    fn is_too_old(&self, now: Timestamp, rules: &Rules) -> bool {
        reached(self.created_at, rules.expiry(), now) && rules.enforces(Guard::ThirtyDays)
    }

    fn miss_payment(&mut self, rules: &Rules) {
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.status = SnapshotStatus::Expired;
        }
        match rules.readings.late_wizard {
            LateWizard::Failed => {
                self.status = Status::Failed;
                self.failure = Some(Reason::AccountSnapshotExpired);
            }
            LateWizard::Expired => self.status = Status::Expired,
        }
    }

    /// Swisscom signs or fails (BI-125, BI-150). The guide names no reason for the failure; that of
    /// an external provider is the nearest.
    pub fn finish(&mut self, now: Timestamp) {
        if self.draft.account == MockedIban::SwisscomFails {
            self.status = Status::Failed;
            self.failure = Some(Reason::DependencyError);
            return;
        }
        self.status = Status::Successful;
        self.completed_at = Some(now);
        if let Some(signed) = &mut self.signed {
            signed.created_at = Some(now);
        }
    }
}

/// Whether a time window has ended; its last millisecond still counts.
fn reached(begin: Timestamp, window: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(begin) >= window
}
