//! Persons (Step 1).

use jiff::{SignedDuration, ToSpan as _};
use serde_json::{Map, Value};

use super::listing::Pagination;
use super::person_rules::{LISTED, MANDATORY, complete_address, is_fixed, properties, stored};
use crate::api::{ChangeRequest, Person, Status, UPDATABLE_PROPERTIES};
use crate::simulator::answer::Answer;
use crate::simulator::body::{Fields, date};
use crate::simulator::call::Call;
use crate::simulator::clock::printed;
use crate::simulator::machine::{Guard, Mistake, Quantity, Refusal, Rules};
use crate::simulator::readings::{Change, MandatoryMembers, NullIndustry};
use crate::simulator::tenant_state::PersonRecord;
use crate::simulator::webhook::Event;

/// POST Create person (BI-021 to BI-033).
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    for name in MANDATORY {
        // A null salutation means neither of the two values, so it counts as given.
        if !(name == "salutation" && fields.is_null(name)) {
            fields.demand(name)?;
        }
    }
    let rules = call.tenant_state.rules.clone();
    if rules.readings.mandatory_members == MandatoryMembers::PrintedList {
        LISTED.into_iter().try_for_each(|name| fields.demand(name))?;
    }
    if let Some(name) = refused_member(&fields, &LISTED, |it| rules.enforces(Guard::Takes(it))) {
        return Err(Refusal::invalid_model(name, "is not known"));
    }
    let mut given: Map<_, _> = properties(&fields, &rules)?.into_iter().collect();
    if let Err(refusal) = complete_address(&fields, &rules)
        && rules.enforces(Guard::Mandatory("address"))
    {
        return Err(refusal);
    }
    refuse_identical_person(call, &given)?;
    if let Some(twin) = taken_for(call, &given) {
        return Ok(Answer::created(twin));
    }
    given.retain(|name, _| {
        let updatable = UPDATABLE_PROPERTIES.iter().find(|it| *it == name);
        updatable.is_none_or(|it| rules.enforces(Guard::Keeps(it)))
    });
    let person = Person { id: call.tenant_state.id("cper"), properties: given };
    let answer = Answer::created(&person);
    call.tenant_state.person_order.push(person.id.clone());
    let file = PersonRecord {
        person,
        registered_at: call.now,
        changed: false,
        undone: None,
        number: None,
        former_number: None,
        identifications: Vec::new(),
        attempts: Vec::new(),
    };
    call.tenant_state.persons.insert(file.person.id.clone(), file);
    Ok(answer)
}

/// The person that an identical one is taken for, if a fault demands it.
fn taken_for<'a>(call: &'a Call<'_>, given: &Map<String, Value>) -> Option<&'a Person> {
    if call.tenant_state.rules.enforces(Guard::PersonsDiffer) {
        return None;
    }
    let mut all = call.tenant_state.persons.values().map(|file| &file.person);
    all.find(|person| person.properties == *given)
}

/// Refuses a person if too many others have the same names, birth city and birth date (BI-019).
fn refuse_identical_person(call: &mut Call<'_>, given: &Map<String, Value>) -> Result<(), Refusal> {
    let differs = call.tenant_state.rules.enforces(Guard::BirthCityDiffers);
    let city = if differs { "birth_city" } else { "birth_date" };
    let traits = ["first_name", "last_name", city, "birth_date"];
    let traits = traits.map(|name| given.get(name).map(ToString::to_string).unwrap_or_default());
    let key = format!("twins {}", traits.join("|"));
    let rules = &call.tenant_state.rules;
    let limit = rules.limit(Quantity::IdenticalPersons, rules.limits.identical_persons);
    if call.tenant_state.tallied(&key) >= limit
        && call.tenant_state.rules.enforces(Guard::IdenticalPersons)
    {
        return Err(Refusal::invalid_model("first_name", "belongs to too many identical persons"));
    }
    call.tenant_state.tally(key);
    Ok(())
}

/// GET Retrieve person (BI-032).
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (id, now) = (call.path("person_id"), call.now);
    let file = call.tenant_state.person(id)?;
    if let Some((_, before)) = file.undone.take_if(|(at, _)| *at <= now) {
        file.person = before;
    }
    Ok(Answer::ok(&file.person))
}

/// Index persons.
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let page = Pagination::of(call, 10)?;
    let persons = &call.tenant_state.persons;
    let order = &call.tenant_state.person_order;
    let shown: Vec<&Person> =
        page.cut(order).iter().filter_map(|id| persons.get(id).map(|file| &file.person)).collect();
    Ok(page.answer(&shown, order.len()))
}

/// PATCH Update person (BI-034 to BI-043).
pub fn update(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.path("person_id");
    call.tenant_state.person(id)?;
    let fields = call.fields()?;
    let rules = call.tenant_state.rules.clone();
    let mut given = accepted_properties(call, id, &fields, &rules)?;
    if !rules.enforces(Guard::UpdateWhole) {
        given.truncate(1);
    }
    if rules.readings.change == Change::Request && replaces_a_value(call, id, &given)? {
        return change_request(call, id);
    }
    let changeable = |name: &str| {
        UPDATABLE_PROPERTIES.contains(&name)
            || !rules.enforces(Guard::Updatable)
            || changes_birth_name(name, &rules)
    };
    let now = call.now;
    let file = call.tenant_state.person(id)?;
    file.changed = true;
    let before = file.person.clone();
    if !rules.enforces(Guard::UpdateKeepsOthers) {
        file.person.properties.retain(|name, _| is_fixed(name));
    }
    for (name, value) in given.into_iter().filter(|(name, _)| changeable(name)) {
        let value = stored(&name, value, &rules);
        if name == "address" && !rules.enforces(Guard::AddressLeavesContact) {
            file.person.properties.insert("contact_address".to_owned(), value.clone());
        }
        if name == "address" && rules.makes(Mistake::ContactWiped) {
            file.person.properties.remove("contact_address");
        }
        file.person.properties.insert(name, value);
    }
    if rules.makes(Mistake::ChangeReverts) {
        let undone_at = now.checked_add(SignedDuration::from_secs(1));
        file.undone = undone_at.ok().map(|at| (at, before.clone()));
    }
    if rules.readings.null_industry == NullIndustry::Clears {
        let both = ["industry_key", "industry"];
        let clears = if rules.enforces(Guard::NullsClearBoth) { &both[..] } else { &both[..1] };
        let cleared = clears.iter().copied().filter(|name| fields.is_null(name));
        cleared.for_each(|name| drop(file.person.properties.remove(name)));
    }
    let answer = Answer::ok(&file.person);
    if !rules.enforces(Guard::UpdateStored) {
        file.person = before;
    }
    if !rules.enforces(Guard::ChangeLeavesIdentifications) {
        call.tenant_state.others_of(id, "").for_each(|it| it.status = Status::Failed);
    }
    call.tenant_state.queue_event(&Event::person_changed(id));
    Ok(answer)
}

/// The properties of a change that is not refused.
fn accepted_properties(
    call: &mut Call<'_>,
    id: &str,
    fields: &Fields,
    rules: &Rules,
) -> Result<Vec<(String, Value)>, Refusal> {
    let checked = refuse_change(call, id, fields, rules);
    let given = checked.and_then(|()| properties(fields, rules));
    if given.is_err() {
        store_in_part(call, id, fields)?;
    }
    given
}

/// Stores a property of a refused change, if a mutant demands it.
fn store_in_part(call: &mut Call<'_>, id: &str, fields: &Fields) -> Result<(), Refusal> {
    let stored = call.tenant_state.rules.stores_refused();
    if let Some((name, value)) = stored.and_then(|name| Some((name, fields.get(name)?))) {
        let properties = &mut call.tenant_state.person(id)?.person.properties;
        properties.insert(name.to_owned(), value.clone());
    }
    Ok(())
}

fn changes_birth_name(name: &str, rules: &Rules) -> bool {
    name == "birth_name" && rules.makes(Mistake::BirthNameChanges)
}

/// Whether a property would get another value than it has (C-43).
fn replaces_a_value(
    call: &mut Call<'_>,
    id: &str,
    given: &[(String, Value)],
) -> Result<bool, Refusal> {
    let known = &call.tenant_state.person(id)?.person.properties;
    Ok(given.iter().any(|(name, value)| known.get(name).is_some_and(|it| it != value)))
}

/// The answer 202: the customer must authorise the change first, which requires a verified mobile
/// number. The authorisation itself is not simulated.
fn change_request(call: &mut Call<'_>, id: &str) -> Result<Answer, Refusal> {
    let number = call.tenant_state.person(id)?.number.as_ref();
    if !number.is_some_and(|file| file.number.verified) {
        let detail = "the person has nothing to authorise a change with";
        return Err(Refusal::new(403, "unauthorized_action", "Unauthorized", detail));
    }
    let id = call.tenant_state.id("csc");
    Ok(Answer::json(
        202,
        &ChangeRequest {
            url: format!("{}/v1/change_requests/{id}/authorize", call.origin),
            id,
            status: "AUTHORIZATION_REQUIRED".to_owned(),
            updated_at: printed(call.now),
        },
    ))
}

/// Refuses changes that no update may make.
fn refuse_change(
    call: &mut Call<'_>,
    id: &str,
    fields: &Fields,
    rules: &Rules,
) -> Result<(), Refusal> {
    let is_fixed = |name: &str| is_fixed(name) && !changes_birth_name(name, rules);
    let fixed = fields.names().find(|name| is_fixed(name) && fields.get(name).is_some());
    if let Some(name) = fixed.filter(|_| rules.enforces(Guard::Updatable)) {
        let mut refusal = Refusal::invalid_model(name, "cannot be updated");
        "deprecated_params".clone_into(&mut refusal.code);
        return Err(refusal);
    }
    let stuck = |it: &'static str| rules.enforces(Guard::Updates(it));
    if let Some(name) = refused_member(fields, &UPDATABLE_PROPERTIES, stuck) {
        return Err(Refusal::invalid_model(name, "cannot be updated"));
    }
    if rules.enforces(Guard::Format("aml_confirmed_on")) {
        refuse_other_days(call, fields)?;
    }
    if rules.enforces(Guard::Industry) {
        let known = &call.tenant_state.person(id)?.person.properties;
        let coded = fields.get("nace_code").is_some()
            || (known.contains_key("nace_code") && !rules.enforces(Guard::ExplainedAtOnce));
        refuse_unexplained_self_employment(fields, coded, rules)?;
    }
    Ok(())
}

/// Returns the first of these members that is given and not accepted.
fn refused_member(
    fields: &Fields,
    names: &[&'static str],
    accepted: impl Fn(&'static str) -> bool,
) -> Option<&'static str> {
    names.iter().copied().find(|name| fields.get(name).is_some() && !accepted(name))
}

/// Refuses an `aml_confirmed_on` other than today or tomorrow (BI-040).
fn refuse_other_days(call: &Call<'_>, fields: &Fields) -> Result<(), Refusal> {
    let name = "aml_confirmed_on";
    let Some(text) = fields.text(name)? else {
        return Ok(());
    };
    let today = call.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let given = match date(name, text) {
        Err(_) if !call.tenant_state.rules.enforces(Guard::Format(name)) => return Ok(()),
        given => given?,
    };
    let tomorrow = call.tenant_state.rules.enforces(Guard::AmlTomorrow);
    let rules = &call.tenant_state.rules;
    let yesterday = today.yesterday().unwrap_or(today);
    let last = today.saturating_add(2.days());
    if rules.makes(Mistake::AmlPast) && given < yesterday
        || rules.makes(Mistake::AmlFuture) && given > last
    {
        return Ok(());
    }
    if given == today || (tomorrow && today.tomorrow().is_ok_and(|it| given == it)) {
        return Ok(());
    }
    Err(Refusal::invalid_model(name, "is neither today nor tomorrow"))
}

/// Refuses self-employment without a NACE code or a cleared industry (BI-041 to BI-043).
fn refuse_unexplained_self_employment(
    fields: &Fields,
    coded: bool,
    rules: &Rules,
) -> Result<(), Refusal> {
    let name = "employment_status";
    let nulls = ["industry", "industry_key"].map(|name| fields.is_null(name));
    let cleared = nulls == [true; 2] || (nulls != [false; 2] && !rules.enforces(Guard::BothNulls));
    let named = ["industry", "industry_key"].iter().all(|name| fields.get(name).is_some());
    let explained = (coded && rules.enforces(Guard::NaceExplains))
        || (named && rules.makes(Mistake::ValuesExplain))
        || (cleared && rules.enforces(Guard::NullsExplain));
    let any = !rules.enforces(Guard::OthersUnexplained);
    match fields.text(name)? {
        Some(status) if !explained && (any || is_self_employed(status)) => Err(
            Refusal::invalid_model(name, "needs a nace_code, or industry and industry_key null"),
        ),
        _ => Ok(()),
    }
}

fn is_self_employed(status: &str) -> bool {
    matches!(status, "FREELANCER" | "SELF_EMPLOYED")
}
