//! The optional validation of an IBAN (Step 3).

use cucumber::{then, when};

use crate::checks;
use crate::steps::Step;
use crate::steps::parameters::Iban;
use crate::steps::world::World;

/// A mocked IBAN or any text is looked up.
#[when(expr = "the partner looks up {iban}")]
async fn looks_up(world: &mut World, iban: Iban) -> Step {
    let session = world.session().await?;
    let reply = session.look_up_iban(&iban.0).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer has information about the bank; the guide does not print which (BI-070).
#[then("the answer names a bank")]
fn names_bank(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::named_bank(&reply))
}

/// Refused, or answered without a bank (BI-071).
#[then("the answer names no bank")]
fn names_no_bank(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::no_bank(&reply))
}
