//! Contracts: metadata and files (BI-122 to BI-125, BI-129).

use jiff::SignedDuration;

use super::listing::Pagination;
use crate::api::{Document, DocumentType};
use crate::simulator::answer::{Answer, PDF};
use crate::simulator::call::Call;
use crate::simulator::clock::printed;
use crate::simulator::machine::{Contract, Guard, IdentificationState, Mistake, Refusal, Rules};
use crate::simulator::pdf;

/// The existing contracts of an identification.
pub fn of(identification: &IdentificationState, rules: &Rules) -> Vec<Document> {
    let named = !rules.makes(Mistake::DocumentsNameless);
    let id = if named { format!("{}_", identification.draft.id) } else { String::new() };
    let name = format!("{id}prepared_for_signing_kyc_report.pdf");
    let kinds = [
        (&identification.unsigned, DocumentType::Unsigned, Guard::UnsignedDocument),
        (&identification.signed, DocumentType::Signed, Guard::SignedDocument),
    ];
    kinds
        .into_iter()
        .filter(|(.., guard)| rules.enforces(*guard))
        .filter_map(|(contract, kind, _)| document(contract.as_ref()?, kind, &name, rules))
        .collect()
}

fn document(
    contract: &Contract,
    kind: DocumentType,
    name: &str,
    rules: &Rules,
) -> Option<Document> {
    let tomorrow = kind == DocumentType::Signed && !rules.enforces(Guard::SignedNow);
    let shift = if tomorrow { SignedDuration::from_hours(24) } else { SignedDuration::ZERO };
    let created_at = printed(contract.created_at?.checked_add(shift).ok()?);
    let name = match kind {
        DocumentType::Unsigned => name.to_owned(),
        DocumentType::Signed if rules.makes(Mistake::DocumentsAlike) => name.to_owned(),
        DocumentType::Signed => format!("SIGNED_{name}"),
    };
    Some(Document {
        id: contract.id.clone(),
        size: pdf::page(&name).len(),
        name,
        content_type: PDF.to_owned(),
        document_type: kind,
        customer_accessible: false,
        created_at,
    })
}

/// Index documents of a person.
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let page = Pagination::of(call, 10)?;
    let all = of_person(call)?;
    Ok(page.answer(page.cut(&all), all.len()))
}

/// Metadata of a document.
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(&one(call)?))
}

/// The file of a document (BI-129).
pub fn file(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let document = one(call)?;
    let bytes = if call.tenant_state.rules.enforces(Guard::DocumentIsPdf) {
        pdf::page(&document.name)
    } else {
        b"<html><body>Not found</body></html>".to_vec()
    };
    let bytes = if call.tenant_state.rules.makes(Mistake::DocumentConverted) {
        with_line_ends_of_windows(&bytes)
    } else {
        bytes
    };
    let disposition = format!("attachment; filename={}", document.name);
    Ok(Answer::new(200, PDF, bytes)
        .with("content-disposition", disposition)
        .with("x-content-type-options", "nosniff"))
}

fn with_line_ends_of_windows(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>();
    lines.join(&b"\r\n"[..])
}

fn one(call: &mut Call<'_>) -> Result<Document, Refusal> {
    let id = call.path("id");
    of_person(call)?
        .into_iter()
        .find(|document| document.id == id)
        .ok_or_else(|| Refusal::not_found("Solaris::Document", id))
}

fn of_person(call: &mut Call<'_>) -> Result<Vec<Document>, Refusal> {
    let rules = call.tenant_state.rules.clone();
    let all = call.tenant_state.identifications_of(call.path("person_id"))?;
    Ok(all.into_iter().flat_map(|each| of(each, &rules)).collect())
}
