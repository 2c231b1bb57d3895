//! The first difference between two JSON values.

use serde_json::Value;

/// Maximum length of a value in a message, in characters.
const LONGEST: usize = 80;

/// A member that differs, with both values as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDifference {
    /// Path of the member, such as `worth.noticeable`.
    pub path: String,
    /// One value; `none` if there is none.
    pub one: String,
    /// The other one.
    pub other: String,
}

/// Returns the first member at which two values differ; paths begin with `path`.
pub fn first_difference(path: &str, one: &Value, other: &Value) -> Option<MemberDifference> {
    let below = |name: &str| format!("{path}.{name}");
    match (one, other) {
        (Value::Object(left), Value::Object(right)) => {
            let names = left.keys().chain(right.keys().filter(|it| !left.contains_key(*it)));
            let null = &Value::Null;
            let value = |of: &'_ serde_json::Map<String, Value>, name: &String| {
                of.get(name).unwrap_or(null).clone()
            };
            names.into_iter().find_map(|name| {
                first_difference(&below(name), &value(left, name), &value(right, name))
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut items = left.iter().zip(right).enumerate();
            items.find_map(|(at, (left, right))| {
                first_difference(&format!("{path}[{at}]"), left, right)
            })
        }
        (Value::Array(left), Value::Array(right)) => {
            let at = left.iter().zip(right).position(|(left, right)| left != right);
            let at = at.unwrap_or(left.len().min(right.len()));
            let item = |of: &[Value]| of.get(at).map_or_else(|| "none".to_owned(), text);
            Some(MemberDifference {
                path: format!("{path}[{at}]"),
                one: item(left),
                other: item(right),
            })
        }
        _ if one == other => None,
        _ => Some(MemberDifference { path: path.to_owned(), one: text(one), other: text(other) }),
    }
}

/// Paths of the members of `given` that `known` does not have.
pub fn unknown_members(path: &str, given: &Value, known: &Value) -> Vec<String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => {
            let below = |name: &String| {
                if path.is_empty() { name.clone() } else { format!("{path}.{name}") }
            };
            let of = |(name, value): (&String, &Value)| match known.get(name) {
                None => vec![below(name)],
                Some(other) => unknown_members(&below(name), value, other),
            };
            given.iter().flat_map(of).collect()
        }
        (Value::Array(given), Value::Array(known)) => {
            let pairs = given.iter().zip(known).enumerate();
            pairs
                .flat_map(|(at, (given, known))| {
                    unknown_members(&format!("{path}[{at}]"), given, known)
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn text(value: &Value) -> String {
    let text = match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_with_its_path() {
        let cases = [
            (json!({"a": 1}), json!({"a": 1}), None),
            (json!({"a": {"b": 1}}), json!({"a": {"b": 2}}), Some(("x.a.b", "1", "2"))),
            (json!({"a": 1}), json!({}), Some(("x.a", "1", "none"))),
            (json!({}), json!({"a": "t"}), Some(("x.a", "none", "t"))),
            (json!([1, 2]), json!([1, 3]), Some(("x[1]", "2", "3"))),
            (json!([1, 2]), json!([2]), Some(("x[0]", "1", "2"))),
            (json!([1]), json!([1, 2]), Some(("x[1]", "none", "2"))),
            (json!([1]), json!("1"), Some(("x", "[1]", "1"))),
        ];
        for (one, other, expected) in cases {
            let found = first_difference("x", &one, &other);
            let found = found.as_ref().map(|it| (it.path.as_str(), &*it.one, &*it.other));
            assert_eq!(found, expected, "{one} {other}");
        }
    }

    #[test]
    fn long_values_are_cut() {
        let found = first_difference("x", &json!("ä".repeat(100)), &json!(1)).unwrap();
        assert_eq!(found.one.chars().count(), LONGEST + 1);
    }

    #[test]
    fn members_that_are_unknown_are_named_at_any_depth() {
        let given = json!({"a": {"b": 1, "c": 2}, "d": [{"e": 1}], "f": 1});
        let known = json!({"a": {"b": 1}, "d": [{}]});
        assert_eq!(unknown_members("", &given, &known), ["a.c", "d[0].e", "f"]);
        assert_eq!(unknown_members("", &known, &given), Vec::<String>::new());
    }
}
