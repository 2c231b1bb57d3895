//! The mocked IBANs (Appendix II).

use super::faults;
use crate::api::MockedIban;
use crate::simulator::fault::Effect::{Ignore, Rewrite, Set};
use crate::simulator::fault::{Edit, Fault, Literal, When};
use crate::simulator::machine::{Guard, Parameter};
use crate::simulator::operation as op;

faults! {
    "authorised-holder-not-signed", "An authorised holder may begin to sign and fails.", ["BI-144"],
        Set(&[Parameter::Account(MockedIban::AuthorizedHolder, MockedIban::SwisscomFails)]);
    "unknown-person-accepted",
        "The unknown-person account is treated like a good one.", ["BI-145", "BI-164", "BI-083"],
        Set(&[Parameter::Account(MockedIban::UnknownPerson, MockedIban::Good)]);
    "schufa-refusal-leaves-identification",
        "An identification that SCHUFA refused is listed with the status `created`.", ["BI-083"],
        Ignore(&[Guard::SchufaRefusalFails]);
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
    "failure-reason-missing", "A failed identification has no reason.", ["BI-136"],
        Rewrite(&[op::GET, op::LIST], When::Member("status", "failed"), &[
            Edit::Remove("failure_reason"),
        ]);
    "failure-reason-wrong",
        "A failed identification gives a reason that does not exist.",
        ["BI-136", "BI-148", "BI-149"],
        Rewrite(&[op::GET], When::Member("status", "failed"), &[
            Edit::Set("failure_reason", Literal::Text("bad_luck")),
        ]);
}
