//! State by event, as one table.

use jiff::{SignedDuration, Timestamp};

use super::{BankPageSession, Draft, Guard, IdentificationState, Rules, Transition};
use crate::api::{MockedIban, Status};
use crate::simulator::readings::Readings;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn identification(status: Status) -> IdentificationState {
    let draft = Draft {
        id: "i".into(),
        person_id: "p".into(),
        iban: MockedIban::Good.iban().into(),
        account: MockedIban::Good,
        consent: String::new(),
        reference: None,
    };
    let (mut identification, refusal) = IdentificationState::create(draft, NOW, &Rules::plain());
    assert_eq!(refusal, None);
    identification.status = status;
    identification
}

fn session() -> BankPageSession {
    BankPageSession {
        key: "k".into(),
        interface_id: "i".into(),
        url: "u".into(),
        opened_at: NOW,
        logged_in: false,
        authorised: false,
    }
}

fn take(identification: &mut IdentificationState, step: Transition, rules: &Rules) -> bool {
    match step {
        Transition::Request => identification.request(session(), "s".into(), rules),
        Transition::Authorize => identification.authorize(NOW, rules, ("1".into(), "r".into())),
        Transition::Confirm => identification.confirm(NOW, rules, "1"),
    }
    .is_ok()
}

#[test]
fn each_step_is_allowed_where_it_belongs_and_nowhere_else() {
    use Status::{AuthorizationRequired, ConfirmationRequired, Created};
    for status in Status::ALL.iter().copied() {
        for (step, allowed) in [
            (Transition::Request, status == Created),
            (
                Transition::Authorize,
                [AuthorizationRequired, ConfirmationRequired].contains(&status),
            ),
            (Transition::Confirm, status == ConfirmationRequired),
        ] {
            let mut subject = identification(status);
            assert_eq!(take(&mut subject, step, &Rules::plain()), allowed, "{step:?} in {status}");
            assert!(allowed || subject.status == status, "{step:?} in {status}");
            let ignoring = Rules::new(
                Readings::default(),
                super::AttemptLimits::default(),
                vec![Guard::State(step, status)],
                Vec::new(),
            );
            assert!(take(&mut identification(status), step, &ignoring), "{step:?} in {status}");
        }
    }
}

#[test]
fn time_moves_each_status_at_its_own_moment() {
    let ten = SignedDuration::from_mins(10);
    let month = SignedDuration::from_hours(30 * 24);
    for (status, after, then) in [
        (Status::Created, month, Status::Expired),
        (Status::Pending, ten, Status::Failed),
        (Status::AuthorizationRequired, ten, Status::Expired),
        (Status::ConfirmationRequired, ten, Status::Expired),
        (Status::Confirmed, SignedDuration::ZERO, Status::Successful),
        (Status::Successful, month, Status::Successful),
        (Status::Failed, month, Status::Failed),
        (Status::Expired, month, Status::Expired),
    ] {
        let mut subject = identification(status);
        subject.session = Some(session());
        subject.authorization_expires_at = Some(NOW + ten);
        if !after.is_zero() {
            subject.settle(NOW + after - SignedDuration::from_millis(1), &Rules::plain());
            assert_eq!(subject.status, status);
        }
        subject.settle(NOW + after, &Rules::plain());
        assert_eq!(subject.status, then, "{status}");
    }
}
