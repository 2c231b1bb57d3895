//! What the customer does: walks through the bank page and reads the TANs received by SMS.

use crate::client::{BankPageVisit, VisitOutcome};
use crate::evidence::{Check, Mismatch, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::polling;
use crate::steps::world::World;

/// Walks the bank page of the identification talked about, as its customer.
pub async fn walk_bank_page(world: &mut World) -> Step {
    walk_pages(world, usize::MAX).await.map(drop)
}

/// Submits at most so many forms of the bank page; a page that is not there is a finding.
pub async fn walk_pages(world: &mut World, forms: usize) -> Result<VisitOutcome, StepFailure> {
    let session = world.session().await?;
    let iban = world.identification()?.iban.clone();
    let address = bank_page_address(world).await?;
    let (person_id, identification_id) = world.ids()?;
    let end = session.visit_bank_page(BankPageVisit {
        address: &address,
        iban: &iban,
        forms,
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
    Ok(end)
}

/// The page's address: from the request's answer, or where it is handed out later.
async fn bank_page_address(world: &mut World) -> Result<String, StepFailure> {
    if let Some(url) = world.identification()?.requested["url"].as_str() {
        return Ok(url.to_owned());
    }
    let reply = polling::retrieve_until(world, |reply| reply.text("url").is_some()).await?;
    let missing = Unobserved::Dependency {
        what: "the bank page could not be driven".into(),
        detail: "the identification has no `url`".into(),
    };
    world.observe(reply.text("url").map(str::to_owned).ok_or(missing))
}

/// The n-th TAN sent for the identification talked about, counted from 0.
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

/// The latest TAN sent for the identification talked about.
pub fn latest_tan(world: &mut World) -> Result<String, StepFailure> {
    let sent = world.identification()?.tans.len();
    tan(world, sent.saturating_sub(1))
}
