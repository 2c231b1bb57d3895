//! Times of the answers that the record of one run has.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evidence::{Exchange, Outcome};
use crate::verdict::{AssessedScenario, Times};

/// Times of the answers of an operation in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerTimes {
    /// Number of recorded answers.
    pub answers: usize,
    /// Times of these answers.
    #[serde(flatten)]
    pub times: Times,
}

/// Returns the times of the answers in the exchanges of these scenarios, by operation.
pub(super) fn answer_times(scenarios: &[AssessedScenario]) -> BTreeMap<String, AnswerTimes> {
    let mut times: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for it in scenarios.iter().flat_map(exchanges).filter(|it| is_answer(it)) {
        times.entry(&it.operation).or_default().push(it.duration_ms);
    }
    let of = |(operation, times): (&str, Vec<u64>)| {
        let times = AnswerTimes { answers: times.len(), times: Times::of(times) };
        (operation.to_owned(), times)
    };
    times.into_iter().map(of).collect()
}

fn exchanges(scenario: &AssessedScenario) -> impl Iterator<Item = &Exchange> {
    let earlier = scenario.earlier.iter().flat_map(|it| &it.exchanges);
    earlier.chain(&scenario.record.exchanges)
}

/// Whether it is an answer of the API; calls beside the API have no availability.
fn is_answer(exchange: &Exchange) -> bool {
    exchange.availability.is_some() && matches!(exchange.outcome, Outcome::Received(_))
}
