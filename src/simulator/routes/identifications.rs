//! Identifications: create, read, request (Steps 3 and 4).

use super::{attempts, documents, iban_lookups};
use crate::api::{self, MockedIban, Reason, Status};
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::clock::printed;
use crate::simulator::freedoms::BirthCity;
use crate::simulator::machine::{
    BankPageSession, Draft, Guard, IdentificationState, Mistake, Refusal, Transition,
};
use crate::simulator::readings::Defect;
use crate::simulator::tenant_state::SAME_PERSON;
use crate::simulator::wizard;
use iban::{Iban, IbanLike};

/// POST Create identification (BI-072 to BI-083). Checks run in this order: person,
/// body, earlier success, mobile number, IBAN, limits, SCHUFA.
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    call.tenant_state.person(person_id)?;
    let reading = call.tenant_state.rules.readings.defect;
    let defect = |refusal| as_defect(refusal, reading);
    let draft = draft(call, person_id).map_err(defect)?;
    refuse_identified(call, person_id)?;
    refuse_expired(call, person_id)?;
    refuse_unverified(call, person_id)?;
    refuse_foreign(call, &draft.iban).map_err(defect)?;
    refuse_residents_abroad(call, person_id)?;
    refuse_incomplete(call, person_id)?;
    attempts::refuse_exhausted(call, person_id, &draft.iban)?;
    call.tenant_state
        .rules
        .providers
        .schufa
        .require("SCHUFA", call.tenant_state.rules.readings.generic)?;
    if let Some(answer) = repeated(call, person_id)? {
        return Ok(answer);
    }
    let (identification, refusal) =
        IdentificationState::create(draft, call.now, &call.tenant_state.rules);
    attempts::record(call, &identification)?;
    let answer = Answer::created(&shown(&identification));
    call.tenant_state.add_identification(identification)?;
    refusal.map_or(Ok(answer), Err)
}

/// The identification that is returned instead of a new one, if a fault demands it.
fn repeated(call: &mut Call<'_>, person_id: &str) -> Result<Option<Answer>, Refusal> {
    let all = call.tenant_state.identifications_of(person_id)?;
    let open = all.into_iter().find(|each| each.status == Status::Created);
    let open = open.map(|each| Answer::created(&shown(each)));
    Ok(open.filter(|_| !call.tenant_state.rules.enforces(Guard::CreateIsNew)))
}

fn draft(call: &mut Call<'_>, person_id: &str) -> Result<Draft, Refusal> {
    let fields = call.fields()?;
    let rules = call.tenant_state.rules.clone();
    let method = fields.needed("method")?;
    if method != "bank" && rules.enforces(Guard::Format("method")) {
        return Err(Refusal::invalid_model("method", "is not bank"));
    }
    let iban = fields.needed("iban")?.to_owned();
    let consent = fields.needed_timestamp("terms_and_conditions_signed_at")?;
    let reference = fields.text("reference")?.map(str::to_owned);
    let known = rules.enforces(Guard::IbanAlone) || !is_used_by_another(call, person_id, &iban);
    let account = if known { rules.account(iban.trim()) } else { MockedIban::UnknownPerson };
    let account = mistaken_account(call, person_id, account)?;
    Ok(Draft {
        id: call.tenant_state.id("cidt"),
        person_id: person_id.to_owned(),
        iban,
        account,
        consent: own_consent(call, person_id, consent.map(printed).unwrap_or_default())?,
        reference,
    })
}

/// The account whose behaviour a mistake shows instead of that of the right one.
fn mistaken_account(
    call: &mut Call<'_>,
    person_id: &str,
    account: MockedIban,
) -> Result<MockedIban, Refusal> {
    let rules = call.tenant_state.rules.clone();
    let all = call.tenant_state.identifications_of(person_id)?;
    let earlier = all.iter().map(|it| it.draft.account).find(|it| it.schufa_reason().is_some());
    if rules.makes(Mistake::EarlierReason) && account.schufa_reason().is_some() {
        return Ok(earlier.unwrap_or(account));
    }
    let properties = &call.tenant_state.person(person_id)?.person.properties;
    let is_foreign = properties.get("nationality").is_some_and(|it| it != "DE");
    let fails = rules.makes(Mistake::ForeignersFail) && is_foreign;
    Ok(if fails && account == MockedIban::Good { MockedIban::SwisscomFails } else { account })
}

/// The consent of an identification, or that of the person's first one, if a fault demands it.
fn own_consent(call: &mut Call<'_>, person_id: &str, given: String) -> Result<String, Refusal> {
    if call.tenant_state.rules.makes(Mistake::ConsentSwapped) {
        return Ok(swapped(&given));
    }
    let all = call.tenant_state.identifications_of(person_id)?;
    let first = all.first().map(|first| first.draft.consent.clone()).filter(|it| *it != given);
    let swapped = first.filter(|_| !call.tenant_state.rules.enforces(Guard::ConsentIsOwn));
    Ok(swapped.unwrap_or(given))
}

/// A time whose day is its month, where that is a date.
fn swapped(time: &str) -> String {
    let (year, rest) = time.split_at(time.len().min(5));
    match (rest.get(..2), rest.get(3..5), rest.get(5..)) {
        (Some(month), Some(day), Some(rest)) => format!("{year}{day}-{month}{rest}"),
        _ => time.to_owned(),
    }
}

fn is_used_by_another(call: &Call<'_>, person_id: &str, iban: &str) -> bool {
    let mut all = call.tenant_state.identifications.values();
    all.any(|each| each.draft.iban == iban && each.draft.person_id != person_id)
}

fn refuse_identified(call: &mut Call<'_>, person_id: &str) -> Result<(), Refusal> {
    if !call.tenant_state.is_identified(person_id)?
        || !call.tenant_state.rules.enforces(Guard::NotYetIdentified)
    {
        return Ok(());
    }
    let detail = format!("person {person_id} is identified already");
    Err(Refusal::because(Reason::AlreadyIdentifiedSuccessfully, detail))
}

/// Refuses a person with an expired identification, if a fault demands it.
fn refuse_expired(call: &mut Call<'_>, person_id: &str) -> Result<(), Refusal> {
    let all = call.tenant_state.identifications_of(person_id)?;
    if all.iter().any(|each| each.status == Status::Expired)
        && !call.tenant_state.rules.enforces(Guard::ExpiredPreventsNothing)
    {
        return Err(Refusal::because(Reason::Expired, "the identification has expired"));
    }
    Ok(())
}

fn refuse_unverified(call: &mut Call<'_>, person_id: &str) -> Result<(), Refusal> {
    let number = call.tenant_state.person(person_id)?.number.as_ref();
    if number.is_some_and(|file| file.number.verified)
        || !call.tenant_state.rules.enforces(Guard::NumberVerified)
    {
        return Ok(());
    }
    let detail = format!("person {person_id} has no verified mobile number");
    Err(Refusal::because(Reason::MobileNumberNotVerified, detail))
}

/// Refusal of a defective request: 400, or 412 with the code of Appendix III (C-27).
fn as_defect(mut refusal: Refusal, reading: Defect) -> Refusal {
    let defective = matches!(refusal.code.as_str(), "invalid_model" | "invalid_iban");
    if defective && reading == Defect::Http412 {
        refusal.status = Reason::InvalidModel.status_code();
        Reason::InvalidModel.code().clone_into(&mut refusal.code);
    }
    refusal
}

/// Accepts any address, unless a fault refuses it (BI-195).
fn refuse_residents_abroad(call: &mut Call<'_>, person_id: &str) -> Result<(), Refusal> {
    let rules = call.tenant_state.rules.clone();
    let properties = &call.tenant_state.person(person_id)?.person.properties;
    let country = properties.get("address").and_then(|address| address["country"].as_str());
    if country.is_none_or(|country| country == "DE") || rules.enforces(Guard::AnyAddress) {
        return Ok(());
    }
    Err(Refusal::because(Reason::MatchForPersonDataNotFound, "the address is not in Germany"))
}

/// Refuses a person without the members that SCHUFA requires in addition (BI-170).
fn refuse_incomplete(call: &mut Call<'_>, person_id: &str) -> Result<(), Refusal> {
    let is_optional = call.tenant_state.rules.freedoms.birth_city == BirthCity::Optional;
    let properties = &call.tenant_state.person(person_id)?.person.properties;
    if is_optional || properties.contains_key("birth_city") {
        return Ok(());
    }
    Err(Refusal::because(Reason::PersonMissingRequiredData, "birth_city is missing"))
}

/// Refuses IBANs that are invalid or not German (BI-192).
fn refuse_foreign(call: &Call<'_>, iban: &str) -> Result<(), Refusal> {
    let rules = &call.tenant_state.rules;
    match iban.parse::<Iban>() {
        Err(_) if rules.enforces(Guard::IbanChecked) => Err(iban_lookups::invalid(iban)),
        Ok(parsed) if parsed.country_code() != "DE" && rules.enforces(Guard::GermanIban) => {
            Err(iban_lookups::invalid(iban))
        }
        _ => Ok(()),
    }
}

/// GET Retrieve person identification (BI-118, BI-119).
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let wanted = call.query("include_documents");
    let (person_id, id) = (call.path("person_id"), call.path("id"));
    let rules = call.tenant_state.rules.clone();
    let identification = call.tenant_state.identification(person_id, id)?;
    let mut shown = shown(identification);
    let listed = match wanted.as_deref() {
        Some("true") => true,
        Some("false") if !rules.enforces(Guard::UnwantedDocuments) => true,
        _ => rules.always_lists_documents(),
    };
    if listed {
        shown.address = Some(());
        shown.documents = Some(documents::of(identification, &rules));
    }
    Ok(Answer::ok(&shown))
}

/// Index identifications of a person (BI-072).
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let person_id = call.path("person_id");
    let mut listed: Vec<_> =
        call.tenant_state.identifications_of(person_id)?.into_iter().map(shown).collect();
    if call.tenant_state.rules.makes(Mistake::ListOfNamesake) {
        for other in call.tenant_state.namesakes(person_id, &SAME_PERSON) {
            let all = call.tenant_state.identifications_of(&other)?;
            listed.extend(all.into_iter().map(shown));
        }
    }
    Ok(Answer::ok(&listed))
}

/// PATCH Request identification (BI-086 to BI-090).
pub fn request(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (person_id, id) = (call.path("person_id"), call.path("id"));
    let (now, rules) = (call.now, call.tenant_state.rules.clone());
    let snapshot_id = call.tenant_state.id("snap");
    let key = wizard::session_key(call.tenant_state);
    let interface_id = call.tenant_state.ids.interface_id();
    let session = BankPageSession {
        url: wizard::url(call.origin, &key, &interface_id),
        key: key.clone(),
        interface_id,
        opened_at: now,
        logged_in: false,
        authorised: false,
    };
    let identification = call.tenant_state.identification(person_id, id)?;
    if !rules.enforces(Guard::RefusedRequestUnreported) {
        identification.announced = None;
    }
    identification.request(session, snapshot_id, &rules)?;
    let mut shown = shown(identification);
    shown.estimated_waiting_time = Some(());
    call.tenant_state.sessions.insert(key, id.to_owned());
    let guard = Guard::LeavesOthers(Transition::Request);
    call.tenant_state.spread_status(guard, person_id, id);
    Ok(Answer::ok(&shown))
}

/// An identification in the form of the API.
pub fn shown(identification: &IdentificationState) -> api::Identification {
    let draft = &identification.draft;
    let failure = identification.failure.map(|reason| reason.code().to_lowercase());
    api::Identification {
        id: draft.id.clone(),
        reference: draft.reference.clone(),
        url: identification.session.as_ref().map(|session| session.url.clone()),
        status: identification.status,
        completed_at: identification.completed_at.map(printed),
        method: "bank".to_owned(),
        proof_of_address_type: None,
        proof_of_address_issued_at: None,
        address: None,
        documents: None,
        iban: draft.iban.clone(),
        terms_and_conditions_signed_at: draft.consent.clone(),
        authorization_expires_at: identification.authorization_expires_at.map(printed),
        confirmation_expires_at: identification.confirmation_expires_at.map(printed),
        current_reference_token: identification.reference_token.clone(),
        estimated_waiting_time: None,
        failure_reason: failure,
    }
}
