//! Becoming a freelancer or self-employed (Step 1, PATCH Update person).

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::checks::readings;
use crate::checks::{Expectation, shown};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::parameters::Explanation;
use crate::steps::world::World;

use super::person_data;
use super::person_samples::sample;
use super::person_update;

/// A customer whose industry is known.
#[given("a customer with an industry")]
async fn with_industry(world: &mut World) -> Step {
    let mut body = world.new_person();
    for name in ["industry", "industry_key"] {
        body[name] = sample(name).into();
    }
    person_data::must_register_with(world, body).await?;
    partner::must_create_number(world).await?;
    partner::must_verify_number(world).await
}

/// A customer whose occupation was told before, with the code of its trade.
#[given("a customer with a NACE code")]
async fn with_nace_code(world: &mut World) -> Step {
    let mut body = world.new_person();
    body["nace_code"] = sample("nace_code").into();
    person_data::must_register_with(world, body).await?;
    partner::must_create_number(world).await?;
    partner::must_verify_number(world).await
}

/// The employment status changes, explained or not.
#[when(expr = "the customer becomes {word} {explanation}")]
async fn becomes(world: &mut World, status: String, explanation: Explanation) -> Step {
    let mut body = json!({ "employment_status": status });
    for name in explanation.nulls {
        body[*name] = Value::Null;
    }
    if explanation.nace {
        body["nace_code"] = sample("nace_code").into();
    }
    person_update::update(world, body).await
}

/// Nulls clear the industry, or are ignored (C-17).
#[then("the industry is cleared or ignored, as documented")]
async fn cleared_or_ignored(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    if answered.status == 202 {
        let expected = Expectation::of(&answered).done(202);
        return world.conclude_as(expected, "the industry is to be cleared");
    }
    let person = person_update::shown_person(world).await?;
    let registered = world.person()?.body.clone();
    let reading = readings::cleared_industry(&person, &registered, &world.before);
    world.reading(reading, "seen on the industry of a person");
    let expected = Expectation::of(&person).done(200).unless(
        reading.is_some(),
        "industry and industry_key",
        "both null, or both as registered",
        format!(
            "{} and {}",
            shown(person.member("industry")),
            shown(person.member("industry_key"))
        ),
    );
    world.conclude_as(expected, "the industry is cleared or ignored")
}
