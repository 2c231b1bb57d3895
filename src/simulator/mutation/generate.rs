//! Mutants of the answers observed: operators × members.

use std::collections::BTreeSet;

use super::facet::{Facet, GeneratedMutant, MemberType};
use super::forms;
use super::mutant::{AnswerMutant, Selector};
use super::operator::Operator;
use super::turn::Turn;
use super::values;
use super::words;
use crate::simulator::operation::{self as op, Operation};

/// Documented members of a refusal.
const ENVELOPE: [&str; 7] = [
    "",
    "errors",
    "errors.*.id",
    "errors.*.status",
    "errors.*.code",
    "errors.*.title",
    "errors.*.detail",
];

/// Operations whose effect no client can observe.
const HARMLESS: [Operation; 3] = [op::TOKEN, op::CHECK_ELIGIBILITY, op::LOOK_UP_IBAN];

/// Operations that succeed once for a resource.
const ONCE: [Operation; 2] = [op::REQUEST, op::CONFIRM];

/// The mutants of one facet.
pub fn generated(operation: Operation, selector: &Selector, facet: &Facet) -> Vec<GeneratedMutant> {
    let refused = matches!(selector, Selector::Refused(_));
    let changes = operation.method != "GET" && !HARMLESS.contains(&operation);
    let mut drawn = of_answer(refused, changes, facet);
    // Another address is that of another resource of the same kind.
    let has_others = operation.method == "GET" && operation.path.contains('{') && !refused;
    drawn.extend(has_others.then(|| (Operator::Elsewhere, String::new(), false)));
    let creates = changes && operation.method == "POST";
    let of_request = of_request(refused, creates, facet);
    drawn.extend(of_request.map(|(operator, argument)| (operator, argument, false)));
    for (path, kinds) in &facet.members {
        if refused && !ENVELOPE.contains(&path.as_str()) {
            continue;
        }
        let of_null = kinds.len() == 1 && kinds.contains(&MemberType::Null);
        let operators = of_member(path, kinds, facet);
        // An error belongs to no resource and to no customer.
        let alone = |it| matches!(it, Operator::Swap | Operator::Stale | Operator::Mix);
        let operators = operators.into_iter().filter(|it| !refused || !alone(it.0));
        drawn.extend(operators.map(|(operator, argument)| (operator, argument, of_null)));
    }
    let place = format!("{}{selector}", words::word(operation));
    let with_turns = |(operator, argument, of_null): (Operator, String, bool)| {
        let turns = turns(operation, operator, &argument, facet);
        turns.into_iter().map(move |turn| (turn, operator, argument.clone(), of_null))
    };
    let mutant = |(turn, operator, argument, of_null)| {
        let mutant =
            AnswerMutant { operation, selector: selector.clone(), turn, operator, argument };
        GeneratedMutant {
            name: mutant.to_string(),
            subject: words::word(operation).to_owned(),
            operator: operator.word().to_owned(),
            about: [place.clone(), format!("{place} {}", mutant.member().0)],
            of_answer: !matches!(mutant.operator, Operator::Reject),
            of_null,
            observers: facet.observers.clone(),
        }
    };
    drawn.into_iter().flat_map(with_turns).map(mutant).collect()
}

/// The turns at which answers are made wrong. A refusal can be repeated, and so can most calls: nobody
/// notices a mutant whose turn no observer reaches. A member is wrong at later turns only where
/// one observer received several answers.
fn turns(operation: Operation, operator: Operator, argument: &str, facet: &Facet) -> Vec<Turn> {
    let mut turns = vec![Turn::Every];
    let reads = operation.method == "GET";
    let repeated = facet.times > 1;
    // Without a resource in it, an address is that of all observers; a refusal may be about a resource that
    // does not exist, which is the same for all.
    let is_own = operation.path.contains('{');
    let has_first = is_own && facet.status < 400;
    let name = argument.split('=').next().unwrap_or_default().rsplit('.').next();
    let is_word = name.is_some_and(|it| ["status", "failure_reason"].contains(&it));
    match operator {
        _ if !is_own => {}
        Operator::Accept | Operator::CarryOut => turns.extend([Turn::Later, Turn::Third]),
        Operator::Deny if reads => turns.push(Turn::Later),
        Operator::Deny if !ONCE.contains(&operation) => turns.extend([Turn::Later, Turn::Third]),
        Operator::Drop | Operator::Change if repeated => {
            turns.push(Turn::Later);
            turns.extend(has_first.then_some(Turn::First));
        }
        Operator::Null | Operator::Say if repeated && is_word => turns.push(Turn::Later),
        Operator::Status if repeated && reads && argument == "404" => turns.push(Turn::Later),
        _ => {}
    }
    if reads && facet.status < 400 && drifts(operator, is_word, argument) {
        let changes = |turn: &&Turn| match turn {
            Turn::After(call) | Turn::Beside(call) => {
                call.method != "GET" && !HARMLESS.contains(call)
            }
            _ => false,
        };
        let path = argument.split('=').next().unwrap_or_default();
        let earlier = facet.earlier.get(if operator == Operator::Status { "" } else { path });
        turns.extend(earlier.into_iter().flatten().filter(changes));
    }
    turns
}

/// Whether another call may make an answer wrong in this way: a value changes or is lost, the status is
/// another one, the resource is gone.
fn drifts(operator: Operator, is_word: bool, argument: &str) -> bool {
    match operator {
        Operator::Change => true,
        Operator::Drop => !argument.contains('*'),
        Operator::Say => is_word,
        Operator::Status => argument == "404",
        _ => false,
    }
}

/// Operators on a whole answer.
fn of_answer(refused: bool, changes: bool, facet: &Facet) -> Vec<(Operator, String, bool)> {
    let bare = |operator| (operator, String::new(), false);
    let status = |code: u16| (Operator::Status, code.to_string(), false);
    let mut drawn = vec![bare(Operator::Empty), (Operator::Declare, "html".to_owned(), false)];
    if refused {
        // A 5xx is an error of the server instead of a refusal, and shows nothing about the rule.
        let others = [400, 403, 404, 409, 412, 422];
        drawn.extend(others.into_iter().filter(|code| *code != facet.status).map(status));
        drawn.extend([status(200), bare(Operator::Pretend)]);
        // Only a call that changes data can change them in spite of a refusal.
        let does: &[Operator] =
            if changes { &[Operator::Accept, Operator::CarryOut] } else { &[Operator::Accept] };
        let fields = facet.words.get("errors.*.source.field").into_iter().flatten();
        for field in std::iter::once(&String::new()).chain(fields) {
            drawn.extend(does.iter().map(|it| (*it, field.clone(), false)));
        }
    } else {
        drawn.extend([status(302), status(404), bare(Operator::Truncate)]);
        drawn.extend([bare(Operator::Deny), bare(Operator::Repeat)]);
    }
    drawn
}

/// Operators on requests: one value of a member is accepted or refused, a parameter of the query is
/// ignored or means the opposite. What can be created can have any value, also one that nobody sent.
fn of_request(
    refused: bool,
    creates: bool,
    facet: &Facet,
) -> impl Iterator<Item = (Operator, String)> {
    let operator = if refused { Operator::Accept } else { Operator::Reject };
    let values = facet.sent.iter().flat_map(move |(path, sent)| {
        let values = values::acceptable(path.rsplit('.').next().unwrap_or(path)).into_iter();
        let values = values.filter(move |it| creates || sent.contains(it));
        values.map(move |value| (operator, format!("{path}={value}")))
    });
    let queries = facet.queries.iter().filter(move |_| !refused);
    values.chain(queries.flat_map(|query| forced(query)))
}

/// The parameters of a query are assumed in every request, or have the opposite meaning.
fn forced(query: &str) -> Vec<(Operator, String)> {
    let opposite = |one: &str, other: &str| {
        query.contains(one).then(|| format!("{query}>{}", query.replace(one, other)))
    };
    let opposites = [opposite("=true", "=false"), opposite("=false", "=true")];
    let assumed = std::iter::once(query.to_owned());
    assumed.chain(opposites.into_iter().flatten()).map(|it| (Operator::Force, it)).collect()
}

/// Operators on a member with values of these types.
fn of_member(path: &str, kinds: &BTreeSet<MemberType>, facet: &Facet) -> Vec<(Operator, String)> {
    let has = |kind| kinds.contains(&kind);
    let only_null = kinds.iter().all(|kind| *kind == MemberType::Null);
    let name = path.rsplit('.').next().unwrap_or(path);
    let mut drawn = vec![Operator::Retype];
    if !path.is_empty() && name != "*" {
        drawn.push(Operator::Drop);
    }
    if !only_null {
        drawn.push(Operator::Null);
    }
    if !has(MemberType::Object) && !has(MemberType::List) {
        drawn.push(Operator::Change);
        drawn.extend((!only_null).then_some(Operator::Swap));
        drawn.push(Operator::Stale);
    }
    if has(MemberType::List) {
        drawn.extend([Operator::Lose, Operator::Double, Operator::Mix]);
    }
    let mut drawn: Vec<_> = drawn.into_iter().map(|it| (it, path.to_owned())).collect();
    if has(MemberType::Instant) {
        drawn.extend(["-1s", "+1s", "+3600s"].map(|by| (Operator::Shift, format!("{path}={by}"))));
    }
    drawn.extend(other_words(path, name, facet));
    drawn
}

/// The other values of an enumeration.
fn other_words(path: &str, name: &str, facet: &Facet) -> Vec<(Operator, String)> {
    let Some(words) = facet.words.get(path) else { return Vec::new() };
    let others = words.first().map(|word| values::enumeration(name, word)).unwrap_or_default();
    // A flag may be the same for everybody.
    let is_flag = name == "fatca_relevant";
    let others = others.into_iter().filter(|other| is_flag || !words.contains(other));
    others.map(|it| (Operator::Say, format!("{path}={it}"))).collect()
}

/// Mutants that take malformed values of a member of a request.
pub fn takes(operation: Operation, path: &str, observers: &[String]) -> Vec<GeneratedMutant> {
    let word = words::word(operation);
    let mutant = |form: &str| GeneratedMutant {
        name: format!("{word}:{}:{path}={form}", Operator::Take.word()),
        subject: word.to_owned(),
        operator: Operator::Take.word().to_owned(),
        about: [format!("{word} takes"), format!("{word} takes {path}")],
        of_answer: false,
        of_null: false,
        observers: observers.to_vec(),
    };
    let is_json = operation != op::TOKEN;
    let creates = operation.method == "POST";
    forms::malformed(path, creates).into_iter().filter(|_| is_json).map(mutant).collect()
}
