//! Webhook subscriptions (WH-001 to WH-007).

use serde_json::Value;

use crate::api::EventType;
use crate::evidence::{Mismatch, Reply};

use super::expectation::{Expectation, Member, shown};
use super::known::KnownSubscription;

const LIST: &str = "list of subscriptions";

/// A subscription was created, with the key of its signatures.
pub fn subscribed(reply: &Reply) -> Expectation<'_> {
    let members = [("id", Member::SomeText), ("secret", Member::SomeText)];
    Expectation::of(reply).done(201).members(&members)
}

/// The answer is the subscription that was requested, with its secret (WH-001).
pub fn new_subscription<'a>(reply: &'a Reply, event: EventType, url: &str) -> Expectation<'a> {
    subscribed(reply)
        .members(&[("event_type", Member::Text(event.word())), ("url", Member::Text(url))])
}

/// The receiver was asked once, with an empty body (WH-002). `calls` describes what it received.
pub fn one_verification(calls: &[String]) -> Option<Mismatch> {
    const EXPECTED: &str = "POST for WEBHOOK-SUBSCRIPTION with 0 bytes";
    let mismatch =
        || Mismatch::new("verification call", format!("one {EXPECTED}"), calls.join(", "));
    (calls != [EXPECTED]).then(mismatch)
}

/// The event has at most `most` subscriptions with one of these addresses (WH-005).
pub fn few_subscriptions<'a>(
    list: &'a Reply,
    event: EventType,
    addresses: &[&str],
    most: usize,
) -> Expectation<'a> {
    let ours = |it: &&Value| {
        let address = it["url"].as_str().unwrap_or_default();
        it["event_type"] == event.word() && addresses.contains(&address)
    };
    let found = entries(list).iter().filter(ours).count();
    let expected = format!("at most {most} for {}", event.word());
    Expectation::of(list).done(200).unless(found <= most, LIST, &expected, found.to_string())
}

/// The answer shows the subscription, alone or in a list; only its creation shows the secret (WH-006).
pub fn shown_subscription<'a>(
    reply: &'a Reply,
    known: &KnownSubscription,
    url: &str,
) -> Expectation<'a> {
    let event = known.event.word();
    let expected = Expectation::of(reply).done(200);
    if reply.operation.ends_with("/webhooks") {
        let entries = entries(reply);
        let entry = entries.iter().find(|it| it["id"] == known.id.as_str());
        let listed = entry.is_some_and(|it| it["event_type"] == event && it["url"] == url);
        let actual = format!("{} entries, it: {}", entries.len(), entry.is_some());
        let secret = entry.is_some_and(|it| it["secret"] == known.secret.as_str());
        return expected.unless(listed, LIST, &format!("the one to {event}"), actual).freedom(
            secret,
            "a list that shows the secret",
            "secret",
        );
    }
    let hidden = reply.text("secret") != Some(&known.secret);
    expected
        .members(&[
            ("id", Member::Text(&known.id)),
            ("event_type", Member::Text(event)),
            ("url", Member::Text(url)),
        ])
        .unless(hidden, "secret", "not to be shown again", "the secret")
}

/// A deletion succeeded; any 2xx is accepted, the field prints 204. Other calls are not compared.
pub fn deleted_subscription(reply: &Reply) -> Expectation<'_> {
    let failed = reply.operation.starts_with("DELETE") && !reply.is_success();
    Expectation::of(reply).unless(!failed, "status code", "2xx", reply.brief())
}

/// The list does not hold the subscription (WH-007, WH-015).
pub fn unlisted_subscription<'a>(list: &'a Reply, known: &KnownSubscription) -> Expectation<'a> {
    let held = entries(list).iter().any(|it| it["id"] == known.id.as_str());
    let actual = shown(list.json.as_ref().ok());
    Expectation::of(list).done(200).unless(!held, LIST, "not to hold it", actual)
}

fn entries(list: &Reply) -> &[Value] {
    list.json.as_ref().ok().and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply, subscription};
    use serde_json::json;

    #[test]
    fn new_subscriptions_have_an_id_and_a_secret() {
        let whole = json!({ "id": "1", "event_type": "IDENTIFICATION", "url": "u", "secret": "s" });
        let answer = |json: &Value| reply("POST /v1/webhooks", 201, json);
        let event = EventType::Identification;
        assert!(paths(new_subscription(&answer(&whole), event, "u")).is_empty());
        assert_eq!(paths(new_subscription(&answer(&whole), event, "v")), ["url"]);
        assert_eq!(paths(subscribed(&answer(&json!({ "id": "1" })))), ["secret"]);
    }

    #[test]
    fn one_empty_call_verifies_a_receiver() {
        let right = "POST for WEBHOOK-SUBSCRIPTION with 0 bytes".to_owned();
        assert_eq!(one_verification(std::slice::from_ref(&right)), None);
        let full = "POST for WEBHOOK-SUBSCRIPTION with 2 bytes".to_owned();
        for wrong in [vec![], vec![full], vec![right.clone(), right]] {
            assert!(one_verification(&wrong).is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn subscriptions_are_shown_without_their_secret() {
        let known = subscription("1", "s");
        let entry = json!({ "id": "1", "event_type": "PERSON_CHANGED", "url": "u" });
        let revealing =
            json!({ "id": "1", "event_type": "PERSON_CHANGED", "url": "u", "secret": "s" });
        let (one, list) = ("GET /v1/webhooks/{id}", "GET /v1/webhooks");
        let rows: [(Reply, &[&str]); 5] = [
            (reply(one, 200, &entry), &[]),
            (reply(one, 200, &revealing), &["secret"]),
            (reply(list, 200, &json!([entry])), &[]),
            (reply(list, 200, &json!([revealing])), &[]),
            (reply(list, 200, &json!([])), &[LIST]),
        ];
        for (reply, expected) in rows {
            assert_eq!(paths(shown_subscription(&reply, &known, "u")), expected);
        }
        let listed = reply(list, 200, &json!([entry]));
        assert_eq!(paths(unlisted_subscription(&listed, &known)), [LIST]);
        assert!(paths(unlisted_subscription(&listed, &subscription("2", "s"))).is_empty());
        let few = |most| few_subscriptions(&listed, EventType::PersonChanged, &["u"], most);
        assert!(paths(few(1)).is_empty());
        assert_eq!(paths(few(0)), [LIST]);
    }

    #[test]
    fn deletions_succeed() {
        let deletion = |status| reply("DELETE /v1/webhooks/{id}", status, &json!({}));
        assert!(paths(deleted_subscription(&deletion(204))).is_empty());
        assert_eq!(paths(deleted_subscription(&deletion(404))), ["status code"]);
        assert!(paths(deleted_subscription(&refusal(404, "x"))).is_empty());
    }
}
