//! Values that are not of the documented type (API reference, Requests and responses).

use cucumber::{then, when};
use serde_json::json;

use crate::checks;
use crate::steps::Step;
use crate::steps::actions::{customer, partner};
use crate::steps::needs::needs;
use crate::steps::world::World;

/// The right digits, but not a text (BI-114).
#[when("the customer's TAN is sent as a number")]
async fn tan_as_number(world: &mut World) -> Step {
    needs!(Tan);
    let tan = customer::latest_tan(world)?;
    let token = tan.parse::<u64>().map_or(json!(true), |it| json!(it));
    world.reply = Some(partner::confirm_with(world, &json!({ "token": token })).await?);
    Ok(())
}

/// The guide prints a text, and does not mention numbers.
/// Accepts a confirmed QES, and a refusal.
#[then("the QES is confirmed, or it is refused")]
fn confirmed_or_refused(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::confirmed_or_refused(&reply))
}
