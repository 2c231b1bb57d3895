//! The mobile number (Step 2).

use super::faults;
use crate::simulator::fault::Effect::{Ignore, Rewrite};
use crate::simulator::fault::{Edit, Fault, Literal, When};
use crate::simulator::machine::Guard;
use crate::simulator::operation as op;

faults! {
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
    "mobile-born-verified", "A new number is shown as verified.", ["BI-052"],
        Rewrite(&[op::CREATE_NUMBER], When::Success, &[Edit::Set("verified", Literal::Flag(true))]);
    "mobile-verified-as-text",
        "The member `verified` is a string instead of a boolean.", ["BI-052", "BI-058"],
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
    "mobile-token-optional", "A number is verified without an OTP being given.", ["BI-057"],
        Ignore(&[Guard::OtpGiven]);
    "mobile-confirm-number-optional",
        "A number is verified without being named.", ["BI-057"],
        Ignore(&[Guard::Mandatory("number"), Guard::Format("number"), Guard::NumberMatches]);
    "mobile-number-unchecked", "A number that is not E.164 is accepted.", ["BI-051"],
        Ignore(&[Guard::Format("number")]);
    "defective-number-as-500",
        "Authorising a number of the wrong type is answered with 500.", ["ER-006", "BI-054"],
        Rewrite(&[op::AUTHORIZE_NUMBER], When::Code("type_error"), &[Edit::Status(500)]);
    "mobile-other-number-accepted",
        "The OTP can be requested for a number that is not the person's.", ["BI-054"],
        Ignore(&[Guard::NumberMatches]);
    "mobile-second-number-forgotten",
        "A second mobile number is accepted and not kept.", ["BI-053"],
        Ignore(&[Guard::OneNumber]);
    "mobile-excluded-country-accepted",
        "Numbers from Iran and North Korea are accepted.", ["BI-194"],
        Ignore(&[Guard::NumberCountry]);
    "mobile-number-shared", "A person without a number has the number of another person.", ["BI-053"],
        Rewrite(&[op::GET_NUMBER], When::Status(404), &[
            Edit::Status(200),
            Edit::Body("{\"id\":\"00000000000000000000000000000001cmno\",\"number\":\"+15550101\",\"verified\":false}"),
        ]);
    "mobile-number-not-attached",
        "An unverified number cannot be read back from the person.", ["BI-053"],
        Rewrite(&[op::GET_NUMBER], When::Member("verified", "false"), &[
            Edit::Status(404), Edit::Body("{}"),
        ]);
    "mobile-lost-on-success", "A success removes the mobile number.", ["BI-058"],
        Ignore(&[Guard::NumberStays]);
    "mobile-verified-again",
        "A number that is created after its deletion is verified at once.", ["BI-052"],
        Ignore(&[Guard::UnverifiedAgain]);
    "mobile-otp-survives-deletion",
        "The OTP of a deleted number verifies a new one.", ["BI-060"],
        Ignore(&[Guard::OtpEndsWithNumber]);
    "mobile-not-deleted", "A deleted mobile number still exists.", ["BI-053"],
        Ignore(&[Guard::NumberDeleted]);
    "unverified-number-as-second-factor",
        "An unverified number must authorise its own deletion.", ["BI-047"],
        Rewrite(&[op::DELETE_NUMBER], When::Success, &[
            Edit::Status(202),
            Edit::Set("status", Literal::Text("AUTHORIZATION_REQUIRED")),
        ]);
    "mobile-otp-not-sent", "Authorising a mobile number sends no OTP.", ["BI-054"],
        Ignore(&[Guard::OtpSent]);
    "mobile-foreign-refused", "Only German mobile numbers are accepted.", ["BI-194"],
        Ignore(&[Guard::AnyCountry]);
    "mobile-number-changed", "The answer names another number.", ["BI-052"],
        Rewrite(&[op::CREATE_NUMBER], When::Success, &[
            Edit::Set("number", Literal::Text("+15550199")),
        ]);
}
