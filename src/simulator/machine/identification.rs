//! An identification until it is requested.

use jiff::Timestamp;

use super::{Guard, Mistake, Refusal, Rules, Tan, Transition};
use crate::api::{MockedIban, Reason, SnapshotStatus, Status};
use crate::simulator::readings::{self, Schufa, SchufaCall};

/// Input of `create`.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Id, `…cidt`.
    pub id: String,
    /// Id of the person.
    pub person_id: String,
    /// The customer's IBAN.
    pub iban: String,
    /// Mocked account, which decides the behaviour.
    pub account: MockedIban,
    /// Time of the consent to Swisscom's terms, as the API prints it.
    pub consent: String,
    /// The partner's reference.
    pub reference: Option<String>,
}

/// A session of the hosted bank page.
#[derive(Clone, Debug)]
pub struct BankPageSession {
    /// Session key, 40 letters and digits.
    pub key: String,
    /// Interface id, 4 hexadecimal digits.
    pub interface_id: String,
    /// Address of the page.
    pub url: String,
    /// Time when it was created.
    pub opened_at: Timestamp,
    /// Whether the customer passed the login page.
    pub logged_in: bool,
    /// Whether the customer authorised the payment.
    pub authorised: bool,
}

/// The account snapshot.
#[derive(Clone, Debug)]
pub struct AccountSnapshotState {
    /// Id, `…snap`.
    pub id: String,
    /// Status.
    pub status: SnapshotStatus,
}

/// A contract, before or after signing.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Id, `…cdoc`.
    pub id: String,
    /// Time when it was created; `None` before.
    pub created_at: Option<Timestamp>,
}

/// An identification.
#[derive(Clone, Debug)]
pub struct IdentificationState {
    /// The input of `create`.
    pub draft: Draft,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Status of the identification.
    pub status: Status,
    /// The status that was last sent to subscribers.
    pub announced: Option<Status>,
    /// Reason of its failure.
    pub failure: Option<Reason>,
    /// Whether it expired because of its age of thirty days.
    pub aged: bool,
    /// Time of its success.
    pub completed_at: Option<Timestamp>,
    /// The hosted page, once requested.
    pub session: Option<BankPageSession>,
    /// The snapshot, once requested.
    pub snapshot: Option<AccountSnapshotState>,
    /// End of the QES window, once paid.
    pub authorization_expires_at: Option<Timestamp>,
    /// End of the lifetime of the newest TAN.
    pub confirmation_expires_at: Option<Timestamp>,
    /// Reference of the newest TAN.
    pub reference_token: Option<String>,
    /// The TANs sent, the newest last.
    pub tans: Vec<Tan>,
    /// The contract to sign.
    pub unsigned: Option<Contract>,
    /// The signed contract; it has no date until it is signed.
    pub signed: Option<Contract>,
    /// The bank's result that is not visible yet: the status and its reason.
    pub bank: Option<(Status, Option<Reason>)>,
    /// Number of retrievals until it, or the signature, becomes visible.
    pub retrievals_left: u32,
    /// Earliest time at which it becomes visible.
    pub visible_at: Option<Timestamp>,
    /// Time at which a mistake signs it in spite of a refusal.
    pub signs_at: Option<Timestamp>,
}

impl IdentificationState {
    /// Creates an identification; also returns the refusal by SCHUFA, if any. Depending on C-01 it
    /// is the answer, or the identification has failed (BI-083).
    pub fn create(draft: Draft, now: Timestamp, rules: &Rules) -> (Self, Option<Refusal>) {
        let asked = rules.readings.schufa_call == SchufaCall::Create;
        let failure = draft.account.schufa_reason().filter(|_| asked);
        let status = match failure {
            Some(_) if rules.enforces(Guard::SchufaRefusalFails) => Status::Failed,
            _ => rules.after_create(),
        };
        let refusal = failure
            .filter(|_| rules.readings.schufa == Schufa::Http412)
            .map(|reason| Refusal::because(reason, format!("SCHUFA refused {}", draft.iban)));
        let identification = Self {
            draft,
            created_at: now,
            status,
            announced: None,
            failure,
            aged: false,
            completed_at: None,
            session: None,
            snapshot: None,
            authorization_expires_at: None,
            confirmation_expires_at: None,
            reference_token: None,
            tans: Vec::new(),
            unsigned: None,
            signed: None,
            bank: None,
            retrievals_left: 0,
            visible_at: None,
            signs_at: None,
        };
        (identification, refusal)
    }

    /// Whether the opened bank page was completed before and undoes that (BI-133).
    pub fn opens_completed_page(&mut self, rules: &Rules) -> bool {
        let undoes =
            self.status == Status::AuthorizationRequired && !rules.enforces(Guard::CompletedPage);
        if undoes {
            self.status = Status::Pending;
        }
        undoes
    }

    /// PATCH Request identification (BI-086, BI-087).
    pub fn request(
        &mut self,
        session: BankPageSession,
        snapshot_id: String,
        rules: &Rules,
    ) -> Result<(), Refusal> {
        self.require(Transition::Request, rules)?;
        rules.providers.fts.require("FinTecSystems", rules.readings.generic)?;
        self.status = rules.after_request();
        self.session = Some(session);
        self.snapshot =
            Some(AccountSnapshotState { id: snapshot_id, status: SnapshotStatus::Pending });
        Ok(())
    }

    /// Whether the customer authorised the payment on the bank page.
    pub(super) fn is_payment_authorised(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.authorised)
    }

    /// Refuses a step in a status that does not allow it (BI-090, BI-103, BI-115, BI-135).
    pub(super) fn require(&mut self, step: Transition, rules: &Rules) -> Result<(), Refusal> {
        if self.aged && rules.enforces(Guard::ExpiredCode) {
            let detail = format!("identification {} is older than 30 days", self.draft.id);
            return Err(Refusal::because(Reason::Expired, detail));
        }
        let again = step == Transition::Confirm
            && self.status == Status::Failed
            && rules.makes(Mistake::TanAfterFailure);
        if step.expects().contains(&self.status)
            || again
            || !rules.enforces(Guard::State(step, self.status))
        {
            return Ok(());
        }
        let refusal = self.wrong_state(step, rules);
        if !rules.enforces(Guard::WrongStepHarmless) {
            self.status = Status::Failed;
        }
        Err(refusal)
    }

    /// The answer to a QES call after a refusal by the bank is ambiguous (C-02).
    fn wrong_state(&self, step: Transition, rules: &Rules) -> Refusal {
        let expected: Vec<&str> = step.expects().iter().map(|status| status.word()).collect();
        let detail = format!(
            "identification {} is {}, this call needs {}",
            self.draft.id,
            self.status,
            expected.join(" or ")
        );
        let ended = match self.status {
            Status::Failed => self.failure,
            Status::Expired => Some(Reason::Expired),
            _ => None,
        };
        match (step, ended, rules.readings.account) {
            (Transition::Request, ..) | (_, None, _) | (.., readings::Account::Http409) => {
                Refusal::wrong_state(detail)
            }
            (_, Some(reason), readings::Account::Http412) => Refusal::because(reason, detail),
            (_, Some(_), readings::Account::FailedReason) => {
                Refusal::new(422, "invalid_status", "Wrong status", detail)
            }
        }
    }
}

impl Transition {
    /// Statuses in which the step is allowed (BI-106, BI-115).
    pub fn expects(self) -> &'static [Status] {
        match self {
            Self::Request => &[Status::Created],
            Self::Authorize => &[Status::AuthorizationRequired, Status::ConfirmationRequired],
            Self::Confirm => &[Status::ConfirmationRequired],
        }
    }
}
