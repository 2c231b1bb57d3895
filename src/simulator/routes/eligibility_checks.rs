//! The optional eligibility check (Step 3).

use super::super::answer::Answer;
use super::super::gate::Call;
use super::super::machine::Refusal;
use crate::api::{EligibilityCheck, Reason};

/// POST Check identification eligibility (BI-064 to BI-068). The guide gives no rule; here a
/// person that was identified already is the one who is not eligible.
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    call.book.person(person_id)?;
    let fields = call.fields()?;
    let method = fields.needed("method")?;
    if method != "bank" {
        return Err(Refusal::invalid_model("method", "is not bank"));
    }
    let identified = call.book.is_identified(person_id)?;
    let reason = Reason::AlreadyIdentifiedSuccessfully.code().to_lowercase();
    Ok(Answer::ok(&EligibilityCheck {
        method: method.to_owned(),
        eligible: !identified,
        failure_reason: identified.then_some(reason),
    }))
}
