//! The account snapshot (Step 4) and the list of attempts (Step 5).

use cucumber::{then, when};
use serde_json::{Value, json};

use crate::api::{Reason, SnapshotStatus};
use crate::checks::{Expectation, Member, is_refusal, shown};
use crate::client::Observation;
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::{polling, time};
use crate::steps::parameters::Account;
use crate::steps::world::World;

/// The partner retrieves the snapshot, as soon as it is there.
#[when("the partner retrieves the account snapshot")]
async fn retrieves(world: &mut World) -> Step {
    world.reply = Some(snapshot(world, Reply::is_success).await?);
    Ok(())
}

/// The partner looks once, whatever the answer is.
#[when("the partner looks for the account snapshot")]
async fn looks_for(world: &mut World) -> Step {
    world.reply = Some(snapshot(world, |_| true).await?);
    Ok(())
}

/// The snapshot is pending, or is made only when the customer logs in: the guide says both
/// (Step 4; BI-087).
#[then("the account snapshot is not available before the customer logged in")]
fn not_before_login(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if reply.status == 404 {
        let expected = Expectation::of(&reply).freedom(
            true,
            "no account snapshot before the login",
            "status code",
        );
        return world
            .conclude_as(expected, "the account snapshot is not available before the login");
    }
    let status = reply.text("status").and_then(SnapshotStatus::named);
    let early = status.is_none_or(|it| it == SnapshotStatus::Available);
    let actual = shown(reply.member("status"));
    let expected = Expectation::of(&reply)
        .done(200)
        .member("id", Member::Id("snap"))
        .unless(!early, "status", "pending", actual);
    world.conclude_as(expected, "the account snapshot is not available before the login")
}

async fn snapshot(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let limit = session.context().settle_limit();
    polling::look_until(world, limit, async || {
        let reply = session.account_snapshot(&person_id, &id).await?;
        Ok(if decided(&reply) { Observation::Settled(reply) } else { Observation::Pending(reply) })
    })
    .await
}

/// The answer is a snapshot with the documented members (BI-094, BI-095).
#[then("the answer is an account snapshot")]
fn is_snapshot(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let known = reply.text("status").and_then(SnapshotStatus::named).is_some();
    let expected = Expectation::of(&reply)
        .done(200)
        .members(&[
            ("id", Member::Id("snap")),
            ("provider", Member::SomeText),
            ("iban", Member::TextOrNull),
            ("location", Member::TextOrNull),
            ("status_description", Member::TextOrNull),
            ("wizard_session_key", Member::TextOrNull),
        ])
        .unless(
            known,
            "status",
            "pending, available, expired or failed",
            shown(reply.member("status")),
        );
    world.conclude(expected)
}

/// It is the same snapshot at every look, and another one for every identification (BI-095).
#[then("the account snapshot is this identification's own")]
async fn own_snapshot(world: &mut World) -> Step {
    let first = world.latest_reply()?;
    let again = snapshot(world, Reply::is_success).await?;
    world.turn_to_next_person();
    let other = snapshot(world, Reply::is_success).await?;
    let same = again.text("id") == first.text("id");
    let shared = other.text("id") == first.text("id");
    let expected = Expectation::of(&again)
        .done(200)
        .unless(same, "id", &shown(first.member("id")), shown(again.member("id")))
        .unless(!shared, "id", "another id for another identification", shown(other.member("id")));
    world.conclude(expected)
}

/// The snapshot gets to this status (BI-097, BI-149).
#[then(expr = "the account snapshot becomes {word}")]
async fn becomes(world: &mut World, status: String) -> Step {
    let reply = snapshot(world, |reply| reply.text("status") == Some(status.as_str())).await?;
    let expected = Expectation::of(&reply).done(200).member("status", Member::Text(&status));
    world.conclude(expected)
}

/// Where the cent transfer failed there is no snapshot, or one that says so (BI-149).
#[then("the account snapshot is not available")]
async fn not_available(world: &mut World) -> Step {
    if world.person()?.identifications.is_empty() {
        // Refused at create already: there can be no snapshot, and that is what was to be shown.
        let reply = world.latest_reply()?;
        return world.conclude(Expectation::of(&reply).refused());
    }
    let reply = snapshot(world, |_| true).await?;
    let status = reply.text("status").and_then(SnapshotStatus::named);
    let unmade = status.is_some_and(|it| it != SnapshotStatus::Available);
    let none = is_refusal(&reply) || reply.json == Ok(Value::Null);
    let expected = Expectation::of(&reply).unless(
        none || (reply.is_success() && unmade),
        "status",
        "failed, or no account snapshot at all",
        shown(reply.member("status")),
    );
    world.conclude(expected)
}

/// Before the request there is nothing to see (BI-076, BI-094).
#[then("there is no account snapshot yet")]
async fn none_yet(world: &mut World) -> Step {
    let reply = snapshot(world, |_| true).await?;
    let none = matches!(reply.status, 403 | 404) || reply.json == Ok(Value::Null);
    let expected = Expectation::of(&reply)
        .unless(none, "status code", "404", reply.brief())
        .freedom(reply.status == 403, "403 for 404", "status code");
    world.conclude(expected)
}

/// The list holds a failed attempt with this IBAN (BI-127, BI-128).
#[then(expr = "the attempts list a failed attempt with the {account} IBAN")]
async fn lists_failed(world: &mut World, account: Account) -> Step {
    lists(world, account, Some(false)).await
}

/// The list holds a successful attempt with this IBAN (BI-127, BI-128).
#[then(expr = "the attempts list a successful attempt with the {account} IBAN")]
async fn lists_successful(world: &mut World, account: Account) -> Step {
    lists(world, account, Some(true)).await
}

/// The list holds an attempt with this IBAN; whether it counts as a success, when SCHUFA agreed
/// and the bank did not, the guide leaves open (BI-127, BI-128).
#[then(expr = "the attempts list an attempt with the {account} IBAN")]
async fn lists_any(world: &mut World, account: Account) -> Step {
    lists(world, account, None).await
}

async fn lists(world: &mut World, account: Account, successful: Option<bool>) -> Step {
    let iban = account.0.iban();
    let fits = |item: &Value| {
        item["iban"] == iban && successful.is_none_or(|it| item["successful"] == json!(it))
    };
    let reply = attempts(world, |items| items.iter().any(fits)).await?;
    let index = items(&reply).iter().position(fits);
    let person_id = world.person()?.id.clone();
    let flag = successful.map_or(String::new(), |it| format!(" and successful = {it}"));
    let words = format!("an attempt with {iban}{flag}");
    let expected = Expectation::of(&reply).done(200).unless(
        index.is_some(),
        "list of attempts",
        &words,
        shown(reply.json.as_ref().ok()),
    );
    let expected = match index {
        None => expected,
        Some(index) => {
            let reason = reply.text(&format!("{index}.failure_reason")).and_then(Reason::named);
            let own = account.0.schufa_reason();
            let other = reason.is_some() && own.is_some() && reason != own;
            let words = own.map_or("its reason", Reason::code);
            complete(expected, index, &person_id, successful).unless(
                !other,
                "failure_reason",
                words,
                reason.map_or("", Reason::code),
            )
        }
    };
    world.conclude_as(expected, &format!("the list holds {words}"))
}

/// The attempt at `index` has every documented member (BI-128).
fn complete<'a>(
    expected: Expectation<'a>,
    index: usize,
    person_id: &str,
    successful: Option<bool>,
) -> Expectation<'a> {
    let path = |name: &str| format!("{index}.{name}");
    let reason = match successful {
        Some(true) => Member::NullOrAbsent,
        Some(false) => Member::SomeText,
        None => Member::Present,
    };
    expected.members(&[
        (&path("id"), Member::Id("iatm")),
        (&path("person_id"), Member::Text(person_id)),
        (&path("identification_id"), Member::Present),
        (&path("successful"), Member::Boolean),
        (&path("failure_reason"), reason),
        (&path("created_at"), Member::Timestamp),
    ])
}

/// Every attempt listed belongs to the person asked for, and one to each identification
/// (BI-127).
#[then("the attempts are this person's, one for each identification")]
async fn one_each(world: &mut World) -> Step {
    let person = world.person()?.clone();
    let wanted = person.identifications.len();
    let reply = attempts(world, |items| items.len() >= wanted).await?;
    let listed = items(&reply);
    let foreign = listed.iter().filter(|item| item["person_id"] != person.id.as_str()).count();
    let ids: std::collections::HashSet<&str> =
        listed.iter().filter_map(|item| item["id"].as_str()).collect();
    let doubled = listed.len() - ids.len().min(listed.len());
    let now = time::target_time(world, &reply).await?;
    let at = |item: &Value| item["created_at"].as_str()?.parse::<jiff::Timestamp>().ok();
    let far = |it: jiff::Timestamp| it.duration_since(now).unsigned_abs() > A_DAY;
    let untimely = listed.iter().filter_map(at).filter(|it| far(*it)).count();
    let missing = person
        .identifications
        .iter()
        .filter(|it| !listed.iter().any(|item| item["identification_id"] == it.id.as_str()))
        .count();
    let expected = Expectation::of(&reply)
        .done(200)
        .unless(
            foreign == 0,
            "person_id",
            "this person's id",
            format!("{foreign} of other persons"),
        )
        .unless(doubled == 0, "id", "one for each attempt", format!("{doubled} are there twice"))
        .unless(untimely == 0, "created_at", "a time of today", format!("{untimely} are not"))
        .freedom(listed.len() > wanted, "more attempts than identifications", "list of attempts")
        .unless(
            missing == 0,
            "list of attempts",
            "one for each identification",
            format!("{missing} are missing"),
        );
    world.conclude(expected)
}

/// No scenario takes longer; what the clock was moved by is not of importance here.
const A_DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

async fn attempts(
    world: &mut World,
    decided: impl Fn(&[Value]) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let limit = session.context().settle_limit();
    polling::look_until(world, limit, async || {
        let reply = session.attempts(&person_id).await?;
        Ok(if decided(&items(&reply)) {
            Observation::Settled(reply)
        } else {
            Observation::Pending(reply)
        })
    })
    .await
}

fn items(reply: &Reply) -> Vec<Value> {
    reply.json.as_ref().ok().and_then(Value::as_array).cloned().unwrap_or_default()
}
