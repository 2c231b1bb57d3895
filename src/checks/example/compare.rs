//! Differences between a value and an example, all of them, by path.

use serde_json::{Map, Value};

use crate::checks::expectation::{Expectation, shown};
use crate::evidence::{Mismatch, Reply};

use super::marker::{AND_MORE, EACH, IN_ORDER, Marker, ONLY, equal};

/// Longest lists that are compared in any order, as the product of their lengths.
const COMPARABLE: usize = 10_000;

/// Compares the body of an answer with an example.
pub fn like_example<'a>(reply: &'a Reply, example: &Value) -> Expectation<'a> {
    let expected = Expectation::of(reply);
    match &reply.json {
        Err(fault) => expected.unless(false, "body", "a JSON body", fault.to_string()),
        Ok(json) => differences(example, Some(json)).into_iter().fold(expected, |it, differs| {
            it.unless(false, &differs.path, &differs.expected, differs.actual)
        }),
    }
}

/// Whether the body of an answer is like the example.
pub fn is_like_example(reply: &Reply, example: &Value) -> bool {
    reply.json.as_ref().is_ok_and(|json| differences(example, Some(json)).is_empty())
}

/// A header field is this text, or one that the marker accepts.
pub fn written_header<'a>(reply: &'a Reply, name: &str, text: &str) -> Expectation<'a> {
    let value = reply.headers.get(name).map(|it| String::from_utf8_lossy(it.as_bytes()));
    let value = value.map(|it| Value::from(it.into_owned()));
    let path = format!("header {name}");
    let same = Marker::of(text).is_ok_and(|it| it.fits(value.as_ref()));
    Expectation::of(reply).unless(same, &path, text, shown(value.as_ref()))
}

/// All differences between a value and an example. Members of an object that the example does not
/// name may have any value; the items of a list may be in any order.
pub fn differences(example: &Value, actual: Option<&Value>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    compare("", example, actual, &mut found);
    found
}

fn compare(path: &str, example: &Value, actual: Option<&Value>, found: &mut Vec<Mismatch>) {
    match (example, actual) {
        (Value::Object(expected), Some(Value::Object(members))) => {
            objects(path, expected, members, found);
        }
        (Value::Array(expected), Some(Value::Array(items))) => lists(path, expected, items, found),
        (Value::String(text), actual) => {
            if !Marker::of(text).is_ok_and(|it| it.fits(actual)) {
                found.push(mismatch(path, example, actual));
            }
        }
        (expected, Some(actual)) if equal(expected, actual) => {}
        (_, actual) => found.push(mismatch(path, example, actual)),
    }
}

fn objects(
    path: &str,
    expected: &Map<String, Value>,
    members: &Map<String, Value>,
    found: &mut Vec<Mismatch>,
) {
    for (name, example) in expected.iter().filter(|it| it.0 != ONLY) {
        compare(&below(path, name), example, members.get(name), found);
    }
    if expected.contains_key(ONLY) {
        for (name, value) in members.iter().filter(|it| !expected.contains_key(it.0)) {
            let at = below(path, name);
            found.push(Mismatch::new(at, "no such member", shown(Some(value))));
        }
    }
}

fn lists(path: &str, expected: &[Value], items: &[Value], found: &mut Vec<Mismatch>) {
    if let [first, example] = expected
        && first == EACH
    {
        for (at, item) in items.iter().enumerate() {
            compare(&below(path, &at.to_string()), example, Some(item), found);
        }
        return;
    }
    let may_have_more = expected.last().is_some_and(|it| it == AND_MORE);
    let expected = if may_have_more { &expected[..expected.len() - 1] } else { expected };
    let is_ordered = expected.first().is_some_and(|it| it == IN_ORDER);
    let expected = if is_ordered { &expected[1..] } else { expected };
    if is_ordered || expected.len() * items.len() > COMPARABLE {
        for (at, example) in expected.iter().enumerate() {
            compare(&below(path, &at.to_string()), example, items.get(at), found);
        }
        surplus(path, items.iter().enumerate().skip(expected.len()), may_have_more, found);
        return;
    }
    in_any_order(path, expected, items, may_have_more, found);
}

/// Each example is given an item of its own; those that fit none are compared with the most similar
/// item that is left.
fn in_any_order(
    path: &str,
    expected: &[Value],
    items: &[Value],
    may_have_more: bool,
    found: &mut Vec<Mismatch>,
) {
    let owners = pairs(expected, items);
    let mut left: Vec<usize> = (0..items.len()).filter(|at| owners[*at].is_none()).collect();
    for (number, example) in expected.iter().enumerate() {
        if owners.contains(&Some(number)) {
            continue;
        }
        let difference = |at: &usize| differences(example, Some(&items[*at])).len();
        let Some(nearest) = left.iter().copied().min_by_key(difference) else {
            found.push(Mismatch::new(path, format!("an item like {example}"), "no such item"));
            continue;
        };
        left.retain(|at| *at != nearest);
        compare(&below(path, &nearest.to_string()), example, Some(&items[nearest]), found);
    }
    surplus(path, left.into_iter().map(|at| (at, &items[at])), may_have_more, found);
}

/// For each item the example that it is like, so that as many examples as possible have an item.
fn pairs(expected: &[Value], items: &[Value]) -> Vec<Option<usize>> {
    let like: Vec<Vec<usize>> = expected
        .iter()
        .map(|example| {
            let fits = |at: &usize| differences(example, Some(&items[*at])).is_empty();
            (0..items.len()).filter(fits).collect()
        })
        .collect();
    let mut owners = vec![None; items.len()];
    for number in 0..expected.len() {
        give(number, &like, &mut owners, &mut vec![false; items.len()]);
    }
    owners
}

/// Gives an item to an example, and another one to its owner if need be.
fn give(
    number: usize,
    like: &[Vec<usize>],
    owners: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for &at in &like[number] {
        if std::mem::replace(&mut tried[at], true) {
            continue;
        }
        if owners[at].is_none_or(|owner| give(owner, like, owners, tried)) {
            owners[at] = Some(number);
            return true;
        }
    }
    false
}

fn surplus<'v>(
    path: &str,
    items: impl Iterator<Item = (usize, &'v Value)>,
    is_allowed: bool,
    found: &mut Vec<Mismatch>,
) {
    let items = items.filter(|_| !is_allowed);
    found.extend(items.map(|(at, item)| {
        Mismatch::new(below(path, &at.to_string()), "no further item", shown(Some(item)))
    }));
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn mismatch(path: &str, example: &Value, actual: Option<&Value>) -> Mismatch {
    let path = if path.is_empty() { "body" } else { path };
    let expected = example.as_str().map_or_else(|| shown(Some(example)), str::to_owned);
    Mismatch::new(path, expected, shown(actual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(example: &Value, actual: &Value, expected: &[&str]) {
        let found = differences(example, Some(actual));
        let paths: Vec<&str> = found.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, expected, "{example} against {actual}: {found:?}");
    }

    #[test]
    fn each_marker_fits_its_values_and_no_others() {
        let uuid = "123e4567-e89b-12d3-a456-426614174000";
        let rows = [
            ("#any", vec![json!(null), json!(1)], vec![]),
            ("#text", vec![json!("")], vec![json!(1), json!(null)]),
            ("#number", vec![json!(1.5)], vec![json!("1")]),
            ("#boolean", vec![json!(false)], vec![json!("false")]),
            ("#object", vec![json!({})], vec![json!([])]),
            ("#list", vec![json!([])], vec![json!({})]),
            ("#null", vec![json!(null)], vec![json!("null")]),
            ("#absent", vec![], vec![json!(null)]),
            ("#uuid", vec![json!(uuid)], vec![json!("123"), json!(uuid.replace('1', "g"))]),
            ("#timestamp", vec![json!("2022-08-11T08:38:21Z")], vec![json!("2022-08-11")]),
            ("#id cper", vec![json!("1cper")], vec![json!("cper"), json!("1cidt")]),
            ("#regex ^a+$", vec![json!("aa")], vec![json!("ab"), json!(1)]),
            ("#one of a | 2 | true", vec![json!("a"), json!(2), json!(true)], vec![json!("2")]),
            ("#optional #uuid", vec![json!(uuid)], vec![json!("x"), json!(null)]),
            ("#literal #uuid", vec![json!("#uuid")], vec![json!(uuid)]),
            ("plain", vec![json!("plain")], vec![json!("other")]),
        ];
        for (marker, right, wrong) in rows {
            let example = json!({ "a": marker });
            for value in right {
                check(&example, &json!({ "a": value }), &[]);
            }
            for value in wrong {
                check(&example, &json!({ "a": value }), &["a"]);
            }
        }
        check(&json!({ "a": "#absent", "b": "#optional x" }), &json!({}), &[]);
        check(&json!({ "a": "#any" }), &json!({}), &["a"]);
    }

    #[test]
    fn all_differences_are_found_by_path_at_once() {
        let example = json!({ "a": 1, "b": { "c": "#text", "d": [1, 2] }, "e": null });
        let actual = json!({ "a": 2, "b": { "c": 3, "d": [2, 3] }, "more": true });
        check(&example, &actual, &["a", "b.c", "b.d.1", "e"]);
        check(&json!({ "a": 1 }), &json!([]), &["body"]);
        check(&json!({ "a": 1.0, "#only": true }), &json!({ "a": 1, "b": 2 }), &["b"]);
        check(&json!([1]), &json!({ "a": 1 }), &["body"]);
    }

    #[test]
    fn lists_are_compared_in_any_order_unless_the_example_says_otherwise() {
        check(&json!([{ "a": 1 }, { "a": 2 }]), &json!([{ "a": 2 }, { "a": 1 }]), &[]);
        check(&json!(["#in order", 1, 2]), &json!([2, 1]), &["0", "1"]);
        check(&json!([1, 1]), &json!([1, 2]), &["1"]);
        check(&json!([1]), &json!([1, 2]), &["1"]);
        check(&json!([1, "#and more"]), &json!([3, 2, 1]), &[]);
        check(&json!([4, "#and more"]), &json!([]), &[""]);
        check(&json!(["#each", { "a": "#number" }]), &json!([{ "a": 1 }, { "a": "x" }]), &["1.a"]);
        check(&json!([]), &json!([]), &[]);
        // Each item is used once, whichever example takes it first.
        check(&json!(["#any", 1]), &json!([1, 2]), &[]);
        check(&json!(["#any", "#number", 1]), &json!([1, "x", 2]), &[]);
        // The nearest item explains the difference.
        let near = json!([{ "id": "a", "x": 1 }, { "id": "b", "x": 3 }]);
        check(&json!([{ "id": "b", "x": 2 }, { "id": "a", "x": 1 }]), &near, &["1.x"]);
    }

    #[test]
    fn an_unknown_marker_is_told_with_the_known_ones() {
        use crate::checks::example::example_fault;
        let fault = |it: Value| example_fault(&it);
        assert_eq!(fault(json!(["#in order", { "a": "#uuid", "b": "#regex ^a$" }])), None);
        let (message, help) = fault(json!({ "a": [{ "b": "#uid" }] })).unwrap();
        assert!(message.contains("`#uid` is not a marker"), "{message}");
        assert!(help.starts_with("did you mean `#uuid`? markers are #any"), "{help}");
        assert!(fault(json!("#regex (")).unwrap().0.contains("not a regular expression"));
        assert!(fault(json!("#optional #nope")).is_some());
    }
}
