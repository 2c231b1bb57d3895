//! What IDENTIFICATION events say, and in which order.

use std::collections::HashSet;

use cucumber::{gherkin, then};

use crate::api::Status;
use crate::checks::readings;
use crate::checks::{Expectation, Member, shown, status_of};
use crate::client::ReceivedWebhook;
use crate::evidence::StepFailure;
use crate::steps::Step;
use crate::steps::actions::polling;
use crate::steps::parameters::StatusWord;
use crate::steps::world::World;

use super::delivery;
use super::delivery::{conclude, nothing_came};

/// Members of an IDENTIFICATION event.
const PAYLOAD: [&str; 6] = ["id", "reference", "url", "status", "completed_at", "method"];
/// What such an event keeps to itself.
const UNTOLD: [&str; 2] = ["iban", "failure_reason"];

/// One of the events says this status (BI-096).
#[then(expr = "an event says {status}")]
async fn event_says(world: &mut World, status: StatusWord) -> Step {
    let says = move |it: &ReceivedWebhook| it.examined().text("status") == Some(status.0.word());
    let came = delivery::delivered_until(world, move |came| came.iter().any(says)).await?;
    let fits = came.iter().any(says);
    if fits {
        let found = readings::snapshot_event(status.0);
        world.reading(found, "reported when the bank page was completed");
    } else {
        must_have_become(world, status.0).await?;
    }
    let statement = format!("an event says {}", status.0);
    let actual = told(&came).join(", ");
    conclude(world, came.last(), (&statement, fits), ("status", status.0.word(), &actual))
}

/// Each of these statuses is told once, and no other (BI-120). `confirmed` may be missing.
#[then("each of these statuses is told once")]
async fn each_once(world: &mut World, step: &gherkin::Step) -> Step {
    let (mut seen, mut expected, came) = statuses(world, step).await?;
    let last = expected.last().and_then(|word| Status::named(word));
    seen.sort();
    expected.sort();
    let fits = seen == expected;
    if let (false, Some(last)) = (fits, last) {
        must_have_become(world, last).await?;
    }
    let (expected, actual) = (expected.join(", "), seen.join(", "));
    conclude(world, came.last(), ("each status is told once", fits), ("status", &expected, &actual))
}

/// They are told in this order (WH-016). What is missing or there twice is another question.
#[then("these statuses are told in this order")]
async fn in_order(world: &mut World, step: &gherkin::Step) -> Step {
    let (mut seen, mut expected, came) = statuses(world, step).await?;
    let mut first = HashSet::new();
    seen.retain(|it| expected.contains(it) && first.insert(it.clone()));
    expected.retain(|it| first.contains(it));
    if seen.len() < 2 {
        return nothing_came(world, "there are no two events with a status");
    }
    let (fits, expected, actual) = (seen == expected, expected.join(", "), seen.join(", "));
    conclude(
        world,
        came.last(),
        ("statuses are told in order", fits),
        ("status", &expected, &actual),
    )
}

type Statuses = (Vec<String>, Vec<String>, Vec<ReceivedWebhook>);

/// What was told, what should have been, and the events.
async fn statuses(world: &mut World, step: &gherkin::Step) -> Result<Statuses, StepFailure> {
    let Some(table) = &step.table else { return world.misuse("the step has no table") };
    let mut expected: Vec<String> = table.rows.iter().flatten().cloned().collect();
    let last = expected.last().cloned().unwrap_or_default();
    let came = delivery::delivered_until(world, move |came| told(came).contains(&last)).await?;
    let seen = told(&came);
    // The creation is no change, and `confirmed` may be skipped (C-08).
    let optional = [Status::Created.word(), Status::Confirmed.word()];
    expected.retain(|it| !optional.contains(&it.as_str()) || seen.contains(it));
    Ok((seen, expected, came))
}

fn told(came: &[ReceivedWebhook]) -> Vec<String> {
    came.iter().map(|it| it.examined().text("status").unwrap_or("none").to_owned()).collect()
}

/// A status the identification never had cannot be told. Asked only when it was not, so that our
/// looking is not what causes the event.
async fn must_have_become(world: &mut World, status: Status) -> Step {
    let reply = polling::settle(world, status).await?;
    if status_of(&reply) == Some(status) {
        return Ok(());
    }
    nothing_came(world, &format!("the identification did not become {status}"))
}

/// The event that says this status carries the documented members, and not those that are to be
/// asked for (WH-017).
#[then(expr = "the event that says {status} carries no more than a hint")]
async fn payload(world: &mut World, which: StatusWord) -> Step {
    let status = which.0;
    let wanted = status.word();
    let says = move |it: &ReceivedWebhook| it.examined().text("status") == Some(wanted);
    let came = delivery::delivered_until(world, move |came| came.iter().any(says)).await?;
    let nameless = |it: &&ReceivedWebhook| it.examined().text("status").is_none();
    let Some(one) = came.iter().find(|it| says(it)).or(came.iter().find(nameless)) else {
        return nothing_came(world, &format!("there is no event that says {wanted}"));
    };
    let (_, id) = world.ids()?;
    let reply = one.examined();
    let members = reply.json.as_ref().ok().and_then(|it| it.as_object());
    let documented = |name: &str| PAYLOAD.contains(&name) || UNTOLD.contains(&name);
    let added = members.is_some_and(|it| it.keys().any(|name| !documented(name)));
    let completed = match status {
        Status::Successful => Member::Timestamp,
        // Whether a failure completes an identification is not said.
        Status::Failed | Status::Expired => Member::Present,
        _ => Member::Null,
    };
    let expected = Expectation::of(&reply)
        .members(&[
            ("id", Member::Text(&id)),
            ("reference", Member::Present),
            ("url", Member::Present),
            ("status", Member::Text(wanted)),
            ("completed_at", completed),
            ("method", Member::Text("bank")),
        ])
        .freedom(added, "additional members", "payload");
    let expected = UNTOLD.iter().fold(expected, |it, name| {
        it.unless(reply.member(name).is_none(), name, "absent", shown(reply.member(name)))
    });
    world.conclude(expected)
}
