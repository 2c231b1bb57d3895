//! The TAN of the QES: which one is valid, and for how long (Step 5, Appendix II and IV).

use cucumber::{given, then, when};
use serde_json::json;

use crate::checks::{self, EnteredTans, Expectation, readings};
use crate::evidence::Check;
use crate::steps::Step;
use crate::steps::actions::{customer, partner, time};
use crate::steps::entered_words::{TanQuestionWord, TanWord};
use crate::steps::needs::needs;
use crate::steps::word_tables::{Deadline, Passage};
use crate::steps::world::World;

/// The customer enters a TAN, and the partner confirms the QES with it.
#[when(expr = "the customer enters {tan}")]
async fn enters(world: &mut World, tan: TanWord) -> Step {
    needs!(of TanWord);
    customer::qes_must_have_started(world)?;
    let tan = customer::chosen_tan(world, tan.0).await?;
    world.reply = Some(partner::confirm_with(world, &json!({ "token": tan })).await?);
    Ok(())
}

/// The time until an announced end passes, whole or but for one second.
#[given(expr = "the announced {deadline} {passage}")]
async fn announced_time_passes(world: &mut World, deadline: Deadline, passage: Passage) -> Step {
    needs!(Clock; of Deadline);
    time::pass_announced_time(world, deadline.0, passage.0).await
}

/// The first TAN was refused because a second one exists, and not because all TANs are refused
/// (BI-151). Each was entered by a customer of its own, because a refused TAN may void the one
/// after it.
/// Accepts a second TAN that is right, and one that is refused for another reason than the first.
#[then("the first TAN is refused, and the second is not or for another reason")]
fn only_first_is_void(world: &mut World) -> Step {
    let [first, second] = &world.tan_answers[..] else {
        return world.misuse("no two TANs were entered before this step");
    };
    let (first, second) = (first.clone(), second.clone());
    world.conclude_as(Expectation::of(&first).refused(), "the first TAN is refused")?;
    let expected = world.observe(checks::second_tan(&first, &second))?;
    world.conclude(expected)
}

/// An SMS with a TAN was sent when the QES was started (BI-011, BI-107).
#[then("a TAN was sent to the customer")]
fn was_sent(world: &mut World) -> Step {
    needs!(Outbox);
    customer::qes_must_have_started(world)?;
    let reply = world.latest_reply()?;
    let tan = world.identification()?.tans.last().cloned();
    let expected = world.observe(checks::sent_tan(&reply, tan.as_ref()))?;
    world.conclude(expected)
}

/// A TAN was sent again, or the target says that none is available yet (C-06).
/// Accepts another SMS, and a refusal because no TAN is available yet.
#[then("another TAN was sent, or none is available yet")]
fn was_sent_again(world: &mut World) -> Step {
    needs!(Outbox);
    let reply = world.latest_reply()?;
    let found = readings::second_start(&reply);
    world.reading(found, format!("the QES was answered {}", reply.brief()));
    let started = Expectation::of(&reply).done_or_refused(200);
    world.conclude_as(started, "the QES is started again, or refused")?;
    let tan = world.identification()?.tans.last().cloned();
    let expected = world.observe(checks::sent_tan_again(&reply, tan.as_ref()))?;
    world.conclude(expected)
}

/// One customer enters the first of two TANs, another one the second (C-06).
#[when("one customer enters the first of two TANs and another the second")]
async fn one_enters_first_another_second(world: &mut World) -> Step {
    needs!(Outbox);
    customer::enter_first_and_second_tan(world).await
}

/// TANs of three customers are entered just after each documented lifetime (C-05).
#[when("TANs are entered just after 5, 8 and 10 minutes")]
async fn entered_after_each_lifetime(world: &mut World) -> Step {
    needs!(Clock, Tan);
    customer::enter_tans_after(world, [301, 180, 120]).await
}

/// The accepted TANs are those of a documented reading (BI-108, BI-109, BI-197).
/// Accepts what one of the readings allows.
#[then(expr = "the accepted TANs fit a reading of {tan_question}")]
fn fit_a_reading(world: &mut World, question: TanQuestionWord) -> Step {
    if let Some(undecided) = world.tan_answers.iter().find(|it| !checks::decides_tan(it)).cloned() {
        let refused = Expectation::of(&undecided).refused();
        return world.conclude_as(refused, "a TAN is accepted or refused");
    }
    let accepted: Vec<bool> = world.tan_answers.iter().map(checks::accepts_tan).collect();
    let entered = EnteredTans::of(question.0, &accepted, &world.people);
    world.reading(entered.found, entered.note());
    let exchange = world.reply.as_ref().map(|it| it.exchange);
    let mismatches = entered.mismatch().into_iter().collect();
    world.check(Check::new("", mismatches).seen_in(exchange))
}
