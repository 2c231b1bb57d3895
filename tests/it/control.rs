//! The client of the control interface, on a simulator.

use bankident_conformance::api::STATIC_NUMBER;
use bankident_conformance::client::{ControlClient, OutboxFilter, RunContext, Session};
use bankident_conformance::config::{ControlAccess, Credentials, Secret, Target};
use bankident_conformance::evidence::{Outcome, Reply, TraceEventKind, TracedScreen, Unobserved};
use bankident_conformance::simulator::{Setup, Simulator};
use serde_json::json;

use crate::support::block_on;

fn client(simulator: &Simulator, token: &str) -> ControlClient {
    let url = Target::parse_url(simulator.control_url()).unwrap();
    ControlClient::new(ControlAccess { url, token: Secret::new(token) }).unwrap()
}

fn partner(simulator: &Simulator, credentials: Credentials) -> Session {
    let mut target = Target::new("observed", Target::parse_url(simulator.api_url()).unwrap());
    target.credentials = Some(credentials);
    Session::open(&RunContext::new(target).unwrap())
}

async fn refused_person(session: &Session) -> Reply {
    session.create_person_from_text("{}").await.unwrap()
}

#[test]
fn a_tenant_is_scripted_and_observed() {
    block_on(async {
        let simulator = Simulator::start(Setup::default()).await.unwrap();
        let control = client(&simulator, simulator.control_token());
        let made = control.create_tenant(&json!({ "journal": "complete" })).await.unwrap();
        let id = made.id.as_str();
        let partner = partner(&simulator, made.credentials);
        let script = json!([{ "on": "POST /v1/persons", "answer": "INVALID_MODEL" }]);
        control.set_script(id, &script).await.unwrap();
        assert_eq!(refused_person(&partner).await.brief(), "412 INVALID_MODEL");
        assert_eq!(refused_person(&partner).await.status, 400);
        let before = control.now(id).await.unwrap();
        let after = control.advance_clock(id, 60_000).await.unwrap();
        assert_eq!(after.duration_since(before).as_secs(), 60);
        let shown = TracedScreen {
            screen: "end".into(),
            text: "Ende".into(),
            language: None,
            picture: None,
        };
        control.add_event(id, &TraceEventKind::Shown(shown.clone())).await.unwrap();
        let trace = control.trace(id).await.unwrap();
        let codes: Vec<u16> = trace
            .calls()
            .map(|it| match &it.exchange.outcome {
                Outcome::Received(received) => received.status,
                Outcome::Unobserved(why) => panic!("{why}"),
            })
            .collect();
        assert_eq!((codes, trace.gap), (vec![200, 412, 400], None));
        let kinds: Vec<_> = trace.events.into_iter().skip(3).map(|it| it.kind).collect();
        assert_eq!(kinds, [TraceEventKind::ClockMoved(60_000), TraceEventKind::Shown(shown)]);
        simulator.stop().await;
    });
}

#[test]
fn limits_providers_faults_and_sms_are_reached() {
    block_on(async {
        let simulator = Simulator::start(Setup::default()).await.unwrap();
        let control = client(&simulator, simulator.control_token());
        let id = control.create_tenant(&json!({})).await.unwrap().id;
        control.set_limits(&id, &json!({ "attempts_per_person": 1 })).await.unwrap();
        control.set_providers(&id, &json!({ "schufa": "down" })).await.unwrap();
        control.set_faults(&id, &["wrong-tan-accepted"]).await.unwrap();
        for filter in [
            OutboxFilter::default(),
            OutboxFilter { number: Some(STATIC_NUMBER), identification_id: Some("x") },
        ] {
            assert_eq!(control.outbox(&id, filter).await.unwrap(), []);
        }
        control.delete_tenant(&id).await.unwrap();
        assert!(control.now(&id).await.is_err());
        simulator.stop().await;
    });
}

#[test]
fn a_refusal_says_which_call_failed_and_why() {
    block_on(async {
        let simulator = Simulator::start(Setup::default()).await.unwrap();
        let detail = |unobserved: Unobserved| match unobserved {
            Unobserved::Dependency { detail, .. } => detail,
            other => panic!("{other:?}"),
        };
        let control = client(&simulator, simulator.control_token());
        let refused = control.trace("default").await.unwrap_err();
        let refused = detail(refused);
        assert!(refused.starts_with("GET /tenants/{id}/trace was answered 409"), "{refused}");
        assert!(refused.contains(r#"{"journal": "complete"}"#), "{refused}");
        let stranger = client(&simulator, "wrong").now("default").await.unwrap_err();
        assert!(detail(stranger).contains("401 Unauthorized token_required"));
        simulator.stop().await;
        let gone = detail(control.now("default").await.unwrap_err());
        assert!(gone.starts_with("GET /tenants/{id}/clock: "), "{gone}");
    });
}
