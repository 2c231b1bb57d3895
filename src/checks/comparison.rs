//! Whether a person is what it was: values compared whatever their notation.

use jiff::Timestamp;
use serde_json::Value;

use crate::evidence::Reply;

use super::expectation::{Expectation, shown};

/// The same value, whatever its notation: times by instant, flags as word or boolean, objects by
/// the members that were sent.
pub fn same(actual: Option<&Value>, sent: &Value) -> bool {
    let instant = |value: &Value| value.as_str().and_then(|it| it.parse::<Timestamp>().ok());
    match (actual, sent) {
        (Some(actual), sent) if actual == sent => true,
        (Some(Value::Bool(flag)), Value::String(word)) => flag.to_string() == *word,
        (Some(Value::Object(members)), Value::Object(sent)) => sent.iter().all(|(name, value)| {
            let empty = value.as_str() == Some("");
            same(members.get(name), value)
                || (empty && members.get(name).is_none_or(Value::is_null))
        }),
        (Some(actual), sent) => instant(actual).is_some() && instant(actual) == instant(sent),
        (None, _) => false,
    }
}

/// Every member of `sent` that the answer shows has the value that was sent; what it does not show
/// is a freedom. Texts may lose nothing: `null` for a value that was sent counts as not shown.
pub fn as_sent<'a>(expected: Expectation<'a>, reply: &'a Reply, sent: &Value) -> Expectation<'a> {
    let members = sent.as_object().into_iter().flatten();
    members.filter(|(_, value)| !value.is_null()).fold(expected, |expected, (name, value)| {
        let actual = reply.member(name).filter(|it| !it.is_null() && **it != "null");
        expected
            .unless(
                actual.is_none() || same(actual, value),
                name,
                &value.to_string(),
                shown(actual),
            )
            .freedom(actual.is_none(), "a registered property is not shown", name)
    })
}

/// Every member of `sent` is as it was `before`, those in `except` aside.
pub fn as_before<'a>(
    expected: Expectation<'a>,
    (now, before): (&'a Reply, &Value),
    sent: &Value,
    except: &[&str],
) -> Expectation<'a> {
    let names = sent.as_object().into_iter().flat_map(|it| it.keys());
    names.filter(|name| !except.contains(&name.as_str())).fold(expected, |expected, name| {
        let (was, is) = (before.get(name), now.member(name));
        let kept = was.is_none_or(|was| same(is, was));
        expected.unless(kept, name, &shown(was), shown(is))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn notations_compare() {
        let same = |actual: Value, sent: Value| same(Some(&actual), &sent);
        assert!(same(json!("2020-02-02T02:02:02.000Z"), json!("2020-02-02T02:02:02Z")));
        assert!(same(json!(true), json!("true")) && !same(json!(false), json!("true")));
        assert!(same(json!({"a": "x", "b": null}), json!({"a": "x"})));
        assert!(!same(json!("null"), json!("x")));
    }
}
