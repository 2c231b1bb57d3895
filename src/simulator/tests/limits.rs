//! How much is allowed.

use super::{ApiCaller, zierfisch};
use crate::api::MockedIban;
use crate::simulator::AttemptLimits;

fn limited(limits: AttemptLimits) -> ApiCaller {
    let caller = ApiCaller::new();
    caller.simulation.default.tenant_state().set_limits(limits);
    caller
}

#[tokio::test]
async fn a_person_fails_twenty_times() {
    let caller = ApiCaller::new();
    let person = caller.customer().await;
    let bad = MockedIban::UnknownPerson.iban();
    for _ in 0..20 {
        let refused = caller.create(&person, bad).await.refusal();
        assert_eq!(refused.1, "MATCH_FOR_PERSON_DATA_NOT_FOUND");
    }
    let refused = caller.create(&person, MockedIban::Good.iban()).await.refusal();
    assert_eq!(refused, (412, "IDENTIFICATION_ATTEMPTS_EXCEEDED".into()));
    let other = caller.customer().await;
    assert_eq!(caller.create(&other, MockedIban::Good.iban()).await.status, 201);
}

#[tokio::test]
async fn an_iban_is_blocked_for_everybody() {
    let caller = limited(AttemptLimits { attempts_per_iban: 1, ..AttemptLimits::default() });
    let bad = MockedIban::UnknownPerson.iban();
    let person = caller.customer().await;
    caller.create(&person, bad).await;
    let other = caller.customer().await;
    let refused = caller.create(&other, bad).await.refusal();
    assert_eq!(refused, (412, "IBAN_USAGE_LIMIT_EXCEEDED".into()));
    assert_eq!(caller.create(&other, MockedIban::Good.iban()).await.status, 201);
}

#[tokio::test]
async fn a_name_is_blocked_but_the_static_number_never() {
    let bad = MockedIban::UnknownPerson.iban();
    for (limits, expected) in [
        (AttemptLimits { attempts_per_number: 1, ..AttemptLimits::default() }, 201),
        (AttemptLimits { attempts_per_name: 1, ..AttemptLimits::default() }, 412),
    ] {
        let caller = limited(limits);
        let person = caller.customer().await;
        caller.create(&person, bad).await;
        let namesake = caller.customer().await;
        assert_eq!(caller.create(&namesake, MockedIban::Good.iban()).await.status, expected);
    }
}

#[tokio::test]
async fn identical_persons_run_out() {
    let caller = limited(AttemptLimits { identical_persons: 2, ..AttemptLimits::default() });
    for status in [201, 201, 400] {
        assert_eq!(caller.post("/v1/persons", zierfisch()).await.status, status);
    }
    let mut other = zierfisch();
    other["birth_city"] = "Bonn".into();
    assert_eq!(caller.post("/v1/persons", other).await.status, 201);
}
