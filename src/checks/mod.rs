//! Checks over plain data: compare an answer with its documented form and with earlier answers, and
//! find the documented reading that an observation fits.
//!
//! Pure functions: observation in, mismatches or a reading out. No network, no clock, no cucumber.

mod access;
mod accounts;
mod answer_place;
mod attempts;
mod bank_page;
mod comparison;
mod contradictions;
mod deliveries;
mod documents;
mod eligibility;
mod errors;
mod example;
mod expectation;
mod foreign_refusal;
mod forms;
mod history;
mod iban_lookup;
mod identifications;
mod journey;
mod known;
mod members;
mod mobile_number;
pub mod partner;
mod person_change;
mod person_data;
mod persons;
pub mod readings;
mod refusals;
mod resources;
#[cfg(test)]
mod samples;
mod signature;
mod snapshots;
mod status_events;
mod subscriptions;
mod tans;
mod unchanged;
mod webhook_signature;
mod whole_answers;
mod whole_refusals;

pub use access::{data_of_another_partner, described_token, is_permitted};
pub use accounts::{
    CheckedJourney, account_can_sign, authorised_holder, blocked_by_others, failed_signature,
    is_refused_by_schufa, kept_refusal, may_be_of_the_person, named_reason, no_limit,
    refused_account, refused_identification, started_signing, treated_alike,
};
pub use answer_place::{AnswerPlace, noted_part, sms_like, webhook_like, written_part};
pub use attempts::{documented_attempt, listed_attempt, number_of_attempts, own_attempts};
pub use bank_page::{
    bank_page_address, late_bank_page, late_bank_page_note, own_bank_page, transferred_amount,
    unauthorised_payment,
};
pub use comparison::{as_before, as_sent, same};
pub use deliveries::{
    attempts, concerns, delivery_headers, distinct_ids, documented_attempts, events, named_entity,
    number_of_deliveries, numbered_attempts, one_delivery, rarer_deliveries, same_id,
};
pub use documents::{
    SIGNED_DOCUMENT, UNSIGNED_DOCUMENT, complete_documents, document_id, downloaded_document,
    hidden_document, listed_documents, lists_signed_document, named_documents, no_signed_document,
    ordered_documents, signed_file, titled_documents, unlisted_documents, what_was_signed,
};
pub use eligibility::{
    eligibility, empty_list, explained_eligibility, no_new_identification, unidentified,
};
pub use errors::{complete_errors, error_id, listed_errors, own_error_id, repeated_status};
pub use example::{example_fault, is_like_example, like_example};
pub use expectation::{Expectation, Member, is_refusal, not_found, shown, status_of};
pub use iban_lookup::{named_bank, no_bank};
pub use identifications::{
    confirmed_or_refused, created_identification, documented_status, echoed, listed_once,
    may_be_identified, more_sms, repeated_request, unaccepted_account,
};
pub use journey::{IdentificationCall, Journey};
pub use known::{KnownIdentification, KnownPerson, KnownSubscription};
pub use members::{noted_text, shown_members, status_code};
pub use mobile_number::{
    NumberAnswer, answered_number, deleted_number, has_number, kept_number, no_second_factor,
    one_number, one_otp, owned_number, readable_number, second_number, six_digits,
    unverified_number, useless_number,
};
pub use person_change::PersonChange;
pub use person_data::identified_or_missing_data;
pub use persons::{
    created_without, different_values, registered_person, returned_person, trimmed_name,
};
pub use refusals::RefusalCause;
pub use signature::{
    completed, confirmed_signature, late_signature, punctual_signature, started_signature, too_old,
    unsigned,
};
pub use snapshots::{
    SnapshotState, documented_snapshot, own_snapshot, snapshot_before_login, snapshot_in,
};
pub use status_events::{ReportedStatuses, documented_event, reported_status, reports};
pub use subscriptions::{
    deleted_subscription, few_subscriptions, new_subscription, one_verification,
    shown_subscription, subscribed, unlisted_subscription,
};
pub use tans::{
    EnteredTans, TanQuestion, accepts_tan, another_code, decides_tan, digits_of, second_tan,
    sent_tan, sent_tan_again, with_other_first_digit, with_other_last_digit, without_last_digit,
    wrong_tan,
};
pub use unchanged::{RepeatedAnswer, continued, rest_of_answer};
pub use webhook_signature::{delivery_of, own_signature};
pub use whole_answers::whole_answers;
pub use whole_refusals::{accepted_or_refused, refused_or_failed, whole_refusals};
