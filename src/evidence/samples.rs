//! Minimal records for tests.

use super::{
    Exchange, Outcome, Payload, Received, ScenarioRecord, Sent, StepKind, StepOutcome, StepRecord,
};

impl ScenarioRecord {
    /// A scenario with this id and name and these steps, one attempt, one request and no checks.
    pub(crate) fn sample(id: &str, steps: Vec<StepRecord>) -> Self {
        Self {
            id: id.to_owned(),
            position: 0,
            file: "x.feature".into(),
            feature: "x".into(),
            rule: None,
            name: id.to_owned(),
            line: 1,
            tags: Vec::new(),
            requirements: Vec::new(),
            not_applicable: None,
            steps,
            checks: Vec::new(),
            readings: Vec::new(),
            deviations: Vec::new(),
            operations: Vec::new(),
            exchanges: Vec::new(),
            sequence: Vec::new(),
            attachments: Vec::new(),
            requests: 1,
            started_at: None,
            duration_ms: 1,
            attempts: 1,
            earlier: Vec::new(),
        }
    }
}

impl StepRecord {
    /// A step with this outcome.
    pub(crate) fn sample(kind: StepKind, outcome: StepOutcome) -> Self {
        Self {
            kind,
            keyword: format!("{kind:?}"),
            text: "it".to_owned(),
            line: 2,
            outcome,
            duration_ms: 1,
            requests: 1,
        }
    }
}

impl Exchange {
    /// A call of this operation that got this status code.
    pub(crate) fn sample(operation: &str, status: u16) -> Self {
        Self {
            operation: operation.to_owned(),
            sent: Sent::default(),
            outcome: Outcome::Received(Received {
                status,
                headers: Vec::new(),
                body: Payload::Empty,
            }),
            at: String::new(),
            duration_ms: 1,
            retry: 0,
            availability: None,
        }
    }
}
