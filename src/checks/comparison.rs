//! Comparison of a person with an earlier state; two notations of a value are equal.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::evidence::Reply;

use super::expectation::{Expectation, shown};

/// Whether a member has no value: it is absent, null or the text `"null"` (C-13).
pub fn is_unset(value: Option<&Value>) -> bool {
    value.is_none_or(|it| it.is_null() || *it == "null")
}

/// The same value, whatever its notation: times by instant, flags as word or boolean, objects by
/// the members that were sent, and no value as null or absent.
pub fn same(actual: Option<&Value>, sent: &Value) -> bool {
    let instant = |value: &Value| value.as_str().and_then(|it| it.parse::<Timestamp>().ok());
    match (actual, sent) {
        (actual, sent) if is_unset(Some(sent)) => is_unset(actual),
        (Some(actual), sent) if actual == sent => true,
        (Some(Value::Bool(flag)), Value::String(word)) => flag.to_string() == *word,
        (Some(Value::Object(members)), Value::Object(sent)) => sent.iter().all(|(name, value)| {
            let empty = value.as_str() == Some("");
            same(members.get(name), value) || (empty && is_unset(members.get(name)))
        }),
        (Some(actual), sent) => instant(actual).is_some() && instant(actual) == instant(sent),
        (None, _) => false,
    }
}

/// Members of an address that may be split in another way, such as street and house number.
const LINES: [&str; 2] = ["line_1", "line_2"];

/// Whether two addresses are the same except for the split into lines, letter case, blanks and the
/// abbreviation of the word for a street.
fn is_same_address(actual: &Map<String, Value>, sent: &Map<String, Value>) -> bool {
    let text = |it: &Map<String, Value>, name: &str| match it.get(name) {
        value if is_unset(value) => String::new(),
        value => value.and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    let folded = |text: &str| {
        let text = text.to_uppercase().replace("STRASSE", "STR.");
        text.chars().filter(|it| !it.is_whitespace()).collect::<String>()
    };
    let lines = |it| folded(&LINES.map(|name| text(it, name)).concat());
    let mut others = sent.iter().filter(|(name, _)| !LINES.contains(&name.as_str()));
    LINES.iter().any(|name| sent.contains_key(*name))
        && lines(actual) == lines(sent)
        && others.all(|(name, value)| {
            same(actual.get(name), value)
                || folded(&text(actual, name)) == folded(&text(sent, name))
        })
}

/// The member shows this value in any notation. Another notation of an address is a deviation.
pub fn shows<'a>(
    expected: Expectation<'a>,
    name: &str,
    value: &Value,
    actual: Option<&Value>,
) -> Expectation<'a> {
    let addresses = || Some((actual?.as_object()?, value.as_object()?));
    let exact = same(actual, value);
    let other = !exact && addresses().is_some_and(|(actual, sent)| is_same_address(actual, sent));
    expected.unless(exact || other, name, &shown(Some(value)), shown(actual)).freedom(
        other,
        "an address in another notation",
        name,
    )
}

/// Every member of `sent` that the answer shows has the value that was sent. A member that the
/// answer does not show, or shows as null, is a freedom. A text must not be shortened.
pub fn as_sent<'a>(expected: Expectation<'a>, reply: &'a Reply, sent: &Value) -> Expectation<'a> {
    let members = sent.as_object().into_iter().flatten();
    members.filter(|(_, value)| !value.is_null()).fold(expected, |expected, (name, value)| {
        let actual = reply.member(name).filter(|it| !is_unset(Some(it)));
        match actual {
            None => expected.freedom(true, "a registered property is not shown", name),
            Some(_) => shows(expected, name, value, actual),
        }
    })
}

/// Every member of `sent` has the value that it had `before`, except for the members in `except`.
pub fn as_before<'a>(
    expected: Expectation<'a>,
    (now, before): (&'a Reply, &Value),
    sent: &Value,
    except: &[&str],
) -> Expectation<'a> {
    let names = sent.as_object().into_iter().flat_map(|it| it.keys());
    names.filter(|name| !except.contains(&name.as_str())).fold(expected, |expected, name| {
        match before.get(name) {
            None => expected,
            Some(was) => shows(expected, name, was, now.member(name)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::reply;
    use serde_json::json;

    #[test]
    fn addresses_compare_without_the_border_of_their_lines() {
        let sent = json!({
            "address": { "line_1": "Berliner Straße 45", "line_2": "", "city": "Bad Ems" }
        });
        let rows = [
            (json!({ "line_1": "Berliner Straße 45", "line_2": null, "city": "Bad Ems" }), true, 0),
            (json!({ "line_1": "BERLINER STRASSE", "line_2": "45", "city": "BAD  EMS" }), true, 1),
            (json!({ "line_1": "Berliner Str. 45", "line_2": "", "city": "Bad Ems" }), true, 1),
            (json!({ "line_1": "Berliner Straße 4", "line_2": "", "city": "Bad Ems" }), false, 0),
            (json!({ "line_1": "45", "line_2": "Berliner Straße", "city": "Bad Ems" }), false, 0),
            (json!({ "line_1": "Berliner Straße 45", "line_2": "", "city": "Ems" }), false, 0),
            (json!({ "line_1": "Berliner Straße 45" }), false, 0),
        ];
        for (address, holds, deviations) in rows {
            let reply = reply("GET /x", 200, &json!({ "address": address }));
            for expected in [
                as_sent(Expectation::of(&reply), &reply, &sent),
                as_before(Expectation::of(&reply), (&reply, &sent), &sent, &[]),
            ] {
                let (check, found) = expected.conclude("x");
                assert_eq!((check.holds(), found.len()), (holds, deviations), "{address}");
            }
        }
    }

    #[test]
    fn notations_compare() {
        let same = |actual: Value, sent: Value| same(Some(&actual), &sent);
        assert!(same(json!("2020-02-02T02:02:02.000Z"), json!("2020-02-02T02:02:02Z")));
        assert!(same(json!(true), json!("true")) && !same(json!(false), json!("true")));
        assert!(same(json!({"a": "x", "b": null}), json!({"a": "x"})));
        assert!(!same(json!("null"), json!("x")) && !same(json!("x"), json!(null)));
        assert!(same(json!("null"), json!(null)) && same(json!(null), json!("null")));
        assert!(same(json!({ "a": null }), json!({ "b": null })));
    }
}
