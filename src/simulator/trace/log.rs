//! The events of a trace, in order and bounded.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::json;

use crate::api::operation::Operation;
use crate::evidence::{Exchange, TraceEventKind};
use crate::simulator::clock::printed;

/// Maximum number of events.
const MAX_EVENTS: usize = 1_000_000;
/// Maximum size of all events, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Digest of the request and the answer of an exchange.
pub type ContentDigest = [u8; 32];

/// Events in the JSON in which they are read, because that needs less memory than their values.
#[derive(Debug)]
pub struct TraceLog {
    events: Vec<LoggedEvent>,
    /// Indexes of the exchanges that were the first of their content.
    firsts: HashMap<ContentDigest, usize>,
    bytes: usize,
    gap: Option<String>,
    max_events: usize,
    max_bytes: usize,
}

#[derive(Debug)]
struct LoggedEvent {
    at: Timestamp,
    kind: LoggedKind,
}

#[derive(Debug)]
enum LoggedKind {
    /// An event as a JSON object without its time.
    Json(Box<str>),
    /// A repetition of the event with this index.
    Again(usize),
}

/// Place of an event in the log, and the time that it has there.
#[derive(Clone, Copy, Debug)]
pub struct LogPlace {
    index: usize,
    /// Time of the event.
    pub at: Timestamp,
}

impl Default for TraceLog {
    fn default() -> Self {
        Self::bounded(MAX_EVENTS, MAX_BYTES)
    }
}

impl TraceLog {
    /// A log of at most this many events and bytes.
    pub fn bounded(max_events: usize, max_bytes: usize) -> Self {
        let (events, firsts) = (Vec::new(), HashMap::new());
        Self { events, firsts, bytes: 0, gap: None, max_events, max_bytes }
    }

    /// Adds an event; `None` if the log is full. Its time is never before that of the previous event,
    /// even if the system's clock is set back.
    pub fn add(&mut self, now: Timestamp, kind: &TraceEventKind) -> Option<LogPlace> {
        let at = self.events.last().map_or(now, |last| last.at.max(now));
        let json = written(kind);
        let is_full =
            self.events.len() >= self.max_events || self.bytes + json.len() > self.max_bytes;
        if self.gap.is_some() || is_full {
            self.end_at(at);
            return None;
        }
        self.bytes += json.len();
        self.events.push(LoggedEvent { at, kind: LoggedKind::Json(json) });
        Some(LogPlace { index: self.events.len() - 1, at })
    }

    fn end_at(&mut self, at: Timestamp) {
        let (events, bytes) = (self.events.len(), self.bytes);
        self.gap.get_or_insert_with(|| {
            let at = printed(at);
            format!("nothing since {at} was kept, because {events} events of {bytes} bytes were")
        });
    }

    /// Replaces an event that has ended; if its content is that of an earlier one, by a reference to
    /// the first of them.
    pub fn replace(
        &mut self,
        place: LogPlace,
        kind: &TraceEventKind,
        content: Option<ContentDigest>,
    ) {
        let first = content.map(|it| *self.firsts.entry(it).or_insert(place.index));
        let first = first.unwrap_or(place.index);
        let Some(event) = self.events.get_mut(place.index) else { return };
        if let LoggedKind::Json(json) = &event.kind {
            self.bytes -= json.len();
        }
        // Of two calls at the same time the later one may have been answered first.
        event.kind = if first < place.index {
            LoggedKind::Again(first)
        } else {
            let json = written(kind);
            self.bytes += json.len();
            LoggedKind::Json(json)
        };
    }

    /// Calls of these operations, in order.
    pub fn calls(&self, operations: &[Operation]) -> Vec<Exchange> {
        let names: Vec<String> = operations.iter().map(Operation::name).collect();
        let texts = self.events.iter().filter_map(|it| match &it.kind {
            LoggedKind::Json(json) => Some(json),
            LoggedKind::Again(first) => match &self.events.get(*first)?.kind {
                LoggedKind::Json(json) => Some(json),
                LoggedKind::Again(_) => None,
            },
        });
        let read = texts.filter_map(|json| serde_json::from_str(json).ok());
        let calls = read.filter_map(|kind| match kind {
            TraceEventKind::Call(exchange) => Some(exchange),
            _ => None,
        });
        calls.filter(|it| names.contains(&it.operation)).collect()
    }

    /// The whole trace as JSON.
    pub fn json(&self) -> String {
        let room = self.bytes + self.events.len() * 80;
        let mut json = String::with_capacity(room);
        json.push_str(r#"{"events":["#);
        for (index, event) in self.events.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(r#"{"at":""#);
            json.push_str(&printed(event.at));
            json.push_str(r#"","#);
            match &event.kind {
                LoggedKind::Json(kind) => json.push_str(kind.trim_start_matches('{')),
                LoggedKind::Again(first) => {
                    json.push_str(written(&TraceEventKind::Again(*first)).trim_start_matches('{'));
                }
            }
        }
        json.push(']');
        if let Some(gap) = &self.gap {
            json.push_str(r#","gap":"#);
            json.push_str(&json!(gap).to_string());
        }
        json.push('}');
        json
    }
}

fn written(kind: &TraceEventKind) -> Box<str> {
    // An event has nothing that JSON cannot represent.
    serde_json::to_string(kind).unwrap_or_else(|_| r#"{"event":"done"}"#.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Trace, TraceEvent};

    fn read(log: &TraceLog) -> Trace {
        serde_json::from_str(&log.json()).unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_json_is_that_of_a_trace() {
        let mut log = TraceLog::default();
        assert_eq!(read(&log), Trace::default());
        let call = TraceEventKind::Call(Exchange::sample("GET /v1/persons", 200));
        for kind in [&call, &TraceEventKind::ClockMoved(5), &TraceEventKind::Done] {
            log.add(at(0), kind);
        }
        let place = log.add(at(1), &TraceEventKind::Done).unwrap();
        log.firsts.insert([7; 32], 0);
        log.replace(place, &call, Some([7; 32]));
        let times = ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:01.000Z"];
        let event = |at: usize, kind: &TraceEventKind| TraceEvent {
            at: times[at].to_owned(),
            kind: kind.clone(),
        };
        let expected = vec![
            event(0, &call),
            event(0, &TraceEventKind::ClockMoved(5)),
            event(0, &TraceEventKind::Done),
            event(1, &TraceEventKind::Again(0)),
        ];
        assert_eq!(read(&log), Trace { events: expected, gap: None });
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_change_the_order() {
        let mut log = TraceLog::default();
        for second in [5, 3, 6] {
            log.add(at(second), &TraceEventKind::Done);
        }
        let times: Vec<String> = read(&log).events.into_iter().map(|it| it.at).collect();
        let printed = [5, 5, 6].map(|second| format!("1970-01-01T00:00:0{second}.000Z"));
        assert_eq!(times, printed);
    }

    #[test]
    fn a_full_log_says_since_when_it_misses_events() {
        let done = TraceEventKind::Done;
        for (mut log, expected) in
            [(TraceLog::bounded(2, 1000), 2), (TraceLog::bounded(9, written(&done).len()), 1)]
        {
            let kept = (0..9).filter(|second| log.add(at(*second), &done).is_some()).count();
            let trace = read(&log);
            assert_eq!((kept, trace.events.len()), (expected, expected));
            let gap = trace.gap.unwrap();
            let since = format!("nothing since 1970-01-01T00:00:0{expected}.000Z was kept");
            assert!(gap.starts_with(&since), "{gap}");
        }
    }

    #[test]
    fn the_earlier_of_two_calls_does_not_refer_to_the_later_one() {
        let mut log = TraceLog::default();
        let call = TraceEventKind::Call(Exchange::sample("GET /v1/persons", 200));
        let places = [0, 1, 2].map(|second| log.add(at(second), &TraceEventKind::Done).unwrap());
        for place in [places[1], places[0], places[2]] {
            log.replace(place, &call, Some([1; 32]));
        }
        let kinds: Vec<TraceEventKind> = read(&log).events.into_iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [call.clone(), call, TraceEventKind::Again(1)]);
    }
}
