//! Everything about a customer at once, and all answers of the scenario together.

use crate::api::operation as op;
use crate::checks::{self, Expectation, readings};
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// Retrieves everything about the customer, twice, because an answer may contradict the previous one.
pub async fn retrieve_everything(world: &mut World) -> Result<Reply, StepFailure> {
    retrieve_everything_once(world).await?;
    retrieve_everything_once(world).await
}

async fn retrieve_everything_once(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person = world.person()?.id.clone();
    let identification = world.person()?.identifications.last().cloned();
    for operation in [op::GET_PERSON, op::GET_NUMBER, op::LIST] {
        // An answer that is missing contradicts none.
        let _ = session.of_person_if_offered(operation, &person).await;
    }
    if let Some(known) = identification {
        partner::documents(world, |_| true).await?;
        partner::documents(world, |_| true).await?;
        if !known.requested.is_null() {
            partner::snapshot(world, |_| true).await?;
        }
        partner::retrieve(world).await?;
    }
    partner::attempts(world, |_| true).await
}

/// Concludes each expectation; the first that does not hold ends the step.
pub async fn compare_all(world: &mut World, compare: fn(&[Reply]) -> Vec<Expectation<'_>>) -> Step {
    let replies = world.session().await?.replies();
    for expected in compare(&replies) {
        world.conclude(expected)?;
    }
    Ok(())
}

/// Compares what is listed with `include_documents`, or with `include_documents=false`, with what is listed
/// without it.
pub async fn compare_documents(world: &mut World, wanted: bool) -> Step {
    let plain = partner::retrieve(world).await?;
    if wanted {
        let listed = partner::signed_documents(world).await?;
        let found = readings::documents_listed(&plain);
        world.reading(found, "GET identification without include_documents");
        return world.conclude(checks::listed_documents(&listed));
    }
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let hidden = session.identification_without_documents(&person_id, &id).await;
    let hidden = world.observe(hidden)?;
    world.conclude(checks::unlisted_documents(&hidden, &plain))
}
