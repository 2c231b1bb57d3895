//! Readings that webhooks show: C-23, C-39.

use crate::api::Status;

use super::table::{DocumentedReading, IDENTIFICATION_EVENT, RETRIES_20, RETRIES_25};

/// C-23: which event reports that the account snapshot is available, by the status an
/// IDENTIFICATION event carried.
pub fn snapshot_event(status: Status) -> Option<DocumentedReading> {
    (status == Status::AuthorizationRequired).then_some(IDENTIFICATION_EVENT)
}

/// C-39: how long an undelivered webhook is repeated, by the number of attempts. Whether the first
/// attempt counts as one of them is not said.
pub fn retries(attempts: usize) -> Option<DocumentedReading> {
    match attempts {
        25 | 26 => Some(RETRIES_25),
        20 | 21 => Some(RETRIES_20),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_fit_a_reading_of_c_23() {
        assert_eq!(snapshot_event(Status::AuthorizationRequired), Some(IDENTIFICATION_EVENT));
        assert_eq!(snapshot_event(Status::Pending), None);
    }

    #[test]
    fn attempts_fit_a_reading_of_c_39() {
        let rows = [
            (19, None),
            (20, Some(RETRIES_20)),
            (21, Some(RETRIES_20)),
            (22, None),
            (25, Some(RETRIES_25)),
            (26, Some(RETRIES_25)),
            (27, None),
        ];
        for (attempts, expected) in rows {
            assert_eq!(retries(attempts), expected, "{attempts}");
        }
    }
}
