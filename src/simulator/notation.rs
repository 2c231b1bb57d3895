//! Notation of answers: what a conforming server may write differently without meaning anything
//! else.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::answer::{Answer, JSON, PDF};
use super::freedoms::{
    AddressNotation, CreatedStatus, ErrorIds, Escapes, ExtraMembers, Freedoms, JsonType,
    MemberOrder, TimestampNotation, UnsetMembers, WhiteSpace,
};
use super::operation::{self as op, Operation};
use crate::api::{UPDATABLE_PROPERTIES, documented_members};

/// Media type of JSON in capitals and with a charset.
const JSON_WITH_CHARSET: &str = "Application/JSON; Charset=\"UTF-8\"";
/// Media type of PDF, written likewise.
const PDF_WITH_CHARSET: &str = "Application/PDF; charset=binary";
/// Members whose presence is a question of its own (C-25, C-26).
const GOVERNED: [&str; 3] = ["documents", "address", "estimated_waiting_time"];
/// Members of objects that are addresses.
const ADDRESSES: [&str; 2] = ["address", "contact_address"];

/// Shows the members without a value, or leaves them out.
pub fn with_unset_members(answer: Answer, operation: Operation, freedoms: &Freedoms) -> Answer {
    if freedoms.unset_members == UnsetMembers::AsPrinted {
        return answer;
    }
    edited(answer, |body| {
        if freedoms.unset_members == UnsetMembers::LeftOut {
            leave_out(body);
        } else {
            let shown = unset(operation);
            for members in resources(body) {
                if is_shown_in_full(members) {
                    for name in &shown {
                        members.entry(*name).or_insert(Value::Null);
                    }
                }
            }
        }
    })
}

/// Removes members that are null.
fn leave_out(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(leave_out);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out),
        _ => {}
    }
}

/// Documented members of the resource that this operation shows.
fn unset(operation: Operation) -> Vec<&'static str> {
    let persons = [op::CREATE_PERSON, op::GET_PERSON, op::UPDATE_PERSON, op::LIST_PERSONS];
    let members: &[&str] = if persons.contains(&operation) {
        &UPDATABLE_PROPERTIES
    } else {
        let operation = format!("{} {}", operation.method, operation.path);
        documented_members(&operation).unwrap_or_default()
    };
    members.iter().copied().filter(|name| !GOVERNED.contains(name)).collect()
}

/// Whether it is a person, identification, number or snapshot, not the request for a change.
fn is_shown_in_full(members: &Map<String, Value>) -> bool {
    ["last_name", "terms_and_conditions_signed_at", "number", "provider"]
        .iter()
        .any(|name| members.contains_key(*name))
}

/// The answer as these freedoms write it.
pub fn written(mut answer: Answer, operation: Operation, freedoms: &Freedoms) -> Answer {
    if answer.status == 201 && operation != op::TOKEN {
        answer.status = match freedoms.created_status {
            CreatedStatus::Created => 201,
            CreatedStatus::Ok => 200,
            CreatedStatus::Accepted => 202,
        };
    }
    if freedoms.json_type == JsonType::WithCharset && answer.content_type == PDF {
        answer.content_type = PDF_WITH_CHARSET;
    }
    if !is_written_otherwise(freedoms) || !answer.content_type.starts_with(JSON) {
        return answer;
    }
    if freedoms.json_type == JsonType::WithCharset {
        answer.content_type = JSON_WITH_CHARSET;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer };
    errors(&mut body, freedoms);
    values(&mut body, freedoms);
    // Token answers follow OAuth2.
    if freedoms.extra_members == ExtraMembers::Some && operation != op::TOKEN {
        for members in resources(&mut body).filter(|it| !it.contains_key("errors")) {
            members.insert("links".to_owned(), json!({"self": operation.path}));
            members.insert("updated_by".to_owned(), json!(["system", null]));
        }
    }
    let mut text = String::with_capacity(answer.body.len() * 2);
    Writer { freedoms, text: &mut text, depth: 0 }.value(&body);
    answer.body = text.into();
    answer
}

fn is_written_otherwise(freedoms: &Freedoms) -> bool {
    let plain = Freedoms::default();
    (freedoms.member_order, freedoms.white_space, freedoms.escapes, freedoms.extra_members)
        != (plain.member_order, plain.white_space, plain.escapes, plain.extra_members)
        || (freedoms.timestamps, freedoms.addresses, freedoms.error_ids, freedoms.json_type)
            != (plain.timestamps, plain.addresses, plain.error_ids, plain.json_type)
}

fn edited(mut answer: Answer, edit: impl FnOnce(&mut Value)) -> Answer {
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer };
    edit(&mut body);
    answer.body = body.to_string().into();
    answer
}

/// The resource of a body, or those of its list.
fn resources(body: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let (one, many) = match body {
        Value::Array(items) => (None, Some(items)),
        other => (Some(other), None),
    };
    one.into_iter().chain(many.into_iter().flatten()).filter_map(Value::as_object_mut)
}

fn errors(body: &mut Value, freedoms: &Freedoms) {
    let listed = body.get_mut("errors").and_then(Value::as_array_mut);
    for error in listed.into_iter().flatten().filter_map(Value::as_object_mut) {
        if freedoms.error_ids == ErrorIds::Uuid
            && let Some(id) = error.get("id").and_then(Value::as_str).and_then(as_uuid)
        {
            error.insert("id".to_owned(), json!(id));
        }
        if freedoms.extra_members == ExtraMembers::Some {
            error.insert("help".to_owned(), json!("https://docs.example.com/errors"));
        }
    }
}

/// One of our ids in the form of a UUID.
fn as_uuid(id: &str) -> Option<String> {
    let part = |from: usize, to: usize| id.get(from..to);
    let parts = [part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?];
    Some(parts.join("-"))
}

/// Timestamps and addresses.
fn values(value: &mut Value, freedoms: &Freedoms) {
    match value {
        Value::String(text) => {
            if let Some(other) = timestamp(text, freedoms.timestamps) {
                *text = other;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| values(item, freedoms)),
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_object_mut() {
                    Some(address)
                        if ADDRESSES.contains(&name.as_str())
                            && freedoms.addresses == AddressNotation::Normalised =>
                    {
                        normalise(address);
                    }
                    _ => values(value, freedoms),
                }
            }
        }
        _ => {}
    }
}

/// Returns the instant in another notation; `None` if the text is not a timestamp of the simulator.
fn timestamp(text: &str, notation: TimestampNotation) -> Option<String> {
    if notation == TimestampNotation::Milliseconds || text.len() < 20 || !text.ends_with('Z') {
        return None;
    }
    let instant: jiff::Timestamp = text.parse().ok()?;
    let digits = if instant.subsec_nanosecond() == 0 { 0 } else { 3 };
    let shortest = format!("{instant:.digits$}");
    Some(match notation {
        TimestampNotation::Offset => format!("{}+00:00", shortest.trim_end_matches('Z')),
        TimestampNotation::Seconds => shortest,
        _ => format!("{instant:.6}"),
    })
}

/// Writes an address in capitals, with the house number in the second line if that is free.
fn normalise(address: &mut Map<String, Value>) {
    let Some(line) = address.get("line_1").and_then(Value::as_str).map(str::to_uppercase) else {
        return;
    };
    let free = address.get("line_2").is_none_or(|it| it.is_null() || it == "");
    let number = line
        .rsplit_once(' ')
        .filter(|(_, number)| free && number.starts_with(|first: char| first.is_ascii_digit()));
    let (street, number) = number.map_or((line.as_str(), None), |(street, it)| (street, Some(it)));
    if let Some(number) = number {
        address.insert("line_2".to_owned(), json!(number));
    }
    address.insert("line_1".to_owned(), json!(street));
}

/// Writes JSON in the notation of some freedoms.
struct Writer<'a> {
    freedoms: &'a Freedoms,
    text: &'a mut String,
    depth: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => self.group(['[', ']'], items, Self::value),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                if self.freedoms.member_order == MemberOrder::Reversed {
                    members.reverse();
                }
                self.group(['{', '}'], &members, |own, (name, value)| {
                    own.string(name);
                    own.text.push(':');
                    if own.is_pretty() {
                        own.text.push(' ');
                    }
                    own.value(value);
                });
            }
            Value::String(text) => self.string(text),
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn group<T>(&mut self, brackets: [char; 2], items: &[T], write: impl Fn(&mut Self, &T)) {
        self.text.push(brackets[0]);
        self.depth += 1;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.line();
            write(self, item);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.line();
        }
        self.text.push(brackets[1]);
    }

    fn is_pretty(&self) -> bool {
        self.freedoms.white_space == WhiteSpace::Pretty
    }

    fn line(&mut self) {
        if self.is_pretty() {
            self.text.push_str("\r\n");
            self.text.extend(std::iter::repeat_n("\t", self.depth));
        }
    }

    fn string(&mut self, text: &str) {
        if self.freedoms.escapes == Escapes::Plain {
            self.text.push_str(&json!(text).to_string());
            return;
        }
        self.text.push('"');
        for character in text.chars() {
            if character.is_ascii_alphanumeric() {
                self.text.push(character);
                continue;
            }
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(self.text, "\\u{unit:04x}");
            }
        }
        self.text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(body: &Value) -> Answer {
        Answer::created(body)
    }

    fn text(body: &Value, choices: &[(&str, &str)]) -> String {
        let mut freedoms = Freedoms::default();
        for (name, value) in choices {
            freedoms.set(name, value).unwrap();
        }
        let answer = with_unset_members(plain(body), op::GET_PERSON, &freedoms);
        let answer = written(answer, op::GET_PERSON, &freedoms);
        String::from_utf8(answer.body.to_vec()).unwrap()
    }

    #[test]
    fn each_notation_means_the_same() {
        let body = json!({"last_name": "Groß-😀", "n": [1, {"x": null}]});
        for (name, value) in [
            ("member-order", "reversed"),
            ("white-space", "pretty"),
            ("escapes", "unicode"),
            ("json-type", "with-charset"),
        ] {
            let text = text(&body, &[(name, value)]);
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), body, "{text}");
        }
        let reversed = text(&body, &[("member-order", "reversed")]);
        assert!(reversed.starts_with("{\"n\""), "{reversed}");
        assert!(text(&body, &[("escapes", "unicode")]).contains("Gro\\u00df\\u002d\\ud83d\\ude00"));
        assert!(text(&body, &[("white-space", "pretty")]).starts_with("{\r\n\t\"last_name\": "));
    }

    #[test]
    fn unset_members_are_shown_or_left_out() {
        let body = json!({"last_name": "A", "title": null});
        let shown: Value =
            serde_json::from_str(&text(&body, &[("unset-members", "shown-as-null")])).unwrap();
        assert_eq!(shown["industry"], Value::Null);
        assert!(shown.as_object().unwrap().contains_key("industry"));
        assert_eq!(text(&body, &[("unset-members", "left-out")]), r#"{"last_name":"A"}"#);
    }

    #[test]
    fn timestamps_and_addresses_have_other_notations() {
        let instant = "2021-03-24T12:00:00.000Z";
        let noted = |notation| timestamp(instant, notation).unwrap();
        assert_eq!(noted(TimestampNotation::Offset), "2021-03-24T12:00:00+00:00");
        assert_eq!(noted(TimestampNotation::Seconds), "2021-03-24T12:00:00Z");
        assert_eq!(noted(TimestampNotation::Microseconds), "2021-03-24T12:00:00.000000Z");
        assert_eq!(timestamp("2021", TimestampNotation::Offset), None);
        let mut address = json!({"line_1": "Berliner Str. 45"});
        normalise(address.as_object_mut().unwrap());
        assert_eq!(address, json!({"line_1": "BERLINER STR.", "line_2": "45"}));
    }

    #[test]
    fn a_created_resource_has_another_status_code_and_more_members() {
        let freedoms = crate::simulator::Variant::Permissive.freedoms();
        let answer = written(plain(&json!({"x": 1})), op::CREATE, &freedoms);
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer.status, 200);
        assert!(body["links"].is_object());
        let error = json!({"errors": [{"id": "84b61fb9bf2117b3653a91ba9fc18d8bex"}]});
        let answer = written(Answer::json(412, &error), op::AUTHORIZE, &freedoms);
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["errors"][0]["id"], "84b61fb9-bf21-17b3-653a-91ba9fc18d8b");
    }
}
