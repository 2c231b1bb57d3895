//! The account snapshot of an identification (Step 4).

use crate::api::AccountSnapshot;
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::machine::{Guard, Refusal};

/// GET Retrieve identification account snapshot (BI-094, BI-095); 404 before the request.
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (person_id, id) = (call.path("person_id"), call.path("id"));
    let first = call.tenant_state.person(person_id)?.identifications.first().cloned();
    let own = call.tenant_state.rules.enforces(Guard::SnapshotIsOwn);
    let id = first.as_deref().filter(|_| !own).unwrap_or(id);
    let identification = call.tenant_state.identification(person_id, id)?;
    let snapshot = identification
        .snapshot
        .as_ref()
        .ok_or_else(|| Refusal::not_found("Solaris::AccountSnapshot", id))?;
    let session = identification.session.as_ref();
    Ok(Answer::ok(&AccountSnapshot {
        iban: identification.draft.iban.clone(),
        id: snapshot.id.clone(),
        location: None,
        provider: "FIN_TEC_SYSTEMS".to_owned(),
        status: snapshot.status,
        status_description: None,
        wizard_session_key: session.map(|session| session.key.clone()),
    }))
}
