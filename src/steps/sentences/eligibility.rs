//! The optional eligibility check (Step 3).

use cucumber::{then, when};
use serde_json::Value;
use serde_json::json;

use crate::api::MockedIban;
use crate::checks::{self, Expectation, readings};
use crate::client::Session;
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::parameters::Country;
use crate::steps::word_tables::{EligibilityMethod, OwnedList};
use crate::steps::world::World;

/// The partner asks about Bankident, about an unknown method, or names none.
#[when(expr = "the partner checks whether the person is eligible {method}")]
async fn checks(world: &mut World, method: EligibilityMethod) -> Step {
    let send =
        async |world: &mut World, body: Value| partner::check_eligibility(world, &body).await;
    partner::send_until_accepted(world, method.0(), send).await
}

/// The partner asks about a person of this nationality, if it can be registered.
#[when(expr = "the partner checks whether a person with the nationality {country} is eligible")]
async fn checks_nationality(world: &mut World, nationality: Country) -> Step {
    let mut body = world.new_person();
    body["nationality"] = nationality.0.into();
    let mut reply = partner::register(world, body).await?;
    if reply.is_success() {
        reply = partner::check_eligibility(world, &json!({ "method": "bank" })).await?;
    }
    world.reply = Some(reply);
    Ok(())
}

/// The answer contains method and flag (BI-065).
#[then("the answer says whether Bankident may be used")]
fn says_whether(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::eligibility(&reply))
}

/// A person who is not eligible gets a reason (BI-066), in one of two members (C-21).
/// Accepts any answer about a person who is eligible.
#[then("an ineligible person gets a reason")]
fn gets_a_reason(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let found = readings::eligibility_reason(&reply);
    world.reading(found, format!("seen on {}", reply.operation));
    world.conclude(checks::explained_eligibility(&reply))
}

/// A person who is not eligible must not be identified.
/// Accepts any answer about a person who is eligible.
#[then("an ineligible person is not identified")]
async fn ineligible_is_not_identified(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    if answered.member("eligible") != Some(&json!(false)) {
        return world.conclude_as(Expectation::of(&answered).done(200), "Bankident may be used");
    }
    let created = partner::create(world, MockedIban::Good.iban()).await?;
    world.conclude_as(
        checks::unidentified(&created),
        "a person who is not eligible is not identified",
    )
}

/// A refused creation creates no identification.
#[then("no identification was created")]
async fn no_new_identification(world: &mut World) -> Step {
    let send = async |session: Session, id: String| session.identifications(&id).await;
    let reply = world.of_person(send).await?;
    let person = world.person()?.clone();
    world.conclude(checks::no_new_identification(&reply, &person))
}

/// The person has no identification, or no attempt, at all.
#[then(expr = "the person has no {owned_list}")]
async fn has_none(world: &mut World, list: OwnedList) -> Step {
    let reply = partner::list(world, list.0).await?;
    world.conclude(checks::empty_list(&reply))
}
