//! Members of an answer as a table of a feature lists them.

use serde_json::Value;

use crate::evidence::Reply;

use super::expectation::{Expectation, Member};

/// Compares an answer with rows of member and value. The row `status code` demands success with
/// this code; the members are dotted paths.
pub fn shown_members<'a>(reply: &'a Reply, rows: &[Vec<String>]) -> Expectation<'a> {
    rows.iter().fold(Expectation::of(reply), |it, row| match &row[..] {
        [path, value] if path == "status code" => it.done(value.parse().unwrap_or_default()),
        [path, value] => with_member(it, path, value),
        _ => it.unless(false, "table", "a member and a value in each row", row.join(" | ")),
    })
}

/// The words for a value; any other value is a literal: a number, `true`, `false`, or a text.
fn with_member<'a>(expected: Expectation<'a>, path: &str, value: &str) -> Expectation<'a> {
    if let Some(suffix) = value.strip_prefix("an id ending in ") {
        return expected.member(path, Member::Id(suffix));
    }
    match value {
        "null" => expected.member(path, Member::Null),
        "nothing" => expected.member(path, Member::NullOrAbsent),
        "anything" => expected.member(path, Member::Present),
        "any text" => expected.member(path, Member::SomeText),
        "a time" => expected.member(path, Member::Timestamp),
        "true or false" => expected.member(path, Member::Boolean),
        "a number above zero" => expected.member(path, Member::Positive),
        literal => match literal.parse() {
            Ok(json @ (Value::Number(_) | Value::Bool(_))) => {
                expected.member(path, Member::Is(&json))
            }
            _ => expected.member(path, Member::Text(literal)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    fn shown<'a>(reply: &'a Reply, rows: &[(&str, &str)]) -> Expectation<'a> {
        let rows: Vec<_> = rows.iter().map(|it| vec![it.0.into(), it.1.into()]).collect();
        shown_members(reply, &rows)
    }

    #[test]
    fn words_and_literals_are_compared() {
        let id = format!("{}cper", "0".repeat(32));
        let time = "2022-08-11T08:38:21.000Z";
        let json = json!({
            "id": id, "name": "x", "size": 7, "open": true, "url": null, "at": time, "a": [{"b": 1}]
        });
        let reply = reply("POST /x", 201, &json);
        let right = [
            ("status code", "201"),
            ("id", "an id ending in cper"),
            ("name", "x"),
            ("size", "7"),
            ("open", "true"),
            ("url", "null"),
            ("gone", "nothing"),
            ("at", "a time"),
            ("name", "any text"),
            ("open", "true or false"),
            ("a.0.b", "a number above zero"),
            ("url", "anything"),
        ];
        assert!(paths(shown(&reply, &right)).is_empty());
        let wrong = [
            ("id", "an id ending in cidt"),
            ("name", "y"),
            ("size", "8"),
            ("open", "false"),
            ("name", "null"),
            ("gone", "anything"),
            ("url", "any text"),
            ("name", "a time"),
        ];
        for row in wrong {
            assert_eq!(paths(shown(&reply, &[row])), [row.0], "{row:?}");
        }
        assert_eq!(paths(shown(&refusal(400, "x"), &right[..1])), ["status code"]);
        assert_eq!(paths(shown_members(&reply, &[vec!["id".into()]])), ["table"]);
    }
}
