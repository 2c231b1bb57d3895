//! Requests for resources that do not exist, and for resources of another person.

use serde_json::{Value, json};

use crate::api::{MockedIban, operation::Operation};
use crate::client::Caller;
use crate::evidence::{Reply, StepFailure};
use crate::steps::actions::{handover, webhooks};
use crate::steps::test_data;
use crate::steps::world::World;

/// An id that no person has.
const NO_PERSON: &str = "00000000000000000000000000000000cper";
/// An id that no identification has.
const NO_IDENTIFICATION: &str = "00000000000000000000000000000000cidt";

/// A token that nobody issued.
pub const INVENTED_TOKEN: &str = "invented-0000000000000000";

/// A request for a resource that nobody created.
#[derive(Clone, Copy, Debug)]
pub enum MissingCall {
    /// GET a person.
    Person,
    /// PATCH a person.
    PersonToChange,
    /// POST an identification of a person.
    PersonToIdentify,
    /// A call about an identification of a registered person.
    Identification(IdentificationAction),
    /// Another operation on a person.
    OfPerson(&'static Operation),
}

/// Sends a request for a resource that nobody created.
pub async fn call_missing_resource(
    world: &mut World,
    call: MissingCall,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let reply = match call {
        MissingCall::Person => session.person(NO_PERSON).await,
        MissingCall::PersonToChange => {
            session.update_person(NO_PERSON, &json!({ "job_title": "Baker" })).await
        }
        MissingCall::PersonToIdentify => {
            let body = test_data::new_identification(MockedIban::Good.iban(), &Value::Null, 0);
            session.create_identification(NO_PERSON, &body).await
        }
        MissingCall::OfPerson(operation) => session.operation_on(*operation, &[NO_PERSON]).await,
        MissingCall::Identification(action) => {
            return call_identification(world, NO_IDENTIFICATION, action).await;
        }
    };
    world.observe(reply)
}

/// The ids in the path of an operation on the latest subscription, contract, identification or person.
pub async fn own_ids(world: &mut World, operation: Operation) -> Result<Vec<String>, StepFailure> {
    let names = |part: &str| operation.path.contains(part);
    if names("/webhooks/{id}") {
        return Ok(vec![webhooks::subscription(world)?.id]);
    }
    if names("/documents/{id}") {
        let id = handover::signed_document(world).await?;
        return Ok(vec![world.person()?.id.clone(), id]);
    }
    if names("{id}") {
        let (person, identification) = world.ids()?;
        return Ok(vec![person, identification]);
    }
    Ok(if names("{person_id}") { vec![world.person()?.id.clone()] } else { Vec::new() })
}

/// Calls an operation for what does not exist, without a token, and with an invented one.
pub async fn call_without_effect(
    world: &mut World,
    operation: Operation,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person = world.person()?.id.clone();
    // A target may refuse a call otherwise when it is repeated.
    for _ in 0..2 {
        let nothing = session.operation_on(operation, &[NO_PERSON, NO_IDENTIFICATION]).await;
        world.observe(nothing)?;
        for caller in [Caller::Nobody, Caller::Holder(INVENTED_TOKEN)] {
            let ids = [&person[..], NO_IDENTIFICATION];
            let reply = session.operation_as(caller, operation, &ids).await;
            world.reply = Some(world.observe(reply)?);
        }
    }
    world.latest_reply()
}

/// A call about an identification.
#[derive(Clone, Copy, Debug)]
pub enum IdentificationAction {
    /// GET it.
    Retrieve,
    /// PATCH request.
    Request,
    /// GET its account snapshot.
    Snapshot,
    /// PATCH authorize.
    Authorize,
    /// PATCH confirm.
    Confirm,
}

/// Sends a call about the identification with this id, below the path of the current person.
pub async fn call_identification(
    world: &mut World,
    id: &str,
    action: IdentificationAction,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person = world.person()?.id.clone();
    let any = json!({ "token": "000000" });
    let reply = match action {
        IdentificationAction::Retrieve => session.identification(&person, id).await,
        IdentificationAction::Request => session.request_identification(&person, id).await,
        IdentificationAction::Snapshot => session.account_snapshot(&person, id).await,
        IdentificationAction::Authorize => session.authorize_identification(&person, id).await,
        IdentificationAction::Confirm => session.confirm_identification(&person, id, &any).await,
    };
    world.observe(reply)
}

/// Retrieves the list of identifications of the person at this index.
pub async fn identifications_of(world: &mut World, index: usize) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let id = world.people.get(index).map(|it| it.id.clone()).unwrap_or_default();
    let reply = session.identifications(&id).await;
    world.observe(reply)
}
