//! The qualified electronic signature (Step 5).

use super::codes::takes_wrong_code;
use super::identifications::shown;
use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::clock::printed;
use crate::simulator::machine::{Guard, Mistake, Refusal, Transition, void};
use crate::simulator::outbox::{Purpose, SentSms};

/// PATCH Start QES process: sends a TAN (BI-103 to BI-113). A body is ignored.
pub fn authorize(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (person_id, id) = (call.path("person_id"), call.path("id"));
    let (now, rules) = (call.now, call.tenant_state.rules.clone());
    let earlier = call.tenant_state.identification(person_id, id)?.tans.clone();
    let number = receiver(call, person_id)?;
    call.tenant_state.permit_sms(&number, now)?;
    let earlier: Vec<&str> = earlier.iter().map(|tan| tan.value.as_str()).collect();
    let tan = call.tenant_state.ids.otp(rules.tan_digits(), &earlier);
    let mut reference_token = call.tenant_state.ids.reference_token();
    if !rules.enforces(Guard::ReferenceIsOwn) {
        "1234-5678".clone_into(&mut reference_token);
    }
    let identification = call.tenant_state.identification(person_id, id)?;
    if !rules.enforces(Guard::ChangesReportedOnly) {
        identification.announced = None;
    }
    identification.authorize(now, &rules, (tan.clone(), reference_token))?;
    let mut shown = shown(identification);
    shown.estimated_waiting_time = Some(());
    if rules.enforces(Guard::TanSent) {
        let again = identification.tans.first().filter(|_| rules.makes(Mistake::TanSentAgain));
        let token = again.map_or(tan, |first| first.value.clone());
        let sms = SentSms {
            number,
            token,
            purpose: Purpose::Qes,
            identification_id: Some(id.to_owned()),
            sent_at: printed(now),
        };
        if !rules.enforces(Guard::TanSentOnce) {
            call.tenant_state.send_sms(sms.clone());
        }
        call.tenant_state.send_sms(sms);
    }
    let guard = Guard::LeavesOthers(Transition::Authorize);
    call.tenant_state.spread_status(guard, person_id, id);
    Ok(Answer::ok(&shown))
}

/// The mobile number of the person (BI-011).
fn receiver(call: &mut Call<'_>, person_id: &str) -> Result<String, Refusal> {
    let number = call.tenant_state.person(person_id)?.number.as_ref();
    let number = number.map(|file| file.number.number.clone()).filter(|it| it != STATIC_NUMBER);
    let own = number.filter(|_| call.tenant_state.rules.enforces(Guard::TanToOwnNumber));
    Ok(own.unwrap_or_else(|| STATIC_NUMBER.to_owned()))
}

/// PATCH Confirm QES (BI-114 to BI-117).
pub fn confirm(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (person_id, id) = (call.path("person_id"), call.path("id"));
    let (now, rules) = (call.now, call.tenant_state.rules.clone());
    call.tenant_state.identification(person_id, id)?;
    let fields = call.fields()?;
    let token = fields.needed("token")?;
    let persons = (!rules.enforces(Guard::TanOfIdentification)).then_some(person_id);
    let anybodys = !rules.enforces(Guard::TanIsOwn) && was_sent(call, token, None)
        || persons.is_some() && was_sent(call, token, persons)
        || token == STATIC_OTP && !rules.enforces(Guard::StaticOtpIsNoTan)
        || is_confused(call, person_id, id, token)?;
    let identification = call.tenant_state.identification(person_id, id)?;
    let own = identification.tans.last().filter(|_| anybodys).map(|tan| tan.value.clone());
    let confirmed = identification.confirm(now, &rules, own.as_deref().unwrap_or(token));
    let answer = Answer::ok(&shown(identification));
    match confirmed {
        Ok(()) => {
            let guard = Guard::LeavesOthers(Transition::Confirm);
            call.tenant_state.spread_status(guard, person_id, id);
            if rules.makes(Mistake::SuccessSpreads) {
                call.tenant_state.others_of(person_id, id).for_each(|other| other.finish(now));
            }
            forget_attempts(call, person_id)?;
            if !rules.enforces(Guard::NumberStays) {
                call.tenant_state.person(person_id)?.number = None;
            }
        }
        Err(_) if !rules.enforces(Guard::WrongTanLeavesOthers) => {
            call.tenant_state.others_of(person_id, id).for_each(|other| void(&mut other.tans));
        }
        Err(_) => {}
    }
    confirmed.map(|()| answer)
}

/// Whether a mistake takes this token for the TAN.
fn is_confused(
    call: &mut Call<'_>,
    person_id: &str,
    id: &str,
    token: &str,
) -> Result<bool, Refusal> {
    let rules = call.tenant_state.rules.clone();
    let otp = call.tenant_state.person(person_id)?.number.as_ref().and_then(|it| it.used.clone());
    let identification = call.tenant_state.identification(person_id, id)?;
    let Some(right) = identification.tans.last().map(|tan| tan.value.clone()) else {
        return Ok(false);
    };
    let reference = identification.reference_token.clone().unwrap_or_default();
    let names_it = token == reference || token == reference.replace('-', "");
    let mistakes = [Mistake::TanNeighbour, Mistake::TanBackwards];
    let wrong_code = takes_wrong_code(&rules, (token, &right), mistakes);
    Ok(wrong_code
        || (rules.makes(Mistake::TanReference) && names_it)
        || (rules.makes(Mistake::TanOwnOtp) && otp.as_deref() == Some(token)))
}

/// Removes the attempts before the latest, if a fault demands it.
fn forget_attempts(call: &mut Call<'_>, person_id: &str) -> Result<(), Refusal> {
    let rules = call.tenant_state.rules.clone();
    let attempts = &mut call.tenant_state.person(person_id)?.attempts;
    if attempts.len() > 1 && !rules.enforces(Guard::AttemptsStay) {
        attempts.drain(..attempts.len() - 1);
    }
    Ok(())
}

/// Whether this TAN was sent to any customer, or to this person.
fn was_sent(call: &Call<'_>, token: &str, person_id: Option<&str>) -> bool {
    let all = call.tenant_state.identifications.values();
    let mut meant = all.filter(|each| person_id.is_none_or(|it| each.draft.person_id == it));
    meant.any(|each| each.tans.iter().any(|tan| tan.value == token))
}
