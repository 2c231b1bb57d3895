//! Another partner, with a client of its own, continues the scenario.

use serde_json::json;

use crate::api::Status;
use crate::api::operation::{self as op, Operation};
use crate::checks::{KnownPerson, SIGNED_DOCUMENT, document_id, permitted};
use crate::evidence::{StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// Continues as another partner. It must be able to do with its own data what it will be refused with
/// those of others: a client that may do nothing shows nothing by being refused.
pub async fn hand_over(world: &mut World) -> Step {
    if world.people.iter().any(is_identified) {
        note_signed_document(world).await?;
    }
    let other = world.continue_as_another_partner().await?;
    let known = world.people.len();
    partner::must_have_customer(world).await?;
    if let Some(shown) = partner::retrieve_person_if_offered(world).await? {
        world.conclude_as(
            partner::done_with_id(&shown, 200),
            "the other partner can retrieve a person",
        )?;
    }
    let person_id = world.person()?.id.clone();
    let changed = other.update_person(&person_id, &json!({ "job_title": "Baker" })).await;
    let changed = world.observe(changed)?;
    world.conclude_as(
        partner::done_with_id(&changed, 200),
        "the other partner can change a person",
    )?;
    partner::must_create(world, 1).await?;
    let shown = partner::retrieve(world).await?;
    world.conclude_as(partner::done_with_id(&shown, 200), "the other partner can retrieve it")?;
    let requested = partner::request(world).await?;
    world
        .conclude_as(partner::done_with_id(&requested, 200), "the other partner can request it")?;
    must_have_permissions(world).await?;
    world.people.truncate(known);
    Ok(())
}

/// Calls the other operations on data of the partner's own. They may fail, but not for want of the
/// permission.
async fn must_have_permissions(world: &mut World) -> Step {
    const OTHERS: [Operation; 11] = [
        op::GET_NUMBER,
        op::LIST,
        op::LIST_ATTEMPTS,
        op::SNAPSHOT,
        op::AUTHORIZE,
        op::CONFIRM,
        op::GET_FILE,
        op::LIST_SUBSCRIPTIONS,
        op::GET_SUBSCRIPTION,
        op::UNSUBSCRIBE,
        op::DELETE_NUMBER,
    ];
    let (person, identification) = world.ids()?;
    let session = world.session().await?;
    for operation in OTHERS {
        let ids = [person.as_str(), identification.as_str()];
        let ids = if operation.path.contains("{person_id}") { &ids[..] } else { &ids[1..] };
        if let Ok(reply) = session.ask_permission(operation, ids).await {
            let statement = format!("the other partner may call {}", operation.name());
            world.conclude_as(permitted(&reply), &statement)?;
        }
    }
    Ok(())
}

/// The id of the signed document of the current identification. It is asked for once, before
/// another partner takes over.
pub async fn signed_document(world: &mut World) -> Result<String, StepFailure> {
    if world.identification()?.signed_document.is_none() {
        note_signed_document(world).await?;
    }
    let id = world.identification()?.signed_document.clone();
    world.observe(id.ok_or_else(|| Unobserved::without_id("document")))
}

async fn note_signed_document(world: &mut World) -> Step {
    let listed = partner::signed_documents(world).await?;
    let id = document_id(&listed, SIGNED_DOCUMENT).map(str::to_owned);
    world.identification()?.signed_document = id;
    Ok(())
}

fn is_identified(person: &KnownPerson) -> bool {
    person.identifications.last().is_some_and(|it| it.reached == Some(Status::Successful))
}
