//! Changing a person (Step 1, PATCH Update person).

use cucumber::{then, when};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::Offset};
use serde_json::{Map, Value, json};

use crate::checks::readings;
use crate::checks::{Expectation, Member, as_before, same, shown};
use crate::evidence::{Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::parameters::Day;
use crate::steps::world::World;

use super::person_samples::{address_with, is_from_a_list, sample};

/// One property gets another value.
#[when(expr = "the partner changes the person's {word}")]
#[when(expr = "the partner tries to change the person's {word}")]
async fn changes(world: &mut World, property: String) -> Step {
    match sample(&property) {
        Some(value) => update(world, json!({ property: value })).await,
        None => world.misuse(format!("no value is known for `{property}`")),
    }
}

/// A person nobody registered is to be changed.
#[when("the partner changes a person that does not exist")]
async fn changes_nobody(world: &mut World) -> Step {
    let session = world.session().await?;
    let body = json!({ "job_title": "Baker" });
    let reply = session.update_person("00000000000000000000000000000000cper", &body).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// One member of an address gets another value, the others the one they have.
#[when(expr = "the partner changes the {word} of the person's {word}")]
async fn changes_member(world: &mut World, member: String, property: String) -> Step {
    let base = world.person()?.body.get(&property).cloned();
    match address_with(&member, base) {
        Some(value) => update(world, json!({ property: value })).await,
        None => world.misuse(format!("no value is known for `{member}` of `{property}`")),
    }
}

/// Three properties in one request.
#[when("the partner changes e-mail address, job title and business city at once")]
async fn changes_several(world: &mut World) -> Step {
    let names = ["email", "job_title", "business_city"];
    let changes = names.into_iter().map(|name| (name.to_owned(), json!(sample(name)))).collect();
    update(world, changes).await
}

/// A null stands beside a value.
#[when("the partner changes the job title and sends a null as e-mail address")]
async fn changes_with_null(world: &mut World) -> Step {
    update(world, json!({ "email": null, "job_title": sample("job_title") })).await
}

/// The confirmation of the money-laundering data gets a date near the target's today.
#[when(expr = "the partner dates the AML confirmation {day}")]
async fn dates_confirmation(world: &mut World, day: Day) -> Step {
    let session = world.session().await?;
    let now = session.now().await;
    let date = date_of(day, world.observe(now)?);
    update(world, json!({ "aml_confirmed_on": date.to_string() })).await
}

/// The day in UTC and in Berlin. Where it is not the same, or about to change, the date is chosen
/// such that it means the same in both.
fn date_of(day: Day, now: Timestamp) -> Date {
    let margin = SignedDuration::from_mins(1);
    let at = |hours: i8, shift: SignedDuration| {
        let moment = now.checked_add(shift).unwrap_or(now);
        Offset::constant(hours).to_datetime(moment).date()
    };
    let (earliest, latest) = (at(0, -margin), at(2, margin));
    match day {
        Day::Yesterday => earliest.saturating_sub(1.day()),
        Day::Today => latest,
        Day::Tomorrow => earliest.saturating_add(1.day()),
        Day::InTwoDays => latest.saturating_add(2.days()),
    }
}

/// Done at once, or as a change request; what can be read back is new.
#[then("the change is accepted")]
async fn accepted(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    note_way_of_changing(world, &reply)?;
    if reply.status == 202 {
        let set = changes_what_is_set(world)?;
        let expected = Expectation::of(&reply)
            .done(202)
            .member("id", Member::SomeText)
            .unless(set, "status code", "200: nothing was set before", "202")
            .freedom(reply.text("status").is_none(), "a change request without status", "status");
        return world.conclude_as(expected, "the change is accepted as a change request");
    }
    if refuses_the_value_only(world, &reply) {
        let expected = Expectation::of(&reply).freedom(
            true,
            "a word is refused that the guide does not print",
            "status code",
        );
        return world.conclude_as(expected, "the change is accepted, its value aside");
    }
    let id = world.person()?.id.clone();
    let named = reply.text("id").is_none_or(|it| it == id);
    let expected =
        Expectation::of(&reply).done(200).unless(named, "id", &id, shown(reply.member("id")));
    let expected = world.change.iter().fold(expected, |it, (name, value)| {
        let actual = reply.member(name).filter(|it| !it.is_null() && **it != "null");
        let holds = value.is_null() || actual.is_none_or(|actual| same(Some(actual), value));
        it.unless(holds, name, &value.to_string(), shown(actual))
    });
    world.conclude(expected)?;
    read_back(world, false).await
}

/// As accepted, and every changed property is shown (BI-034).
#[then("the person shows the change")]
async fn shows(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if reply.status == 202 {
        let detail = "the change waits for its authorisation".to_owned();
        let (operation, status) = (reply.operation, reply.status);
        return world.observe(Err(Unobserved::Unavailable { operation, status, detail }));
    }
    read_back(world, true).await
}

/// What was not in the request has not changed (BI-034).
#[then("the person is otherwise as before")]
async fn otherwise_as_before(world: &mut World) -> Step {
    let changed: Vec<String> = world.change.keys().cloned().collect();
    let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
    must_be_as_before(world, &changed, "the person is otherwise as before").await
}

/// What was refused has not changed either (BI-040, BI-041).
#[then("the person is as before")]
async fn is_as_before(world: &mut World) -> Step {
    must_be_as_before(world, &[], "the person is as before").await
}

/// What only support changes is refused, or stays as it was (BI-039).
#[then("the change is refused or has no effect")]
async fn without_effect(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let ignored = reply.is_success();
    let expected = Expectation::of(&reply);
    let expected = if ignored { expected } else { expected.refused() };
    let expected = expected
        .unless(reply.status != 202, "status code", "a refusal", "202, a change is under way")
        .freedom(ignored, "a change is ignored rather than refused", "status code");
    world.conclude(expected)?;
    must_be_as_before(world, &[], "the change has no effect").await
}

/// The job title is new, or the request was refused for the null (the guide does not say that
/// nulls are ignored).
#[then("the null does no harm")]
async fn null_is_harmless(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if !reply.is_success() {
        let expected =
            Expectation::of(&reply).refused().freedom(true, "a null is refused", "status code");
        return world.conclude_as(expected, "the null is refused");
    }
    if reply.status == 202 {
        return world.conclude_as(Expectation::of(&reply).done(202), "the change is accepted");
    }
    let shown_now = shown_person(world).await?;
    let email = world.person()?.body["email"].clone();
    let kept = same(shown_now.member("email"), &email);
    let expected = Expectation::of(&shown_now)
        .member("job_title", Member::Is(&json!(sample("job_title"))))
        .freedom(!kept, "a null is not ignored", "email");
    world.conclude(expected)
}

/// Sends a change of the person talked about and remembers it.
pub async fn update(world: &mut World, body: Value) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    world.before = shown_person(world).await?.json.unwrap_or_default();
    let reply = session.update_person(&id, &body).await;
    world.reply = Some(world.observe(reply)?);
    world.change = body.as_object().cloned().unwrap_or_else(Map::new);
    Ok(())
}

/// The person as it is shown now.
pub async fn shown_person(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.person(&id).await;
    world.observe(reply)
}

/// Checks that the person shows what it showed before the latest change, these aside.
async fn must_be_as_before(world: &mut World, except: &[&str], statement: &str) -> Step {
    let shown_now = shown_person(world).await?;
    let (before, mut known) = (world.before.clone(), world.person()?.body.clone());
    for name in world.change.keys() {
        known[name] = Value::Null; // to be looked at as well, unless excepted
    }
    let expected = Expectation::of(&shown_now).done(200);
    // What was asked for and was not there before must not be there now.
    let added = world.change.iter().filter(|(name, value)| {
        let was = before.get(*name).is_some_and(|it| !it.is_null());
        !was && !except.contains(&name.as_str()) && same(shown_now.member(name), value)
    });
    let added = added.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let expected = expected.unless(added.is_empty(), &added, "not to be set", "the new value");
    let expected = as_before(expected, (&shown_now, &before), &known, except);
    world.conclude_as(expected, statement)
}

/// Whether something is changed that had a value.
fn changes_what_is_set(world: &mut World) -> Result<bool, StepFailure> {
    let (registered, before) = (world.person()?.body.clone(), &world.before);
    let has = |holder: &Value, name: &str| {
        holder.get(name).is_some_and(|it| !it.is_null() && *it != "null")
    };
    Ok(world.change.keys().any(|name| has(&registered, name) || has(before, name)))
}

/// Whether the refusal may be about our value, for which the guide prints no list, rather than
/// about the property. Of an object, the refusal then names a member.
fn refuses_the_value_only(world: &World, reply: &Reply) -> bool {
    let mut names = world.change.keys();
    let (Some(name), None) = (names.next(), names.next()) else { return false };
    let codes = reply.error_codes();
    if codes.iter().any(|code| code.eq_ignore_ascii_case("deprecated_params")) {
        return false; // that says that the property may not be changed at all
    }
    let text = String::from_utf8_lossy(&reply.body);
    let mut members = world.change[name].as_object().into_iter().flat_map(Map::keys);
    let about_value =
        !world.change[name].is_object() || members.any(|member| text.contains(member.as_str()));
    matches!(reply.status, 400 | 422) && is_from_a_list(name) && about_value
}

/// A property that had a value is changed at once, or only requested to be changed (C-43).
fn note_way_of_changing(world: &mut World, reply: &Reply) -> Step {
    let had_value = changes_what_is_set(world)?;
    let found = readings::way_of_changing(had_value, reply);
    world.reading(found, format!("seen on {}", reply.operation));
    Ok(())
}

/// Checks what is shown against the change; what is not shown at all counts only when
/// `everything` must be.
async fn read_back(world: &mut World, everything: bool) -> Step {
    let shown_now = shown_person(world).await?;
    let mut expected = Expectation::of(&shown_now).done(200);
    for (name, value) in world.change.iter().filter(|(_, value)| !value.is_null()) {
        let actual = shown_now.member(name);
        // Who shows the salutation or the address shows what can be changed.
        let open = ["salutation", "address"].iter().any(|it| shown_now.member(it).is_some());
        let hidden = actual.is_none() && !everything && !open;
        expected = expected
            .unless(hidden || same(actual, value), name, &value.to_string(), shown(actual))
            .freedom(hidden, "a changed property is not shown", name);
    }
    world.conclude_as(expected, "the person shows the change")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn around_midnight_the_date_means_the_same_in_utc_and_berlin() {
        let date = |day, now: &str| date_of(day, now.parse().unwrap()).to_string();
        let days = [Day::Yesterday, Day::Today, Day::Tomorrow, Day::InTwoDays];
        let at = |now| days.map(|day| date(day, now));
        assert_eq!(
            at("2026-05-10T12:00:00Z"),
            ["2026-05-09", "2026-05-10", "2026-05-11", "2026-05-12"]
        );
        assert_eq!(
            at("2026-05-10T23:00:00Z"),
            ["2026-05-09", "2026-05-11", "2026-05-11", "2026-05-13"]
        );
        assert_eq!(
            at("2026-05-11T00:00:10Z"),
            ["2026-05-09", "2026-05-11", "2026-05-11", "2026-05-13"]
        );
    }
}
