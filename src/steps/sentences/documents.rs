//! The documents of a finished identification (Step 5).

use cucumber::then;
use serde_json::Value;

use crate::checks::readings;
use crate::checks::{Expectation, Member, not_found, shown};
use crate::client::Observation;
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::{partner, polling};
use crate::steps::world::World;

const UNSIGNED: &str = "QES_DOCUMENT";
const SIGNED: &str = "SIGNED_QES_DOCUMENT";

/// With `include_documents` the identification carries both documents, complete in every member
/// (BI-119, BI-122, BI-123).
#[then("it carries an unsigned and a signed document")]
async fn carries_both(world: &mut World) -> Step {
    let reply = with_documents(world).await?;
    let expected =
        [UNSIGNED, SIGNED].into_iter().fold(Expectation::of(&reply).done(200), |it, kind| {
            let Some(index) = position(&reply, kind) else {
                let actual = kinds(&reply);
                return it.unless(false, "documents", &format!("a {kind}"), actual);
            };
            let path = |name: &str| format!("documents.{index}.{name}");
            it.members(&[
                (&path("id"), Member::Id("cdoc")),
                (&path("name"), Member::SomeText),
                (&path("content_type"), Member::Text("application/pdf")),
                (&path("size"), Member::Positive),
                (&path("customer_accessible"), Member::Boolean),
                (&path("created_at"), Member::Timestamp),
            ])
        });
    let ids = [UNSIGNED, SIGNED].map(|kind| of(&reply, kind, "id").map(str::to_owned));
    let expected = expected.unless(
        ids[0].is_none() || ids[0] != ids[1],
        "documents.*.id",
        "two different ids",
        "the same id",
    );
    world.conclude(expected)
}

/// First there is something to sign, then it is signed, and then all is completed (BI-125).
#[then("the unsigned document is older than the signed one")]
async fn in_order(world: &mut World) -> Step {
    let reply = with_documents(world).await?;
    let at = |text: Option<&str>| text.and_then(|it| it.parse::<jiff::Timestamp>().ok());
    let [unsigned, signed] = [UNSIGNED, SIGNED].map(|kind| at(of(&reply, kind, "created_at")));
    let completed = at(reply.text("completed_at"));
    let apart = |one: jiff::Timestamp, other| one.duration_since(other).abs().as_secs() > 1;
    let with_completion = signed.zip(completed).is_some_and(|(one, other)| apart(one, other));
    let seen = format!("{} and {}", told(unsigned), told(signed));
    let expected = Expectation::of(&reply)
        .done(200)
        .unless(
            unsigned.is_some() && unsigned <= signed,
            "documents.*.created_at",
            "unsigned, then signed",
            seen,
        )
        .freedom(with_completion, "signed and completed at different times", "completed_at");
    world.conclude(expected)
}

fn told(instant: Option<jiff::Timestamp>) -> String {
    instant.map_or("no time".to_owned(), |it| it.to_string())
}

/// Names carry the identification's id, and `SIGNED_` in front of the signed one (BI-124); other
/// contracts have other names, so what differs is a deviation.
#[then("the documents are named after the identification")]
async fn named_after(world: &mut World) -> Step {
    let reply = with_documents(world).await?;
    let (_, id) = world.ids()?;
    let stem = format!("{id}_prepared_for_signing_");
    let name =
        |kind| position(&reply, kind).and_then(|at| reply.text(&format!("documents.{at}.name")));
    let named = name(UNSIGNED).is_some_and(|it| it.starts_with(&stem));
    let signed = name(SIGNED).is_some_and(|it| it.starts_with(&format!("SIGNED_{stem}")));
    let both: Vec<&str> = [UNSIGNED, SIGNED].into_iter().filter_map(name).collect();
    // Other contracts are called otherwise, but whose or which is signed can always be told.
    let told = match both.as_slice() {
        [unsigned, signed] if *signed == format!("SIGNED_{unsigned}") => true,
        some => !some.is_empty() && some.iter().all(|it| it.contains(&id)),
    };
    let swapped = name(UNSIGNED).is_some_and(|it| it.starts_with("SIGNED_"));
    let foreign = both.iter().any(|it| names_another(it, &id));
    let expected = Expectation::of(&reply)
        .done(200)
        .unless(!swapped, "documents.*.name", "SIGNED_ for the signed one only", both.join(" and "))
        .unless(!foreign, "documents.*.name", "this identification's id", both.join(" and "))
        .unless(
            told,
            "documents.*.name",
            "names that carry the identification's id, or one that is SIGNED_ and the other",
            if both.is_empty() { kinds(&reply) } else { both.join(" and ") },
        )
        .freedom(!named || !signed, "another name than the printed one", "documents.0.name");
    world.conclude(expected)
}

/// Whether a name carries the id of another identification.
fn names_another(name: &str, id: &str) -> bool {
    let parts = name.split(|it: char| !it.is_ascii_alphanumeric());
    parts.into_iter().any(|it| it.len() == id.len() && it.ends_with("cidt") && it != id)
}

/// Before the TAN nothing is signed, and no document says so (BI-122).
#[then("no signed document is listed")]
async fn none_signed(world: &mut World) -> Step {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let reply = session.identification_with_documents(&person_id, &id).await;
    let reply = world.observe(reply)?;
    let signed = position(&reply, SIGNED).is_some();
    let expected = Expectation::of(&reply).done(200).unless(
        !signed,
        "documents",
        "no SIGNED_QES_DOCUMENT",
        kinds(&reply),
    );
    world.conclude(expected)
}

/// Without `include_documents` there are none (BI-119), or always (C-25).
#[then("documents are shown on request")]
async fn shown_on_request(world: &mut World) -> Step {
    let plain = partner::retrieve(world).await?;
    let asked = with_documents(world).await?;
    let found = readings::documents_listed(&plain);
    world.reading(found, "GET identification without include_documents");
    let listed = asked.member("documents").is_some_and(Value::is_array);
    let expected = Expectation::of(&asked).done(200).unless(
        listed,
        "documents",
        "a list",
        shown(asked.member("documents")),
    );
    world.conclude(expected)
}

/// Each document can be downloaded and is a PDF (BI-129); another size than stated is a freedom.
#[then("the documents can be downloaded as PDF")]
async fn can_be_downloaded(world: &mut World) -> Step {
    let reply = with_documents(world).await?;
    for kind in [UNSIGNED, SIGNED] {
        let id = position(&reply, kind).and_then(|at| reply.text(&format!("documents.{at}.id")));
        let Some(id) = id.map(str::to_owned) else {
            let expected = Expectation::of(&reply).unless(
                false,
                "documents",
                &format!("a {kind}"),
                kinds(&reply),
            );
            return world.conclude(expected);
        };
        let size =
            position(&reply, kind).and_then(|at| reply.member(&format!("documents.{at}.size")));
        download(world, &id, size.and_then(Value::as_u64)).await?;
    }
    Ok(())
}

async fn download(world: &mut World, id: &str, size: Option<u64>) -> Step {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let file = session.document_file(&person_id, id).await;
    let file: Reply = world.observe(file)?;
    let pdf = file.body.starts_with(b"%PDF");
    let kind = file.content_type();
    let expected = Expectation::of(&file)
        .unless(file.is_success(), "status code", "200", file.brief())
        .unless(
            pdf,
            "body",
            "a PDF (it begins with %PDF)",
            format!("{} bytes of {kind}", file.body.len()),
        )
        .unless(kind == "application/pdf", "content-type", "application/pdf", kind.clone())
        .freedom(
            size.is_some_and(|it| it != file.body.len() as u64),
            "a file of another size than listed",
            "body",
        );
    world.conclude_as(expected, "the documents can be downloaded as PDF")
}

/// Documents belong to their person (BI-155).
#[then("the documents cannot be downloaded under another person")]
async fn hidden_from_others(world: &mut World) -> Step {
    let reply = with_documents(world).await?;
    let id = position(&reply, SIGNED).and_then(|at| reply.text(&format!("documents.{at}.id")));
    let Some(id) = id.map(str::to_owned) else {
        let expected = Expectation::of(&reply).unless(false, "documents", SIGNED, kinds(&reply));
        return world.conclude_as(expected, "a signed document is listed");
    };
    partner::must_register(world).await?;
    let session = world.session().await?;
    let other = world.person()?.id.clone();
    let file = session.document_file(&other, &id).await;
    let file = world.observe(file)?;
    world.conclude(not_found(&file))
}

/// Waits until a signed document is listed, as long as changes may take to show.
async fn with_documents(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let limit = session.context().settle_limit();
    polling::look_until(world, limit, async || {
        let reply = session.identification_with_documents(&person_id, &id).await?;
        let signed = position(&reply, SIGNED).is_some();
        Ok(if signed { Observation::Settled(reply) } else { Observation::Pending(reply) })
    })
    .await
}

fn position(reply: &Reply, kind: &str) -> Option<usize> {
    let documents = reply.member("documents")?.as_array()?;
    documents.iter().position(|document| document["document_type"] == kind)
}

/// A member of the document of this kind, as text.
fn of<'a>(reply: &'a Reply, kind: &str, name: &str) -> Option<&'a str> {
    reply.text(&format!("documents.{}.{name}", position(reply, kind)?))
}

fn kinds(reply: &Reply) -> String {
    match reply.member("documents").and_then(Value::as_array) {
        None => shown(reply.member("documents")),
        Some(documents) => {
            let kinds: Vec<String> =
                documents.iter().map(|it| shown(it.get("document_type"))).collect();
            format!("{} documents: {}", kinds.len(), kinds.join(", "))
        }
    }
}
