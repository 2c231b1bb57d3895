//! Answers to the calls of an operation, counted by what they say about the operation itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Availability, Exchange};

/// The answers to the calls of one operation.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct OperationAnswers {
    /// Method and path template.
    pub operation: String,
    /// Number of successes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub succeeded: usize,
    /// Number of answers that say that the permission is lacking.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub forbidden: usize,
    /// Number of answers that say that there is no such operation.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missing: usize,
    /// Number of other refusals and failures.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refused: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl OperationAnswers {
    /// Counts the answers in `exchanges`; the operations are in the order of their first call.
    pub fn count<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>) -> Vec<Self> {
        let mut counted: Vec<Self> = Vec::new();
        for exchange in exchanges {
            let Some(availability) = exchange.availability else { continue };
            let one = Self::one(&exchange.operation, availability);
            Self::add(&mut counted, &one);
        }
        counted
    }

    /// Adds the answers to the same operation.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Vec<Self> {
        let mut sum = Vec::new();
        for it in all {
            Self::add(&mut sum, it);
        }
        sum
    }

    /// Adds the answers to those of the same operation.
    pub fn add(counted: &mut Vec<Self>, more: &Self) {
        let known = counted.iter_mut().find(|it| it.operation == more.operation);
        let Some(known) = known else { return counted.push(more.clone()) };
        known.succeeded += more.succeeded;
        known.forbidden += more.forbidden;
        known.missing += more.missing;
        known.refused += more.refused;
    }

    /// Whether every answer says that the permission is lacking.
    pub fn is_forbidden(&self) -> bool {
        self.forbidden > 0 && self.succeeded + self.missing + self.refused == 0
    }

    /// Whether every answer says that there is no such operation.
    pub fn is_missing(&self) -> bool {
        self.missing > 0 && self.succeeded + self.forbidden + self.refused == 0
    }

    /// One call with this answer.
    pub fn one(operation: &str, availability: Availability) -> Self {
        let counts = |it| usize::from(it == availability);
        Self {
            operation: operation.to_owned(),
            succeeded: counts(Availability::Succeeded),
            forbidden: counts(Availability::Forbidden),
            missing: counts(Availability::Missing),
            refused: counts(Availability::Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(answers: &[Availability]) -> OperationAnswers {
        let mut counted = Vec::new();
        for it in answers {
            OperationAnswers::add(&mut counted, &OperationAnswers::one("GET /x", *it));
        }
        counted.remove(0)
    }

    #[test]
    fn an_operation_is_forbidden_or_missing_only_if_every_answer_says_so() {
        use Availability::{Forbidden, Missing, Refused, Succeeded, Unknown};
        let rows: [(&[Availability], bool, bool); 8] = [
            (&[Unknown], false, false),
            (&[Forbidden], true, false),
            (&[Forbidden, Unknown, Forbidden], true, false),
            (&[Forbidden, Refused], false, false),
            (&[Forbidden, Succeeded], false, false),
            (&[Missing, Unknown], false, true),
            (&[Missing, Refused], false, false),
            (&[Missing, Forbidden], false, false),
        ];
        for (answers, forbidden, missing) in rows {
            let sum = sum(answers);
            assert_eq!((sum.is_forbidden(), sum.is_missing()), (forbidden, missing), "{answers:?}");
        }
    }
}
