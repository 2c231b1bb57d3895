//! Creating, requesting and retrieving identifications (Steps 3 to 5).

use std::time::Duration;

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::api::{MockedIban, Status};
use crate::checks::readings;
use crate::checks::{Expectation, Member, continued, shown};
use crate::steps::Step;
use crate::steps::actions::{journey, partner, polling};
use crate::steps::parameters::{Account, Deed, StatusWord};
use crate::steps::test_data::{self, CONSENT};
use crate::steps::world::World;

/// How long a black box is watched for a change that must not come.
const WATCH: Duration = Duration::from_millis(500);

/// A good identification that got this far.
#[given(expr = "an identification that is {status}")]
#[given(expr = "another identification that is {status}")]
async fn that_is(world: &mut World, status: StatusWord) -> Step {
    match status.0 {
        Status::Failed => journey::must_reach_with(world, MockedIban::Joint, Status::Failed).await,
        other => journey::must_reach(world, other).await,
    }
}

/// An identification with this account that got this far.
#[given(expr = "an identification with the {account} IBAN that is {status}")]
async fn with_account_that_is(world: &mut World, account: Account, status: StatusWord) -> Step {
    journey::must_reach_with(world, account.0, status.0).await
}

/// The partner creates an identification.
#[when(expr = "the partner creates an identification with the {account} IBAN")]
async fn creates(world: &mut World, account: Account) -> Step {
    world.reply = Some(partner::create(world, account.0.iban()).await?);
    Ok(())
}

/// The partner creates another identification for the same person.
#[when("the partner creates another identification")]
async fn creates_another(world: &mut World) -> Step {
    world.reply = Some(partner::create(world, MockedIban::Good.iban()).await?);
    Ok(())
}

/// One member of the body is left out.
#[when(expr = "the partner creates an identification without its {word}")]
async fn creates_without(world: &mut World, member: String) -> Step {
    let mut body = test_data::new_identification(MockedIban::Good.iban());
    if let Some(members) = body.as_object_mut() {
        members.remove(&member);
    }
    world.reply = Some(partner::create_with(world, &body).await?);
    Ok(())
}

/// The partner creates an identification for a person nobody registered.
#[when("the partner creates an identification for a person that does not exist")]
async fn creates_for_nobody(world: &mut World) -> Step {
    let session = world.session().await?;
    let body = test_data::new_identification(MockedIban::Good.iban());
    let reply = session.create_identification("00000000000000000000000000000000cper", &body).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The partner requests the identification.
#[when("the partner requests the identification")]
#[when("the partner requests the identification again")]
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

/// The call names the person registered last, who is not the owner of the identification.
#[when(expr = "the partner {deed} the identification under the other person")]
async fn under_other(world: &mut World, deed: Deed) -> Step {
    let session = world.session().await?;
    let id = first_identification(world)?;
    let (session, id) = (&session, id.as_str());
    let person = world.person()?.id.clone();
    let reply = match deed {
        Deed::Retrieve => session.identification(&person, id).await,
        Deed::Request => session.request_identification(&person, id).await,
        Deed::Snapshot => session.account_snapshot(&person, id).await,
        Deed::Authorize => session.authorize_identification(&person, id).await,
        Deed::Confirm => {
            let any = json!({ "token": "000000" });
            session.confirm_identification(&person, id, &any).await
        }
    };
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer is a new identification: id, status, echo (BI-078, BI-079, BI-081).
#[then("the identification is created")]
fn is_created(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply)
        .done(201)
        .members(&[("id", Member::Id("cidt")), ("status", Member::Text(Status::Created.word()))]);
    world.reading(readings::iban_entry(&reply), "the IBAN is given when it is created");
    world.reading(readings::consent_age(&reply), "a consent of the year 2020 is taken");
    world.conclude(expected)
}

/// The answer repeats what was sent (BI-081).
#[then("the answer echoes method, IBAN and consent")]
fn echoes(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let iban = world.identification()?.iban.clone();
    let consent = reply.text("terms_and_conditions_signed_at").and_then(instant);
    let expected = Expectation::of(&reply)
        .member("method", Member::Text("bank"))
        .member("iban", Member::Text(&iban))
        .member("terms_and_conditions_signed_at", Member::Timestamp)
        .unless(
            consent.is_none() || consent == instant(CONSENT),
            "terms_and_conditions_signed_at",
            CONSENT,
            shown(reply.member("terms_and_conditions_signed_at")),
        );
    world.conclude(expected)
}

fn instant(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

/// The person's two identifications have different ids (BI-078).
#[then("the two identifications have different ids")]
fn different_ids(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let ids: Vec<String> = world.person()?.identifications.iter().map(|it| it.id.clone()).collect();
    let differ = ids.len() == 2 && ids[0] != ids[1];
    let expected =
        Expectation::of(&reply).unless(differ, "id", "two different ids", ids.join(" and "));
    world.conclude(expected)
}

/// The list of the first person holds the identification, that of the other person does not
/// (BI-072).
#[then("only its own person's list holds the identification")]
async fn listed_for_owner_only(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = first_identification(world)?;
    let people: Vec<String> = world.people.iter().map(|person| person.id.clone()).collect();
    for (index, person_id) in people.iter().enumerate() {
        let reply = session.identifications(person_id).await;
        let reply = world.observe(reply)?;
        let items = reply.json.as_ref().ok().and_then(Value::as_array).cloned().unwrap_or_default();
        let held = items.iter().filter(|item| item["id"] == id.as_str()).count();
        let own = usize::from(index == 0);
        let actual = format!("{} entries, it {held} times", items.len());
        let expected = Expectation::of(&reply).done(200).unless(
            held == own && items.len() == own,
            "list of identifications",
            if own == 1 { "to hold it, once, and nothing else" } else { "to be empty" },
            actual,
        );
        world.conclude(expected)?;
    }
    Ok(())
}

/// The answer itself carries this status.
#[then(expr = "the answer says {status}")]
fn answer_says(world: &mut World, status: StatusWord) -> Step {
    let reply = world.latest_reply()?;
    let expected =
        Expectation::of(&reply).done(200).member("status", Member::Text(status.0.word()));
    world.conclude(expected)
}

/// Both the answer and the identification show a status of Appendix I (BI-130).
#[then("its status is a documented one")]
async fn documented_status(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    let retrieved = partner::retrieve(world).await?;
    for reply in [&answered, &retrieved] {
        let known = reply.text("status").and_then(Status::named).is_some();
        let words = "a status of Appendix I, or confirmed";
        let actual = shown(reply.member("status"));
        let expected = Expectation::of(reply).done(200).unless(known, "status", words, actual);
        world.conclude(expected)?;
    }
    Ok(())
}

/// Retrieving shows this status, at once or as soon as it settles.
#[then(expr = "the identification becomes {status}")]
async fn becomes(world: &mut World, status: StatusWord) -> Step {
    journey::must_become(world, status.0).await
}

/// Nothing moves on its own: once it shows, the status stays.
#[then(expr = "the identification is still {status}")]
async fn is_still(world: &mut World, status: StatusWord) -> Step {
    polling::settle(world, status.0).await?;
    let session = world.session().await?;
    let watch = if session.context().has_clock() { Duration::ZERO } else { WATCH };
    let shown_status = status.0.word();
    let reply =
        polling::retrieve_within(world, watch, |reply| reply.text("status") != Some(shown_status))
            .await?;
    let known = world.identification()?.clone();
    let expected = Expectation::of(&reply).done(200).member("status", Member::Text(shown_status));
    let expected = continued(expected, &reply, (&known, status.0));
    world.conclude(expected)
}

/// A second request is refused, or repeats the first answer (BI-090).
#[then("the request is refused or repeats the page handed out")]
fn refused_or_repeated(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let url = world.identification()?.requested["url"].clone();
    let expected = if reply.is_success() {
        Expectation::of(&reply).member("url", Member::Is(&url)).freedom(
            true,
            "a repeated request is answered again",
            "status code",
        )
    } else {
        Expectation::of(&reply).refused()
    };
    world.conclude(expected)
}

/// The identification of the person registered first.
fn first_identification(world: &mut World) -> Result<String, crate::evidence::StepFailure> {
    let id = world.people.iter().find_map(|it| it.identifications.first()).map(|it| it.id.clone());
    id.map_or_else(|| world.misuse("no identification was created before this step"), Ok)
}
