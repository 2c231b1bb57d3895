//! A small World for the tests of the engine, and its steps.

use std::{cell::Cell, rc::Rc, time::Duration};

use cucumber::{given, then, when};
use futures::future::{self, LocalBoxFuture};

use crate::evidence::{Check, Exchange, Ledger, Mismatch, Outcome, Sent, StepFailure, Unobserved};

use super::ScenarioWorld;

thread_local! {
    /// Number of Worlds cleaned up on this thread; each test has a thread of its own.
    pub(super) static LEFT: Cell<usize> = const { Cell::new(0) };
}

#[derive(Debug, Default, cucumber::World)]
pub(super) struct TestWorld {
    ledger: Ledger,
    allowance: Rc<Cell<Duration>>,
    fails_to_leave: bool,
    attempt: u32,
}

impl TestWorld {
    pub(super) fn at(attempt: u32) -> Self {
        Self { attempt, ..Self::default() }
    }
}

impl ScenarioWorld for TestWorld {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    fn allowance(&self) -> Rc<Cell<Duration>> {
        Rc::clone(&self.allowance)
    }

    fn leave(&mut self) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            LEFT.set(LEFT.get() + 1);
            assert!(!self.fails_to_leave, "the clean-up fails");
        })
    }
}

fn asked() -> Exchange {
    Exchange {
        operation: "GET /".into(),
        sent: Sent::default(),
        outcome: Outcome::Unobserved(lost()),
        at: String::new(),
        duration_ms: 0,
        retry: 0,
        availability: None,
    }
}

fn lost() -> Unobserved {
    Unobserved::NoConnection { address: "http://nowhere".into(), detail: "refused".into() }
}

#[given("nothing")]
#[when("nothing happens")]
fn nothing(_: &mut TestWorld) {}

#[given("the client asks")]
#[when("the client asks")]
async fn ask(world: &mut TestWorld) {
    tokio::task::yield_now().await;
    world.ledger.exchange(asked());
}

#[then("it holds")]
fn holds(world: &mut TestWorld) -> Result<(), StepFailure> {
    world.ledger.check(Check::new("it holds", Vec::new()))
}

#[given("it does not hold")]
#[then("it does not hold")]
fn does_not_hold(world: &mut TestWorld) -> Result<(), StepFailure> {
    let mismatch = Mismatch::new("status code", "200", "500");
    world.ledger.check(Check::new("it holds", vec![mismatch]))
}

#[then("it holds at the second look")]
fn holds_later(world: &mut TestWorld) {
    let mismatch = Mismatch::new("status", "open", "new");
    let first = world.ledger.check(Check::new("it is open", vec![mismatch]));
    assert!(first.is_err());
}

#[then(regex = r"^it holds (\d+)$")]
fn holds_for(world: &mut TestWorld, number: u32) -> Result<(), StepFailure> {
    let statement = format!("{number} holds");
    world.ledger.check(Check::new(statement, Vec::new()))
}

#[when("the target is lost")]
fn lose(world: &mut TestWorld) -> Result<(), StepFailure> {
    world.ledger.exchange(asked());
    Err(world.ledger.fail(lost().into()))
}

#[when(regex = r"^the target comes back at attempt (\d+)$")]
fn answer_at_attempt(world: &mut TestWorld, attempt: u32) -> Result<(), StepFailure> {
    world.ledger.exchange(asked());
    if world.attempt < attempt { Err(world.ledger.fail(lost().into())) } else { Ok(()) }
}

#[when("the scenario is misused")]
fn misuse(world: &mut TestWorld) -> Result<(), StepFailure> {
    Err(world.ledger.fail(StepFailure::Misuse("nobody is called Eve".into())))
}

#[when("the step panics")]
async fn panic_at_once(_: &mut TestWorld) {
    tokio::task::yield_now().await;
    panic!("index out of {}", "bounds");
}

#[when("the step hangs")]
async fn hang(world: &mut TestWorld) {
    world.ledger.exchange(asked());
    future::pending::<()>().await;
}

#[when("the step asks for 30 ms more, and hangs")]
async fn hang_beyond_allowance(world: &mut TestWorld) {
    world.allowance.set(Duration::from_millis(30));
    future::pending::<()>().await;
}

#[given("a World whose clean-up fails")]
fn fail_to_leave(world: &mut TestWorld) {
    world.fails_to_leave = true;
}

#[then(regex = "^it matches .*$")]
#[then(regex = "^it matches twice$")]
fn twice(_: &mut TestWorld) {}
