//! What a person needs to be registered (Step 1).

use cucumber::{given, then, when};
use serde_json::Value;

use crate::api::MockedIban;
use crate::checks::{self, Expectation, Member};
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// Members a person may have, but need not (Step 1, POST Create person).
const OPTIONAL: [&str; 5] = [
    "email",
    "employment_status",
    "fatca_relevant",
    "fatca_crs_confirmed_at",
    "own_economic_interest_signed_at",
];

/// A person about whom nothing is known that need not be.
#[given("a person with the mandatory data only")]
async fn mandatory_only(world: &mut World) -> Step {
    let mut body = world.new_person();
    if let Some(members) = body.as_object_mut() {
        members.retain(|name, _| !OPTIONAL.contains(&name.as_str()));
        // In the printed list, but not in the guide's own example (C-15).
        members.remove("data_terms_signed_at");
    }
    must_register_with(world, body).await
}

/// A person with several first names and last names, in letters that are not only ASCII.
#[when("the partner registers a person with compound names")]
async fn compound_names(world: &mut World) -> Step {
    let mut body = world.new_person();
    let family = body["last_name"].as_str().unwrap_or_default().to_owned();
    body["first_name"] = "Zoë-Marie Käthe Élodie".into();
    body["last_name"] = format!("von der {family}-Groß").into();
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// A customer who lives abroad is registered and identified; what is refused first is the answer.
#[when(expr = "a customer who lives in {word} is identified")]
async fn lives_in(world: &mut World, country: String) -> Step {
    let mut body = world.new_person();
    let (postal_code, city) = match country.as_str() {
        "AT" => ("1010", "Wien"),
        _ => ("62701", "Springfield"),
    };
    body["address"]["country"] = country.into();
    body["address"]["postal_code"] = postal_code.into();
    body["address"]["city"] = city.into();
    world.reply = Some(try_to_identify(world, body).await?);
    Ok(())
}

/// A customer with the names of the one before.
#[given("another customer of the same name")]
async fn same_name(world: &mut World) -> Step {
    let other = world.person()?.body.clone();
    let mut body = world.new_person();
    for name in ["first_name", "last_name"] {
        body[name] = other[name].clone();
    }
    must_register_with(world, body).await?;
    partner::must_create_number(world).await?;
    partner::must_verify_number(world).await
}

/// A customer with the last name of the one before, and another first name.
#[given("another customer of the same last name")]
async fn same_last_name(world: &mut World) -> Step {
    let other = world.person()?.body.clone();
    let mut body = world.new_person();
    body["last_name"] = other["last_name"].clone();
    body["first_name"] = format!("{}-Anders", other["first_name"].as_str().unwrap_or("Kim")).into();
    must_register_with(world, body).await?;
    partner::must_create_number(world).await?;
    partner::must_verify_number(world).await
}

/// The partner hands in everything the guide lists, the address with its state.
#[when("the partner registers a person with every listed data point")]
async fn registers_everything(world: &mut World) -> Step {
    let mut body = world.new_person();
    body["mobile_number"] = crate::api::STATIC_NUMBER.into();
    body["address"]["line_2"] = "Hinterhaus".into();
    body["address"]["state"] = "BE".into();
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// The partner goes as far as the target lets it with a person that lacks a member.
#[when(expr = "the partner wants to identify a person without {word}")]
async fn identifies_without(world: &mut World, member: String) -> Step {
    let mut body = world.new_person();
    if let Some(members) = body.as_object_mut() {
        members.remove(&member);
    }
    world.reply = Some(try_to_identify(world, body).await?);
    Ok(())
}

/// The same with a person whose address lacks a member.
#[when(expr = "the partner wants to identify a person whose address has no {word}")]
async fn identifies_without_part(world: &mut World, member: String) -> Step {
    let mut body = world.new_person();
    let removed = body["address"].as_object_mut().and_then(|it| it.remove(&member));
    if removed.is_none() {
        return world.misuse(format!("an address has no `{member}`"));
    }
    world.reply = Some(try_to_identify(world, body).await?);
    Ok(())
}

/// The partner goes as far as the target lets it with a person of whom a member is malformed.
#[when(expr = "the partner wants to identify a person whose {word} is {string}")]
async fn identifies_with(world: &mut World, member: String, value: String) -> Step {
    let mut body = world.new_person();
    body[&member] = value.into();
    world.reply = Some(try_to_identify(world, body).await?);
    Ok(())
}

/// A person of another nationality.
#[when(expr = "the partner registers a person with the nationality {word}")]
async fn registers_foreigner(world: &mut World, nationality: String) -> Step {
    let mut body = world.new_person();
    body["nationality"] = nationality.into();
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// Identified without it, or asked for it when it matters (BI-170).
#[then("the person may be identified, or it is refused for missing data")]
fn identified_or_asked(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = world.observe(checks::identified_or_missing_data(&reply))?;
    world.conclude(expected)
}

/// The same person once more.
#[given("the same person was registered again")]
async fn registered_again(world: &mut World) -> Step {
    let body = world.person()?.body.clone();
    must_register_with(world, body).await
}

/// The same person once more.
#[when("the partner registers the same person once more")]
async fn registers_again(world: &mut World) -> Step {
    let body = world.person()?.body.clone();
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// A person registered with this body, or the scenario ends here.
pub async fn must_register_with(world: &mut World, body: Value) -> Step {
    let reply = partner::register(world, body).await?;
    let expected = Expectation::of(&reply).done(201).member("id", Member::SomeText);
    world.conclude_as(expected, "a person can be registered")
}

/// Registers a person and goes on to an identification, up to the first refusal.
async fn try_to_identify(world: &mut World, body: Value) -> Result<Reply, StepFailure> {
    let mut reply = partner::register(world, body).await?;
    if reply.is_success() {
        reply = partner::create_number(world).await?;
    }
    if reply.is_success() {
        reply = partner::authorize_number(world).await?;
    }
    if reply.is_success() {
        reply = partner::confirm_number(world, crate::api::STATIC_OTP).await?;
    }
    if reply.is_success() {
        reply = partner::create(world, MockedIban::Good.iban()).await?;
    }
    Ok(reply)
}
