//! The account snapshot (Step 4) and the list of attempts (Step 5).

use cucumber::{then, when};

use crate::checks;
use crate::evidence::Reply;
use crate::steps::Step;
use crate::steps::actions::{partner, time};
use crate::steps::parameters::Account;
use crate::steps::word_tables::{Outcome, SnapshotWord};
use crate::steps::world::World;

/// The partner retrieves the snapshot, as soon as it exists.
#[when("the partner retrieves the account snapshot")]
async fn retrieves(world: &mut World) -> Step {
    world.reply = Some(partner::snapshot(world, Reply::is_success).await?);
    Ok(())
}

/// The partner asks once, whether or not the snapshot exists.
#[when("the partner asks for the account snapshot once")]
async fn asks_once(world: &mut World) -> Step {
    world.reply = Some(partner::snapshot(world, |_| true).await?);
    Ok(())
}

/// The snapshot is pending, or is made only when the customer logs in: the guide says both
/// (Step 4; BI-087).
#[then("the account snapshot is not available before the customer logged in")]
fn not_before_login(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::snapshot_before_login(&reply))
}

/// The answer is a snapshot with the documented members (BI-094, BI-095).
#[then("the answer is an account snapshot")]
fn is_snapshot(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::documented_snapshot(&reply))
}

/// The snapshot is the same in every answer, and another one for the other identification, of this
/// person or another one (BI-095).
#[then("the account snapshot is this identification's own")]
async fn own_snapshot(world: &mut World) -> Step {
    let first = world.latest_reply()?;
    let again = partner::snapshot(world, Reply::is_success).await?;
    world.turn_to_other_identification()?;
    let other = partner::snapshot(world, Reply::is_success).await?;
    world.conclude(checks::own_snapshot(&first, &again, &other))
}

/// The snapshot becomes available, is not, or does not exist (BI-076, BI-094, BI-097, BI-149).
/// Accepts either state where the sentence says `or`.
#[then(expr = "the account snapshot {snapshot}")]
async fn snapshot_is(world: &mut World, state: SnapshotWord) -> Step {
    let reply = partner::snapshot_or_refusal(world, |it| state.0.is_settled(it)).await?;
    world.conclude(checks::snapshot_in(&reply, state.0))
}

/// The list holds an attempt with this IBAN. Whether it is a success when SCHUFA agreed and the
/// bank did not, the guide leaves open (BI-127, BI-128).
#[then(expr = "the attempts list {outcome} attempt with the {account} IBAN")]
async fn lists(world: &mut World, outcome: Outcome, account: Account) -> Step {
    let person_id = world.person()?.id.clone();
    let listed = |it: &Reply| checks::listed_attempt(it, account.0, outcome.0).is_some();
    let reply = partner::attempts(world, listed).await?;
    world.conclude(checks::documented_attempt(&reply, &person_id, (account.0, outcome.0)))
}

/// Every attempt listed belongs to the person asked for, and one to each identification
/// (BI-127).
#[then("the attempts are this person's, one for each identification")]
async fn one_each(world: &mut World) -> Step {
    let person = world.person()?.clone();
    let wanted = person.identifications.len();
    let complete = |it: &Reply| checks::number_of_attempts(it) >= wanted;
    let reply = partner::attempts(world, complete).await?;
    let now = time::target_time(world, &reply).await?;
    world.conclude(checks::own_attempts(&reply, &person, now))
}
