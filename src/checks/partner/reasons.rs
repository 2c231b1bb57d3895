//! Rules about the rejection reasons (Appendix III): one about the action, one about the text.

use crate::api::Reason;

use super::rule::{AppRule, Judge};

const TEXT: &str = "the app says what the guide says of this reason";
const SHOWS: &str = "The app shows the customer the text of the guide in the customer's language.";
const STOPS: &str =
    "The app ends the onboarding and calls neither create, request nor authorize again.";
const OTHER: &str = "The app lets the customer try another IBAN at most, and never the same again.";
const CONTACTS: &str = "The app repeats nothing by itself; Solaris is contacted.";
const RESTARTS: &str = "The app creates a new identification and never uses the old one again.";
const GIVES_UP: &str = "The app offers another method instead of a second try with this one.";

const fn action(
    requirement: &'static str,
    reason: Reason,
    statement: &'static str,
    correct: &'static str,
) -> AppRule {
    AppRule { requirement, statement, correct, judge: Judge::Action(reason) }
}

const fn text(requirement: &'static str, reason: Reason) -> AppRule {
    AppRule { requirement, statement: TEXT, correct: SHOWS, judge: Judge::Text(reason) }
}

/// Actions and texts in the guide's order.
pub const RULES: &[AppRule] = &[
    action("BI-157", Reason::IbanUsageLimitExceeded, "the onboarding stops", STOPS),
    text("BI-157", Reason::IbanUsageLimitExceeded),
    action(
        "BI-159",
        Reason::MobileNumberNotVerified,
        "the number is verified, then the call is repeated once",
        "The app has the number confirmed and repeats the refused call once.",
    ),
    action("BI-161", Reason::IdentificationAttemptsExceeded, "the onboarding stops", STOPS),
    text("BI-161", Reason::IdentificationAttemptsExceeded),
    action("BI-163", Reason::AlreadyIdentifiedSuccessfully, "the onboarding stops", STOPS),
    text("BI-163", Reason::AlreadyIdentifiedSuccessfully),
    action("BI-165", Reason::MatchForPersonDataNotFound, "the method is given up", GIVES_UP),
    text("BI-165", Reason::MatchForPersonDataNotFound),
    action("BI-167", Reason::PersonAccountMatchNotFound, "the same IBAN is not tried again", OTHER),
    text("BI-167", Reason::PersonAccountMatchNotFound),
    action("BI-169", Reason::PreviousIdentNotFound, "the method is given up", GIVES_UP),
    text("BI-169", Reason::PreviousIdentNotFound),
    action(
        "BI-171",
        Reason::PersonMissingRequiredData,
        "the data are completed, then the call is repeated once",
        "The app asks for the missing data, adds them, and repeats the refused call once.",
    ),
    text("BI-171", Reason::PersonMissingRequiredData),
    action("BI-173", Reason::DependencyError, "nothing is repeated automatically", CONTACTS),
    text("BI-173", Reason::DependencyError),
    action(
        "BI-175",
        Reason::InvalidModel,
        "the corrected call is repeated at most once",
        "The app corrects its request and repeats it once; then Solaris is contacted.",
    ),
    text("BI-175", Reason::InvalidModel),
    action("BI-177", Reason::InternalRequestError, "nothing is repeated automatically", CONTACTS),
    text("BI-177", Reason::InternalRequestError),
    action("BI-179", Reason::GenericError, "nothing is repeated automatically", CONTACTS),
    text("BI-179", Reason::GenericError),
    action("BI-181", Reason::AccessByAuthorizedHolder, "the same IBAN is not tried again", OTHER),
    text("BI-181", Reason::AccessByAuthorizedHolder),
    action("BI-183", Reason::Expired, "the old identification is never used again", RESTARTS),
    text("BI-183", Reason::Expired),
    action("BI-185", Reason::AccountSnapshotFailed, "the same IBAN is not tried again", OTHER),
    text("BI-185", Reason::AccountSnapshotFailed),
    action("BI-187", Reason::JointAccount, "the same IBAN is not tried again", OTHER),
    text("BI-187", Reason::JointAccount),
    action(
        "BI-189",
        Reason::AccountSnapshotExpired,
        "the old identification is never used again",
        RESTARTS,
    ),
    text("BI-189", Reason::AccountSnapshotExpired),
];

/// The action of a correct app after a reason, in one sentence.
pub fn correct_action(reason: Reason) -> Option<&'static str> {
    let is_action = |it: &&AppRule| matches!(it.judge, Judge::Action(known) if known == reason);
    RULES.iter().find(is_action).map(|it| it.correct)
}
