//! Identifications that cannot be created (Step 3, POST Create identification).

use cucumber::{then, when};
use serde_json::Value;

use crate::api::{Reason, Status};
use crate::checks::{self, Expectation, shown, status_of};
use crate::evidence::Unobserved;
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::test_data::new_identification;
use crate::steps::world::World;

/// One member of the body is something else.
#[when(expr = "the partner creates an identification whose {word} is {string}")]
async fn creates_whose(world: &mut World, member: String, value: String) -> Step {
    let mut body = new_identification(crate::api::MockedIban::Good.iban());
    body[&member] = Value::String(value);
    world.reply = Some(partner::create_with(world, &body).await?);
    Ok(())
}

/// Refused on create, failed at once for a reason of its own, or refused when it is requested.
#[then("such an account is not accepted")]
async fn account_not_accepted(world: &mut World) -> Step {
    let created = world.latest_reply()?;
    if !created.is_success() {
        return world.conclude(Expectation::of(&created).refused());
    }
    if status_of(&created) == Some(Status::Failed) {
        return world.conclude(checks::failed_without_schufa(&created));
    }
    let requested = partner::request(world).await?;
    let late = "such an account is refused when it is requested";
    world.conclude(Expectation::of(&requested).refused().freedom(true, late, "status code"))
}

/// The identification is there, and no other answer is (BI-195, BI-191).
#[then("the customer may be identified")]
async fn may_be_identified(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let status = status_of(&reply);
    // Of a target that is not in our hands nobody knows how often one may fail with an IBAN.
    let codes = reply.error_codes();
    let limit = Reason::IbanUsageLimitExceeded;
    let limited = codes.iter().any(|it| Reason::named(it) == Some(limit));
    if limited && !world.session().await?.context().has_clock() {
        let detail = "another limit came first, and how high it is nobody says".to_owned();
        let (operation, status) = (reply.operation.clone(), reply.status);
        return world.observe(Err(Unobserved::Unavailable { operation, status, detail }));
    }
    let expected = Expectation::of(&reply).done(201).unless(
        status == Some(Status::Created),
        "status",
        Status::Created.word(),
        shown(reply.member("status")),
    );
    world.conclude(expected)
}
