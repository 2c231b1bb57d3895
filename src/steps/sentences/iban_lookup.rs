//! The optional validation of an IBAN (Step 3).

use cucumber::{then, when};
use serde_json::Value;

use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::parameters::Iban;
use crate::steps::word_tables::BankWord;
use crate::steps::world::World;

/// A mocked IBAN or any text is looked up; of several values, up to the first that is accepted.
#[when(expr = "the partner looks up {iban}")]
async fn looks_up(world: &mut World, iban: Iban) -> Step {
    let send = async |world: &mut World, iban: Value| {
        let session = world.session().await?;
        let reply = session.look_up_iban(&iban).await;
        world.observe(reply)
    };
    partner::send_until_accepted(world, iban.0, send).await
}

/// The answer has information about the bank; the guide does not print which (BI-070). It names none
/// if it is refused, or answered without a bank (BI-071).
#[then(expr = "the answer names {bank}")]
fn names_bank(world: &mut World, bank: BankWord) -> Step {
    let reply = world.latest_reply()?;
    world.conclude((bank.0)(&reply))
}
