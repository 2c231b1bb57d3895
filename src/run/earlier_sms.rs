//! The SMS of an earlier run that count towards the limit of the hour.

use std::time::Duration;

use jiff::Timestamp;

use crate::api::STATIC_NUMBER;
use crate::client::{RunContext, Usage};
use crate::config::{CustomerNumber, RunSettings, Target};
use crate::evidence::{OperationAnswers, RecentSms, RunRecord};
use crate::verdict::{AssessedScenario, ConformanceReport};

const HOUR: Duration = Duration::from_secs(3600);

/// The SMS of an earlier run: for each mobile number, by its place, the rest of the hour of each SMS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EarlierSms(Vec<Vec<Duration>>);

impl EarlierSms {
    /// The SMS that `before` sent within the hour before `now`, if it had the same target and the SMS
    /// are limited. Where its record does not name them, as after a killed process, they are estimated
    /// from its scenarios.
    pub fn of(before: Option<&ConformanceReport>, target: &Target, now: Timestamp) -> Self {
        before.map(|it| Self::sent_by(&it.run, &it.scenarios, target, now)).unwrap_or_default()
    }

    fn sent_by(
        run: &RunRecord,
        scenarios: &[AssessedScenario],
        target: &Target,
        now: Timestamp,
    ) -> Self {
        let settings = &target.settings;
        if run.target.url != target.base_url.as_str() || settings.sms_per_hour.is_none() {
            return Self::default();
        }
        let mut rests = vec![Vec::new(); settings.customer_numbers.len().max(1)];
        for it in &run.recent_sms {
            let Some(place) = it.number.checked_sub(1).and_then(|at| rests.get_mut(at)) else {
                continue;
            };
            place.extend(it.sent_at.iter().filter_map(|at| rest(at, now)));
        }
        if run.recent_sms.is_empty() {
            let estimated = scenarios.iter().flat_map(|it| estimated(it, now));
            let numbers = rests.len();
            estimated.enumerate().for_each(|(index, rest)| rests[index % numbers].push(rest));
        }
        Self(rests)
    }

    /// The SMS of a run that has ended, to be recorded.
    pub fn recorded(context: &RunContext, now: Timestamp) -> Vec<RecentSms> {
        let sent_at = |rest: Duration| format!("{:.3}", now - HOUR.saturating_sub(rest));
        let numbers = numbers(context.customer_numbers()).into_iter().zip(1..);
        let recent = numbers.map(|(number, place)| RecentSms {
            number: place,
            sent_at: context.sms_rests(number).into_iter().map(sent_at).collect(),
        });
        recent.filter(|it| !it.sent_at.is_empty()).collect()
    }

    /// Lets them count in a run.
    pub fn count_in(&self, context: &RunContext) {
        for (number, rests) in numbers(context.customer_numbers()).into_iter().zip(&self.0) {
            context.count_earlier_sms(number, rests);
        }
    }

    /// Number of them.
    pub fn count(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// Time until the last of N SMS can be sent, if they are distributed evenly over the numbers.
    pub fn wait_for(&self, sms: u64, settings: &RunSettings) -> Duration {
        let Some(per_hour) = settings.sms_per_hour else { return Duration::ZERO };
        let numbers = settings.customer_numbers.len().max(1);
        let each = sms.div_ceil(numbers as u64);
        let rests = (0..numbers).map(|at| self.0.get(at).map_or(&[][..], Vec::as_slice));
        rests.map(|rests| wait(each, rests, per_hour.get())).max().unwrap_or_default()
    }
}

/// Time until the last of N SMS to one number can be sent.
fn wait(sms: u64, rests: &[Duration], per_hour: u64) -> Duration {
    // The time at which each SMS no longer counts, in order: the N-th SMS waits for the one that was
    // sent as many before it as an hour permits.
    let mut free: Vec<Duration> = rests.to_vec();
    free.sort();
    let mut last = Duration::ZERO;
    for _ in 0..sms {
        let at = (free.len() as u64).checked_sub(per_hour);
        let at = at.and_then(|at| free.get(usize::try_from(at).unwrap_or(usize::MAX)));
        last = last.max(at.copied().unwrap_or_default());
        free.push(last + HOUR);
    }
    last
}

/// The mobile numbers of the customers.
fn numbers(own: &[CustomerNumber]) -> Vec<&str> {
    if own.is_empty() {
        return vec![STATIC_NUMBER];
    }
    own.iter().map(CustomerNumber::as_str).collect()
}

/// Rest of the hour of an SMS that was sent at this time; `None` if it has passed.
fn rest(sent_at: &str, now: Timestamp) -> Option<Duration> {
    let age = now.duration_since(sent_at.parse().ok()?).max(jiff::SignedDuration::ZERO);
    HOUR.checked_sub(age.unsigned_abs()).filter(|rest| !rest.is_zero())
}

/// The SMS of a scenario, as if all were sent at its end.
fn estimated(scenario: &AssessedScenario, now: Timestamp) -> Vec<Duration> {
    let record = &scenario.record;
    let began = record.started_at.as_ref().and_then(|it| it.parse::<Timestamp>().ok());
    let ended = began.map(|it| it + Duration::from_millis(record.duration_ms));
    let Some(rest) = ended.and_then(|it| rest(&it.to_string(), now)) else { return Vec::new() };
    let sms = |it: &OperationAnswers| Usage::of(&it.operation).sms * it.succeeded as u64;
    let count: u64 = record.operations.iter().map(sms).sum();
    vec![rest; usize::try_from(count).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Availability, ScenarioRecord, TargetRecord};
    use crate::verdict::Verdict;

    const MINUTE: Duration = Duration::from_secs(60);
    const AUTHORIZE: &str = "POST /v1/persons/{person_id}/mobile_number/authorize";

    #[test]
    fn the_last_sms_waits_for_those_that_an_hour_permits_before_it() {
        let minutes = |it: u32| MINUTE * it;
        let rows: [(u64, &[u32], u64, u32); 9] = [
            (0, &[59, 58], 2, 0),
            (1, &[], 60, 0),
            (60, &[], 60, 0),
            (61, &[], 60, 60),
            (121, &[], 60, 120),
            (1, &[10], 2, 0),
            (2, &[30, 10], 2, 30),
            (3, &[30, 10], 2, 70),
            (1, &[10, 20, 30], 1, 30),
        ];
        for (sms, rests, per_hour, expected) in rows {
            let rests: Vec<Duration> = rests.iter().copied().map(minutes).collect();
            assert_eq!(
                wait(sms, &rests, per_hour),
                minutes(expected),
                "{sms} {rests:?} {per_hour}"
            );
        }
    }

    fn scenario() -> AssessedScenario {
        let mut record = ScenarioRecord::sample("s", Vec::new());
        record.started_at = Some("2026-11-30T10:00:00Z".into());
        record.duration_ms = 60_000;
        record.operations = vec![OperationAnswers {
            succeeded: 2,
            ..OperationAnswers::one(AUTHORIZE, Availability::Refused)
        }];
        AssessedScenario::new(record, Verdict::Passed, String::new())
    }

    #[test]
    fn the_sms_of_the_same_target_within_the_hour_count() {
        let now: Timestamp = "2026-11-30T10:30:00Z".parse().unwrap();
        let recorded = || {
            vec![RecentSms {
                number: 2,
                sent_at: vec!["2026-11-30T09:29:59Z".into(), "2026-11-30T10:20:00.500Z".into()],
            }]
        };
        let mut target = Target::new("mine", "https://h/".parse().unwrap());
        let settings = &mut target.settings;
        settings.sms_per_hour = std::num::NonZeroU64::new(60);
        settings.customer_numbers =
            ["+491701234567", "+491701234568"].map(|it| it.parse().unwrap()).to_vec();
        let half = Duration::from_millis(500);
        let rows = [
            ("https://h/", recorded(), vec![vec![], vec![MINUTE * 50 + half]]),
            ("https://h/", Vec::new(), vec![vec![MINUTE * 31], vec![MINUTE * 31]]),
            ("https://other/", recorded(), vec![]),
        ];
        for (url, recent_sms, expected) in rows {
            let server = TargetRecord { url: url.to_owned(), ..TargetRecord::default() };
            let run = RunRecord { target: server, recent_sms, ..RunRecord::default() };
            let counted = EarlierSms::sent_by(&run, &[scenario()], &target, now);
            assert_eq!(counted, EarlierSms(expected), "{url}");
        }
        assert_eq!(EarlierSms::of(None, &target, now).count(), 0);
    }
}
