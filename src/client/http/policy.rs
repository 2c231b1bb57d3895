//! Maximum request rate, and the requests that may be repeated.
//!
//! A request is repeated if it was never sent (no connection), or if it is a GET whose answer broke
//! off or was 502, 503 or 504 from a gateway. A request refused with 429 was not carried out.
//! Therefore a request of any kind is repeated until the maximum time has passed. Each try is an
//! exchange of its own.

use std::cell::Cell;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::client::http::request::{ApiAnswer, ApiRequest};
use crate::config::{Deadlines, Rate, Target};
use crate::evidence::Unobserved;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MOST_RETRIES: u32 = 2;
/// Pause after a 429 that names none; it grows with each try.
const PAUSE_AFTER_429: Duration = Duration::from_millis(500);
/// Maximum pause after a 429 that names none.
const LONGEST_PAUSE_AFTER_429: Duration = Duration::from_secs(4);

/// Minimum interval between requests.
#[derive(Debug)]
pub struct RateLimit {
    interval: Option<Duration>,
    /// Earliest time of the next request.
    next: Cell<Option<Instant>>,
}

impl RateLimit {
    /// The rate limit for `target`.
    pub fn new(target: &Target) -> Self {
        Self { interval: target.settings.rate.map(Rate::interval), next: Cell::default() }
    }

    /// Reserves the next free time slot and returns the time until it.
    pub fn reserve_slot(&self, now: Instant) -> Duration {
        let Some(interval) = self.interval else { return Duration::ZERO };
        let slot = self.next.get().map_or(now, |next| next.max(now));
        self.next.set(Some(slot + interval));
        slot - now
    }
}

/// Number of repetitions of a request, and the time for them.
#[derive(Debug)]
pub struct RetryPolicy {
    retries: u32,
    /// Maximum time for all tries of a request.
    limit: Duration,
    /// Maximum time for all tries of a request that is refused with 429.
    limit_after_429: Duration,
}

impl RetryPolicy {
    /// The policy for `target`. Requests to a simulator with a control interface are not repeated:
    /// it refuses only what it is configured to refuse.
    pub fn new(target: &Target) -> Self {
        let retries = if target.control.is_some() { 0 } else { MOST_RETRIES };
        let Deadlines { request, settle, .. } = target.deadlines;
        Self { retries, limit: request, limit_after_429: settle.max(request) }
    }

    /// Returns the pause before the next try, or `None` if the result is final.
    pub fn delay(
        &self,
        call: &ApiRequest,
        seen: &Result<ApiAnswer, Unobserved>,
        retry: u32,
        spent: Duration,
    ) -> Option<Duration> {
        if let Ok(answer) = seen
            && answer.status == 429
        {
            let asked = retry_after(&answer.headers, jiff::Timestamp::now());
            let own = PAUSE_AFTER_429.saturating_mul(2_u32.saturating_pow(retry));
            let pause = asked.unwrap_or(own.min(LONGEST_PAUSE_AFTER_429)).max(FIRST_PAUSE);
            return (spent + pause <= self.limit_after_429).then_some(pause);
        }
        let asked = match seen {
            Err(Unobserved::NoConnection { .. }) => Duration::ZERO,
            Err(Unobserved::Broken { .. }) if call.method == Method::GET => Duration::ZERO,
            Ok(answer) if call.method == Method::GET && matches!(answer.status, 502..=504) => {
                retry_after(&answer.headers, jiff::Timestamp::now()).unwrap_or_default()
            }
            _ => return None,
        };
        let pause = asked.max(FIRST_PAUSE * 3_u32.saturating_pow(retry));
        (retry < self.retries && spent + pause <= self.limit).then_some(pause)
    }
}

/// Pause demanded by `Retry-After`, which holds seconds or a date.
fn retry_after(headers: &HeaderMap, now: jiff::Timestamp) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    let seconds = date.timestamp().as_second() - now.as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::http::request::{Body, RecordedBody};

    fn retry_delay(
        method: Method,
        seen: &Result<ApiAnswer, Unobserved>,
        retry: u32,
    ) -> Option<u128> {
        let call = ApiRequest {
            operation: "x".into(),
            method,
            url: url::Url::parse("http://h/").unwrap(),
            headers: Vec::new(),
            body: Body::None,
            recorded: RecordedBody::Whole,
        };
        let (limit, limit_after_429) = (Duration::from_secs(10), Duration::from_secs(20));
        let policy = RetryPolicy { retries: 2, limit, limit_after_429 };
        let pause = policy.delay(&call, seen, retry, Duration::from_secs(1));
        pause.map(|pause| pause.as_millis())
    }

    fn answer(status: u16, retry_after: Option<&'static str>) -> ApiAnswer {
        let mut headers = HeaderMap::new();
        if let Some(text) = retry_after {
            headers.insert("retry-after", text.parse().unwrap());
        }
        ApiAnswer { status, headers, body: Vec::new() }
    }

    #[test]
    fn requests_keep_their_interval() {
        let interval = Some(Duration::from_millis(100));
        let (now, rate) = (Instant::now(), RateLimit { interval, next: Cell::default() });
        let waits: Vec<_> = (0..3).map(|_| rate.reserve_slot(now).as_millis()).collect();
        assert_eq!(waits, [0, 100, 200]);
        // A slot that nobody used is lost.
        assert_eq!(rate.reserve_slot(now + Duration::from_secs(9)), Duration::ZERO);
    }

    #[test]
    fn only_what_is_safe_is_sent_again_and_not_for_ever() {
        let refused = Err(Unobserved::NoConnection { address: "a".into(), detail: "d".into() });
        let broken = Err(Unobserved::Broken { operation: "o".into(), detail: "d".into() });
        let rows = [
            (Method::POST, &refused, 0, Some(100)),
            (Method::POST, &refused, 1, Some(300)),
            (Method::POST, &refused, 2, None),
            (Method::GET, &broken, 0, Some(100)),
            (Method::POST, &broken, 0, None),
            (Method::GET, &Ok(answer(502, None)), 0, Some(100)),
            (Method::GET, &Ok(answer(504, None)), 1, Some(300)),
            (Method::GET, &Ok(answer(500, None)), 0, None),
            (Method::GET, &Ok(answer(429, Some("1"))), 0, Some(1_000)),
            (Method::POST, &Ok(answer(429, Some("7"))), 5, Some(7_000)),
            (Method::PATCH, &Ok(answer(429, None)), 0, Some(500)),
            (Method::PATCH, &Ok(answer(429, None)), 9, Some(4_000)),
            (Method::POST, &Ok(answer(429, Some("20"))), 0, None),
            (Method::POST, &Ok(answer(503, None)), 0, None),
            (Method::PATCH, &Ok(answer(502, None)), 0, None),
        ];
        for (method, seen, retry, expected) in rows {
            let words = format!("{method} {seen:?} {retry}");
            assert_eq!(retry_delay(method, seen, retry), expected, "{words}");
        }
    }

    #[test]
    fn retry_after_is_honoured_within_the_limit() {
        assert_eq!(retry_delay(Method::GET, &Ok(answer(503, Some("2"))), 0), Some(2_000));
        assert_eq!(retry_delay(Method::GET, &Ok(answer(503, Some("0"))), 0), Some(100));
        assert_eq!(retry_delay(Method::GET, &Ok(answer(503, Some("10"))), 0), None);
        assert_eq!(retry_delay(Method::GET, &Ok(answer(503, Some("soon"))), 0), Some(100));
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", "Thu, 01 Jan 1970 00:00:07 GMT".parse().unwrap());
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        assert_eq!(retry_after(&headers, at(4)), Some(Duration::from_secs(3)));
        assert_eq!(retry_after(&headers, at(9)), Some(Duration::ZERO));
    }
}
