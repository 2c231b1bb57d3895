//! The error envelope (API reference, Errors).
//!
//! The reference shows an array `errors`; some answers of the field put the one error flat into the
//! body, which is a freedom: then only its code is looked for.

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::checks::readings;
use crate::checks::{Expectation, Member, shown};
use crate::evidence::Reply;
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::parameters::ErrorCode;
use crate::steps::world::World;

/// An id no person has.
const NOBODY: &str = "00000000000000000000000000000000cper";
/// An id no identification has.
const NOTHING: &str = "00000000000000000000000000000000cidt";
const NOT_JSON: &str = "{\"first_name\": \"Alma\", ";

/// An answer that refuses, kept to compare with the next.
#[given("a person that does not exist was asked for")]
async fn asked_for_nobody(world: &mut World) -> Step {
    let session = world.session().await?;
    let reply = session.person(NOBODY).await;
    let reply = world.observe(reply)?;
    world.notes.insert("earlier error".to_owned(), error_id(&reply));
    Ok(())
}

/// The person is there, the identification is not.
#[when("the partner retrieves an identification that does not exist")]
async fn retrieves_nothing(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.identification(&id, NOTHING).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The body breaks off.
#[when("the partner registers a person with a body that is not JSON")]
async fn registers_from_text(world: &mut World) -> Step {
    let session = world.session().await?;
    let reply = session.create_person_from_text(NOT_JSON).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// A name that is no text.
#[when("the partner registers a person whose last name is a number")]
async fn registers_mistyped(world: &mut World) -> Step {
    let mut body = world.new_person();
    body["last_name"] = json!(42);
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// There is at least one error, in an array or flat (ER-001).
#[then("the answer lists its errors")]
fn lists_errors(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let coded = !reply.error_codes().is_empty();
    let actual = reply.json.as_ref().map_or_else(ToString::to_string, |it| shown(Some(it)));
    let expected = refused(&reply)
        .unless(coded, "errors", "an array of errors with codes", actual)
        .freedom(coded && is_flat(&reply), "an error without the array around it", "errors");
    world.conclude(expected)
}

/// Every error has what people and programs need (ER-002).
#[then("each error has an id, a code, a title and a detail")]
fn errors_are_complete(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if is_flat(&reply) {
        let expected = refused(&reply).member("code", Member::SomeText);
        return world.conclude_as(expected, "the error has a code");
    }
    let paths = members_of_errors(&reply, &["id", "code", "title", "detail"]);
    let expected = paths.iter().fold(refused(&reply), |it, path| it.member(path, Member::SomeText));
    world.conclude(expected)
}

/// The status code stands in the error once more; as text it is a freedom (ER-003, C-38).
#[then("each error repeats the status code")]
fn errors_repeat_status(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let paths = members_of_errors(&reply, &["status"]);
    let expected = paths.iter().fold(refused(&reply), |it, path| {
        let actual = reply.member(path);
        let as_text = actual.and_then(Value::as_str) == Some(&reply.status.to_string());
        let same = as_text || actual == Some(&json!(reply.status));
        it.unless(same, path, &reply.status.to_string(), shown(actual)).freedom(
            as_text,
            "a status code in quotes",
            path,
        )
    });
    note_status_type(world, &reply);
    world.conclude(expected)
}

/// 404, and the code that says so if there is a code (ER-004).
#[then("it is not found, with the code model_not_found")]
fn is_not_found(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let codes = reply.error_codes();
    let exact = codes.iter().any(|it| it.eq_ignore_ascii_case("model_not_found"));
    let expected = Expectation::of(&reply)
        .unless(reply.status == 404, "status code", "404", reply.brief())
        .unless(exact || codes.is_empty(), "errors[0].code", "model_not_found", codes.join(", "))
        .freedom(codes.is_empty(), "404 without an error code", "body");
    world.conclude(expected)
}

/// The request itself is at fault (ER-005, ER-006).
#[then(expr = "it is refused as a bad request, with the code {code}")]
fn is_bad_request(world: &mut World, code: ErrorCode) -> Step {
    let reply = world.latest_reply()?;
    let bad = matches!(reply.status, 400 | 412 | 422);
    let coded = reply.error_codes().iter().any(|it| it.eq_ignore_ascii_case(code.0));
    let expected = Expectation::of(&reply)
        .unless(bad, "status code", "400", reply.brief())
        .freedom(bad && reply.status != 400, "another status code for 400", "status code")
        .freedom(!coded, "another error code", "error code");
    world.conclude(expected)
}

/// Support can tell the two apart (ER-007).
#[then("its error has an id of its own")]
fn has_own_id(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let (earlier, own) = (world.notes.get("earlier error").cloned(), error_id(&reply));
    let told = own.as_str().is_some_and(|id| !id.is_empty());
    let other = told && earlier.as_ref() != Some(&own);
    let expected = refused(&reply)
        .unless(other || is_flat(&reply), "errors[0].id", "another id", shown(Some(&own)))
        .freedom(!other && is_flat(&reply), "an error without an id of its own", "id");
    world.conclude(expected)
}

/// Notes whether the status code is a number or a text (C-38).
fn note_status_type(world: &mut World, reply: &Reply) {
    world.reading(readings::status_type(reply), reply.operation.clone());
}

fn refused(reply: &Reply) -> Expectation<'_> {
    let refused = (400..500).contains(&reply.status);
    Expectation::of(reply).unless(refused, "status code", "a refusal (4xx)", reply.brief())
}

/// One error with a code, and no array around it.
fn is_flat(reply: &Reply) -> bool {
    reply.member("errors").is_none() && reply.text("code").is_some()
}

/// Paths of these members in every error of the array; in the first when there is none.
fn members_of_errors(reply: &Reply, members: &[&str]) -> Vec<String> {
    if is_flat(reply) {
        return Vec::new();
    }
    let errors = reply.member("errors").and_then(Value::as_array).map_or(1, Vec::len).max(1);
    let paths = |index| members.iter().map(move |member| format!("errors.{index}.{member}"));
    (0..errors).flat_map(paths).collect()
}

fn error_id(reply: &Reply) -> Value {
    reply.member("errors.0.id").or_else(|| reply.member("id")).cloned().unwrap_or(Value::Null)
}
