//! The documents of a finished identification (Step 5).

use cucumber::then;

use crate::checks::{self, SIGNED_DOCUMENT, UNSIGNED_DOCUMENT};
use crate::steps::Step;
use crate::steps::actions::{overview, partner, time};
use crate::steps::word_tables::{DocumentRequest, DocumentRule};
use crate::steps::world::World;

/// With `include_documents` the identification lists both documents (BI-119, BI-122 to BI-125).
#[then(expr = "both documents are {document_rule}")]
async fn both_are(world: &mut World, rule: DocumentRule) -> Step {
    let listed = partner::signed_documents(world).await?;
    let (_, id) = world.ids()?;
    let now = time::target_time(world, &listed).await?;
    world.conclude(rule.0(&listed, &id, now))
}

/// The names of the documents become the statement of the check, so that a report shows them (BI-104).
#[then("what was signed is listed by name")]
async fn are_titled(world: &mut World) -> Step {
    let listed = partner::signed_documents(world).await?;
    let (_, id) = world.ids()?;
    world.conclude_as(checks::titled_documents(&listed), &checks::what_was_signed(&listed, &id))
}

/// No signed document is listed before the TAN (BI-122).
#[then("no signed document is listed")]
async fn none_signed(world: &mut World) -> Step {
    let listed = partner::documents(world, |_| true).await?;
    world.conclude(checks::no_signed_document(&listed))
}

/// With `include_documents` documents are listed; without it, or with `include_documents=false`, none
/// are (BI-119), unless the target always lists them (C-25).
#[then(expr = "documents are {document_request} on request")]
async fn shown_on_request(world: &mut World, request: DocumentRequest) -> Step {
    overview::compare_documents(world, request.0).await
}

/// Each document can be downloaded and is a PDF (BI-129).
#[then("the documents can be downloaded as PDF")]
async fn can_be_downloaded(world: &mut World) -> Step {
    let listed = partner::signed_documents(world).await?;
    let file = partner::download(world, &listed, UNSIGNED_DOCUMENT).await?;
    world.conclude(checks::downloaded_document(&listed, UNSIGNED_DOCUMENT, &file))?;
    let signed = partner::download(world, &listed, SIGNED_DOCUMENT).await?;
    world.conclude(checks::downloaded_document(&listed, SIGNED_DOCUMENT, &signed))?;
    world.conclude_as(checks::signed_file(&file, &signed), "the signed file is another one")
}

/// Documents belong to their person (BI-155).
#[then("the documents cannot be downloaded under another person")]
async fn hidden_from_others(world: &mut World) -> Step {
    let listed = partner::signed_documents(world).await?;
    partner::must_register(world).await?;
    let file = partner::download(world, &listed, SIGNED_DOCUMENT).await?;
    world.conclude(checks::hidden_document(&listed, SIGNED_DOCUMENT, &file))
}
