//! Persons (Step 1).

use super::faults;
use crate::simulator::fault::Effect::{CarryOut, Ignore, Rewrite};
use crate::simulator::fault::{Edit, Fault, Literal, When};
use crate::simulator::machine::Guard;
use crate::simulator::operation as op;

faults! {
    "unknown-members-refused", "A request with an unknown member is refused.", ["ER-008"],
        Ignore(&[Guard::UnknownIgnored]);
    "defective-person-as-500", "A person who cannot be accepted is answered with 500.",
        ["ER-001", "ER-006", "ER-009"],
        Rewrite(&[op::CREATE_PERSON], When::Status(400), &[Edit::Status(500)]);
    "unknown-person-changed", "A person who was not registered can be changed.", ["BI-032", "BI-034"],
        Rewrite(&[op::UPDATE_PERSON], When::Code("model_not_found"), &[
            Edit::Status(200),
            Edit::Body("{\"id\":\"00000000000000000000000000000000cper\"}"),
        ]);
    "identical-persons-are-one",
        "A person with the data of another one gets its id.", ["BI-031"],
        Ignore(&[Guard::PersonsDiffer]);
    "salutation-optional", "A person can be created without salutation.", ["BI-022"],
        Ignore(&[Guard::Mandatory("salutation")]);
    "first-name-optional", "A person can be created without first_name.", ["BI-023"],
        Ignore(&[Guard::Mandatory("first_name")]);
    "last-name-optional", "A person can be created without last_name.", ["BI-024"],
        Ignore(&[Guard::Mandatory("last_name")]);
    "birth-date-optional", "A person can be created without birth_date.", ["BI-025"],
        Ignore(&[Guard::Mandatory("birth_date")]);
    "nationality-optional", "A person can be created without nationality.", ["BI-026"],
        Ignore(&[Guard::Mandatory("nationality")]);
    "address-optional", "A person can be created without address.", ["BI-027"],
        Ignore(&[Guard::Mandatory("address")]);
    "address-without-street", "An address may lack street and number.", ["BI-027"],
        Ignore(&[Guard::Mandatory("address.line_1")]);
    "address-without-post-code", "An address may lack the post code.", ["BI-027"],
        Ignore(&[Guard::Mandatory("address.postal_code")]);
    "address-without-city", "An address may lack the city.", ["BI-027"],
        Ignore(&[Guard::Mandatory("address.city")]);
    "address-without-country", "An address may lack the country.", ["BI-027"],
        Ignore(&[Guard::Mandatory("address.country")]);
    "terms-conditions-signed-at-optional",
        "A person can be created without terms_conditions_signed_at.", ["BI-030"],
        Ignore(&[Guard::Mandatory("terms_conditions_signed_at")]);
    "nationality-unchecked", "A nationality that is not a two-letter code is accepted.", ["BI-026"],
        Ignore(&[Guard::Format("nationality")]);
    "salutation-unchecked", "A salutation that is not in the list is accepted.", ["BI-022"],
        Ignore(&[Guard::Format("salutation")]);
    "address-country-unchecked",
        "The country of an address need not be a two-letter code.", ["BI-027"],
        Ignore(&[Guard::Format("address.country")]);
    "birth-date-unchecked", "A birth date that is not a date is accepted.", ["BI-025"],
        Ignore(&[Guard::Format("birth_date")]);
    "terms-timestamp-unchecked", "A consent that is not a timestamp is accepted.", ["BI-030"],
        Ignore(&[Guard::Format("terms_conditions_signed_at")]);
    "data-terms-timestamp-unchecked",
        "A consent to data processing that is not a timestamp is accepted.", ["BI-029"],
        Ignore(&[Guard::Format("data_terms_signed_at")]);
    "mobile-number-member-refused",
        "A person cannot be created with mobile_number.", ["BI-028"],
        Ignore(&[Guard::Takes("mobile_number")]);
    "data-terms-member-refused",
        "A person cannot be created with data_terms_signed_at.", ["BI-029"],
        Ignore(&[Guard::Takes("data_terms_signed_at")]);
    "person-id-missing", "The answer to create person has no id.", ["BI-031"],
        Rewrite(&[op::CREATE_PERSON], When::Success, &[Edit::Remove("id")]);
    "person-id-constant", "Every person has the same id.", ["BI-031", "BI-032"],
        Rewrite(&[op::CREATE_PERSON], When::Success, &[
            Edit::Set("id", Literal::Text("00000000000000000000000000000001cper")),
        ]);
    "happy-path-person-refused", "The guide's own person is refused.", ["BI-033", "BI-153"],
        Rewrite(&[op::CREATE_PERSON], When::Success, &[Edit::Status(400)]);
    "names-upper-cased",
        "Names come back in other letters than they were given.",
        ["BI-017", "BI-023", "BI-032"],
        Rewrite(&[op::CREATE_PERSON, op::GET_PERSON], When::Success, &[
            Edit::Set("first_name", Literal::Text("LEANDER")),
            Edit::Set("last_name", Literal::Text("ZIERFISCH")),
        ]);
    "unlimited-identical-persons", "More than 1000 identical persons can be created.", ["BI-019"],
        Ignore(&[Guard::IdenticalPersons]);
    "names-updatable", "Properties that are fixed can be updated.", ["BI-039"],
        Ignore(&[Guard::Updatable]);
    "update-refused",
        "A person cannot be updated.", ["BI-034", "BI-035", "BI-036", "BI-037", "BI-038"],
        Rewrite(&[op::UPDATE_PERSON], When::Success, &[Edit::Status(403)]);
    "aml-any-day", "aml_confirmed_on may be any day.", ["BI-040"],
        Ignore(&[Guard::Format("aml_confirmed_on")]);
    "self-employment-unexplained", "A change to self-employment needs no NACE code.", ["BI-041"],
        Ignore(&[Guard::Industry]);
    "update-not-stored", "A change of a person is answered with success and not stored.", ["BI-034"],
        Ignore(&[Guard::UpdateStored]);
    "update-wipes-other-properties",
        "Properties that are not in the request are deleted by a change.", ["BI-034"],
        Ignore(&[Guard::UpdateKeepsOthers]);
    "refused-update-stored",
        "A refused change is stored anyway.", ["BI-039", "BI-040", "BI-041", "BI-043"],
        CarryOut(&[op::UPDATE_PERSON], When::Status(400), &[
            Guard::Updatable,
            Guard::Industry,
            Guard::Format("aml_confirmed_on"),
        ]);
    "person-shown-by-name-only",
        "A person is shown without anything that can be changed.", ["BI-034", "BI-035"],
        Rewrite(&[op::UPDATE_PERSON, op::GET_PERSON], When::Success, &[
            Edit::Remove("salutation"),
            Edit::Remove("address"),
            Edit::Remove("email"),
            Edit::Remove("job_title"),
            Edit::Remove("business_city"),
            Edit::Remove("aml_confirmed_on"),
        ]);
    "null-clears-the-key-only",
        "Of industry and key, both cleared in one request, the industry stays.", ["BI-043"],
        Ignore(&[Guard::NullsClearBoth]);
    "update-of-the-first-only",
        "Of several properties in a request only the first changes.", ["BI-034"],
        Ignore(&[Guard::UpdateWhole]);
    "job-title-not-updatable", "The job title cannot be updated.", ["BI-035"],
        Ignore(&[Guard::Updates("job_title")]);
    "address-not-updatable", "The address cannot be updated.", ["BI-036"],
        Ignore(&[Guard::Updates("address")]);
    "address-state-lost", "The state of a changed address is not kept.", ["BI-036"],
        Ignore(&[Guard::Updates("address.state")]);
    "address-second-line-lost", "The second line of a changed address is not kept.", ["BI-036"],
        Ignore(&[Guard::Updates("address.line_2")]);
    "contact-address-state-lost", "The state of a contact address is not kept.", ["BI-037"],
        Ignore(&[Guard::Updates("contact_address.state")]);
    "contact-address-second-line-lost",
        "The second line of a contact address is not kept.", ["BI-037"],
        Ignore(&[Guard::Updates("contact_address.line_2")]);
    "address-sets-contact-address",
        "A change of the address sets the contact address as well.", ["BI-036"],
        Ignore(&[Guard::AddressLeavesContact]);
    "registered-email-lost",
        "The e-mail address of a registration is lost.", ["BI-032", "BI-033"],
        Ignore(&[Guard::Keeps("email")]);
    "identical-without-birth-city",
        "Persons born in different places count as identical.", ["BI-019"],
        Ignore(&[Guard::BirthCityDiffers]);
    "contact-address-of-any-type",
        "A contact address of another type is stored.", ["ER-006", "BI-037"],
        Ignore(&[Guard::Format("contact_address")]);
    "tax-information-of-any-type",
        "Tax information of another type is stored.", ["ER-006", "BI-038"],
        Ignore(&[Guard::Format("tax_information")]);
    "contact-address-not-updatable", "The contact address cannot be updated.", ["BI-037"],
        Ignore(&[Guard::Updates("contact_address")]);
    "tax-information-not-updatable", "Tax information cannot be updated.", ["BI-038"],
        Ignore(&[Guard::Updates("tax_information")]);
    "aml-tomorrow-refused", "aml_confirmed_on cannot be tomorrow.", ["BI-040"],
        Ignore(&[Guard::AmlTomorrow]);
    "earlier-nace-code-suffices",
        "A NACE code that is known already explains self-employment.", ["BI-041"],
        Ignore(&[Guard::ExplainedAtOnce]);
    "any-employment-explained",
        "Any change of the employment needs a NACE code.", ["BI-035"],
        Ignore(&[Guard::OthersUnexplained]);
    "nace-code-explains-nothing", "Self-employment with a NACE code is refused.", ["BI-042"],
        Ignore(&[Guard::NaceExplains]);
    "cleared-industry-explains-nothing",
        "Self-employment with a cleared industry is refused.", ["BI-043"],
        Ignore(&[Guard::NullsExplain]);
    "half-a-null-suffices",
        "Self-employment with only half of the industry cleared is accepted.", ["BI-041", "BI-043"],
        Ignore(&[Guard::BothNulls]);
}
