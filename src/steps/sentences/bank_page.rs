//! The request's answer and the hosted bank page (Step 4).

use cucumber::{then, when};

use crate::api::Status;
use crate::checks::readings;
use crate::checks::{Expectation, Member, shown, status_of};
use crate::client::VisitOutcome;
use crate::steps::Step;
use crate::steps::actions::{customer, partner, polling};
use crate::steps::world::World;

/// The customer enters any account number, PIN and TAN.
#[when("the customer completes the bank page")]
async fn completes(world: &mut World) -> Step {
    customer::walk_bank_page(world).await
}

/// The customer passes the login page and goes no further (BI-093).
#[when("the customer logs in at the bank and enters no TAN")]
async fn only_logs_in(world: &mut World) -> Step {
    let end = customer::walk_pages(world, 1).await?;
    let reply = partner::retrieve(world).await?;
    // A page that asks for account, PIN and TAN at once cannot be left halfway.
    let at_once = matches!(end, VisitOutcome::LastPage { typed, .. } if typed > 2);
    world.page_asks_at_once = at_once;
    world.reply = Some(reply);
    Ok(())
}

/// Without the TAN the transfer is not authorised (BI-009, BI-093).
#[then("the transfer is not authorised without the TAN")]
async fn not_authorised(world: &mut World) -> Step {
    let reply = partner::retrieve(world).await?;
    let at_once = world.page_asks_at_once;
    if status_of(&reply) == Some(Status::AuthorizationRequired) && !at_once {
        return payment_is_open(world).await;
    }
    let done = readings::payment_before_tan(&reply);
    world.reading(done, "the customer had logged in and entered no TAN");
    let expected = Expectation::of(&reply)
        .done(200)
        .unless(done.is_some() || at_once, "status", "\"pending\"", shown(reply.member("status")))
        .freedom(at_once, "the bank page asks for account, PIN and TAN at once", "bank page");
    world.conclude(expected)
}

/// Where the status already asks for the QES, the transfer must be missing for it (C-11).
async fn payment_is_open(world: &mut World) -> Step {
    let started = partner::start_qes(world).await?;
    let open = readings::payment_at_signature(&started);
    world.reading(open, "the QES does not start without the TAN");
    let expected = Expectation::of(&started).refused();
    world.conclude_as(expected, "the QES does not start before the transfer was authorised")
}

/// The customer tries, whatever the page says by now.
#[when("the customer tries to complete the bank page")]
async fn tries(world: &mut World) -> Step {
    // A page that is gone is one of the ways to be too late.
    let _ = customer::walk_bank_page(world).await;
    let _ = world.ledger().take_failure();
    Ok(())
}

/// The answer hands out the page: an absolute web address with session key and interface
/// (BI-088).
#[then("the answer hands out the bank page")]
async fn hands_out(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let url = reply.text("url").and_then(|text| url::Url::parse(text).ok());
    let web =
        url.as_ref().is_some_and(|it| matches!(it.scheme(), "http" | "https") && it.has_host());
    let has = |name: &str| {
        url.as_ref()
            .is_some_and(|it| it.query_pairs().any(|(key, value)| key == name && !value.is_empty()))
    };
    let keyed = has("wizard_session_key") && has("interface_id");
    let bare = url.as_ref().is_some_and(|it| it.scheme() == "http");
    let exposed = bare && world.session().await?.context().uses_tls();
    let expected = Expectation::of(&reply)
        .unless(web, "url", "an absolute web address", shown(reply.member("url")))
        .unless(!exposed, "url", "https, as the API itself", shown(reply.member("url")))
        .freedom(web && !keyed, "no wizard_session_key and interface_id in the query", "url");
    world.conclude(expected)
}

/// Each customer has a session of their own, so nobody can be sent to the page of another (BI-088).
#[then("the other customer was handed out another page")]
fn another_page(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let others = world.people.iter().rev().skip(1).flat_map(|it| &it.identifications);
    let other = others.last().map(|it| it.requested["url"].clone()).unwrap_or_default();
    let url = reply.member("url").cloned().unwrap_or_default();
    let differs = url.is_string() && url != other;
    let expected = Expectation::of(&reply).done(200).unless(
        differs,
        "url",
        "an address of its own",
        shown(reply.member("url")),
    );
    world.conclude(expected)
}

/// The rest of the answer is as it was when created (BI-089).
#[then("the rest of the identification is unchanged")]
fn unchanged(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let created = world.identification()?.created.clone();
    let kept = ["id", "method", "iban", "terms_and_conditions_signed_at"];
    let expected = kept
        .iter()
        .fold(Expectation::of(&reply), |it, name| it.member(name, Member::Is(&created[*name])))
        .members(&[
            ("completed_at", Member::Null),
            ("authorization_expires_at", Member::Null),
            ("confirmation_expires_at", Member::Null),
            ("estimated_waiting_time", Member::NullOrAbsent),
        ])
        .freedom(
            reply.member("estimated_waiting_time").is_none(),
            "no estimated_waiting_time",
            "estimated_waiting_time",
        );
    world.conclude(expected)
}

/// The late customer's identification ended, in one of the documented ways (BI-102, BI-188).
#[then("the identification ended because the bank page was not finished in time")]
async fn ended_late(world: &mut World) -> Step {
    // Once the payment counts it must show at the QES call: to wait longer would be to wait for
    // the end of the time for signing.
    let decided = |it: Status| it.is_final() || it == Status::AuthorizationRequired;
    let state =
        polling::retrieve_until(world, |reply| status_of(reply).is_some_and(decided)).await?;
    let authorized = partner::start_qes(world).await?;
    let note = format!(
        "GET says {}, a QES call is answered {}",
        shown(state.member("status")),
        authorized.brief()
    );
    world.reading(readings::late_payment(&state), note.clone());
    let ended = readings::timer_of_late_payment(&state, &authorized);
    world.reading(ended, "the bank page, ten minutes later");
    let expected = Expectation::of(&state).unless(
        ended.is_some(),
        "status",
        "expired, or failed with ACCOUNT_SNAPSHOT_EXPIRED, or 412 ACCOUNT_SNAPSHOT_EXPIRED on the QES call",
        note,
    );
    world.conclude(expected)?;
    world.conclude_as(
        Expectation::of(&authorized).refused(),
        "the QES of a late identification is refused",
    )
}
