//! A small vocabulary of HTTP and JSON, for scenarios about behaviour that has no sentence yet. The
//! shipped suite does not use it.

use std::collections::BTreeMap;

use cucumber::gherkin;
use cucumber::{given, then, when};
use serde_json::Value;

use crate::checks::{self, Expectation, Member};
use crate::evidence::StepFailure;
use crate::steps::Step;
use crate::steps::misuse::placeholder_names;
use crate::steps::parameters::{HttpMethod, StatusCode};
use crate::steps::world::World;

/// Keeps a text under a name.
#[given(expr = "the text {string} noted as {string}")]
fn note_text(world: &mut World, text: String, name: String) {
    world.notes.insert(name, Value::String(text));
}

/// Keeps a member of the answer under a name; later paths and bodies name it as `{name}`.
#[given(expr = "the answer's {string} is noted as {string}")]
#[when(expr = "the answer's {string} is noted as {string}")]
fn note_member(world: &mut World, path: String, name: String) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply).member(&path, Member::Present);
    world.conclude(expected)?;
    world.notes.insert(name, reply.member(&path).cloned().unwrap_or(Value::Null));
    Ok(())
}

/// Sends a request; a doc string below the step is its JSON body. The path begins with `/v1`.
#[given(expr = "a {http_method} request is sent to {string}")]
#[when(expr = "a {http_method} request is sent to {string}")]
async fn send(world: &mut World, method: HttpMethod, path: String, step: &gherkin::Step) -> Step {
    let text = step.docstring.as_ref();
    let body = text.map(|text| json_of(world, text)).transpose()?;
    let path = fill(world, &path)?;
    let session = world.session().await?;
    let reply = session.any(&method.0, &path, body.as_ref()).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer's status code.
#[then(expr = "the status code is {status_code}")]
fn status_code(world: &mut World, code: StatusCode) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::status_code(&reply, code.0))
}

/// A member of the answer as text; numbers and booleans are compared as written in JSON.
#[then(expr = "the answer's {string} is {string}")]
fn member_is(world: &mut World, path: String, text: String) -> Step {
    let reply = world.latest_reply()?;
    let text = fill(world, &text)?;
    world.conclude(checks::written_member(&reply, &path, &text))
}

/// A kept value.
#[then(expr = "the note {string} is {string}")]
fn note_is(world: &mut World, name: String, text: String) -> Step {
    let check = checks::noted_text(&name, world.notes.get(&name), &text);
    world.check(check)
}

/// Replaces `{name}` by the value noted under it, `{person_id}` and `{identification_id}` by
/// the current ids.
fn fill(world: &mut World, text: &str) -> Result<String, StepFailure> {
    let person = world.people.last();
    let identification = person.and_then(|person| person.identifications.last());
    let known = [
        ("person_id", person.map(|it| it.id.clone())),
        ("identification_id", identification.map(|it| it.id.clone())),
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

fn json_of(world: &mut World, docstring: &str) -> Result<Value, StepFailure> {
    let text = fill(world, docstring)?;
    match serde_json::from_str(&text) {
        Ok(json) => Ok(json),
        Err(error) => world.misuse(format!("the step's doc string is not JSON: {error}")),
    }
}
