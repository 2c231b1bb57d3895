//! The error envelope (API reference, Errors).

use cucumber::{given, then, when};
use serde_json::json;

use crate::checks::{self, readings};
use crate::steps::Step;
use crate::steps::actions::partner;
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
    world.earlier_error = checks::error_id(&reply);
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
    world.conclude(checks::listed_errors(&reply))
}

/// Every error has what people and programs need (ER-002).
#[then("each error has an id, a code, a title and a detail")]
fn errors_are_complete(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::complete_errors(&reply))
}

/// The status code stands in the error once more; as text it is a freedom (ER-003, C-38).
#[then("each error repeats the status code")]
fn errors_repeat_status(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.reading(readings::status_type(&reply), reply.operation.clone());
    world.conclude(checks::repeated_status(&reply))
}

/// Support can tell the two apart (ER-007).
#[then("its error has an id of its own")]
fn has_own_id(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let earlier = world.earlier_error.clone();
    world.conclude(checks::own_error_id(&reply, &earlier))
}
