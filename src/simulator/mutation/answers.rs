//! Mutants carried out on an answer.

use axum::body::Bytes;
use axum::http::Uri;
use serde_json::{Value, json};

use super::memory::{AnswerOrigin, Memory};
use super::mutant::{AnswerMutant, Selector};
use super::operator::Operator;
use super::{forms, paths, values};
use crate::simulator::answer::Answer;
use crate::simulator::call::Inbound;
use crate::simulator::machine::Refusal;
use crate::simulator::operation::Operation;

/// Id of a refusal that a mutant makes up.
const ERROR_ID: &str = "0c1e5a7d9b3f4826a7d1c0e4f5b69832ex";

/// Whether a mutant carries out a call that was refused, and whether it accepts it as well.
pub fn accepts<'a>(
    mutants: impl Iterator<Item = &'a AnswerMutant>,
    memory: &mut Memory,
    (operation, inbound): (Operation, &Inbound),
    refusal: &Refusal,
) -> Option<bool> {
    let field = refusal.source.as_ref().map(|source| source.field.as_str());
    let about = |mutant: &AnswerMutant| match mutant.argument.as_str() {
        "" => true,
        argument if argument.contains('=') => sends(mutant, inbound),
        argument => field == Some(argument),
    };
    let refused = Selector::Refused(refusal.code.clone());
    let origin = AnswerOrigin::of(operation, (&inbound.params, inbound.uri.path()), None);
    let selected =
        |it: &&AnswerMutant| it.operation == operation && it.selector == refused && about(it);
    let accepts = |mutant: &AnswerMutant| match mutant.operator {
        Operator::Accept => Some(true),
        Operator::CarryOut => Some(false),
        _ => None,
    };
    let mut mutants = mutants.filter(selected);
    mutants.find_map(|it| accepts(it).filter(|_| memory.has_turn(&origin, it)))
}

/// Whether the body of a request has the value that the mutant names.
fn sends(mutant: &AnswerMutant, inbound: &Inbound) -> bool {
    let (path, value) = mutant.member();
    let body: Value = serde_json::from_slice(&inbound.body).unwrap_or_default();
    let sent = paths::first(&body, path).and_then(values::word);
    sent.is_some_and(|it| it == value)
}

/// The refusal of a right call, if a mutant demands it.
pub fn rejects<'a>(
    mut mutants: impl Iterator<Item = &'a AnswerMutant>,
    (operation, inbound): (Operation, &Inbound),
) -> Option<Refusal> {
    let rejects = |it: &&AnswerMutant| {
        it.operation == operation && it.operator == Operator::Reject && sends(it, inbound)
    };
    let path = mutants.find(rejects)?.member().0;
    Some(Refusal::invalid_model(path, "is not accepted"))
}

/// The body with well-formed values instead of the malformed ones that mutants take, if it has any.
pub fn taken<'a>(
    mutants: impl Iterator<Item = &'a AnswerMutant>,
    operation: Operation,
    inbound: &Inbound,
) -> Option<Bytes> {
    let mut mutants =
        mutants.filter(|it| it.operation == operation && it.operator == Operator::Take).peekable();
    mutants.peek()?;
    let mut body: Value = serde_json::from_slice(&inbound.body).ok()?;
    let right = body.clone();
    for (path, form) in mutants.map(AnswerMutant::member) {
        paths::change(&mut body, path, &mut |given| {
            forms::has_form(path, form, given).then(|| forms::well_formed(path, given))
        });
    }
    (body != right).then(|| body.to_string().into())
}

/// The request with the parameters of its query that mutants assume, if it differs.
pub fn forced<'a>(
    mut mutants: impl Iterator<Item = &'a AnswerMutant>,
    operation: Operation,
    inbound: &Inbound,
) -> Option<Uri> {
    let forces = |it: &&AnswerMutant| it.operation == operation && it.operator == Operator::Force;
    let argument = mutants.find(forces)?.argument.as_str();
    let asked = inbound.uri.query().unwrap_or_default();
    let (only, assumed) = argument.split_once('>').unwrap_or((asked, argument));
    let uri: Uri = format!("{}?{assumed}", inbound.uri.path()).parse().ok()?;
    (asked == only && asked != assumed).then_some(uri)
}

/// Returns the answer as these mutants give it.
pub fn mutated(
    mutants: &[&AnswerMutant],
    memory: &mut Memory,
    (operation, inbound): (Operation, &Inbound),
    right: &Answer,
) -> Answer {
    let body: Option<Value> = serde_json::from_slice(&right.body).ok();
    let origin = AnswerOrigin::of(operation, (&inbound.params, inbound.uri.path()), body.as_ref());
    let mut answer = right.clone();
    for mutant in mutants.iter().filter(|it| it.operation == operation) {
        let edits = !mutant.operator.precedes_answer()
            && mutant.selector.selects(right.status, body.as_ref());
        if edits {
            let wrong = edited(mutant, memory, &origin, answer.clone());
            if differ(&wrong, &answer) && memory.has_turn(&origin, mutant) {
                answer = wrong;
            }
        }
    }
    memory.note(differ(&answer, right));
    memory.keep(&origin, right, &body.unwrap_or_default());
    answer
}

fn edited(
    mutant: &AnswerMutant,
    memory: &mut Memory,
    origin: &AnswerOrigin,
    mut answer: Answer,
) -> Answer {
    match mutant.operator {
        Operator::Declare => answer.content_type = media_type(&mutant.argument),
        Operator::Status => {
            let status = mutant.argument.parse().unwrap_or(answer.status);
            answer = with_status(answer, status);
        }
        Operator::Empty => answer.body = Vec::new().into(),
        Operator::Truncate => answer.body.truncate(answer.body.len() / 2),
        Operator::Repeat => {
            answer = memory.previous_answer(origin).cloned().unwrap_or(answer);
        }
        Operator::Elsewhere => {
            answer = memory.elsewhere(origin).cloned().unwrap_or(answer);
        }
        Operator::Pretend => {
            let made_up = || Answer::ok(&json!({ "id": ERROR_ID }));
            answer = memory.success(origin.operation).cloned().unwrap_or_else(made_up);
        }
        Operator::Deny => {
            let refusal = Refusal::wrong_state("the call is not possible now");
            answer = Answer::refusal(refusal, ERROR_ID.to_owned());
        }
        _ => {
            if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) {
                edit(mutant, memory, origin, &mut body);
                answer.body = body.to_string().into();
            }
        }
    }
    answer
}

/// The answer with another status code, which its errors repeat.
fn with_status(mut answer: Answer, status: u16) -> Answer {
    answer.status = status;
    if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
        && body.get("errors").is_some()
    {
        let repeated = |old: &Value| {
            Some(if old.is_string() { json!(status.to_string()) } else { json!(status) })
        };
        paths::change(&mut body, "errors.*.status", &mut |old| repeated(old));
        answer.body = body.to_string().into();
    }
    answer
}

fn differ(answer: &Answer, right: &Answer) -> bool {
    let head = |it: &Answer| (it.status, it.content_type);
    let json = |it: &Answer| serde_json::from_slice::<Value>(&it.body).ok();
    head(answer) != head(right)
        || (answer.body != right.body && (json(answer).is_none() || json(answer) != json(right)))
}

fn media_type(word: &str) -> &'static str {
    match word {
        "html" => "text/html",
        _ => "text/plain",
    }
}

fn edit(mutant: &AnswerMutant, memory: &mut Memory, origin: &AnswerOrigin, body: &mut Value) {
    let (path, given) = mutant.member();
    let name = path.rsplit('.').next().unwrap_or(path);
    let elsewhere = |found: Option<&Value>| found.and_then(|it| paths::first(it, path)).cloned();
    match mutant.operator {
        Operator::Drop => paths::visit(body, path, &mut |holder, name| {
            if let Some(members) = holder.as_object_mut() {
                members.remove(name);
            }
        }),
        Operator::Null => paths::change(body, path, &mut |_| Some(Value::Null)),
        Operator::Retype => paths::change(body, path, &mut |old| Some(values::retyped(old))),
        Operator::Change => paths::change(body, path, &mut |old| Some(values::another(name, old))),
        Operator::Swap => {
            let other = elsewhere(memory.of_another(origin));
            paths::change(body, path, &mut |_| other.clone());
        }
        Operator::Stale => {
            let previous = elsewhere(memory.previous(origin));
            paths::change(body, path, &mut |_| previous.clone());
        }
        Operator::Say => paths::change(body, path, &mut |_| Some(json!(given))),
        Operator::Shift => {
            let seconds = given.trim_end_matches('s').parse().unwrap_or_default();
            paths::change(body, path, &mut |old| values::shifted(old, seconds));
        }
        Operator::Lose | Operator::Double | Operator::Mix => {
            let others = elsewhere(memory.of_another(origin));
            paths::change(body, path, &mut |old| {
                list(mutant.operator, old.as_array()?, others.as_ref())
            });
        }
        _ => {}
    }
}

fn list(operator: Operator, items: &[Value], others: Option<&Value>) -> Option<Value> {
    let mut items = items.to_vec();
    match operator {
        Operator::Lose => {
            items.pop()?;
        }
        Operator::Double => items.push(items.last()?.clone()),
        _ => items.push(others?.get(0)?.clone()),
    }
    Some(Value::Array(items))
}
