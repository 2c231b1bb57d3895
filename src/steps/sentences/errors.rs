//! The error envelope (API reference, Errors).

use cucumber::{then, when};

use crate::checks::{self, readings};
use crate::steps::Step;
use crate::steps::actions::addressing;
use crate::steps::word_tables::MissingResource;
use crate::steps::world::World;

const NOT_JSON: &str = "{\"first_name\": \"Alma\", ";

/// An operation on something that nobody created.
#[when(expr = "the partner {missing} that does not exist")]
async fn addresses_missing(world: &mut World, missing: MissingResource) -> Step {
    world.earlier_error = world.reply.as_ref().map(checks::error_id).unwrap_or_default();
    world.reply = Some(addressing::call_missing_resource(world, missing.0).await?);
    Ok(())
}

/// A body that ends too early.
#[when("the partner registers a person with a body that is not JSON")]
async fn registers_from_text(world: &mut World) -> Step {
    let session = world.session().await?;
    let reply = session.create_person_from_text(NOT_JSON).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer has at least one error, in an array or flat (ER-001).
#[then("the answer lists its errors")]
fn lists_errors(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::listed_errors(&reply))
}

/// Every error has an id, a code, a title and a detail (ER-002).
#[then("each error has an id, a code, a title and a detail")]
fn errors_are_complete(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::complete_errors(&reply))
}

/// The error repeats the status code; as text it is a freedom (ER-003, C-38).
#[then("each error repeats the status code")]
fn errors_repeat_status(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.reading(readings::status_type(&reply), reply.operation.clone());
    world.conclude(checks::repeated_status(&reply))
}

/// Support can distinguish the two errors (ER-007).
#[then("its error has an id of its own")]
fn has_own_id(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let earlier = world.earlier_error.clone();
    world.conclude(checks::own_error_id(&reply, &earlier))
}
