//! Actions of a customer: completes the bank page, reads the TANs received by SMS, enters them.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::api::{MockedIban, STATIC_OTP, Status};
use crate::checks::{self, Expectation, status_of};
use crate::client::{BankPageVisit, NumberForm, VisitOutcome, Window};
use crate::evidence::{Check, Mismatch, Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::{partner, polling, time};
use crate::steps::world::World;

/// Walks the bank page of the current identification, as its customer.
pub async fn walk_bank_page(world: &mut World) -> Step {
    walk_pages(world, usize::MAX, NumberForm::Any).await.map(drop)
}

/// Submits at most `forms` forms of the bank page; a missing page is a finding.
async fn walk_pages(
    world: &mut World,
    forms: usize,
    numbers: NumberForm,
) -> Result<VisitOutcome, StepFailure> {
    let session = world.session().await?;
    let iban = world.identification()?.iban.clone();
    let address = bank_page_address(world).await?;
    let (person_id, identification_id) = world.ids()?;
    let opened_at = Instant::now();
    let end = session.visit_bank_page(BankPageVisit {
        address: &address,
        iban: &iban,
        forms,
        numbers,
        person_id: &person_id,
        identification_id: &identification_id,
    });
    let end = end.await;
    let end = world.observe(end)?;
    if let VisitOutcome::Missing { status, exchange } = end {
        let expected = "a page the customer can use";
        let mismatch = Mismatch::new("bank page", expected, format!("answered {status}"));
        let check = Check::new("the bank page can be used", vec![mismatch]);
        world.check(check.seen_in(Some(exchange)))?;
    }
    // A visit that lasted beyond the time for the bank page need not have ended it.
    if world.passed_window().is_none() {
        world.began(Window::Authorization, opened_at)?;
    }
    match &end {
        VisitOutcome::NoForm { detail } => {
            must_have_moved_on(world, "the bank page could not be driven", detail).await?;
        }
        VisitOutcome::Refused { detail } => {
            let what = "the bank page refused what the customer entered";
            must_have_moved_on(world, what, detail).await?;
        }
        _ => {}
    }
    Ok(end)
}

/// A page without a form, or one that answers with an error, is complete only if the identification
/// has moved on. A page that scripts draw looks the same, and shows nothing about the target; that any
/// number is refused shows only where others are accepted.
async fn must_have_moved_on(world: &mut World, what: &str, detail: &str) -> Step {
    let moved = |reply: &Reply| status_of(reply).is_some_and(|it| !is_open(it));
    let state = polling::retrieve_briefly(world, moved).await?;
    if moved(&state) {
        return Ok(());
    }
    world.observe(Err(Unobserved::Dependency { what: what.into(), detail: detail.to_owned() }))
}

/// Whether the bank page is still to be completed.
fn is_open(status: Status) -> bool {
    matches!(status, Status::Created | Status::Pending)
}

/// A visit of the bank page.
#[derive(Clone, Copy, Debug)]
pub enum Visit {
    /// Enter account number, PIN and TAN.
    Complete,
    /// Enter them, even if the page no longer exists.
    Try,
    /// Only open it, even if the page no longer exists.
    Open,
    /// Pass the login page and enter no TAN (BI-093).
    LogIn,
}

/// Completes the bank page with numbers of this form. That it refuses them shows only where it
/// accepts others.
async fn complete_with(world: &mut World, numbers: NumberForm) -> Step {
    if numbers == NumberForm::Any {
        return walk_bank_page(world).await;
    }
    if is_completed_with(world, numbers).await? {
        return Ok(());
    }
    let others = [NumberForm::Any, NumberForm::Even, NumberForm::Odd];
    for other in others.into_iter().filter(|it| *it != numbers) {
        if is_completed_with(world, other).await? {
            let mismatch = Mismatch::new("bank page", "any number is accepted", numbers.refusal());
            return world.check(Check::new("the bank page accepts any number", vec![mismatch]));
        }
    }
    world.observe(Err(Unobserved::Dependency {
        what: "the bank page could not be driven".into(),
        detail: "it asks again, whatever is entered: open it yourself".into(),
    }))
}

/// Whether numbers of this form lead to the end of the bank page.
async fn is_completed_with(world: &mut World, numbers: NumberForm) -> Result<bool, StepFailure> {
    match walk_pages(world, usize::MAX, numbers).await {
        Ok(VisitOutcome::LastPage { .. } | VisitOutcome::NoForm { .. }) => return Ok(true),
        Ok(_) => {}
        Err(_) => world.ledger().forgive(),
    }
    let moved = |reply: &Reply| status_of(reply).is_some_and(|it| !is_open(it));
    Ok(moved(&polling::retrieve_briefly(world, moved).await?))
}

/// Visits the bank page of the current identification, as its customer.
pub async fn visit_bank_page(world: &mut World, visit: Visit, numbers: NumberForm) -> Step {
    match visit {
        Visit::Complete => complete_with(world, numbers).await,
        Visit::Try => {
            // A page that no longer exists is one of the ways to be too late.
            let _ = walk_bank_page(world).await;
            world.ledger().forgive();
            Ok(())
        }
        Visit::Open => {
            // A completed page may no longer exist.
            let _ = walk_pages(world, 0, numbers).await;
            world.ledger().forgive();
            Ok(())
        }
        Visit::LogIn => {
            let end = walk_pages(world, 1, numbers).await?;
            world.reply = Some(partner::retrieve(world).await?);
            // A page that asks for account, PIN and TAN at once cannot be left halfway.
            world.page_asks_at_once =
                matches!(end, VisitOutcome::LastPage { typed, .. } if typed > 2);
            Ok(())
        }
    }
}

/// The page's address: from the request's answer, or where it is handed out later.
async fn bank_page_address(world: &mut World) -> Result<String, StepFailure> {
    if let Some(url) = world.identification()?.requested["url"].as_str() {
        return Ok(url.to_owned());
    }
    let reply =
        polling::retrieve_until(world, Status::Pending, |reply| reply.text("url").is_some())
            .await?;
    let missing = Unobserved::Dependency {
        what: "the bank page could not be driven".into(),
        detail: "the identification has no `url`".into(),
    };
    world.observe(reply.text("url").map(str::to_owned).ok_or(missing))
}

/// The n-th TAN sent for the current identification, counted from 0.
pub fn tan(world: &mut World, index: usize) -> Result<String, StepFailure> {
    let tan = world.identification()?.tans.get(index).cloned();
    match tan {
        Some(tan) => world.observe(tan),
        None => world.observe(Err(Unobserved::Dependency {
            what: "no TAN".into(),
            detail: "the QES was not started, or its SMS cannot be read".into(),
        })),
    }
}

/// The latest TAN sent for the current identification.
pub fn latest_tan(world: &mut World) -> Result<String, StepFailure> {
    let sent = world.identification()?.tans.len();
    tan(world, sent.saturating_sub(1))
}

/// A TAN that a customer enters.
#[derive(Clone, Copy, Debug)]
pub enum TanChoice {
    /// The latest that was sent for the identification.
    Latest,
    /// Six digits that were not sent.
    Wrong,
    /// The TAN that is right if the target sends the same one to all customers, so that only the
    /// status can refuse it.
    Likely,
    /// The latest that was sent for the previous identification, of this person or the previous one.
    OfOtherIdentification,
    /// The OTP of the static mobile number.
    StaticOtp,
    /// The OTP with which the customer verified the mobile number.
    OwnOtp,
    /// The reference token of the QES, as it is written or changed.
    Reference(fn(&str) -> String),
    /// The latest, from back to front.
    Reversed,
    /// The latest, changed a little.
    Similar(fn(&str) -> String),
}

/// The TAN that the customer enters.
pub async fn chosen_tan(world: &mut World, choice: TanChoice) -> Result<String, StepFailure> {
    match choice {
        TanChoice::Latest => latest_tan(world),
        TanChoice::Similar(change) => latest_tan(world).map(|tan| change(&tan)),
        TanChoice::Wrong => Ok(checks::wrong_tan(&world.identification()?.tans).to_owned()),
        TanChoice::Likely => world.session().await.map(|it| it.likely_tan()),
        TanChoice::StaticOtp => unless_right(world, STATIC_OTP.to_owned()),
        TanChoice::OwnOtp => {
            let otp = world.person()?.otp.clone();
            unless_right(world, otp)
        }
        TanChoice::Reference(change) => {
            let token = world.identification()?.authorized["current_reference_token"].clone();
            unless_right(world, change(token.as_str().unwrap_or_default()))
        }
        TanChoice::Reversed => {
            let reversed = latest_tan(world)?.chars().rev().collect();
            unless_right(world, reversed)
        }
        TanChoice::OfOtherIdentification => {
            let all = world.people.iter().flat_map(|it| &it.identifications);
            let Some(foreign) = all.rev().nth(1).and_then(|it| it.tans.last()).cloned() else {
                return world.misuse("no TAN was sent for another identification before this step");
            };
            let foreign = world.observe(foreign)?;
            unless_right(world, foreign)
        }
    }
}

/// A code of something else, unless it happens to be the TAN.
fn unless_right(world: &mut World, foreign: String) -> Result<String, StepFailure> {
    let own = latest_tan(world)?;
    world.observe(checks::another_code(&own, foreign))
}

/// Ends the step if the latest request was the start of the QES and was refused.
pub fn qes_must_have_started(world: &mut World) -> Step {
    match world.reply.clone() {
        Some(reply) if reply.operation.ends_with("/authorize") => {
            world.conclude_as(Expectation::of(&reply).done(200), "the QES is started")
        }
        _ => Ok(()),
    }
}

/// One customer enters the first of two TANs, the next one the second.
pub async fn enter_first_and_second_tan(world: &mut World) -> Step {
    for index in 0..2 {
        world.turn_to_next_person()?;
        let last = world.identification()?.tans.len().saturating_sub(1);
        if last > 0 {
            let (first, second) = (tan(world, 0)?, tan(world, last)?);
            if first == second {
                return must_accept_repeated_tan(world).await;
            }
        }
        enter_one_of_several(world, index.min(last)).await?;
    }
    Ok(())
}

/// The same TAN was sent twice: then it is a right one, and shows nothing else. Swisscom may refuse it for
/// another reason (C-07).
async fn must_accept_repeated_tan(world: &mut World) -> Step {
    let tan = latest_tan(world)?;
    let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
    let fails = world.identification()?.iban == MockedIban::SwisscomFails.iban();
    let accepted = Expectation::of(&reply);
    let accepted = if fails { accepted.done_or_refused(200) } else { accepted.done(200) };
    world.conclude_as(accepted, "the TAN of both messages is accepted")?;
    world.observe(checks::another_code(&tan, tan.clone())).map(drop)
}

/// Several customers enter their TANs, each after one more pause.
pub async fn enter_tans_after(world: &mut World, pauses_s: [u64; 3]) -> Step {
    for pause_s in pauses_s {
        time::advance_clock(world, Duration::from_secs(pause_s)).await?;
        world.turn_to_next_person()?;
        let latest = world.identification()?.tans.len().saturating_sub(1);
        enter_one_of_several(world, latest).await?;
    }
    Ok(())
}

/// Enters a TAN and remembers the answer.
async fn enter_one_of_several(world: &mut World, index: usize) -> Step {
    let tan = tan(world, index)?;
    let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
    world.tan_answers.push(reply.clone());
    world.reply = Some(reply);
    Ok(())
}
