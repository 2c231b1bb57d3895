//! Creating, requesting and retrieving identifications (Steps 3 to 5).

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::api::{MockedIban, Status};
use crate::checks::{self, Expectation, Member, continued, readings, status_of};
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::{addressing, journey, partner, polling, time};
use crate::steps::body_variant::BodyVariant;
use crate::steps::needs::needs;
use crate::steps::parameters::{Account, ReachedStatus, StatusWord};
use crate::steps::test_data;
use crate::steps::word_tables::{
    CustomerWord, Designation, IdentificationActionWord, Persistence, Subject,
};
use crate::steps::world::World;

/// An identification of a new customer.
#[given(expr = "an/another identification that is {reached_status}")]
async fn in_status(world: &mut World, status: ReachedStatus) -> Step {
    needs!(of ReachedStatus);
    journey::must_reach(world, status.0).await
}

/// An identification of a new customer with this account.
#[given(expr = "an/another identification with the {account} IBAN that is {reached_status}")]
async fn with_account_in_status(
    world: &mut World,
    account: Account,
    status: ReachedStatus,
) -> Step {
    needs!(of ReachedStatus);
    journey::must_reach_with(world, account.0, status.0).await
}

/// The partner creates an identification.
#[when(expr = "the partner creates an identification with the {account} IBAN")]
async fn creates(world: &mut World, account: Account) -> Step {
    world.reply = Some(partner::create(world, account.0.iban()).await?);
    Ok(())
}

/// The partner creates an identification whose data differ; of several differences, up to the first that is
/// accepted.
#[when(expr = "the partner creates an identification {variant}")]
async fn creates_variant(world: &mut World, variant: BodyVariant) -> Step {
    let usual = test_data::new_identification(MockedIban::Good.iban(), &Value::Null, 0);
    let send = async |world: &mut World, one: BodyVariant| {
        let body = one.apply(usual.clone(), &json!({}));
        let body = body.or_else(|problem| world.misuse(problem))?;
        partner::create_with(world, &body).await
    };
    partner::send_until_accepted(world, variant.each(), send).await
}

/// The partner requests the identification.
#[when(expr = "the partner requests the identification( again)")]
async fn requests(world: &mut World) -> Step {
    world.reply = Some(partner::request(world).await?);
    Ok(())
}

/// The partner retrieves the identification.
#[when("the partner retrieves the identification")]
async fn retrieves(world: &mut World) -> Step {
    world.reply = Some(partner::retrieve(world).await?);
    Ok(())
}

/// The path has the id of the person registered last, who is not the owner of the identification.
#[when(expr = "the partner {identification_action} the identification under the other person")]
async fn calls_under_other_person(world: &mut World, action: IdentificationActionWord) -> Step {
    let id = first_identification(world)?;
    world.reply = Some(addressing::call_identification(world, &id, action.0).await?);
    Ok(())
}

/// The answer is a new identification (BI-078, BI-079, BI-081).
#[then("the identification is created")]
fn is_created(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.reading(readings::iban_entry(&reply), "the IBAN is given when it is created");
    world.reading(readings::consent_age(&reply), "a consent of the year 2020 is taken");
    world.conclude(checks::created_identification(&reply))
}

/// The answer repeats what was sent (BI-081).
#[then("the answer echoes method, IBAN and consent")]
fn echoes(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let known = world.person()?.latest_identification();
    world.conclude(checks::echoed(&reply, &known))
}

/// The two identifications, of one person or of two, differ in what names them (BI-078, BI-113).
#[then(expr = "the two identifications have different {designation}")]
fn different_designations(world: &mut World, of: Designation) -> Step {
    let reply = world.latest_reply()?;
    let known = world.people.iter().flat_map(|it| &it.identifications);
    let values: Vec<String> = known.map(of.0.1).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    world.conclude(checks::different_values(&reply, of.0.0, &values))
}

/// The list of the first person has the identification, that of the other person is empty
/// (BI-072).
#[then("only its own person's list has the identification")]
async fn listed_for_owner_only(world: &mut World) -> Step {
    let id = first_identification(world)?;
    let own = addressing::identifications_of(world, 0).await?;
    world.conclude(checks::listed_once(&own, &id))?;
    let other = addressing::identifications_of(world, 1).await?;
    world.conclude(checks::empty_list(&other))
}

/// The answer itself has this status.
#[then(expr = "the answer says {status}")]
fn answer_says(world: &mut World, status: StatusWord) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply).done(200);
    world.conclude(expected.member("status", Member::Text(status.0.word())))
}

/// Both the answer and the identification show a status of Appendix I (BI-130).
/// Accepts every status of Appendix I.
#[then("its status is a documented one")]
async fn documented_status(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    let retrieved = partner::retrieve(world).await?;
    world.conclude(checks::documented_status(&answered))?;
    world.conclude(checks::documented_status(&retrieved))
}

/// The status after `pending` is one of the documented ones (BI-130).
/// Accepts every status of Appendix I.
#[then("its next status is a documented one")]
async fn documented_next_status(world: &mut World) -> Step {
    let pending = |it: &Reply| status_of(it) == Some(Status::Pending);
    let reply =
        polling::retrieve_until(world, Status::AuthorizationRequired, |it| !pending(it)).await?;
    world.conclude(checks::documented_status(&reply))
}

/// The identification has this status, at once or after the change is visible.
#[then(expr = "the identification becomes {status}")]
async fn becomes(world: &mut World, status: StatusWord) -> Step {
    journey::must_become(world, status.0).await
}

/// The identification reaches the status and keeps it, also a moment later if it stays so.
#[then(expr = "the identification {persistence} {status}")]
async fn is_still(world: &mut World, later: Persistence, status: StatusWord) -> Step {
    time::pass_a_moment(world, later.0).await?;
    let reply = polling::watch(world, status.0).await?;
    let known = world.identification()?.clone();
    let expected = Expectation::of(&reply).done(200);
    let expected = expected.member("status", Member::Text(status.0.word()));
    world.conclude(continued(expected, &reply, (&known, status.0)))
}

/// The steps after this one are about the other of two persons, or of a person's identifications.
#[given(expr = "the partner turns to the other {subject}")]
#[then(expr = "the partner turns to the other {subject}")]
#[when(expr = "the partner turns to the other {subject}")]
fn turns(world: &mut World, subject: Subject) -> Step {
    (subject.0)(world)
}

/// A second request is refused, or repeats the first answer (BI-090).
/// Accepts a refusal, and the address in the first answer.
#[then("it is refused, or repeats the bank page")]
fn refused_or_repeated(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let url = world.identification()?.requested["url"].clone();
    world.conclude(checks::repeated_request(&reply, &url))
}

/// The identification is refused, fails at once, or is refused when it is requested (BI-192).
/// Accepts a refusal when it is created or requested, and an identification that is failed.
#[then("the account is not accepted")]
async fn account_not_accepted(world: &mut World) -> Step {
    let created = world.latest_reply()?;
    let usable = created.is_success() && checks::status_of(&created) != Some(Status::Failed);
    let requested = if usable { Some(partner::request(world).await?) } else { None };
    world.conclude(checks::unaccepted_account(&created, requested.as_ref()))
}

/// The identification is created; its other members are not compared (BI-195, BI-191).
/// Accepts any created identification.
#[then(expr = "{customer} may be identified")]
async fn may_be_identified(world: &mut World, customer: CustomerWord) -> Step {
    let reply = journey::creation_of(world, customer.0).await?;
    let own_limits = world.session().await?.context().has_clock();
    let expected = world.observe(checks::may_be_identified(&reply, own_limits))?;
    world.conclude(expected)
}

/// The identification of the person registered first.
fn first_identification(world: &mut World) -> Result<String, StepFailure> {
    let id = world.people.iter().find_map(|it| it.identifications.first()).map(|it| it.id.clone());
    id.map_or_else(|| world.misuse("no identification was created before this step"), Ok)
}
