//! The request's answer, the hosted bank page, and the ends of an identification (Step 4, Step 5).

use cucumber::{then, when};

use crate::api::Status;
use crate::checks::{self, Expectation, readings, status_of};
use crate::evidence::Reply;
use crate::steps::Step;
use crate::steps::actions::{customer, partner, polling, time};
use crate::steps::entered_words::{TypedNumbers, VisitWord};
use crate::steps::needs::needs;
use crate::steps::word_tables::{Ending, EndingWord, RepeatedAnswerWord};
use crate::steps::world::World;

/// The customer visits the bank page up to the point that the word names.
#[when(expr = "the customer {visit} the bank page{typed_numbers}")]
async fn visits(world: &mut World, visit: VisitWord, numbers: TypedNumbers) -> Step {
    needs!(Wizard; of TypedNumbers);
    customer::visit_bank_page(world, visit.0, numbers.0).await
}

/// Without the TAN the transfer is not authorised (BI-009, BI-093).
#[then("the transfer is not authorised without the TAN")]
async fn not_authorised(world: &mut World) -> Step {
    // A target whose status follows late is still pending here, although it may know of the payment.
    let is_decided = |it: &Reply| status_of(it) == Some(Status::AuthorizationRequired);
    let reply = polling::retrieve_briefly(world, is_decided).await?;
    let at_once = world.page_asks_at_once;
    if status_of(&reply) == Some(Status::AuthorizationRequired) && !at_once {
        return payment_is_open(world).await;
    }
    let found = readings::payment_before_tan(&reply);
    world.reading(found, "the customer had logged in and entered no TAN");
    world.conclude(checks::unauthorised_payment(&reply, at_once))
}

/// If the status already permits the QES, its start must be refused because the transfer is missing
/// (C-11).
async fn payment_is_open(world: &mut World) -> Step {
    let started = partner::start_qes(world).await?;
    let open = readings::payment_at_signature(&started);
    world.reading(open, "the QES does not start without the TAN");
    let expected = Expectation::of(&started).refused();
    world.conclude_as(expected, "the QES does not start before the transfer was authorised")
}

/// The pages seen so far name no other amount (BI-101).
#[then("the bank page names no other amount than five cents")]
async fn names_five_cents(world: &mut World) -> Step {
    needs!(PageText);
    let state = partner::retrieve(world).await?;
    let replies = world.session().await?.replies();
    let pages: Vec<Reply> =
        replies.into_iter().filter(|it| it.operation.ends_with("the bank page")).collect();
    world.conclude(checks::transferred_amount(&state, &pages))
}

/// The answer contains the page: an absolute web address with session key and interface (BI-088).
#[then("the answer hands out the bank page")]
async fn hands_out(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let tls = world.session().await?.context().uses_tls();
    world.conclude(checks::bank_page_address(&reply, tls))
}

/// Each customer has a session of their own, so that no customer reaches the page of another
/// (BI-088).
#[then("the other customer was handed out another page")]
fn another_page(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::own_bank_page(&reply, &world.people))
}

/// The members that a call does not change have the values of an earlier answer (BI-089, BI-113,
/// BI-116).
#[then(expr = "the rest of the answer is as {stage}")]
fn rest_is_kept(world: &mut World, stage: RepeatedAnswerWord) -> Step {
    let reply = world.latest_reply()?;
    let known = world.identification()?.clone();
    world.conclude(checks::rest_of_answer(&reply, &known, stage.0))
}

/// The identification ended in one of the documented ways.
#[then(expr = "the identification ended because {ending}")]
async fn ended(world: &mut World, ending: EndingWord) -> Step {
    match ending.0 {
        Ending::LateBankPage => bank_page_was_late(world).await,
        Ending::LateSignature => signature_was_late(world).await,
        Ending::Age => identification_was_old(world).await,
    }
}

/// The bank page was not completed in time (BI-102, BI-188).
async fn bank_page_was_late(world: &mut World) -> Step {
    // A payment that is accepted must permit the QES call. Waiting longer would exceed the time for
    // signing.
    let decided = |it: Status| it.is_final() || it == Status::AuthorizationRequired;
    let decided = |reply: &Reply| status_of(reply).is_some_and(decided);
    let state = polling::retrieve_within(world, world.settle_limit(), decided).await?;
    let authorized = partner::start_qes(world).await?;
    let note = checks::late_bank_page_note(&state, &authorized);
    world.reading(readings::late_payment(&state), note);
    let ended = readings::timer_of_late_payment(&state, &authorized);
    world.reading(ended, "the bank page, ten minutes later");
    world.conclude(checks::late_bank_page(&state, &authorized))?;
    let refused = Expectation::of(&authorized).refused();
    world.conclude_as(refused, "the QES of a late identification is refused")
}

/// The QES was started or confirmed too late (BI-137, BI-182).
async fn signature_was_late(world: &mut World) -> Step {
    let call = world.latest_reply()?;
    let state = polling::end(world).await?;
    let now = time::target_time_if_open(world, &state).await?;
    let ended = readings::timer_of_late_signature(&state, &call, now);
    world.reading(ended, "the QES, ten minutes after the payment");
    world.conclude(checks::late_signature(&state, &call, now))
}

/// The identification is older than thirty days (BI-182).
async fn identification_was_old(world: &mut World) -> Step {
    let state = polling::end(world).await?;
    polling::must_not_be_pending(world, &state, Status::Expired).await?;
    world.conclude(checks::too_old(&state))
}
