//! Another partner, with a client of its own, continues the scenario.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::api::Status;
use crate::api::operation::{self as op, Operation};
use crate::checks::{KnownPerson, SIGNED_DOCUMENT, document_id, is_permitted};
use crate::client::Session;
use crate::evidence::{Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// Continues as another partner, and notes what it may not call.
pub async fn hand_over(world: &mut World) -> Step {
    if world.people.iter().any(is_identified) {
        note_signed_document(world).await?;
    }
    let other = world.continue_as_another_partner().await?;
    let context = Rc::clone(other.context());
    let allowance = world.allowance();
    let waiting = |extra: Duration| allowance.set(allowance.get() + extra);
    let known = world.people.len();
    let look = look_at_permissions(world, &other);
    world.refused_to_other = context.refused_to_other(look, waiting).await?;
    world.people.truncate(known);
    Ok(())
}

/// Lets another partner work with data of its own, and returns the names of the operations that it may
/// not call. It must be able to do with its own data what it will be refused with those of others: a
/// client that may do nothing shows nothing by being refused.
async fn look_at_permissions(
    world: &mut World,
    other: &Session,
) -> Result<BTreeSet<String>, StepFailure> {
    partner::must_have_customer(world).await?;
    if let Some(shown) = partner::retrieve_person_if_offered(world).await? {
        world.conclude_as(
            partner::done_with_id(&shown, 200),
            "the other partner can retrieve a person",
        )?;
    }
    let person_id = world.person()?.id.clone();
    let change = json!({ "job_title": "Baker" });
    let changed = other.update_person(&person_id, &change).await;
    let changed = world.observe(changed)?;
    let mut refused = BTreeSet::new();
    if is_permitted(&changed) {
        world.conclude_as(
            partner::done_with_id(&changed, 200),
            "the other partner can change a person",
        )?;
    } else {
        refused.insert(op::UPDATE_PERSON.name());
    }
    partner::must_create(world, 1).await?;
    let shown = partner::retrieve(world).await?;
    world.conclude_as(partner::done_with_id(&shown, 200), "the other partner can retrieve it")?;
    let requested = partner::request(world).await?;
    world
        .conclude_as(partner::done_with_id(&requested, 200), "the other partner can request it")?;
    refused.extend(refused_for_want_of_permission(world, other).await?);
    Ok(refused)
}

/// Calls the other operations on data of the partner's own, and returns the names of those that it may
/// not call. They may fail for another reason.
async fn refused_for_want_of_permission(
    world: &mut World,
    other: &Session,
) -> Result<Vec<String>, StepFailure> {
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
    let mut refused = Vec::new();
    for operation in OTHERS {
        let ids = [person.as_str(), identification.as_str()];
        let ids = if operation.path.contains("{person_id}") { &ids[..] } else { &ids[1..] };
        if let Ok(reply) = other.ask_permission(operation, ids).await
            && !is_permitted(&reply)
        {
            refused.push(operation.name());
        }
    }
    Ok(refused)
}

/// The latest call of another partner, if it may make such calls with data of its own.
///
/// # Errors
/// When it may not, so that being refused shows nothing.
pub fn permitted_reply(world: &mut World) -> Result<Reply, StepFailure> {
    let reply = world.latest_reply()?;
    if reply.status != 403 || !world.refused_to_other.contains(&reply.operation) {
        return Ok(reply);
    }
    let detail = format!(
        "the credentials of the second partner may not call {}: it was answered 403 for data of its \
         own; ask for the permission",
        reply.operation
    );
    world.observe(Err(Unobserved::Inapplicable { detail }))
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
