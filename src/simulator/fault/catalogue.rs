//! All faults.
//!
//! One table, in the guide's order. `breaks` names the requirements a fault violates.

use super::super::machine::{Guard, Parameter, Step};
use super::super::operation as op;
use super::Effect::{Disturb, Ignore, Rewrite, Set};
use super::{Disturbance, Edit, Fault, Literal, When};
use crate::api::{MockedIban, Status};

macro_rules! faults {
    ($($name:literal, $sentence:literal, [$($breaks:literal),*], $effect:expr;)+) => {
        /// Every fault the simulator knows.
        pub const ALL: &[Fault] = &[$(Fault {
            name: $name,
            sentence: $sentence,
            breaks: &[$($breaks),*],
            effect: $effect,
        },)+];
    };
}

faults! {
    // Persons (Step 1)
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
    "terms-conditions-signed-at-optional",
        "A person can be created without terms_conditions_signed_at.", ["BI-030"],
        Ignore(&[Guard::Mandatory("terms_conditions_signed_at")]);
    "nationality-unchecked", "A nationality that is no two-letter code is accepted.", ["BI-026"],
        Ignore(&[Guard::Format("nationality")]);
    "birth-date-unchecked", "A birth date that is no date is accepted.", ["BI-025"],
        Ignore(&[Guard::Format("birth_date")]);
    "terms-timestamp-unchecked", "A consent that is no timestamp is accepted.", ["BI-030"],
        Ignore(&[Guard::Format("terms_conditions_signed_at")]);
    "person-id-missing", "The answer to create person has no id.", ["BI-031"],
        Rewrite(&[op::CREATE_PERSON], When::Success, &[Edit::Remove("id")]);
    "person-id-constant", "Every person is announced with the same id.", ["BI-031", "BI-032"],
        Rewrite(&[op::CREATE_PERSON], When::Success, &[
            Edit::Set("id", Literal::Text("00000000000000000000000000000001cper")),
        ]);
    "happy-path-person-refused", "The guide's own person is refused.", ["BI-033", "BI-153"],
        Rewrite(&[op::CREATE_PERSON], When::Success, &[Edit::Status(400)]);
    "names-upper-cased",
        "Names come back in other letters than they were given.", ["BI-017", "BI-023", "BI-032"],
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
    // Mobile number (Step 2)
    "mobile-otp-unchecked", "Any OTP verifies a mobile number.", ["BI-050", "BI-059"],
        Ignore(&[Guard::OtpMatches]);
    "mobile-otp-refused",
        "The right OTP does not verify a mobile number.", ["BI-050", "BI-058", "BI-154"],
        Ignore(&[Guard::OtpVerifies]);
    "mobile-confirm-without-authorize",
        "A number is verified without an OTP having been requested.", ["BI-060"],
        Ignore(&[Guard::OtpRequested]);
    "mobile-confirm-stays-unverified",
        "Confirming a number answers that it is not verified.", ["BI-058"],
        Rewrite(&[op::CONFIRM_NUMBER, op::GET_NUMBER], When::Success, &[
            Edit::Set("verified", Literal::Flag(false)),
        ]);
    "mobile-born-verified", "A new number is said to be verified.", ["BI-052"],
        Rewrite(&[op::CREATE_NUMBER], When::Success, &[Edit::Set("verified", Literal::Flag(true))]);
    "mobile-verified-as-text",
        "Whether a number is verified is said with a string.", ["BI-052", "BI-058"],
        Rewrite(&[op::CREATE_NUMBER, op::AUTHORIZE_NUMBER, op::CONFIRM_NUMBER, op::GET_NUMBER], When::Success, &[
            Edit::Set("verified", Literal::Text("false")),
        ]);
    "mobile-authorize-verifies",
        "Requesting the OTP is answered as if the number were verified.", ["BI-055"],
        Rewrite(&[op::AUTHORIZE_NUMBER], When::Success, &[
            Edit::Set("verified", Literal::Flag(true)),
        ]);
    "mobile-number-optional", "A mobile number can be created without a number.", ["BI-051"],
        Ignore(&[Guard::Mandatory("number"), Guard::Format("number")]);
    "mobile-token-optional", "A missing OTP is not refused as such.", ["BI-057"],
        Ignore(&[Guard::Mandatory("token")]);
    "mobile-number-unchecked", "A number that is not E.164 is accepted.", ["BI-051"],
        Ignore(&[Guard::Format("number")]);
    "mobile-other-number-accepted",
        "The OTP can be requested for a number that is not the person's.", ["BI-054"],
        Ignore(&[Guard::NumberMatches]);
    "mobile-second-number-accepted", "A person can have a second mobile number.", ["BI-053"],
        Ignore(&[Guard::OneNumber]);
    "mobile-excluded-country-accepted",
        "Numbers from Iran and North Korea are accepted.", ["BI-194"],
        Ignore(&[Guard::NumberCountry]);
    "mobile-number-shared", "A person without a number has somebody else's.", ["BI-053"],
        Rewrite(&[op::GET_NUMBER], When::Status(404), &[
            Edit::Status(200),
            Edit::Body("{\"id\":\"00000000000000000000000000000001cmno\",\"number\":\"+15550101\",\"verified\":false}"),
        ]);
    "mobile-number-not-attached", "The number cannot be read back from the person.", ["BI-053"],
        Rewrite(&[op::GET_NUMBER], When::Success, &[Edit::Status(404), Edit::Body("{}")]);
    // Eligibility and IBAN check (Step 3)
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
    "iban-lookup-refused", "A valid IBAN is refused by the lookup.", ["BI-070"],
        Rewrite(&[op::LOOK_UP_IBAN], When::Success, &[Edit::Status(400)]);
    "iban-lookup-bank-missing", "The lookup says nothing about the bank.", ["BI-070"],
        Rewrite(&[op::LOOK_UP_IBAN], When::Success, &[
            Edit::Remove("bic"),
            Edit::Remove("bank_code"),
            Edit::Remove("bank_name"),
        ]);
    "iban-unchecked", "An IBAN with wrong check digits is accepted.", ["BI-071", "BI-174"],
        Ignore(&[Guard::IbanChecked]);
    // Create identification (Step 3)
    "create-method-optional", "An identification can be created without a method.", ["BI-073"],
        Ignore(&[Guard::Mandatory("method"), Guard::Format("method")]);
    "create-method-unchecked", "Any method is accepted as bank.", ["BI-073"],
        Ignore(&[Guard::Format("method")]);
    "create-iban-optional", "An identification can be created without an IBAN.", ["BI-074"],
        Ignore(&[Guard::Mandatory("iban"), Guard::IbanChecked]);
    "create-consent-optional", "An identification can be created without consent.", ["BI-075"],
        Ignore(&[Guard::Mandatory("terms_and_conditions_signed_at"), Guard::Format("terms_and_conditions_signed_at")]);
    "create-consent-unchecked", "A consent that is no timestamp is accepted on create.", ["BI-075"],
        Ignore(&[Guard::Format("terms_and_conditions_signed_at")]);
    "foreign-iban-accepted", "An IBAN that is not German is accepted.", ["BI-192"],
        Ignore(&[Guard::GermanIban]);
    "unverified-number-accepted",
        "An identification can be created without a verified mobile number.", ["BI-158", "BI-005"],
        Ignore(&[Guard::NumberVerified]);
    "already-identified-accepted",
        "A person that is identified can be identified again.", ["BI-162"],
        Ignore(&[Guard::NotYetIdentified]);
    "already-identified-as-409", "A person that is identified is refused with 409.", ["BI-162"],
        Rewrite(&[op::CREATE], When::Code("ALREADY_IDENTIFIED_SUCCESSFULLY"), &[Edit::Status(409)]);
    "unverified-number-wrong-code",
        "A missing verified number is refused with another code.", ["BI-158"],
        Rewrite(&[op::CREATE], When::Code("MOBILE_NUMBER_NOT_VERIFIED"), &[
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
    "create-nulls-missing", "The answer to create leaves out members that are null.", ["BI-080"],
        Rewrite(&[op::CREATE], When::Success, &[
            Edit::Remove("reference"),
            Edit::Remove("completed_at"),
            Edit::Remove("url"),
        ]);
    "ids-without-suffix",
        "Ids do not end in the letters of their class.", ["BI-031", "BI-052", "BI-078"],
        Ignore(&[Guard::IdSuffix]);
    "identification-not-listed", "A new identification is in nobody's list.", ["BI-072"],
        Rewrite(&[op::LIST], When::Success, &[Edit::Keep("", 0)]);
    "foreign-identification-reachable",
        "An identification is reached through another person.", ["BI-155"],
        Ignore(&[Guard::OwnPerson]);
    "retry-with-another-iban-refused", "After one failure no other IBAN can be tried.", ["BI-084"],
        Set(&[Parameter::AttemptsPerPerson(1)]);
    "unlimited-attempts", "No limit on failed attempts is kept.", ["BI-156", "BI-160", "BI-191"],
        Ignore(&[Guard::Attempts]);
    "attempts-limit-one-short", "A person is refused after 19 failed attempts.", ["BI-191"],
        Set(&[Parameter::AttemptsPerPerson(19)]);
    "iban-limit-wrong-code", "A blocked IBAN is refused with another code.", ["BI-156"],
        Rewrite(&[op::CREATE], When::Code("IBAN_USAGE_LIMIT_EXCEEDED"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "attempts-limit-wrong-code",
        "Too many attempts are refused with another code.", ["BI-160", "BI-191"],
        Rewrite(&[op::CREATE], When::Code("IDENTIFICATION_ATTEMPTS_EXCEEDED"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
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
    "iban-behaves-per-person",
        "An IBAN behaves differently for a second person.",
        ["BI-152"],
        Ignore(&[Guard::IbanAlone]);
    // Mocked IBANs (Appendix II)
    "unknown-person-accepted",
        "The unknown-person account is treated like a good one.", ["BI-145", "BI-164", "BI-083"],
        Set(&[Parameter::Account(MockedIban::UnknownPerson, MockedIban::Good)]);
    "unknown-person-wrong-code",
        "The unknown-person account is refused with another code.", ["BI-145", "BI-164"],
        Rewrite(&[op::CREATE], When::Code("MATCH_FOR_PERSON_DATA_NOT_FOUND"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "unknown-person-as-400",
        "The unknown-person account is refused with 400.", ["BI-145", "BI-164"],
        Rewrite(&[op::CREATE], When::Code("MATCH_FOR_PERSON_DATA_NOT_FOUND"), &[Edit::Status(400)]);
    "never-identified-accepted",
        "The never-identified account is treated like a good one.", ["BI-146", "BI-168", "BI-083"],
        Set(&[Parameter::Account(MockedIban::NoPreviousIdent, MockedIban::Good)]);
    "never-identified-wrong-code",
        "The never-identified account is refused with another code.", ["BI-146", "BI-168"],
        Rewrite(&[op::CREATE], When::Code("PREVIOUS_IDENT_NOT_FOUND"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "never-identified-as-400",
        "The never-identified account is refused with 400.", ["BI-146", "BI-168"],
        Rewrite(&[op::CREATE], When::Code("PREVIOUS_IDENT_NOT_FOUND"), &[Edit::Status(400)]);
    "mismatched-accepted",
        "The mismatched account is treated like a good one.", ["BI-147", "BI-166", "BI-083"],
        Set(&[Parameter::Account(MockedIban::NoAccountMatch, MockedIban::Good)]);
    "mismatched-wrong-code",
        "The mismatched account is refused with another code.", ["BI-147", "BI-166"],
        Rewrite(&[op::CREATE], When::Code("PERSON_ACCOUNT_MATCH_NOT_FOUND"), &[
            Edit::Code("GENERIC_ERROR"),
        ]);
    "mismatched-as-400", "The mismatched account is refused with 400.", ["BI-147", "BI-166"],
        Rewrite(&[op::CREATE], When::Code("PERSON_ACCOUNT_MATCH_NOT_FOUND"), &[Edit::Status(400)]);
    "joint-account-accepted",
        "The joint-account IBAN is treated like a good one.", ["BI-148", "BI-186"],
        Set(&[Parameter::Account(MockedIban::Joint, MockedIban::Good)]);
    "failing-snapshot-accepted",
        "The failing-snapshot IBAN is treated like a good one.", ["BI-149", "BI-184"],
        Set(&[Parameter::Account(MockedIban::SnapshotFails, MockedIban::Good)]);
    "swisscom-failure-accepted",
        "The swisscom-failure IBAN is treated like a good one.", ["BI-150"],
        Set(&[Parameter::Account(MockedIban::SwisscomFails, MockedIban::Good)]);
    "good-iban-refused", "SCHUFA refuses the good account.", ["BI-143", "BI-153"],
        Set(&[Parameter::Account(MockedIban::Good, MockedIban::UnknownPerson)]);
    "authorised-holder-unknown", "SCHUFA refuses the authorised holder.", ["BI-144"],
        Set(&[Parameter::Account(MockedIban::AuthorizedHolder, MockedIban::UnknownPerson)]);
    "ended-at-bank-as-500",
        "A QES call after the bank's refusal is answered with 500.", ["BI-148", "BI-149"],
        Rewrite(&[op::AUTHORIZE], When::Code("expectation_mismatch"), &[Edit::Status(500)]);
    "ended-at-bank-wrong-code",
        "A QES call in the wrong state is refused with another code.", ["BI-148", "BI-149"],
        Rewrite(&[op::AUTHORIZE], When::Code("expectation_mismatch"), &[Edit::Code("not_found")]);
    "failure-reason-missing", "A failed identification does not say why.", ["BI-136"],
        Rewrite(&[op::GET, op::LIST], When::Member("status", "failed"), &[
            Edit::Remove("failure_reason"),
        ]);
    "failure-reason-wrong",
        "A failed identification gives a reason that does not exist.",
        ["BI-136", "BI-148", "BI-149"],
        Rewrite(&[op::GET], When::Member("status", "failed"), &[
            Edit::Set("failure_reason", Literal::Text("bad_luck")),
        ]);
    // Request, hosted page, snapshot (Step 4)
    "request-leaves-created", "After the request the identification is still created.", ["BI-086"],
        Set(&[Parameter::AfterRequest(Status::Created)]);
    "request-url-missing", "The answer to the request has no url.", ["BI-088", "BI-132"],
        Rewrite(&[op::REQUEST, op::GET], When::Success, &[Edit::Set("url", Literal::Null)]);
    "request-url-without-session", "The url carries no session key.", ["BI-088"],
        Rewrite(&[op::REQUEST], When::Success, &[
            Edit::Set("url", Literal::Text("http://127.0.0.1:9/index.html")),
        ]);
    "request-repeatable", "A request can be repeated.", ["BI-090"],
        Ignore(&[Guard::State(Step::Request, Status::Pending)]);
    "request-waiting-time-missing",
        "The answer to the request has no estimated_waiting_time.", ["BI-089"],
        Rewrite(&[op::REQUEST], When::Success, &[Edit::Remove("estimated_waiting_time")]);
    "request-expiries-set", "The expiries are set before anything was paid.", ["BI-089"],
        Rewrite(&[op::REQUEST], When::Success, &[
            Edit::Set("authorization_expires_at", Literal::Text("2030-01-01T00:00:00.000Z")),
        ]);
    "snapshot-not-found", "There is no account snapshot after the request.", ["BI-087", "BI-094"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[
            Edit::Status(404),
            Edit::Body("{\"errors\":[{\"id\":\"0\",\"status\":404,\"code\":\"model_not_found\",\"title\":\"Not found\",\"detail\":\"none\"}]}"),
        ]);
    "snapshot-before-request",
        "There is an account snapshot before the request.", ["BI-076", "BI-094"],
        Rewrite(&[op::SNAPSHOT], When::Status(404), &[
            Edit::Status(200),
            Edit::Body("{\"id\":\"00000000000000000000000000000001snap\",\"status\":\"pending\"}"),
        ]);
    "snapshot-status-stuck",
        "The snapshot is still pending after the payment.", ["BI-097", "BI-098"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[Edit::Set("status", Literal::Text("pending"))]);
    "snapshot-status-unknown", "The snapshot has a status that does not exist.", ["BI-095"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[Edit::Set("status", Literal::Text("done"))]);
    "snapshot-iban-missing", "The snapshot has no IBAN.", ["BI-095"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[Edit::Remove("iban")]);
    "snapshot-of-failing-account-available",
        "The snapshot of the failing account is available.", ["BI-149"],
        Rewrite(&[op::SNAPSHOT], When::Member("status", "failed"), &[
            Edit::Set("status", Literal::Text("available")),
        ]);
    "wizard-ignored",
        "A finished payment does not move the identification on.", ["BI-009", "BI-098", "BI-100"],
        Ignore(&[Guard::PaymentCounts]);
    "bank-page-needs-no-tan",
        "The transfer is made as soon as the customer has logged in.", ["BI-009", "BI-093"],
        Ignore(&[Guard::TransferAuthorised]);
    "request-pays-itself",
        "The identification moves on although nobody opened the bank page.", ["BI-009", "BI-093"],
        Set(&[Parameter::AfterRequest(Status::AuthorizationRequired)]);
    "snapshot-never-expires",
        "The hosted page can be finished at any time.", ["BI-102", "BI-137", "BI-188", "BI-200"],
        Ignore(&[Guard::WizardWindow]);
    "snapshot-expires-after-five-minutes",
        "The hosted page dies after five minutes.", ["BI-102", "BI-200"],
        Set(&[Parameter::WizardMinutes(5)]);
    "snapshot-expires-after-fifteen-minutes",
        "The hosted page lives fifteen minutes.", ["BI-102", "BI-188", "BI-200"],
        Set(&[Parameter::WizardMinutes(15)]);
    // Qualified electronic signature (Step 5)
    "authorize-in-created",
        "The QES can be started while the identification is created.", ["BI-103"],
        Ignore(&[Guard::State(Step::Authorize, Status::Created)]);
    "authorize-in-pending",
        "The QES can be started while the identification is pending.", ["BI-103"],
        Ignore(&[Guard::State(Step::Authorize, Status::Pending)]);
    "authorize-in-failed",
        "The QES can be started while the identification is failed.",
        ["BI-103", "BI-136", "BI-148", "BI-149"],
        Ignore(&[Guard::State(Step::Authorize, Status::Failed)]);
    "authorize-in-successful",
        "The QES can be started while the identification is successful.", ["BI-135"],
        Ignore(&[Guard::State(Step::Authorize, Status::Successful)]);
    "authorize-in-expired",
        "The QES can be started while the identification is expired.", ["BI-137", "BI-142"],
        Ignore(&[Guard::State(Step::Authorize, Status::Expired)]);
    "request-in-successful", "A successful identification can be requested again.", ["BI-135"],
        Ignore(&[Guard::State(Step::Request, Status::Successful)]);
    "request-in-failed", "A failed identification can be requested again.", ["BI-136"],
        Ignore(&[Guard::State(Step::Request, Status::Failed)]);
    "confirm-in-successful", "A successful identification can be confirmed again.", ["BI-135"],
        Ignore(&[Guard::State(Step::Confirm, Status::Successful), Guard::TanMatches]);
    "confirm-in-pending",
        "The QES can be confirmed while the identification is pending.", ["BI-115"],
        Ignore(&[Guard::State(Step::Confirm, Status::Pending), Guard::TanMatches]);
    "confirm-without-authorize",
        "The QES can be confirmed without having been started.", ["BI-115"],
        Ignore(&[Guard::State(Step::Confirm, Status::AuthorizationRequired)]);
    "authorize-leaves-status",
        "After the start of the QES the status is the same as before.", ["BI-112"],
        Set(&[Parameter::AfterAuthorize(Status::AuthorizationRequired)]);
    "authorize-refused", "The QES cannot be started.", ["BI-105", "BI-112", "BI-153"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[Edit::Status(409)]);
    "tan-not-sent", "No SMS is sent when the QES starts.", ["BI-011", "BI-107"],
        Ignore(&[Guard::TanSent]);
    "tan-sent-to-another-number", "The TAN goes to a number that is not the person's.", ["BI-011"],
        Ignore(&[Guard::TanToOwnNumber]);
    "expiries-missing", "The answer to the start of the QES has no expiries.", ["BI-113"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[
            Edit::Set("authorization_expires_at", Literal::Null),
            Edit::Set("confirmation_expires_at", Literal::Null),
        ]);
    "expiries-in-the-past", "The expiries are in the past.", ["BI-113"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[
            Edit::Set("authorization_expires_at", Literal::Text("2001-01-01T00:00:00.000Z")),
            Edit::Set("confirmation_expires_at", Literal::Text("2001-01-01T00:00:00.000Z")),
        ]);
    "reference-token-missing",
        "The answer to the start of the QES has no reference token.", ["BI-113"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[Edit::Remove("current_reference_token")]);
    "reference-token-malformed",
        "The reference token has another form, and not the one shown later.",
        ["BI-113", "BI-116", "BI-126"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[
            Edit::Set("current_reference_token", Literal::Text("12345678")),
        ]);
    "wrong-tan-accepted", "Any TAN confirms the QES.", ["BI-117"],
        Ignore(&[Guard::TanMatches]);
    "wrong-tan-fails-identification", "A wrong TAN ends the identification.", ["BI-117"],
        Ignore(&[Guard::WrongTanHarmless]);
    "tan-optional", "The QES is confirmed without a TAN being given.", ["BI-114"],
        Ignore(&[Guard::Mandatory("token"), Guard::TanMatches]);
    "previous-tan-still-alive", "A TAN still works after a new one was requested.", ["BI-151"],
        Ignore(&[Guard::NewTanVoidsOld]);
    "second-tan-dead", "A second TAN never works.", ["BI-109", "BI-116"],
        Ignore(&[Guard::RepeatedTanUsable]);
    "tan-never-expires", "A TAN works as long as the QES lasts.", ["BI-108", "BI-111"],
        Ignore(&[Guard::TanWindow]);
    "tan-expires-after-one-minute", "A TAN dies after one minute.", ["BI-108", "BI-197"],
        Set(&[Parameter::TanMinutes(1)]);
    "qes-window-never-ends",
        "The QES can be finished at any time after the payment.", ["BI-137", "BI-142", "BI-197"],
        Ignore(&[Guard::AuthorizationWindow, Guard::TanWindow]);
    "qes-window-of-two-minutes",
        "The QES must end two minutes after the payment.", ["BI-108", "BI-142"],
        Set(&[Parameter::AuthorizationMinutes(2)]);
    "confirm-skips-confirmed",
        "A right TAN leads straight to successful, and nothing is completed.",
        ["BI-116", "BI-121", "BI-122"],
        Set(&[Parameter::AfterConfirm(Status::Successful)]);
    "confirm-leaves-status", "A right TAN changes nothing.", ["BI-116", "BI-121", "BI-153"],
        Set(&[Parameter::AfterConfirm(Status::ConfirmationRequired)]);
    "confirm-answers-500", "A right TAN is answered with 500.", ["BI-116", "BI-153"],
        Rewrite(&[op::CONFIRM], When::Success, &[Edit::Status(500)]);
    "confirm-completed-at-once",
        "The answer to confirm says when the identification was completed.", ["BI-116"],
        Rewrite(&[op::CONFIRM], When::Success, &[
            Edit::Set("completed_at", Literal::Text("2030-01-01T00:00:00.000Z")),
        ]);
    "no-thirty-day-expiry", "An identification never gets too old.", ["BI-182"],
        Ignore(&[Guard::ThirtyDays]);
    "thirty-day-expiry-as-409",
        "An identification that is too old is refused like any wrong state.", ["BI-182"],
        Ignore(&[Guard::ExpiredCode]);
    "expiry-after-a-week", "An identification dies after seven days.", ["BI-182"],
        Set(&[Parameter::ExpiryDays(7)]);
    // Result and documents (Step 5)
    "completed-at-null",
        "A successful identification does not say when it was completed.", ["BI-121", "BI-125"],
        Rewrite(&[op::GET], When::Member("status", "successful"), &[
            Edit::Set("completed_at", Literal::Null),
        ]);
    "status-unknown", "A pending identification has a status that does not exist.", ["BI-130"],
        Rewrite(&[op::GET], When::Member("status", "pending"), &[
            Edit::Set("status", Literal::Text("in_progress")),
        ]);
    "documents-missing", "No documents are listed.", ["BI-119", "BI-122", "BI-153"],
        Ignore(&[Guard::UnsignedDocument, Guard::SignedDocument]);
    "documents-only-unsigned", "The signed document is not listed.", ["BI-122", "BI-153"],
        Ignore(&[Guard::SignedDocument]);
    "documents-only-signed", "The unsigned document is not listed.", ["BI-122"],
        Ignore(&[Guard::UnsignedDocument]);
    "documents-always-shown", "Documents are shown although nobody asked for them.", ["BI-119"],
        Ignore(&[Guard::DocumentsOnRequest]);
    "documents-never-shown", "Documents are not shown even when asked for.", ["BI-119", "BI-122"],
        Rewrite(&[op::GET], When::Success, &[Edit::Remove("documents")]);
    "document-size-zero", "Documents are said to be empty.", ["BI-123"],
        Rewrite(&[op::GET], When::Success, &[Edit::Set("documents.*.size", Literal::Number(0))]);
    "document-size-as-text", "The size of a document is a string.", ["BI-123"],
        Rewrite(&[op::GET], When::Success, &[
            Edit::Set("documents.*.size", Literal::Text("88139")),
        ]);
    "document-name-constant", "Documents have names that do not follow the pattern.", ["BI-124"],
        Rewrite(&[op::GET], When::Success, &[
            Edit::Set("documents.*.name", Literal::Text("contract.pdf")),
        ]);
    "document-type-unknown", "Documents have a type that does not exist.", ["BI-122", "BI-123"],
        Rewrite(&[op::GET], When::Success, &[
            Edit::Set("documents.*.document_type", Literal::Text("CONTRACT")),
        ]);
    "document-not-a-pdf", "The file of a document is no PDF.", ["BI-129"],
        Ignore(&[Guard::DocumentIsPdf]);
    "document-not-found", "The file of a document is not there.", ["BI-129"],
        Rewrite(&[op::GET_FILE], When::Success, &[Edit::Status(404), Edit::Body("")]);
    "expiries-lost-after-success",
        "The expiries are gone once the identification succeeded.", ["BI-126"],
        Rewrite(&[op::GET], When::Member("status", "successful"), &[
            Edit::Set("authorization_expires_at", Literal::Null),
            Edit::Set("confirmation_expires_at", Literal::Null),
            Edit::Remove("current_reference_token"),
        ]);
    "address-missing", "A finished identification has no address member.", ["BI-121"],
        Rewrite(&[op::GET], When::Member("status", "successful"), &[Edit::Remove("address")]);
    "failed-attempts-unrecorded", "Failed attempts are not listed.", ["BI-127"],
        Ignore(&[Guard::FailedAttemptsRecorded]);
    "attempts-empty", "No attempts are listed.", ["BI-127"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Keep("", 0)]);
    "attempts-all-successful", "Every attempt is said to have been successful.", ["BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[
            Edit::Set("*.successful", Literal::Flag(true)),
            Edit::Set("*.failure_reason", Literal::Null),
        ]);
    "attempts-iban-missing", "Attempts do not name the IBAN.", ["BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Remove("*.iban")]);
    "attempt-id-missing", "Attempts have no id.", ["BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Remove("*.id")]);
    // Access and delivery
    "token-not-required", "Calls without a token are answered.", ["AU-003", "AU-007"],
        Ignore(&[Guard::TokenPresent]);
    "unknown-token-accepted", "Calls with an unknown token are answered.", ["AU-004"],
        Ignore(&[Guard::TokenKnown]);
    "old-token-accepted", "A token never dies.", ["AU-005"],
        Ignore(&[Guard::TokenLifetime]);
    "wrong-credentials-accepted", "A token is issued for a wrong client secret.", ["AU-006"],
        Ignore(&[Guard::Credentials]);
    "get-hangs", "Reading an identification is never answered.", ["BI-118"],
        Disturb(op::GET, Disturbance::Hang);
    "get-breaks-off",
        "Reading an identification breaks off in the middle of the answer.", ["BI-118"],
        Disturb(op::GET, Disturbance::CloseMidBody);
    "get-answers-html", "Reading an identification is answered with a web page.", ["BI-118"],
        Disturb(op::GET, Disturbance::Html);
    "get-answers-truncated-json",
        "Reading an identification is answered with half of the JSON.", ["BI-118"],
        Disturb(op::GET, Disturbance::TruncatedJson);
    "create-answers-500", "Creating an identification is answered with 500.", ["BI-072"],
        Disturb(op::CREATE, Disturbance::InternalError);
    "token-without-lifetime", "The token answer does not say how long it lives.", ["AU-002"],
        Rewrite(&[op::TOKEN], When::Success, &[Edit::Remove("expires_in")]);
    "token-of-another-type", "The token answer names a type other than bearer.", ["AU-002"],
        Rewrite(&[op::TOKEN], When::Success, &[Edit::Set("token_type", Literal::Text("mac"))]);
    "token-dies-early", "A token dies long before the time it announced.", ["AU-005"],
        Rewrite(&[op::TOKEN], When::Success, &[Edit::Set("expires_in", Literal::Number(7200))]);
    // Errors
    "not-found-without-envelope", "What is not found is told without a list of errors.", ["ER-001"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[Edit::Body("{\"error\":\"not found\"}")]);
    "bad-request-without-envelope", "A bad request is answered with plain text.", ["ER-001"],
        Rewrite(&[op::CREATE_PERSON], When::Status(400), &[
            Edit::ContentType("text/plain"),
            Edit::Body("bad request"),
        ]);
    "error-without-id", "Errors have no id.", ["ER-002"],
        Rewrite(&[op::CREATE_PERSON, op::GET_PERSON], When::Always, &[Edit::Remove("errors.*.id")]);
    "error-detail-missing", "Errors have no detail.", ["ER-002"],
        Rewrite(&[op::CREATE_PERSON, op::GET_PERSON], When::Always, &[
            Edit::Remove("errors.*.detail"),
        ]);
    "error-status-differs", "Errors name another status code than the answer's.", ["ER-003"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[
            Edit::Set("errors.*.status", Literal::Number(400)),
        ]);
    "error-ids-constant", "All errors have the same id.", ["ER-007"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[
            Edit::Set("errors.*.id", Literal::Text("00000000000000000000000000000001ex")),
        ]);
    "unknown-person-as-bad-request", "An unknown person is answered with 400.", ["ER-004"],
        Rewrite(&[op::GET_PERSON], When::Status(404), &[Edit::Status(400)]);
    "unknown-identification-as-empty", "An unknown identification is answered as if it were there.",
        ["ER-004"],
        Rewrite(&[op::GET], When::Status(404), &[Edit::Status(200), Edit::Body("{}")]);
    "broken-json-accepted", "A body that is not JSON is taken for a person.", ["ER-005"],
        Rewrite(&[op::CREATE_PERSON], When::Code("invalid_json"), &[
            Edit::Status(201),
            Edit::Body("{\"id\":\"00000000000000000000000000000001cper\"}"),
        ]);
    "mistyped-value-accepted", "A value of the wrong JSON type is accepted.", ["ER-006"],
        Rewrite(&[op::CREATE_PERSON], When::Code("type_error"), &[
            Edit::Status(201),
            Edit::Body("{\"id\":\"00000000000000000000000000000001cper\"}"),
        ]);
    "token-hangs", "No token is ever issued.", ["AU-001"],
        Disturb(op::TOKEN, Disturbance::Hang);
}
