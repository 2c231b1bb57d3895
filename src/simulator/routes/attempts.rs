//! Attempts to identify, and the limits on failed ones (Appendix III, Appendix IV).

use std::collections::HashMap;

use crate::api::{BankIdentificationAttempt, Reason, STATIC_NUMBER};
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::clock::printed;
use crate::simulator::machine::{Draft, Guard, IdentificationState, Mistake, Quantity, Refusal};
use crate::simulator::tenant_state::SAME_PERSON;

/// GET Index person bank identification attempts (BI-127, BI-128). An attempt that the bank or
/// Swisscom refused later is not a success either.
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.path("person_id");
    let refused: HashMap<String, Option<Reason>> = call
        .tenant_state
        .identifications_of(id)?
        .into_iter()
        .map(|identification| (identification.draft.id.clone(), identification.failure))
        .collect();
    let mut attempts = call.tenant_state.person(id)?.attempts.clone();
    if call.tenant_state.rules.makes(Mistake::AttemptsOfNamesake) {
        for other in call.tenant_state.namesakes(id, &SAME_PERSON) {
            attempts.extend(call.tenant_state.person(&other)?.attempts.clone());
        }
    }
    if !attempts.is_empty() && !call.tenant_state.rules.enforces(Guard::AttemptListedOnce) {
        attempts = attempts.into_iter().flat_map(|it| [it.clone(), it]).collect();
    }
    for attempt in &mut attempts {
        if let Some(Some(reason)) = refused.get(&attempt.identification_id) {
            attempt.successful = false;
            attempt.failure_reason = Some(reason.code().to_lowercase());
        }
    }
    Ok(Answer::ok(&attempts))
}

/// Records the answer of SCHUFA to a create; counts a refusal.
pub fn record(call: &mut Call<'_>, identification: &IdentificationState) -> Result<(), Refusal> {
    let (id, draft) = (call.tenant_state.id("iatm"), &identification.draft);
    let successful = identification.failure.is_none();
    if !successful {
        count_failure(call, draft)?;
    }
    if !successful && !call.tenant_state.rules.enforces(Guard::FailedAttemptsRecorded) {
        return Ok(());
    }
    let attempt = BankIdentificationAttempt {
        id,
        person_id: draft.person_id.clone(),
        identification_id: draft.id.clone(),
        successful,
        failure_reason: identification.failure.map(|reason| reason.code().to_lowercase()),
        iban: draft.iban.clone(),
        created_at: printed(identification.created_at),
    };
    call.tenant_state.person(&draft.person_id)?.attempts.push(attempt);
    Ok(())
}

/// Counts a refusal by SCHUFA for every limit.
pub fn count_failure(call: &mut Call<'_>, draft: &Draft) -> Result<(), Refusal> {
    let times = if call.tenant_state.rules.enforces(Guard::FailureCountedOnce) { 1 } else { 2 };
    for (counted, _, _) in counted(call, &draft.person_id, &draft.iban)? {
        for _ in 0..times {
            call.tenant_state.tally(counted.clone());
        }
    }
    Ok(())
}

/// Refuses a customer with too many failed attempts (BI-156, BI-160, BI-191).
pub fn refuse_exhausted(call: &mut Call<'_>, person_id: &str, iban: &str) -> Result<(), Refusal> {
    let counted = counted(call, person_id, iban)?;
    let exhausted =
        counted.into_iter().find(|(what, limit, _)| call.tenant_state.tallied(what) >= *limit);
    match exhausted {
        Some((what, _, reason)) if call.tenant_state.rules.enforces(Guard::Attempts) => {
            Err(Refusal::because(reason, format!("too many failed attempts for {what}")))
        }
        _ => Ok(()),
    }
}

/// Counters of an attempt: name, limit, and the refusal at the limit. The static number does not
/// count, because everybody on the Sandbox has it.
fn counted(
    call: &mut Call<'_>,
    person_id: &str,
    iban: &str,
) -> Result<Vec<(String, u32, Reason)>, Refusal> {
    let rules = call.tenant_state.rules.clone();
    let limits = &rules.limits;
    let limit = |quantity, usual| rules.limit(quantity, usual);
    let file = call.tenant_state.person(person_id)?;
    let property = |name: &str| file.person.properties.get(name).and_then(|value| value.as_str());
    let name = ["first_name", "last_name"].map(|name| property(name).unwrap_or_default());
    let number = file.number.as_ref().map(|file| file.number.number.as_str());
    let number = number.filter(|number| *number != STATIC_NUMBER);
    let exceeded = Reason::IdentificationAttemptsExceeded;
    let blocked = Reason::IbanUsageLimitExceeded;
    let mut counted = vec![
        (format!("IBAN {iban}"), limit(Quantity::IbanLimit, rules.attempts_per_iban()), blocked),
        (
            format!("person {person_id}"),
            limit(Quantity::PersonLimit, rules.attempts_per_person()),
            exceeded,
        ),
        (
            format!("name {}", name.join(" ")),
            limit(Quantity::NameLimit, limits.attempts_per_name),
            exceeded,
        ),
    ];
    counted.extend(number.map(|number| {
        (
            format!("number {number}"),
            limit(Quantity::NumberLimit, limits.attempts_per_number),
            exceeded,
        )
    }));
    Ok(counted)
}
