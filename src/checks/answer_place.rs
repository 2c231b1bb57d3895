//! Places in an answer that a sentence names: a member or a header field.

use serde_json::{Value, json};

use crate::evidence::{Mismatch, Reply};

use super::example::{differences, written_header};
use super::expectation::{Expectation, Member};
use super::members::written_member;

/// A place in an answer.
#[derive(Clone, Copy, Debug)]
pub enum AnswerPlace<'a> {
    /// A dotted path.
    Member(&'a str),
    /// Name of a header field.
    Header(&'a str),
}

/// The place exists; also returns its value, to be noted.
pub fn noted_part<'a>(reply: &'a Reply, place: &AnswerPlace<'_>) -> (Expectation<'a>, Value) {
    match place {
        AnswerPlace::Member(path) => {
            let value = reply.member(path).cloned().unwrap_or(Value::Null);
            (Expectation::of(reply).member(path, Member::Present), value)
        }
        AnswerPlace::Header(name) => {
            (written_header(reply, name, "#any"), header(reply, name).unwrap_or(Value::Null))
        }
    }
}

/// The place has this text, or a value that the marker accepts.
pub fn written_part<'a>(reply: &'a Reply, place: &AnswerPlace<'_>, text: &str) -> Expectation<'a> {
    match place {
        AnswerPlace::Header(name) => written_header(reply, name, text),
        AnswerPlace::Member(path) if text.starts_with('#') => {
            let found = differences(&Value::from(text), reply.member(path));
            found.into_iter().fold(Expectation::of(reply), |it, differs| {
                it.unless(false, path, &differs.expected, differs.actual)
            })
        }
        AnswerPlace::Member(path) => written_member(reply, path, text),
    }
}

/// Differences of the deliveries from an example with `event_type`, `headers` and `body`: none if one
/// is like it, or those of the most similar one.
pub fn webhook_like(deliveries: &[Reply], example: &Value) -> Vec<Mismatch> {
    let found = deliveries.iter().map(|it| differences(example, Some(&described(it))));
    found.min_by_key(Vec::len).unwrap_or_else(|| {
        vec![Mismatch::new("webhook", "one that matches", "no webhook was delivered")]
    })
}

/// Compares SMS with an example of `number`, `token` and `identification_id`: the differences of the
/// nearest one.
pub fn sms_like(sent: &[Value], example: &Value) -> Vec<Mismatch> {
    let found = sent.iter().map(|it| differences(example, Some(it)));
    found
        .min_by_key(Vec::len)
        .unwrap_or_else(|| vec![Mismatch::new("SMS", "one that matches", "no SMS was sent")])
}

/// A delivery as JSON.
fn described(delivery: &Reply) -> Value {
    let headers: serde_json::Map<String, Value> = delivery
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    json!({
        "event_type": header(delivery, "solaris-webhook-event-type"),
        "headers": headers,
        "body": delivery.json.as_ref().ok(),
    })
}

fn header(reply: &Reply, name: &str) -> Option<Value> {
    let value = reply.headers.get(name)?;
    Some(Value::from(String::from_utf8_lossy(value.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};

    fn sample() -> Reply {
        let mut reply = reply("POST /x", 201, &json!({ "id": "a", "none": null }));
        reply.headers.insert("location", "/x/a".parse().unwrap());
        reply.headers.insert("solaris-webhook-event-type", "IDENTIFICATION".parse().unwrap());
        reply
    }

    #[test]
    fn members_and_headers_are_compared_with_texts_and_markers() {
        let reply = sample();
        let differs =
            |place: AnswerPlace<'_>, text: &str| paths(written_part(&reply, &place, text));
        for (place, right, wrong) in [
            (AnswerPlace::Member("id"), "a", "b"),
            (AnswerPlace::Member("none"), "#null", "#absent"),
            (AnswerPlace::Member("gone"), "#absent", "#any"),
            (AnswerPlace::Header("Location"), "/x/a", "/x/b"),
            (AnswerPlace::Header("location"), "#regex ^/x/", "#absent"),
            (AnswerPlace::Header("retry-after"), "#absent", "5"),
        ] {
            assert!(differs(place, right).is_empty(), "{place:?} {right}");
            assert_eq!(differs(place, wrong).len(), 1, "{place:?} {wrong}");
        }
        let (expected, value) = noted_part(&reply, &AnswerPlace::Header("location"));
        assert_eq!((paths(expected).len(), value), (0, json!("/x/a")));
        let (expected, _) = noted_part(&reply, &AnswerPlace::Header("etag"));
        assert_eq!(paths(expected), ["header etag"]);
    }

    #[test]
    fn the_most_similar_delivery_explains_what_is_missing() {
        let deliveries = [sample(), reply("x", 200, &json!({}))];
        let like = |example: Value| {
            let found = webhook_like(&deliveries, &example);
            found.into_iter().map(|it| it.path).collect::<Vec<_>>()
        };
        assert!(like(json!({ "event_type": "IDENTIFICATION", "body": { "id": "a" } })).is_empty());
        assert!(like(json!({ "headers": { "location": "/x/a" } })).is_empty());
        assert_eq!(
            like(json!({ "event_type": "IDENTIFICATION", "body": { "id": "b" } })),
            ["body.id"]
        );
        assert_eq!(webhook_like(&[], &json!({}))[0].path, "webhook");
        let sent = [json!({ "token": "123456", "identification_id": null })];
        assert!(sms_like(&sent, &json!({ "token": "#regex ^[0-9]{6}$" })).is_empty());
        assert_eq!(sms_like(&sent, &json!({ "identification_id": "x" })).len(), 1);
        assert_eq!(sms_like(&[], &json!({}))[0].path, "SMS");
    }
}
