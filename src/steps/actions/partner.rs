//! Requests of a partner: each action sends one request and remembers the ids in its answer.
//!
//! Actions do not judge; `must_*` actions lead up to a scenario and end it if they fail.

use std::rc::Rc;
use std::time::Instant;

use serde_json::Value;

use crate::api::operation as op;
use crate::api::{MockedIban, STATIC_OTP};
use crate::checks::{
    self, Expectation, KnownIdentification, KnownPerson, Member, is_refusal, readings,
};
use crate::client::{OutboxCursor, Session, SmsQuery, Window};
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::{mobile_number, polling};
use crate::steps::body_variant::BodyVariant;
use crate::steps::test_data;
use crate::steps::world::World;

/// Sends requests, up to the first that is accepted; its answer, or the last refusal, is the latest one.
pub async fn send_until_accepted<T>(
    world: &mut World,
    requests: Vec<T>,
    send: impl AsyncFn(&mut World, T) -> Result<Reply, StepFailure>,
) -> Step {
    for request in requests {
        let reply = send(world, request).await?;
        let accepted = reply.is_success();
        world.reply = Some(reply);
        if accepted {
            break;
        }
    }
    Ok(())
}

/// Registers a person and makes it the current one.
pub async fn register(world: &mut World, body: Value) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let reply = session.create_person(&body).await;
    let reply = world.observe(reply)?;
    let id = reply.text("id").unwrap_or("").to_owned();
    world.people.push(KnownPerson { id, body, ..KnownPerson::default() });
    Ok(reply)
}

/// Registers the person of the guide's happy path. If that is refused, tries the members that the
/// printed list of mandatory ones has in addition (C-15, C-16), as few as possible.
pub async fn register_example(world: &mut World) -> Result<Reply, StepFailure> {
    let tries = [(false, false), (true, false), (false, true), (true, true)];
    let mut refused = Vec::new();
    for (listed, state) in tries {
        let reply = register(world, test_data::happy_path_person(listed, state)).await?;
        if !is_refusal(&reply) {
            let example = "the person of the guide's example";
            world.reading(readings::mandatory_members(&reply, listed), example);
            world.reading(readings::address_state(&reply, state), example);
            return Ok(reply);
        }
        refused.push(reply);
    }
    Ok(refused.swap_remove(0))
}

/// Body of a person that differs from the usual one.
pub fn varied_person(world: &mut World, variant: &BodyVariant) -> Result<Value, StepFailure> {
    let earlier = world.people.last().map(|it| it.body.clone()).unwrap_or_default();
    let body = variant.apply(world.new_person(), &earlier);
    body.or_else(|problem| world.misuse(problem))
}

/// Registers a person; ends the scenario if that fails.
pub async fn must_register(world: &mut World) -> Step {
    let body = world.new_person();
    must_register_with(world, body).await
}

/// Registers a person with this body; ends the scenario if that fails.
pub async fn must_register_with(world: &mut World, body: Value) -> Step {
    let reply = register(world, body).await?;
    world.conclude_as(done_with_id(&reply, 201), "a person can be registered")
}

/// Retrieves the current person.
pub async fn retrieve_person(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.person(&id).await;
    world.observe(reply)
}

/// Retrieves the current person; returns `None` if the target does not offer to show persons.
pub async fn retrieve_person_if_offered(world: &mut World) -> Result<Option<Reply>, StepFailure> {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let shown = session.of_person_if_offered(op::GET_PERSON, &id).await;
    world.observe(shown)
}

/// Registers a person and continues to an identification, up to the first refusal.
pub async fn try_to_identify(world: &mut World, body: Value) -> Result<Reply, StepFailure> {
    let mut reply = register(world, body).await?;
    if reply.is_success() {
        reply = mobile_number::create_number(world).await?;
    }
    if reply.is_success() {
        reply = mobile_number::authorize_number(world).await?;
    }
    if reply.is_success() {
        reply = mobile_number::confirm_number(world, STATIC_OTP).await?;
    }
    if reply.is_success() {
        reply = create(world, MockedIban::Good.iban()).await?;
    }
    Ok(reply)
}

/// Registers a person with a verified number; ends the scenario if that fails.
pub async fn must_have_customer(world: &mut World) -> Step {
    let body = world.new_person();
    must_have_customer_with(world, body).await
}

/// Registers a person with this body and a verified number; ends the scenario if that fails.
pub async fn must_have_customer_with(world: &mut World, mut body: Value) -> Step {
    let number = world.customer_number();
    body["mobile_number"] = number.as_str().into();
    must_register_with(world, body).await?;
    mobile_number::must_verify(world, &number).await
}

/// Creates an identification with this body and makes it the current one, if it has an
/// id.
pub async fn create_with(world: &mut World, body: &Value) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let reply = session.create_identification(&person_id, body).await;
    let reply = world.observe(reply)?;
    if let (true, Some(id)) = (reply.is_success(), reply.text("id")) {
        let identification = KnownIdentification {
            id: id.to_owned(),
            iban: body["iban"].as_str().unwrap_or("").to_owned(),
            sent: body.clone(),
            created: reply.json.clone().unwrap_or(Value::Null),
            ..KnownIdentification::default()
        };
        let person = world.person()?;
        person.refused = None;
        person.identifications.push(identification);
    } else {
        world.person()?.refused = Some(body.clone());
        note_refusal(world, &reply).await?;
    }
    Ok(reply)
}

/// Notes whether a limit that others may have used up refused an identification. Where the same is
/// granted to somebody else with the same mobile number, it did not.
async fn note_refusal(world: &mut World, reply: &Reply) -> Step {
    let refused = Rc::clone(world.session().await?.context());
    let person = world.person()?;
    let attempts = person.identifications.len() + person.failures;
    let of_others = refused.refused_identifications.get().saturating_sub(attempts);
    let count = refused.refused_identifications.get() + usize::from(reply.status == 412);
    refused.refused_identifications.set(count);
    let Some(limit) = checks::blocked_by_others(reply, attempts, of_others) else { return Ok(()) };
    let is_own = checks::may_be_of_the_person(reply) && !refused.has_clock();
    if !is_own || !somebody_else_is_admitted(world).await {
        world.blocked = Some(limit);
    }
    Ok(())
}

/// Whether another person with the same mobile number may be identified now. Whatever fails here says
/// nothing about the person.
async fn somebody_else_is_admitted(world: &mut World) -> bool {
    let people = world.people.len();
    let created = match must_have_customer(world).await {
        Ok(()) => create_for_control(world).await,
        Err(failed) => Err(failed),
    };
    let admitted = created.as_ref().is_ok_and(Reply::is_success);
    if created.is_err() {
        world.ledger().forgive();
    }
    world.people.truncate(people);
    admitted
}

async fn create_for_control(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person = world.person()?;
    let body = test_data::new_identification(MockedIban::Good.iban(), &person.body, 0);
    let reply = session.create_identification(&person.id.clone(), &body).await;
    world.observe(reply)
}

/// Creates an identification with this IBAN.
pub async fn create(world: &mut World, iban: &str) -> Result<Reply, StepFailure> {
    let person = world.person()?;
    let body = test_data::new_identification(iban, &person.body, person.identifications.len());
    create_with(world, &body).await
}

/// Creates `times` identifications with the good IBAN; ends the scenario if one fails.
pub async fn must_create(world: &mut World, times: usize) -> Step {
    for _ in 0..times {
        let began = Instant::now();
        let reply = create(world, MockedIban::Good.iban()).await?;
        world.allow(began.elapsed());
        world.conclude(Expectation::of(&reply).done(201))?;
    }
    Ok(())
}

/// Requests the current identification.
pub async fn request(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let sent_at = Instant::now();
    let reply = session.request_identification(&person_id, &id).await;
    let reply = world.observe(reply)?;
    let requested = &mut world.identification()?.requested;
    if reply.is_success() && requested.is_null() {
        *requested = reply.json.clone().unwrap_or(Value::Null);
        world.began(Window::Snapshot, sent_at)?;
    }
    Ok(reply)
}

/// Starts the QES and, if that is done, reads the TAN the customer got.
pub async fn start_qes(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let number = world.person()?.number();
    let turn = session.sms_turn(&number, |waited| world.allow(waited)).await;
    let sms = SmsQuery { number: &number, identification_id: Some(&id) };
    let mark = if session.can_read_tan() {
        session.outbox_cursor(sms).await
    } else {
        Ok(OutboxCursor::default())
    };
    let sent_at = Instant::now();
    let reply = session.authorize_identification(&person_id, &id).await;
    let reply = world.observe(reply)?;
    if let (false, Some(time_used_up)) = (reply.is_success(), turn.time_used_up()) {
        world.observe(Err(time_used_up))?;
    }
    if reply.is_success() {
        world.identification()?.authorized = reply.json.clone().unwrap_or(Value::Null);
    }
    if reply.is_success() && session.can_read_tan() {
        let tan = match mark {
            Ok(mark) => session.code_after(&mark, sms).await,
            Err(unobserved) => Err(unobserved),
        };
        if let Ok(tan) = &tan {
            world.reading(readings::password_length(tan), "the TAN of the QES");
        }
        world.identification()?.tans.push(tan);
        world.began(Window::TanAtLeast, sent_at)?;
    }
    Ok(reply)
}

/// Confirms the QES with this body.
pub async fn confirm_with(world: &mut World, body: &Value) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let reply = session.confirm_identification(&person_id, &id, body).await;
    let reply = world.observe(reply)?;
    if reply.is_success() {
        world.is_signed()?;
    }
    Ok(reply)
}

/// Retrieves the current identification.
pub async fn retrieve(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let reply = session.identification(&person_id, &id).await;
    world.observe(reply)
}

/// Retrieves the documents of the identification until `decided`.
pub async fn documents(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let send = async || session.identification_with_documents(&person_id, &id).await;
    polling::reply_until(world, decided, send).await
}

/// Retrieves the documents of the identification until a signed one is listed.
pub async fn signed_documents(world: &mut World) -> Result<Reply, StepFailure> {
    documents(world, checks::lists_signed_document).await
}

/// Downloads the listed document of this type; returns the list where it has none.
pub async fn download(world: &mut World, listed: &Reply, kind: &str) -> Result<Reply, StepFailure> {
    let Some(id) = checks::document_id(listed, kind) else { return Ok(listed.clone()) };
    world.of_person(async |session, person| session.document_file(&person, id).await).await
}

/// Retrieves the account snapshot until `decided`.
pub async fn snapshot(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let send = async || session.account_snapshot(&person_id, &id).await;
    polling::reply_until(world, decided, send).await
}

/// Like `snapshot`; returns the refusal of the identification if none was created.
pub async fn snapshot_or_refusal(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    if world.person()?.identifications.is_empty() {
        return world.latest_reply();
    }
    snapshot(world, decided).await
}

/// Lists the attempts of the person until `decided`.
pub async fn attempts(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let send = async || session.attempts(&person_id).await;
    polling::reply_until(world, decided, send).await
}

/// Something that a person has several of.
#[derive(Clone, Copy, Debug)]
pub enum PersonList {
    /// Identifications.
    Identifications,
    /// Attempts to identify.
    Attempts,
}

/// Retrieves a list of the person.
pub async fn list(world: &mut World, list: PersonList) -> Result<Reply, StepFailure> {
    let send = async |session: Session, id: String| match list {
        PersonList::Identifications => session.identifications(&id).await,
        PersonList::Attempts => session.attempts(&id).await,
    };
    world.of_person(send).await
}

/// Asks with this body whether the person is eligible.
pub async fn check_eligibility(world: &mut World, body: &Value) -> Result<Reply, StepFailure> {
    world.of_person(async |session, id| session.check_eligibility(&id, body).await).await
}

/// The request was done, and the answer has an id.
pub fn done_with_id(reply: &Reply, printed: u16) -> Expectation<'_> {
    Expectation::of(reply).done(printed).member("id", Member::SomeText)
}
