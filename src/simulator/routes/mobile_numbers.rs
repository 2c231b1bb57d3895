//! The mobile number of a person (Step 2).

use jiff::SignedDuration;

use super::codes::takes_wrong_code;
use crate::api::{MobileNumber, STATIC_NUMBER, STATIC_OTP};
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::clock::printed;
use crate::simulator::machine::{Guard, Mistake, Refusal, Rules};
use crate::simulator::outbox::{Purpose, SentSms};
use crate::simulator::tenant_state::MobileNumberRecord;
use crate::simulator::webhook::Event;

/// POST Create mobile number (BI-051, BI-052).
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    call.tenant_state.person(person_id)?;
    let number = given_number(call)?;
    let rules = call.tenant_state.rules.clone();
    let id = call.tenant_state.id("cmno");
    let file = call.tenant_state.person(person_id)?;
    let replaces = file.number.as_ref().is_some_and(|it| it.number.verified)
        && rules.makes(Mistake::NumberReplaced)
        || rules.is_lenient();
    if file.number.is_some() && rules.enforces(Guard::OneNumber) && !replaces {
        let detail = "the person has a mobile number already";
        return Err(Refusal::new(409, "mobile_number_exists", "Mobile number exists", detail));
    }
    let former = file.former_number.take_if(|former| former.number.number == number);
    let again =
        |it: &MobileNumberRecord| it.number.verified && !rules.enforces(Guard::UnverifiedAgain);
    let verified = former.as_ref().is_some_and(again);
    let otp = former.and_then(|it| it.otp).filter(|_| !rules.enforces(Guard::OtpEndsWithNumber));
    let number = MobileNumber { id, number, verified };
    let answer = Answer::created(&number);
    if replaces {
        file.number = None;
    }
    file.number.get_or_insert(MobileNumberRecord { number, otp, used: None, verified_at: None });
    call.tenant_state.queue_event(&Event::number_created(person_id));
    Ok(answer)
}

/// GET Retrieve mobile number (BI-053).
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (id, now) = (call.path("person_id"), call.now);
    let file = existing(call, id)?;
    file.number.verified |= file.verified_at.is_some_and(|at| at <= now);
    Ok(Answer::ok(&file.number))
}

/// POST Authorize mobile number: sends an OTP (BI-054, BI-055).
pub fn authorize(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    call.tenant_state.person(person_id)?;
    let number = given_number(call)?;
    refuse_other_number(call, person_id, &number)?;
    call.tenant_state.permit_sms(&number, call.now)?;
    let otp = if number == STATIC_NUMBER {
        STATIC_OTP.to_owned()
    } else {
        let digits = call.tenant_state.rules.otp_digits();
        call.tenant_state.ids.otp(digits, &[STATIC_OTP])
    };
    if call.tenant_state.rules.enforces(Guard::OtpSent) {
        send_otp(call, number, otp.clone());
    }
    let file = existing(call, person_id)?;
    file.otp = Some(otp);
    Ok(Answer::created(&file.number))
}

fn send_otp(call: &mut Call<'_>, number: String, token: String) {
    call.tenant_state.send_sms(SentSms {
        number,
        token,
        purpose: Purpose::MobileNumber,
        identification_id: None,
        sent_at: printed(call.now),
    });
}

/// POST Confirm mobile number (BI-057 to BI-060).
pub fn confirm(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    call.tenant_state.person(person_id)?;
    let number = given_number(call)?;
    let fields = call.fields()?;
    let rules = call.tenant_state.rules.clone();
    let is_present = fields.text("token").is_ok_and(|it| it.is_some_and(|it| !it.is_empty()));
    let empty = fields.get("token").is_some() && rules.makes(Mistake::OtpEmpty);
    let given = is_present || rules.enforces(Guard::OtpGiven) && !empty;
    let token =
        if given { fields.needed("token")? } else { fields.text("token")?.unwrap_or_default() };
    refuse_other_number(call, person_id, &number)?;
    let sent = existing(call, person_id)?.otp.clone().unwrap_or_default();
    let mistakes = [Mistake::OtpNeighbour, Mistake::OtpBackwards];
    let confused = takes_wrong_code(&rules, (token, &sent), mistakes);
    let now = call.now;
    let file = existing(call, person_id)?;
    let right = match &file.otp {
        None => !rules.enforces(Guard::OtpRequested),
        Some(otp) => {
            let unneeded = token.is_empty() && !given;
            otp == token || unneeded || confused || !rules.enforces(Guard::OtpMatches)
        }
    };
    if !right || !rules.enforces(Guard::OtpVerifies) {
        if rules.makes(Mistake::OtpLater) {
            file.verified_at = now.checked_add(SignedDuration::from_secs(1)).ok();
        }
        let detail = "the OTP is wrong or was not requested";
        return Err(Refusal::new(403, "invalid_tan", "Wrong OTP", detail));
    }
    file.used = file.otp.take();
    file.number.verified = true;
    Ok(Answer::created(&file.number))
}

/// DELETE Delete mobile number. The change request for a verified number is not simulated.
pub fn delete(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    if call.has_body() {
        let number = given_number(call)?;
        refuse_other_number(call, person_id, &number)?;
    }
    let number = existing(call, person_id)?.number.clone();
    if call.tenant_state.rules.enforces(Guard::NumberDeleted) {
        let file = call.tenant_state.person(person_id)?;
        file.former_number = file.number.take();
    }
    call.tenant_state.queue_event(&Event::number_deleted(&number.id));
    Ok(Answer::ok(&number))
}

fn existing<'b>(
    call: &'b mut Call<'_>,
    person_id: &str,
) -> Result<&'b mut MobileNumberRecord, Refusal> {
    let file = call.tenant_state.person(person_id)?;
    file.number.as_mut().ok_or_else(|| Refusal::not_found("Solaris::MobileNumber", person_id))
}

fn refuse_other_number(call: &mut Call<'_>, person_id: &str, number: &str) -> Result<(), Refusal> {
    if existing(call, person_id)?.number.number == number
        || !call.tenant_state.rules.enforces(Guard::NumberMatches)
    {
        return Ok(());
    }
    Err(Refusal::not_found("Solaris::MobileNumber", number))
}

fn given_number(call: &Call<'_>) -> Result<String, Refusal> {
    let fields = call.fields()?;
    let number = sanitised(fields.needed("number")?);
    refuse_malformed(&number, &call.tenant_state.rules)?;
    Ok(number)
}

/// A number without the characters that people write for readability.
fn sanitised(number: &str) -> String {
    number.replace([' ', '-', '_', '/'], "")
}

/// Refuses numbers that are not E.164, and those from Iran and North Korea (BI-194).
fn refuse_malformed(number: &str, rules: &Rules) -> Result<(), Refusal> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    let is_e164 = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if !is_e164 && rules.enforces(Guard::Format("number")) {
        return Err(Refusal::invalid_model("number", "is not an E.164 number"));
    }
    let excluded = digits.starts_with("98")
        || digits.starts_with("850")
        || (rules.makes(Mistake::PlusEight) && digits.starts_with('8'))
        || (rules.makes(Mistake::PlusNine) && digits.starts_with('9'));
    let near = number == STATIC_NUMBER || digits.starts_with("49");
    let excluded = excluded || !(near || rules.enforces(Guard::AnyCountry));
    if excluded && rules.enforces(Guard::NumberCountry) {
        return Err(Refusal::invalid_model("number", "is from a country that is not supported"));
    }
    Ok(())
}
