//! The optional eligibility check (Step 3).

use cucumber::{then, when};
use serde_json::{Value, json};

use crate::api::Status;
use crate::checks::{Expectation, Member, is_refusal, shown, status_of};
use crate::evidence::Reply;
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// The partner asks about Bankident.
#[when("the partner checks whether the person is eligible")]
async fn checks(world: &mut World) -> Step {
    check_eligibility(world, &json!({ "method": "bank" })).await
}

/// The partner asks about a method that does not exist.
#[when(expr = "the partner checks whether the person is eligible for {string}")]
async fn checks_method(world: &mut World, method: String) -> Step {
    check_eligibility(world, &json!({ "method": method })).await
}

/// The partner does not say what for.
#[when("the partner checks whether the person is eligible without naming a method")]
async fn checks_nothing(world: &mut World) -> Step {
    check_eligibility(world, &json!({})).await
}

/// The partner asks about a person of this nationality, if it can be registered.
#[when(expr = "the partner checks whether a person with the nationality {word} is eligible")]
async fn checks_nationality(world: &mut World, nationality: String) -> Step {
    let mut body = world.new_person();
    body["nationality"] = nationality.into();
    let registered = partner::register(world, body).await?;
    if !registered.is_success() {
        world.reply = Some(registered);
        return Ok(());
    }
    check_eligibility(world, &json!({ "method": "bank" })).await
}

/// Method and flag are there (BI-065).
#[then("the answer says whether Bankident may be used")]
fn says_whether(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply)
        .done(200)
        .member("method", Member::Text("bank"))
        .member("eligible", Member::Boolean);
    world.conclude(expected)
}

/// Who is not eligible is told why (BI-066), in one of two members (C-21).
#[then("who is not eligible is told why")]
fn told_why(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if reply.operation == "POST /v1/persons" {
        let expected = Expectation::of(&reply).refused().freedom(
            true,
            "a nationality is refused on registration",
            "status code",
        );
        return world.conclude_as(expected, "such a person is not even registered");
    }
    if let Some(reading) = member_for_reasons(&reply) {
        world.reading("C-21", reading, format!("seen on {}", reply.operation));
    }
    let silent = reply.member("eligible") == Some(&json!(false)) && reason(&reply).is_none();
    let eligible = reply.member("eligible") == Some(&json!(true));
    let without_need = reply.text("failure_reason").filter(|it| eligible && *it != "null");
    let expected = Expectation::of(&reply)
        .done(200)
        .member("method", Member::Text("bank"))
        .unless(!silent, "failure_reason", "a reason", shown(reply.member("failure_reason")))
        .unless(
            without_need.is_none_or(|it| it.trim().is_empty()),
            "failure_reason",
            "null: the person is eligible",
            without_need.unwrap_or_default(),
        );
    world.conclude(expected)
}

/// Who may not use Bankident is not identified all the same.
#[then("the answer holds when the person is identified")]
async fn holds(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    if answered.member("eligible") != Some(&json!(false)) {
        return world.conclude_as(Expectation::of(&answered).done(200), "Bankident may be used");
    }
    let created = partner::create(world, crate::api::MockedIban::Good.iban()).await?;
    let refused = is_refusal(&created) || status_of(&created) == Some(Status::Failed);
    let expected =
        Expectation::of(&created).unless(refused, "eligible", "true", "false, and yet identified");
    world.conclude_as(expected, "who is not eligible is not identified")
}

/// The check leaves nothing behind (BI-068).
#[then("the person has no identification")]
async fn no_identification(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.identifications(&id).await;
    let reply = world.observe(reply)?;
    let entries = reply.json.as_ref().ok().and_then(Value::as_array).map(Vec::len);
    let actual = entries.map_or("no list".to_owned(), |it| format!("{it} entries"));
    let expected = Expectation::of(&reply).done(200).unless(
        entries == Some(0),
        "list of identifications",
        "to be empty",
        actual,
    );
    world.conclude(expected)
}

async fn check_eligibility(world: &mut World, body: &Value) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.check_eligibility(&id, body).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

fn reason(reply: &Reply) -> Option<&str> {
    [reply.text("failure_reason"), reply.text("reasons.0"), reply.text("reasons")]
        .into_iter()
        .flatten()
        .find(|reason| !reason.trim().is_empty() && *reason != "null")
}

fn member_for_reasons(reply: &Reply) -> Option<&'static str> {
    match (reply.member("failure_reason"), reply.member("reasons")) {
        (Some(_), _) => Some("failure-reason"),
        (None, Some(_)) => Some("reasons-array"),
        (None, None) => None,
    }
}
