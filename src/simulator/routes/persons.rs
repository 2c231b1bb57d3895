//! Persons (Step 1).

use serde_json::Map;

use super::super::answer::Answer;
use super::super::body::{Fields, date};
use super::super::book::PersonFile;
use super::super::gate::Call;
use super::super::machine::{Guard, Refusal};
use super::super::webhook::Event;
use super::listing::Page;
use super::person_rules::{MANDATORY, complete_address, is_fixed, properties};
use crate::api::{Person, UPDATABLE_PROPERTIES};

/// POST Create person (BI-021 to BI-033).
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    for name in MANDATORY {
        // A null salutation means neither of the two words, so it counts as given.
        if !(name == "salutation" && fields.is_null(name)) {
            fields.demand(name)?;
        }
    }
    let rules = call.book.rules.clone();
    let given: Map<_, _> = properties(&fields, &rules)?.into_iter().collect();
    if rules.enforces(Guard::Mandatory("address")) {
        complete_address(&fields)?;
    }
    refuse_the_thousandth_twin(call, &given)?;
    let person = Person { id: call.book.id("cper"), properties: given };
    let answer = Answer::created(&person);
    call.book.person_order.push(person.id.clone());
    let file =
        PersonFile { person, number: None, identifications: Vec::new(), attempts: Vec::new() };
    call.book.persons.insert(file.person.id.clone(), file);
    Ok(answer)
}

/// Persons that agree in names, birth city and birth date are identical (BI-019).
fn refuse_the_thousandth_twin(
    call: &mut Call<'_>,
    given: &Map<String, serde_json::Value>,
) -> Result<(), Refusal> {
    let traits = ["first_name", "last_name", "birth_city", "birth_date"];
    let traits = traits.map(|name| given.get(name).map(ToString::to_string).unwrap_or_default());
    let key = format!("twins {}", traits.join("|"));
    let limit = call.book.rules.limits.identical_persons;
    if call.book.tallied(&key) >= limit && call.book.rules.enforces(Guard::IdenticalPersons) {
        return Err(Refusal::invalid_model("first_name", "belongs to too many identical persons"));
    }
    call.book.tally(key);
    Ok(())
}

/// GET Retrieve person (BI-032).
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.path("person_id");
    Ok(Answer::ok(&call.book.person(id)?.person))
}

/// Index persons.
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let page = Page::of(call, 10)?;
    let persons = &call.book.persons;
    let order = &call.book.person_order;
    let shown: Vec<&Person> =
        page.cut(order).iter().filter_map(|id| persons.get(id).map(|file| &file.person)).collect();
    Ok(page.answer(&shown, order.len()))
}

/// PATCH Update person (BI-034 to BI-043).
pub fn update(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.path("person_id");
    call.book.person(id)?;
    let fields = call.fields()?;
    let rules = call.book.rules.clone();
    let fixed = fields.names().find(|name| is_fixed(name) && fields.get(name).is_some());
    if let Some(name) = fixed.filter(|_| rules.enforces(Guard::Updatable)) {
        let mut refusal = Refusal::invalid_model(name, "cannot be updated");
        "deprecated_params".clone_into(&mut refusal.code);
        return Err(refusal);
    }
    let given = properties(&fields, &rules)?;
    if rules.enforces(Guard::Format("aml_confirmed_on")) {
        refuse_other_days(call, &fields)?;
    }
    if rules.enforces(Guard::Industry) {
        refuse_unexplained_self_employment(&fields)?;
    }
    let changeable =
        |name: &str| UPDATABLE_PROPERTIES.contains(&name) || !rules.enforces(Guard::Updatable);
    let file = call.book.person(id)?;
    for (name, value) in given.into_iter().filter(|(name, _)| changeable(name)) {
        file.person.properties.insert(name, value);
    }
    let answer = Answer::ok(&file.person);
    call.book.raise(&Event::person_changed(id));
    Ok(answer)
}

/// `aml_confirmed_on` is today or tomorrow (BI-040).
fn refuse_other_days(call: &Call<'_>, fields: &Fields) -> Result<(), Refusal> {
    let name = "aml_confirmed_on";
    let Some(text) = fields.text(name)? else {
        return Ok(());
    };
    let today = call.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let given = date(name, text)?;
    if given == today || today.tomorrow().is_ok_and(|tomorrow| given == tomorrow) {
        return Ok(());
    }
    Err(Refusal::invalid_model(name, "is neither today nor tomorrow"))
}

/// Self-employment comes with a NACE code, or with the industry cleared (BI-041 to BI-043).
fn refuse_unexplained_self_employment(fields: &Fields) -> Result<(), Refusal> {
    let name = "employment_status";
    let explained = fields.get("nace_code").is_some()
        || (fields.is_null("industry") && fields.is_null("industry_key"));
    match fields.text(name)? {
        Some("FREELANCER" | "SELF_EMPLOYED") if !explained => Err(Refusal::invalid_model(
            name,
            "needs a nace_code, or industry and industry_key null",
        )),
        _ => Ok(()),
    }
}
