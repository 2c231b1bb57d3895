//! The optional eligibility check (Step 3).

use super::attempts;
use crate::api::{EligibilityCheck, MockedIban, Reason};
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::machine::{Draft, Guard, IdentificationState, Mistake, Refusal};
use crate::simulator::readings::Ineligible;

/// POST Check identification eligibility (BI-064 to BI-068). The guide says that the nationality and
/// other data may count, but not how; here only a person that was already identified is not eligible.
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    call.tenant_state.person(person_id)?;
    let fields = call.fields()?;
    let method = fields.needed("method")?;
    if method != "bank" {
        return Err(Refusal::invalid_model("method", "is not bank"));
    }
    let reason = call
        .tenant_state
        .is_identified(person_id)?
        .then_some(Reason::AlreadyIdentifiedSuccessfully);
    if !call.tenant_state.rules.enforces(Guard::CheckCreatesNothing) {
        let identification = an_identification(call, person_id);
        call.tenant_state.add_identification(identification)?;
    }
    if call.tenant_state.rules.makes(Mistake::CheckCounts) {
        let identification = an_identification(call, person_id);
        attempts::record(call, &identification)?;
    }
    let reason = reason.map(|reason| reason.code().to_lowercase());
    let as_array = call.tenant_state.rules.readings.ineligible == Ineligible::Reasons;
    Ok(Answer::ok(&EligibilityCheck {
        method: method.to_owned(),
        eligible: reason.is_none(),
        reasons: as_array.then(|| reason.iter().cloned().collect()),
        failure_reason: (!as_array).then_some(reason),
    }))
}

fn an_identification(call: &mut Call<'_>, person_id: &str) -> IdentificationState {
    let draft = Draft {
        id: call.tenant_state.id("cidt"),
        person_id: person_id.to_owned(),
        iban: MockedIban::Good.iban().to_owned(),
        account: MockedIban::Good,
        consent: String::new(),
        reference: None,
    };
    IdentificationState::create(draft, call.now, &call.tenant_state.rules).0
}
