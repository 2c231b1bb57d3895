//! Edits of an answer, as data.

use serde_json::{Number, Value};

use crate::simulator::answer::{Answer, JSON};
use crate::simulator::machine::Refusal;

/// Selects the answers to edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Every answer.
    Always,
    /// Answers with a status code below 400.
    Success,
    /// Answers with this status code.
    Status(u16),
    /// Answers whose first error has this code.
    Code(&'static str),
    /// Answers with a member of this text, number or truth value.
    Member(&'static str, &'static str),
}

/// The value that an edit writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// JSON null.
    Null,
    /// A string.
    Text(&'static str),
    /// A number.
    Number(i64),
    /// A boolean.
    Flag(bool),
    /// An empty array.
    Nothing,
}

/// One edit. Paths are names separated by dots; `*` matches every item of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Another HTTP status code.
    Status(u16),
    /// Another error code.
    Code(&'static str),
    /// Another value for a member, added if it was absent.
    Set(&'static str, Literal),
    /// Removes a member.
    Remove(&'static str),
    /// Keeps only the first N items of an array; the empty path is the body.
    Keep(&'static str, usize),
    /// Another media type.
    ContentType(&'static str),
    /// Another body.
    Body(&'static str),
}

/// Returns the edited answer, or the same one if it is not selected.
pub fn rewrite(mut answer: Answer, when: When, edits: &[Edit]) -> Answer {
    let mut body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    if !selects(&answer, body.as_ref(), when) {
        return answer;
    }
    for edit in edits {
        match *edit {
            Edit::Status(status) => {
                answer.status = status;
                set(body.as_mut(), "errors.*.status", Literal::Number(status.into()));
            }
            Edit::Code(code) => set(body.as_mut(), "errors.*.code", Literal::Text(code)),
            Edit::Set(path, literal) => set(body.as_mut(), path, literal),
            Edit::Remove(path) => visit(body.as_mut(), path, &|holder, name| {
                if let Some(members) = holder.as_object_mut() {
                    members.remove(name);
                }
            }),
            Edit::Keep(path, count) => keep(body.as_mut(), path, count),
            Edit::ContentType(content_type) => answer.content_type = content_type,
            Edit::Body(text) => {
                answer.body = text.into();
                body = None;
            }
        }
    }
    if let Some(body) = body {
        answer.body = body.to_string().into();
    }
    answer
}

/// Whether the body of a delivery is selected.
pub fn selects_body(body: &[u8], when: When) -> bool {
    let parsed = serde_json::from_slice(body).ok();
    selects(&Answer::new(200, JSON, Vec::new()), parsed.as_ref(), when)
}

/// Whether a refusal is selected.
pub fn selects_refusal(refusal: &Refusal, when: When) -> bool {
    match when {
        When::Always => true,
        When::Status(status) => refusal.status == status,
        When::Code(code) => refusal.code == code,
        When::Success | When::Member(..) => false,
    }
}

/// Whether an answer is selected; `body` is its JSON, if it is JSON.
pub fn selects(answer: &Answer, body: Option<&Value>, when: When) -> bool {
    let text = |pointer: &str| body.and_then(|body| body.pointer(pointer)?.as_str());
    match when {
        When::Always => true,
        When::Success => answer.status < 400,
        When::Status(status) => answer.status == status,
        When::Code(code) => text("/errors/0/code") == Some(code),
        When::Member(name, value) => {
            body.and_then(|body| body.get(name)).is_some_and(|member| match member {
                Value::String(text) => text == value,
                other => format!("{other}") == value,
            })
        }
    }
}

fn set(body: Option<&mut Value>, path: &str, literal: Literal) {
    visit(body, path, &|holder, name| {
        if let Some(members) = holder.as_object_mut() {
            members.insert(name.to_owned(), literal.value());
        }
    });
}

fn keep(body: Option<&mut Value>, path: &str, count: usize) {
    if path.is_empty() {
        if let Some(Value::Array(items)) = body {
            items.truncate(count);
        }
        return;
    }
    visit(body, path, &|holder, name| {
        if let Some(Value::Array(items)) = holder.get_mut(name) {
            items.truncate(count);
        }
    });
}

/// Calls `edit` with every object that may hold the last name of the path.
fn visit(body: Option<&mut Value>, path: &str, edit: &dyn Fn(&mut Value, &str)) {
    let Some(value) = body else { return };
    match path.split_once('.') {
        None => edit(value, path),
        Some(("*", rest)) => {
            for item in value.as_array_mut().into_iter().flatten() {
                visit(Some(item), rest, edit);
            }
        }
        Some((name, rest)) => visit(value.get_mut(name), rest, edit),
    }
}

impl Literal {
    fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::String(text.to_owned()),
            Self::Number(number) => Value::Number(Number::from(number)),
            Self::Flag(flag) => Value::Bool(flag),
            Self::Nothing => Value::Array(Vec::new()),
        }
    }
}
