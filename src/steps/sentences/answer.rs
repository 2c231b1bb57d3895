//! The latest answer: its members, and refusals of any kind.

use cucumber::gherkin;
use cucumber::{given, then, when};

use crate::checks::{self, Expectation, not_found, shown_members};
use crate::steps::Step;
use crate::steps::actions::overview;
use crate::steps::parameters::RefusalWord;
use crate::steps::world::World;

/// The members in the table have the values beside them: `null`, `nothing`, `any text`, `a time`,
/// `true or false`, `a number above zero`, `an id ending in cper`, or a literal. The row `status code`
/// demands success.
#[then("the answer shows:")]
fn shows(world: &mut World, step: &gherkin::Step) -> Step {
    let reply = world.latest_reply()?;
    let table = step.table.as_ref().map_or(&[][..], |it| &it.rows);
    let expected = shown_members(&reply, table).or_else(|why| world.misuse(why))?;
    world.conclude(expected)
}

/// Person, mobile number, identification, documents, snapshot and attempts, each twice.
#[given("the partner looked at everything about the customer")]
#[when("the partner looks at everything about the customer")]
async fn retrieves_everything(world: &mut World) -> Step {
    world.reply = Some(overview::retrieve_everything(world).await?);
    Ok(())
}

/// Every answer of the scenario shows its resources whole, and none contradicts an earlier one.
#[then("all answers are whole and agree")]
async fn answers_agree(world: &mut World) -> Step {
    overview::compare_all(world, checks::whole_answers).await
}

/// Every refusal of the scenario is JSON with a list of complete errors (ER-001 to ER-003).
#[then("every refusal is complete")]
async fn refusals_are_complete(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::refused_or_failed(&reply))?;
    overview::compare_all(world, checks::whole_refusals).await
}

/// Like the sentence above, for calls that a conforming target may accept.
/// Accepts success, and a refusal with a list of complete errors.
#[then("it is accepted, or every refusal is complete")]
async fn refusals_if_any_are_complete(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::accepted_or_refused(&reply))?;
    overview::compare_all(world, checks::whole_refusals).await
}

/// The call was refused in any way.
/// Accepts 400, 403, 404, 409, 412 and 422, with any error code.
#[then("it is refused")]
fn is_refused(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(Expectation::of(&reply).refused())
}

/// The call was refused with the codes that belong to this cause.
#[then(expr = "it is refused with/for {refusal}")]
fn is_refused_with(world: &mut World, refusal: RefusalWord) -> Step {
    let reply = world.latest_reply()?;
    let (expected, found) = world.observe(refusal.0.check(&reply))?;
    world.reading(found, format!("seen on {}", reply.operation));
    world.conclude(expected)
}

/// The target does not know such a resource, or hides it (BI-155).
#[then("it is not found")]
fn is_not_found(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(not_found(&reply))
}
