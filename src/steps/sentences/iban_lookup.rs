//! The optional validation of an IBAN (Step 3).

use cucumber::{then, when};

use crate::steps::Step;
use crate::steps::parameters::Iban;
use crate::steps::word_tables::BankWord;
use crate::steps::world::World;

/// A mocked IBAN or any text is looked up.
#[when(expr = "the partner looks up {iban}")]
async fn looks_up(world: &mut World, iban: Iban) -> Step {
    let session = world.session().await?;
    let reply = session.look_up_iban(&iban.0).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer has information about the bank; the guide does not print which (BI-070). It names none
/// if it is refused, or answered without a bank (BI-071).
#[then(expr = "the answer names {bank}")]
fn names_bank(world: &mut World, bank: BankWord) -> Step {
    let reply = world.latest_reply()?;
    world.conclude((bank.0)(&reply))
}
