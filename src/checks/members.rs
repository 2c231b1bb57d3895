//! Members of an answer as a table of a feature lists them.

use serde_json::Value;

use crate::evidence::{Check, Mismatch, Reply};

use super::expectation::{Expectation, Member, shown};

/// Compares an answer with rows of member and value. The row `status code` demands success with
/// this code; the members are dotted paths.
///
/// # Errors
/// When the table cannot be compared with any answer, which is not the target's fault.
pub fn shown_members<'a>(
    reply: &'a Reply,
    rows: &[Vec<String>],
) -> Result<Expectation<'a>, String> {
    if rows.is_empty() {
        return Err("the table is missing: write a row `| member | value |` for each member".into());
    }
    rows.iter().try_fold(Expectation::of(reply), |it, row| match &row[..] {
        [path, value] if path == "status code" => Ok(it.done(success(value)?)),
        [path, value] if !path.is_empty() => Ok(with_member(it, path, value)),
        _ => Err(format!("`{}` is not a row of a member and a value", row.join(" | "))),
    })
}

fn success(code: &str) -> Result<u16, String> {
    let success = code.parse().ok().filter(|it| (200..300).contains(it));
    success.ok_or_else(|| {
        format!("`{code}` is not a status code of success: `it is refused` judges other answers")
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

/// The answer has one of these status codes.
pub fn status_code<'a>(reply: &'a Reply, codes: &[u16]) -> Expectation<'a> {
    let holds = codes.contains(&reply.status);
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    Expectation::of(reply).unless(holds, "status code", &codes.join(" or "), reply.brief())
}

/// A member is this text; numbers and booleans are compared as they are written in JSON.
pub fn written_member<'a>(reply: &'a Reply, path: &str, text: &str) -> Expectation<'a> {
    let actual = reply.member(path);
    let written = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let same = actual.is_some_and(|it| written(it) == text);
    Expectation::of(reply).unless(same, path, text, shown(actual))
}

/// A value kept under this name is this text.
pub fn noted_text(name: &str, noted: Option<&Value>, text: &str) -> Check {
    let same = noted.and_then(Value::as_str) == Some(text);
    let mismatch = (!same).then(|| Mismatch::new(name, text, shown(noted)));
    Check::new(format!("the note {name} is {text}"), mismatch.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    fn table<'a>(reply: &'a Reply, rows: &[(&str, &str)]) -> Expectation<'a> {
        let rows: Vec<_> = rows.iter().map(|it| vec![it.0.into(), it.1.into()]).collect();
        shown_members(reply, &rows).unwrap()
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
        assert!(paths(table(&reply, &right)).is_empty());
        for (path, text) in [("name", "x"), ("size", "7"), ("open", "true")] {
            assert!(paths(written_member(&reply, path, text)).is_empty(), "{path}");
            assert_eq!(paths(written_member(&reply, path, "y")), [path]);
        }
        assert_eq!(paths(status_code(&reply, &[200, 204])), ["status code"]);
        assert!(paths(status_code(&reply, &[200, 201])).is_empty());
        assert!(noted_text("a", Some(&json!("x")), "x").holds());
        assert!(!noted_text("a", None, "x").holds());
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
            assert_eq!(paths(table(&reply, &[row])), [row.0], "{row:?}");
        }
        assert_eq!(paths(table(&refusal(400, "x"), &right[..1])), ["status code"]);
    }

    #[test]
    fn a_table_that_no_answer_can_match_is_not_compared() {
        let reply = reply("GET /x", 200, &json!({ "name": "x" }));
        let refused = |rows: &[&[&str]]| {
            let rows: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
            shown_members(&reply, &rows).is_err()
        };
        assert!(refused(&[]) && refused(&[&["name"]]) && refused(&[&["", "x"]]));
        assert!(refused(&[&["status code", "2o0"]]) && refused(&[&["status code", "404"]]));
        assert!(!refused(&[&["status code", "200"], &["name", "x"]]));
    }
}
