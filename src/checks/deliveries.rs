//! Webhook deliveries: their headers, their ids and their number.

use std::collections::HashSet;

use crate::api::EventType;
use crate::evidence::{Mismatch, Reply, Unobserved};

use super::expectation::{Expectation, Member};
use super::known::{KnownPerson, KnownSubscription};

pub(super) const EVENT_TYPE: &str = "solaris-webhook-event-type";
pub(super) const SUBSCRIPTION: &str = "solaris-webhook-subscription-id";
const ID: &str = "solaris-webhook-id";
const ATTEMPT: &str = "solaris-webhook-attempt";
const CALLOUT_TIME: &str = "solaris-webhook-callout-timestamp";
const ENTITY: &str = "solaris-entity-id";

/// A header field as text.
pub(super) fn header<'a>(delivery: &'a Reply, name: &str) -> Option<&'a str> {
    delivery.headers.get(name)?.to_str().ok()
}

/// Whether an event is about a resource with one of these ids. An event that contains no id may be
/// about one.
pub fn concerns(event: &Reply, ids: &[String]) -> bool {
    let named = [header(event, ENTITY), event.text("id"), event.text("person_id")];
    let mut named = named.into_iter().flatten().peekable();
    named.peek().is_none() || named.any(|id| ids.iter().any(|own| own == id))
}

/// Expected value of a header field.
enum ExpectedHeader<'a> {
    Is(&'a str),
    Filled(&'static str),
    Number,
}

impl ExpectedHeader<'_> {
    fn accepts(&self, value: Option<&str>) -> bool {
        match self {
            Self::Is(expected) => value == Some(expected),
            Self::Filled(_) => value.is_some_and(|it| !it.is_empty()),
            Self::Number => value.is_some_and(|it| it.parse::<u32>().is_ok()),
        }
    }

    fn words(&self) -> &str {
        match self {
            Self::Is(words) | Self::Filled(words) => words,
            Self::Number => "a number",
        }
    }
}

/// Every header field exists and names its subscription and its entity (WH-008).
///
/// # Errors
/// When the entity is not known, so that its header cannot be compared.
pub fn delivery_headers<'a>(
    delivery: &'a Reply,
    subscription: &KnownSubscription,
    person: &KnownPerson,
) -> Result<Expectation<'a>, Unobserved> {
    let fields = [
        (ID, ExpectedHeader::Filled("an id")),
        (SUBSCRIPTION, ExpectedHeader::Is(&subscription.id)),
        (EVENT_TYPE, ExpectedHeader::Is(subscription.event.word())),
        (ATTEMPT, ExpectedHeader::Number),
        (CALLOUT_TIME, ExpectedHeader::Filled("a time")),
        ("user-agent", ExpectedHeader::Filled("a name")),
    ];
    let entity = entity(subscription.event, person)?.map(|id| (ENTITY, ExpectedHeader::Is(id)));
    let (content_type, json) = (delivery.content_type(), "application/json");
    let expected = Expectation::of(delivery);
    let expected = expected.unless(content_type == json, "content-type", json, &*content_type);
    Ok(fields.into_iter().chain(entity).fold(expected, |it, (name, field)| {
        let value = header(delivery, name);
        it.unless(field.accepts(value), name, field.words(), value.unwrap_or("absent"))
    }))
}

/// Returns the id in the header of an event of this person. No header is documented for a deleted
/// number.
fn entity(event: EventType, person: &KnownPerson) -> Result<Option<&str>, Unobserved> {
    let (resource, id) = match event {
        EventType::NumberDeleted => return Ok(None),
        EventType::Identification => {
            ("identification", person.identifications.last().map(|it| &*it.id))
        }
        _ => ("person", Some(&*person.id).filter(|id| !id.is_empty())),
    };
    id.map(Some).ok_or_else(|| Unobserved::without_id(resource))
}

/// The events of these deliveries: those that repeat an earlier one with its id are left out. A
/// receiver recognises them, and a repeated delivery is not a second event.
pub fn events(deliveries: Vec<Reply>) -> Vec<Reply> {
    without_repetitions(deliveries, &[])
}

/// The attempts to deliver events: those that repeat an earlier one with its id, number and time are
/// left out.
pub fn attempts(deliveries: Vec<Reply>) -> Vec<Reply> {
    without_repetitions(deliveries, &[ATTEMPT, CALLOUT_TIME])
}

fn without_repetitions(deliveries: Vec<Reply>, more: &[&str]) -> Vec<Reply> {
    let mut known = HashSet::new();
    let mut is_new = |it: &Reply| {
        let fields = [ID, SUBSCRIPTION, EVENT_TYPE, ENTITY];
        let values = fields.iter().chain(more).map(|name| header(it, name).map(str::to_owned));
        let values: Vec<_> = values.collect();
        values[0].is_none() || known.insert((values, it.body.clone()))
    };
    deliveries.into_iter().filter(|it| is_new(it)).collect()
}

/// One event was delivered.
pub fn one_delivery(deliveries: &[Reply]) -> Option<Mismatch> {
    let kinds = deliveries.iter().map(|it| header(it, EVENT_TYPE).unwrap_or("nameless"));
    let actual = format!("{}: {}", deliveries.len(), kinds.collect::<Vec<_>>().join(", "));
    (deliveries.len() != 1).then(|| Mismatch::new("deliveries", "1", actual))
}

/// The event of a deleted number names the number in its body (WH-020).
pub fn named_entity<'a>(
    delivery: &'a Reply,
    event: EventType,
    person: &KnownPerson,
) -> Expectation<'a> {
    let expected = Expectation::of(delivery);
    match event {
        EventType::NumberDeleted => expected.member("id", Member::Is(&person.mobile_number["id"])),
        _ => expected,
    }
}

/// There were exactly `count` deliveries.
pub fn number_of_deliveries(deliveries: &[Reply], count: usize) -> Option<Mismatch> {
    let actual = deliveries.len();
    (actual != count).then(|| Mismatch::new("deliveries", count.to_string(), actual.to_string()))
}

fn ids(deliveries: &[Reply]) -> HashSet<Option<&str>> {
    deliveries.iter().map(|it| header(it, ID)).collect()
}

/// Each event has an id of its own (WH-010).
pub fn distinct_ids(deliveries: &[Reply]) -> Option<Mismatch> {
    let found = ids(deliveries).iter().flatten().count();
    let actual = format!("{found} ids in {} deliveries", deliveries.len());
    (found != deliveries.len()).then(|| Mismatch::new(ID, "as many", actual))
}

/// All attempts to deliver an event carry one id (WH-010).
pub fn same_id(attempts: &[Reply]) -> Option<Mismatch> {
    let ids = ids(attempts);
    let actual = format!("{} ids in {} attempts", ids.len(), attempts.len());
    (ids.len() != 1 || ids.contains(&None)).then(|| Mismatch::new(ID, "one id", actual))
}

/// The attempts are numbered from 1 (WH-011).
pub fn numbered_attempts(attempts: &[Reply]) -> Option<Mismatch> {
    let numbers: Vec<&str> =
        attempts.iter().map(|it| header(it, ATTEMPT).unwrap_or("none")).collect();
    let fits = numbers.iter().zip(1_u32..).all(|(it, number)| *it == number.to_string());
    (!fits).then(|| Mismatch::new(ATTEMPT, "1, 2, 3 …", numbers.join(", ")))
}

/// One delivery is made immediately, some in the first hour and fewer in the second hour (WH-012).
/// `totals` are the numbers of deliveries immediately, after one hour and after two hours.
pub fn rarer_deliveries(totals: &[usize]) -> Option<Mismatch> {
    let at = |index: usize| totals.get(index).copied().unwrap_or_default();
    let (first, second) = (at(1).saturating_sub(at(0)), at(2).saturating_sub(at(1)));
    let expected = "1 at once, some in the first hour, fewer in the second";
    let actual = format!("{} at once, {first} in the first hour, {second} in the second", at(0));
    (at(0) != 1 || first <= second).then(|| Mismatch::new("deliveries", expected, actual))
}

/// The number of attempts is one of the readings of C-39 (WH-013).
pub fn documented_attempts(attempts: &[Reply]) -> Option<Mismatch> {
    let count = attempts.len();
    let undocumented = super::readings::retries(count).is_none();
    undocumented.then(|| Mismatch::new("attempts", "25, or 20", count.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{delivery, paths, subscription};

    fn whole() -> Vec<(&'static str, &'static str)> {
        vec![
            ("content-type", "application/json"),
            (ID, "1"),
            (SUBSCRIPTION, "sub"),
            (EVENT_TYPE, "PERSON_CHANGED"),
            (ATTEMPT, "1"),
            (CALLOUT_TIME, "2024-01-01"),
            ("user-agent", "x"),
            (ENTITY, "per"),
        ]
    }

    #[test]
    fn every_header_field_is_checked() {
        let subscription = subscription("sub", "secret");
        let person = KnownPerson { id: "per".into(), ..KnownPerson::default() };
        let complete = delivery(&whole(), "{}");
        let found = |delivery: &Reply, subscription| {
            paths(delivery_headers(delivery, subscription, &person).unwrap())
        };
        assert!(found(&complete, &subscription).is_empty());
        for (index, (name, _)) in whole().into_iter().enumerate() {
            let mut headers = whole();
            headers[index].1 = "";
            let incomplete = delivery(&headers, "{}");
            assert_eq!(found(&incomplete, &subscription), [name]);
        }
        let other = |event| KnownSubscription { event, ..subscription.clone() };
        assert_eq!(found(&complete, &other(EventType::NumberDeleted)), [EVENT_TYPE]);
        let unknown = other(EventType::Identification);
        assert!(delivery_headers(&complete, &unknown, &person).is_err());
    }

    fn with(rows: &[(&str, &str)]) -> Vec<Reply> {
        rows.iter().map(|it| delivery(&[*it], "{}")).collect()
    }

    #[test]
    fn ids_and_numbers_of_deliveries() {
        let rows: [(Vec<Reply>, [bool; 5]); 5] = [
            // One delivery, distinct ids, one id, two deliveries, numbered attempts.
            (with(&[(ID, "a"), (ID, "b")]), [false, true, false, true, false]),
            (with(&[(ID, "a"), (ID, "a")]), [false, false, true, true, false]),
            (with(&[("x", "a"), ("x", "a")]), [false, false, false, true, false]),
            (with(&[(ATTEMPT, "1"), (ATTEMPT, "2")]), [false, false, false, true, true]),
            (with(&[(ID, "a")]), [true, true, true, false, false]),
        ];
        for (deliveries, expected) in rows {
            let found = [
                one_delivery(&deliveries),
                distinct_ids(&deliveries),
                same_id(&deliveries),
                number_of_deliveries(&deliveries, 2),
                numbered_attempts(&deliveries),
            ];
            assert_eq!(found.map(|it| it.is_none()), expected);
        }
    }

    #[test]
    fn repeated_deliveries_are_one_event() {
        let sent = |id, attempt| delivery(&[(ID, id), (ATTEMPT, attempt)], "{}");
        let other = delivery(&[(ID, "a"), (ATTEMPT, "1")], "[]");
        let all = vec![sent("a", "1"), sent("a", "1"), sent("a", "2"), sent("b", "1"), other];
        let ids = |all: &[Reply]| all.iter().map(|it| header(it, ID).unwrap()).collect::<String>();
        assert_eq!(ids(&attempts(all.clone())), "aaba");
        assert_eq!(ids(&events(all)), "aba");
        assert_eq!(events(with(&[(ATTEMPT, "1"), (ATTEMPT, "1")])).len(), 2);
    }

    #[test]
    fn attempts_become_rarer_and_end() {
        assert_eq!(rarer_deliveries(&[1, 5, 6]), None);
        for totals in [&[2, 5, 6][..], &[1, 3, 5], &[1, 1, 1], &[]] {
            assert!(rarer_deliveries(totals).is_some(), "{totals:?}");
        }
        let attempts = |count| with(&vec![(ID, "a"); count]);
        assert_eq!(documented_attempts(&attempts(20)), None);
        assert!(documented_attempts(&attempts(19)).is_some());
    }

    #[test]
    fn events_name_what_they_are_about() {
        let known = ["per".to_owned()];
        assert!(concerns(&delivery(&[(ENTITY, "per")], "{}"), &known));
        assert!(concerns(&delivery(&[], "{}"), &known));
        assert!(!concerns(&delivery(&[], r#"{"id":"other"}"#), &known));
        let mobile_number = serde_json::json!({ "id": "no" });
        let person = KnownPerson { mobile_number, ..KnownPerson::default() };
        let named = |body, event| paths(named_entity(&delivery(&[], body), event, &person));
        assert!(named(r#"{"id":"no"}"#, EventType::NumberDeleted).is_empty());
        assert_eq!(named("{}", EventType::NumberDeleted), ["id"]);
        assert!(named("{}", EventType::NumberCreated).is_empty());
    }
}
