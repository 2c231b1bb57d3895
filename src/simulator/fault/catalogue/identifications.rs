//! Eligibility, IBAN check and create identification (Step 3, Appendix III).

use super::faults;
use crate::api::Status;
use crate::simulator::fault::Effect::{CarryOut, Ignore, Rewrite, Set};
use crate::simulator::fault::{Edit, Fault, Literal, When};
use crate::simulator::machine::{Guard, Mistake, Parameter, Transition};
use crate::simulator::operation as op;

faults! {
    "eligibility-always-denied", "Nobody is eligible.", ["BI-065", "BI-066"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Success, &[
            Edit::Set("eligible", Literal::Flag(false)),
        ]);
    "eligibility-method-missing", "The eligibility check does not name the method.", ["BI-065"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Success, &[Edit::Remove("method")]);
    "eligibility-method-unchecked", "The eligibility check works without a method.", ["BI-064"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Status(400), &[
            Edit::Status(200),
            Edit::Body("{\"method\":\"bank\",\"eligible\":true,\"failure_reason\":null}"),
        ]);
    "eligibility-not-found", "There is no eligibility check.", ["BI-064"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Success, &[Edit::Status(404)]);
    "eligibility-as-text", "The eligibility of a person is a string instead of a boolean.", ["BI-065"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Success, &[
            Edit::Set("eligible", Literal::Text("true")),
        ]);
    "eligibility-without-reason", "A person who is not eligible gets no reason.", ["BI-066"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Success, &[Edit::Remove("failure_reason")]);
    "eligible-with-a-reason", "An eligible person gets a reason for ineligibility.", ["BI-066"],
        Rewrite(&[op::CHECK_ELIGIBILITY], When::Success, &[
            Edit::Set("failure_reason", Literal::Text("nationality_not_supported")),
        ]);
    "eligibility-creates-identification",
        "The eligibility check creates an identification.", ["BI-068"],
        Ignore(&[Guard::CheckCreatesNothing]);
    "iban-lookup-refused", "A valid IBAN is refused by the lookup.", ["BI-070"],
        Rewrite(&[op::LOOK_UP_IBAN], When::Success, &[Edit::Status(400)]);
    "iban-lookup-bank-missing", "The lookup does not name the bank.", ["BI-070"],
        Rewrite(&[op::LOOK_UP_IBAN], When::Success, &[
            Edit::Remove("bic"),
            Edit::Remove("bank_code"),
            Edit::Remove("bank_name"),
        ]);
    "iban-unchecked", "An IBAN with wrong check digits is accepted.", ["BI-071", "BI-174"],
        Ignore(&[Guard::IbanChecked]);
    "create-method-optional", "An identification can be created without a method.", ["BI-073"],
        Ignore(&[Guard::Mandatory("method"), Guard::Format("method")]);
    "create-method-unchecked", "Any method is accepted as bank.", ["BI-073"],
        Ignore(&[Guard::Format("method")]);
    "create-iban-optional", "An identification can be created without an IBAN.", ["BI-074"],
        Ignore(&[Guard::Mandatory("iban"), Guard::IbanChecked]);
    "create-consent-optional", "An identification can be created without consent.", ["BI-075"],
        Ignore(&[Guard::Mandatory("terms_and_conditions_signed_at"), Guard::Format("terms_and_conditions_signed_at")]);
    "create-consent-unchecked", "A consent that is not a timestamp is accepted on create.", ["BI-075"],
        Ignore(&[Guard::Format("terms_and_conditions_signed_at")]);
    "consent-offset-lost",
        "The offset of a consent is lost, so that it shows another moment.", ["BI-081"],
        Ignore(&[Guard::OffsetCounts]);
    "foreign-iban-accepted", "An IBAN that is not German is accepted.", ["BI-192"],
        Ignore(&[Guard::GermanIban]);
    "foreign-address-refused", "A person who lives abroad cannot be identified.", ["BI-195"],
        Ignore(&[Guard::AnyAddress]);
    "defective-request-as-500", "A defective request is answered with 500.", ["BI-174"],
        Rewrite(&[op::CREATE], When::Code("invalid_model"), &[Edit::Status(500)]);
    "unverified-number-accepted",
        "An identification can be created without a verified mobile number.", ["BI-158", "BI-005"],
        Ignore(&[Guard::NumberVerified]);
    "already-identified-accepted",
        "A person who is identified can be identified again.", ["BI-162"],
        Ignore(&[Guard::NotYetIdentified]);
    "identified-until-changed",
        "A person who is identified can be identified again after a change.", ["BI-162"],
        Ignore(&[Guard::StaysIdentified]);
    "unsigned-counts-as-identified",
        "A person whose identification is not signed yet counts as identified.", ["BI-162"],
        Ignore(&[Guard::SignatureIdentifies]);
    "request-requests-all",
        "A request makes the person's other identifications pending.", ["BI-086"],
        Ignore(&[Guard::LeavesOthers(Transition::Request)]);
    "change-fails-identifications",
        "A change of the person ends the identifications.", ["BI-034"],
        Ignore(&[Guard::ChangeLeavesIdentifications]);
    "expired-prevents-another",
        "A person with an expired identification gets no other one.", ["BI-182"],
        Ignore(&[Guard::ExpiredPreventsNothing]);
    "attempts-lost-on-success",
        "Earlier attempts are no longer listed after a success.", ["BI-127"],
        Ignore(&[Guard::AttemptsStay]);
    "consent-of-the-first",
        "An identification has the consent of the person's first one.", ["BI-081"],
        Ignore(&[Guard::ConsentIsOwn]);
    "already-identified-as-409", "A person who is identified is refused with 409.", ["BI-162"],
        Rewrite(&[op::CREATE], When::Code("ALREADY_IDENTIFIED_SUCCESSFULLY"), &[Edit::Status(409)]);
    "unverified-number-refused-in-words",
        "A person without a verified number is refused, but the identification is created.", ["BI-158"],
        CarryOut(&[op::CREATE], When::Code("MOBILE_NUMBER_NOT_VERIFIED"), &[
            Guard::NumberVerified,
        ]);
    "defective-request-refused-in-words",
        "A defective request is refused, but the identification is created.",
        ["BI-073", "BI-074", "BI-075"],
        CarryOut(&[op::CREATE], When::Status(400), &[
            Guard::Mandatory("method"),
            Guard::Format("method"),
            Guard::Mandatory("iban"),
            Guard::IbanChecked,
            Guard::Mandatory("terms_and_conditions_signed_at"),
            Guard::Format("terms_and_conditions_signed_at"),
        ]);
    "create-repeats-the-one-before",
        "A person with an identification in the status `created` gets no second one.", ["BI-078"],
        Ignore(&[Guard::CreateIsNew]);
    "unverified-number-wrong-code",
        "A missing verified number is refused with another code.", ["BI-158"],
        Rewrite(&[op::CREATE], When::Code("MOBILE_NUMBER_NOT_VERIFIED"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "missing-data-wrong-code", "Missing data are asked for with another code.", ["BI-170"],
        Rewrite(&[op::CREATE], When::Code("PERSON_MISSING_REQUIRED_DATA"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "create-status-pending", "A new identification is pending at once.", ["BI-079"],
        Set(&[Parameter::AfterCreate(Status::Pending)]);
    "create-iban-not-echoed", "The answer to create names another IBAN.", ["BI-081"],
        Rewrite(&[op::CREATE], When::Success, &[
            Edit::Set("iban", Literal::Text("DE00000000000000000000")),
        ]);
    "create-iban-missing", "The answer to create has no IBAN.", ["BI-081"],
        Rewrite(&[op::CREATE], When::Success, &[Edit::Remove("iban")]);
    "create-consent-not-echoed", "The answer to create names another consent.", ["BI-081"],
        Rewrite(&[op::CREATE], When::Success, &[
            Edit::Set("terms_and_conditions_signed_at", Literal::Text("1970-01-01T00:00:00.000Z")),
        ]);
    "create-url-set", "A new identification has a url at once.", ["BI-076", "BI-080"],
        Rewrite(&[op::CREATE], When::Success, &[
            Edit::Set("url", Literal::Text("http://127.0.0.1:9/")),
        ]);
    "ids-without-suffix",
        "Ids do not end in the letters of their class.", ["BI-031", "BI-052", "BI-078"],
        Ignore(&[Guard::IdSuffix]);
    "identification-not-listed", "A new identification is in no list.", ["BI-072"],
        Rewrite(&[op::LIST], When::Success, &[Edit::Keep("", 0)]);
    "foreign-identification-reachable",
        "An identification is reached through another person.", ["BI-155"],
        Ignore(&[Guard::OwnPerson]);
    "retry-with-another-iban-refused", "After one failure no other IBAN can be tried.", ["BI-084"],
        Set(&[Parameter::AttemptsPerPerson(1)]);
    "unlimited-attempts", "No limit on failed attempts is enforced.", ["BI-156", "BI-160", "BI-191"],
        Ignore(&[Guard::Attempts]);
    "attempts-limit-one-short", "A person is refused after 19 failed attempts.", ["BI-191"],
        Set(&[Parameter::AttemptsPerPerson(19)]);
    "iban-limit-one-short", "An IBAN is blocked one failure early.", ["BI-156"],
        Set(&[Parameter::IbanLimitShortBy(1)]);
    "iban-limit-wrong-code", "A blocked IBAN is refused with another code.", ["BI-156"],
        Rewrite(&[op::CREATE], When::Code("IBAN_USAGE_LIMIT_EXCEEDED"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "attempts-limit-wrong-code",
        "Too many attempts are refused with another code.", ["BI-160"],
        Rewrite(&[op::CREATE], When::Code("IDENTIFICATION_ATTEMPTS_EXCEEDED"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "final-identification-expires",
        "A successful or failed identification expires after thirty days.", ["BI-135", "BI-136"],
        Ignore(&[Guard::FinalStays]);
    "failures-counted-twice", "A failed attempt counts as two.", ["BI-156", "BI-160", "BI-191"],
        Ignore(&[Guard::FailureCountedOnce]);
    "provider-failure-in-words",
        "The answer reports that a provider is down, although the call took effect.", ["BI-172"],
        CarryOut(&[op::CREATE, op::REQUEST, op::AUTHORIZE], When::Code("DEPENDENCY_ERROR"), &[]);
    "provider-failure-as-500",
        "A provider that does not answer is reported with 500.", ["BI-172"],
        Rewrite(&[op::CREATE, op::REQUEST, op::AUTHORIZE], When::Code("DEPENDENCY_ERROR"), &[
            Edit::Status(500),
        ]);
    "internal-request-error-as-500",
        "A failed internal call is reported with 500.", ["BI-176"],
        Rewrite(&[op::CREATE, op::REQUEST, op::AUTHORIZE], When::Code("INTERNAL_REQUEST_ERROR"), &[
            Edit::Status(500),
        ]);
    "generic-error-wrong-code",
        "An unexplained failure has another code.", ["BI-178"],
        Rewrite(&[op::CREATE, op::REQUEST, op::AUTHORIZE], When::Code("GENERIC_ERROR"), &[
            Edit::Code("OOPS"),
        ]);
    "namesake-counts-as-identified",
        "A person of the same name as an identified one counts as identified.", ["BI-162"],
        Set(&[Parameter::Makes(Mistake::NamesakeIdentified)]);
    "first-reason-repeated",
        "SCHUFA's second refusal has the reason of the first.", ["BI-084"],
        Set(&[Parameter::Makes(Mistake::EarlierReason)]);
    "eligibility-check-counts", "An eligibility check is listed as an attempt.", ["BI-068"],
        Set(&[Parameter::Makes(Mistake::CheckCounts)]);
    "empty-iban-looked-up", "An IBAN that is empty or no text leads to a bank.", ["BI-071"],
        Set(&[Parameter::Makes(Mistake::LookupOfNothing)]);
    "unknown-identification-as-422",
        "A call about an identification that does not exist is answered with 422.", ["BI-155"],
        Rewrite(
            &[op::REQUEST, op::AUTHORIZE, op::CONFIRM],
            When::Code("model_not_found"),
            &[Edit::Status(422), Edit::Code("unprocessable_entity")],
        );
    "iban-behaves-per-person",
        "An IBAN behaves differently for a second person.",
        ["BI-152"],
        Ignore(&[Guard::IbanAlone]);
}
