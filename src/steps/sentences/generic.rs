//! A small vocabulary of HTTP and JSON, for scenarios about behaviour that has no sentence yet. The
//! shipped suite does not use it.

use std::collections::BTreeMap;

use cucumber::gherkin;
use cucumber::{given, then, when};
use serde_json::Value;

use crate::checks::{self, KnownPerson};
use crate::evidence::StepFailure;
use crate::steps::Step;
use crate::steps::actions::{arrivals, customer, polling};
use crate::steps::known_values::KnownValues;
use crate::steps::misuse::placeholder_names;
use crate::steps::needs::needs;
use crate::steps::parameters::{AnswerPart, HttpMethod, StatusCodes};
use crate::steps::word_tables::ArrivalWord;
use crate::steps::world::World;

/// Keeps a text under a name.
#[given(expr = "the text {string} noted as {string}")]
fn note_text(world: &mut World, text: String, name: String) {
    world.notes.insert(name, Value::String(text));
}

/// Keeps a member of the answer, or a `header "…"`, under a name; later paths and bodies name it as
/// `{name}`.
#[given(expr = "the answer's {answer_part} is noted as {string}")]
#[when(expr = "the answer's {answer_part} is noted as {string}")]
fn note_part(world: &mut World, part: AnswerPart, name: String) -> Step {
    let reply = world.latest_reply()?;
    let (expected, value) = checks::noted_part(&reply, &part.place());
    world.conclude(expected)?;
    world.notes.insert(name, value);
    Ok(())
}

/// Sends a request; a doc string below the step is its JSON body. The path begins with `/v1`.
#[given(expr = "a {http_method} request is sent to {string}")]
#[when(expr = "a {http_method} request is sent to {string}")]
async fn send(world: &mut World, method: HttpMethod, path: String, step: &gherkin::Step) -> Step {
    needs!(of KnownValues);
    let text = step.docstring.as_ref();
    let body = text.map(|text| json_of(world, text)).transpose()?;
    let path = fill(world, &path)?;
    let session = world.session().await?;
    let reply = session.any(&method.0, &path, body.as_ref()).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// Asks again until the answer is like the example below, at most as long as changes may take to
/// show, on a server of others at most `--max-wait`.
#[when(expr = "a GET request to {string} is repeated until the answer matches:")]
async fn repeats(world: &mut World, path: String, step: &gherkin::Step) -> Step {
    needs!(of KnownValues);
    let example = example(world, step)?;
    let path = fill(world, &path)?;
    let reply = polling::get_until(world, &path, &example).await?;
    world.reply = Some(reply.clone());
    world.conclude(checks::like_example(&reply, &example))
}

/// The answer's status code, or one of several, as in `200, 201 or 204`.
#[then(expr = "the status code is {status_codes}")]
fn status_code(world: &mut World, codes: StatusCodes) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::status_code(&reply, &codes.0))
}

/// A member of the answer as text, or a `header "…"`; numbers and booleans are compared as written in
/// JSON. The text may be a marker, such as `#uuid` or `#absent`.
#[then(expr = "the answer's {answer_part} is {string}")]
fn part_is(world: &mut World, part: AnswerPart, text: String) -> Step {
    let reply = world.latest_reply()?;
    let text = fill(world, &text)?;
    world.conclude(checks::written_part(&reply, &part.place(), &text))
}

/// The body is like the JSON below: members that it does not name may have any value, lists may be
/// in any order. Texts that begin with `#` are markers.
#[then("the answer matches:")]
fn matches(world: &mut World, step: &gherkin::Step) -> Step {
    needs!(of KnownValues);
    let example = example(world, step)?;
    let reply = world.latest_reply()?;
    world.conclude(checks::like_example(&reply, &example))
}

/// A webhook is like the JSON below, which may name `event_type`, `headers` and `body`, or an SMS to the
/// customer's number, which has `number`, `token` and `identification_id`. It may be about any
/// identification, unless the example names one.
#[then(expr = "a/an {arrival} arrives that matches:")]
async fn arrives(world: &mut World, arrival: ArrivalWord, step: &gherkin::Step) -> Step {
    needs!(of KnownValues, ArrivalWord);
    let example = example(world, step)?;
    let check = arrivals::like(world, arrival.0, &example).await?;
    world.check(check)
}

/// A kept value.
#[then(expr = "the note {string} is {string}")]
fn note_is(world: &mut World, name: String, text: String) -> Step {
    let check = checks::noted_text(&name, world.notes.get(&name), &text);
    world.check(check)
}

/// Replaces `{name}` by the value noted under it, `{person_id}`, `{identification_id}`, `{number}` and
/// `{tan}` by those of the customer, and `{other.…}` by those of the customer before.
fn fill(world: &mut World, text: &str) -> Result<String, StepFailure> {
    let tan = text.contains("{tan}").then(|| customer::latest_tan(world)).transpose()?;
    let person = world.people.last();
    let other = world.people.iter().rev().nth(1);
    let known = [
        ("person_id", person.map(|it| it.id.clone())),
        ("identification_id", latest_identification(person)),
        ("other.person_id", other.map(|it| it.id.clone())),
        ("other.identification_id", latest_identification(other)),
        ("number", person.map(KnownPerson::number)),
        ("tan", tan),
    ];
    let noted = world.notes.iter().map(|(name, value)| {
        (name.as_str(), Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    });
    let values: BTreeMap<String, String> = known
        .into_iter()
        .chain(noted)
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    if let Some(unknown) = placeholder_names(text).find(|name| !values.contains_key(*name)) {
        return world.misuse(format!("no earlier step gave `{{{unknown}}}` a value"));
    }
    let replaced = values
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
    Ok(replaced)
}

fn latest_identification(person: Option<&KnownPerson>) -> Option<String> {
    person?.identifications.last().map(|it| it.id.clone())
}

/// The example in the doc string of a step.
fn example(world: &mut World, step: &gherkin::Step) -> Result<Value, StepFailure> {
    json_of(world, step.docstring.as_deref().unwrap_or_default())
}

fn json_of(world: &mut World, docstring: &str) -> Result<Value, StepFailure> {
    let text = fill(world, docstring)?;
    match serde_json::from_str(&text) {
        Ok(json) => Ok(json),
        Err(error) => world.misuse(format!("the step's doc string is not JSON: {error}")),
    }
}
