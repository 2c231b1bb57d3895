//! The qualified electronic signature and its result (Step 5).

use super::faults;
use crate::api::Status;
use crate::simulator::fault::Effect::{CarryOut, Ignore, Rewrite, Set};
use crate::simulator::fault::{Edit, Fault, Literal, When};
use crate::simulator::machine::{Guard, Mistake, Parameter, Quantity, Transition};
use crate::simulator::operation as op;

faults! {
    "authorize-in-created",
        "The QES can be started in the status `created`.", ["BI-103"],
        Ignore(&[Guard::State(Transition::Authorize, Status::Created)]);
    "authorize-in-pending",
        "The QES can be started in the status `pending`.", ["BI-103"],
        Ignore(&[Guard::State(Transition::Authorize, Status::Pending)]);
    "authorize-in-failed",
        "The QES can be started in the status `failed`.",
        ["BI-103", "BI-136", "BI-148", "BI-149"],
        Ignore(&[Guard::State(Transition::Authorize, Status::Failed)]);
    "authorize-in-successful",
        "The QES can be started in the status `successful`.", ["BI-135"],
        Ignore(&[Guard::State(Transition::Authorize, Status::Successful)]);
    "authorize-in-expired",
        "The QES can be started in the status `expired`.", ["BI-137", "BI-142"],
        Ignore(&[Guard::State(Transition::Authorize, Status::Expired)]);
    "request-in-successful", "A successful identification can be requested again.", ["BI-135"],
        Ignore(&[Guard::State(Transition::Request, Status::Successful)]);
    "request-in-failed", "A failed identification can be requested again.", ["BI-136"],
        Ignore(&[Guard::State(Transition::Request, Status::Failed)]);
    "confirm-in-successful", "A successful identification can be confirmed again.", ["BI-135"],
        Ignore(&[Guard::State(Transition::Confirm, Status::Successful), Guard::TanMatches]);
    "confirm-in-failed",
        "The TAN of an identification that failed is accepted again.", ["BI-136"],
        Set(&[Parameter::Makes(Mistake::TanAfterFailure)]);
    "confirm-in-pending",
        "The QES can be confirmed in the status `pending`.", ["BI-115"],
        Ignore(&[Guard::State(Transition::Confirm, Status::Pending), Guard::TanMatches]);
    "confirm-in-created",
        "The QES can be confirmed in the status `created`.", ["BI-115"],
        Ignore(&[Guard::State(Transition::Confirm, Status::Created), Guard::TanMatches]);
    "confirm-without-authorize",
        "The QES can be confirmed without having been started.", ["BI-115"],
        Ignore(&[Guard::State(Transition::Confirm, Status::AuthorizationRequired)]);
    "authorize-leaves-status",
        "After the start of the QES the status is the same as before.", ["BI-112"],
        Set(&[Parameter::AfterAuthorize(Status::AuthorizationRequired)]);
    "authorize-refused", "The QES cannot be started.", ["BI-105", "BI-112", "BI-153"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[Edit::Status(409)]);
    "tan-not-sent", "No SMS is sent when the QES starts.", ["BI-011", "BI-107"],
        Ignore(&[Guard::TanSent]);
    "tan-sent-to-another-number", "The TAN goes to a number that is not the person's.", ["BI-011"],
        Ignore(&[Guard::TanToOwnNumber]);
    "tan-sent-on-create", "A TAN is sent when an identification is created.", ["BI-107"],
        Set(&[Parameter::SmsAfter(op::CREATE)]);
    "tan-sent-on-request", "A TAN is sent when an identification is requested.", ["BI-107"],
        Set(&[Parameter::SmsAfter(op::REQUEST)]);
    "sms-sent-on-look", "An SMS is sent when a person is retrieved.", ["BI-054", "BI-107"],
        Set(&[Parameter::SmsAfter(op::GET_PERSON)]);
    "sms-sent-on-change", "An SMS is sent when a person is changed.", ["BI-054", "BI-107"],
        Set(&[Parameter::SmsAfter(op::UPDATE_PERSON)]);
    "sms-sent-on-check",
        "An SMS is sent when the eligibility is checked.", ["BI-054", "BI-107"],
        Set(&[Parameter::SmsAfter(op::CHECK_ELIGIBILITY)]);
    "sms-sent-on-verification", "An SMS is sent when a number is verified.", ["BI-054", "BI-107"],
        Set(&[Parameter::SmsAfter(op::CONFIRM_NUMBER)]);
    "sms-sent-on-confirm", "An SMS is sent when the QES is confirmed.", ["BI-054", "BI-107"],
        Set(&[Parameter::SmsAfter(op::CONFIRM)]);
    "tan-sent-twice", "The same TAN is sent in two SMS.", ["BI-107"],
        Ignore(&[Guard::TanSentOnce]);
    "page-lost-when-signing",
        "The answer to the start of the QES lacks the url.", ["BI-113"],
        Rewrite(&[op::AUTHORIZE], When::Success, &[Edit::Set("url", Literal::Null)]);
    "deadlines-lost-on-confirm",
        "The answer to confirm lacks the deadlines.", ["BI-116"],
        Rewrite(&[op::CONFIRM], When::Success, &[
            Edit::Set("authorization_expires_at", Literal::Null),
            Edit::Set("confirmation_expires_at", Literal::Null),
        ]);
    "refused-tan-signs",
        "A refused TAN signs in spite of the refusal.", ["BI-108", "BI-111", "BI-114", "BI-117"],
        CarryOut(&[op::CONFIRM], When::Always, &[
            Guard::State(Transition::Confirm, Status::Expired),
            Guard::Mandatory("token"),
            Guard::TanMatches,
        ]);
    "authorize-starts-all",
        "The start of a QES starts that of all identifications of the person.", ["BI-112"],
        Ignore(&[Guard::LeavesOthers(Transition::Authorize)]);
    "confirm-confirms-all",
        "A TAN confirms all identifications of the person.", ["BI-116", "BI-117"],
        Ignore(&[Guard::LeavesOthers(Transition::Confirm)]);
    "wrong-tan-voids-others",
        "A wrong TAN voids those of the person's other identifications.", ["BI-117"],
        Ignore(&[Guard::WrongTanLeavesOthers]);
    "tan-of-other-identification-accepted",
        "A TAN that was sent for another identification of the person confirms.", ["BI-117"],
        Ignore(&[Guard::TanOfIdentification]);
    "static-otp-signs", "The OTP of the static mobile number confirms.", ["BI-117"],
        Ignore(&[Guard::StaticOtpIsNoTan]);
    "signing-ends-before-its-time",
        "The time for signing ends two minutes before its announced end.", ["BI-113", "BI-142"],
        Set(&[Parameter::Moved(Quantity::SignatureDeadline, -120)]);
    "tan-outlives-signing-time",
        "A TAN confirms after the time for signing.", ["BI-137", "BI-142"],
        Ignore(&[Guard::TanEndsInTime, Guard::State(Transition::Confirm, Status::Expired)]);
    "second-start-reported", "A second start of the QES is reported again.", ["BI-120"],
        Ignore(&[Guard::ChangesReportedOnly]);
    "foreign-tan-accepted", "A TAN that was sent to another customer is accepted.", ["BI-117"],
        Ignore(&[Guard::TanIsOwn]);
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
    "reference-token-shared", "Every QES has the same reference token.", ["BI-113"],
        Ignore(&[Guard::ReferenceIsOwn]);
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
    "mistyped-tan-as-500", "A TAN of another type is answered with 500.", ["BI-114"],
        Rewrite(&[op::CONFIRM], When::Code("type_error"), &[Edit::Status(500)]);
    "previous-tan-still-alive", "A TAN still works after a new one was requested.", ["BI-151"],
        Ignore(&[Guard::NewTanVoidsOld]);
    "second-tan-dead",
        "A second TAN never works.",
        ["BI-109", "BI-116"],
        Ignore(&[Guard::RepeatedTanUsable]);
    "tan-expires-after-one-minute", "A TAN expires after one minute.", ["BI-108", "BI-197"],
        Set(&[Parameter::TanMinutes(1)]);
    "qes-window-never-ends",
        "The QES can be finished at any time after the payment.", ["BI-137", "BI-142", "BI-197"],
        Ignore(&[Guard::AuthorizationWindow, Guard::TanWindow]);
    "qes-window-of-two-minutes",
        "The QES must end two minutes after the payment.", ["BI-108", "BI-142"],
        Set(&[Parameter::AuthorizationMinutes(2)]);
    "confirm-skips-confirmed",
        "A right TAN changes the status to successful at once, without a time of completion.",
        ["BI-116", "BI-121", "BI-122"],
        Set(&[Parameter::AfterConfirm(Status::Successful)]);
    "confirm-leaves-status", "A right TAN changes nothing.", ["BI-116", "BI-121", "BI-153"],
        Set(&[Parameter::AfterConfirm(Status::ConfirmationRequired)]);
    "confirm-answers-500", "A right TAN is answered with 500.", ["BI-116", "BI-153"],
        Rewrite(&[op::CONFIRM], When::Success, &[Edit::Status(500)]);
    "confirm-completed-at-once",
        "The answer to confirm has a time of completion.", ["BI-116"],
        Rewrite(&[op::CONFIRM], When::Success, &[
            Edit::Set("completed_at", Literal::Text("2030-01-01T00:00:00.000Z")),
        ]);
    "no-thirty-day-expiry", "An identification never expires because of its age.", ["BI-182"],
        Ignore(&[Guard::ThirtyDays]);
    "thirty-day-expiry-as-409",
        "An identification that is too old is refused like any wrong state.", ["BI-182"],
        Ignore(&[Guard::ExpiredCode]);
    "expiry-after-a-week", "An identification expires after seven days.", ["BI-182"],
        Set(&[Parameter::ExpiryDays(7)]);
    "expired-for-another-reason",
        "An expired identification names the reason of a joint account.",
        ["BI-102", "BI-137", "BI-182"],
        Rewrite(&[op::GET], When::Member("status", "expired"), &[
            Edit::Set("failure_reason", Literal::Text("joint_account")),
        ]);
    "signed-tomorrow", "The signed document is dated tomorrow.", ["BI-125"],
        Ignore(&[Guard::SignedNow]);
    "completed-at-null",
        "A successful identification has no time of completion.", ["BI-121", "BI-125"],
        Rewrite(&[op::GET], When::Member("status", "successful"), &[
            Edit::Set("completed_at", Literal::Null),
        ]);
    "status-unknown", "A pending identification has a status that does not exist.", ["BI-130"],
        Rewrite(&[op::GET], When::Member("status", "pending"), &[
            Edit::Set("status", Literal::Text("in_progress")),
        ]);
    "status-misspelt", "The status after the bank page is misspelt.", ["BI-130"],
        Rewrite(&[op::GET], When::Member("status", "authorization_required"), &[
            Edit::Set("status", Literal::Text("authorisation_required")),
        ]);
    "documents-missing", "No documents are listed.", ["BI-119", "BI-122", "BI-153"],
        Ignore(&[Guard::UnsignedDocument, Guard::SignedDocument]);
    "documents-only-unsigned", "The signed document is not listed.", ["BI-122", "BI-153"],
        Ignore(&[Guard::SignedDocument]);
    "documents-only-signed", "The unsigned document is not listed.", ["BI-122"],
        Ignore(&[Guard::UnsignedDocument]);
    "document-signed-before-the-tan", "A signed document is listed before the TAN was entered.",
        ["BI-122"], Rewrite(&[op::GET], When::Member("status", "confirmation_required"), &[
            Edit::Set("documents.*.document_type", Literal::Text("SIGNED_QES_DOCUMENT")),
        ]);
    "documents-never-shown", "Documents are not shown even when asked for.", ["BI-119", "BI-122"],
        Rewrite(&[op::GET], When::Success, &[Edit::Remove("documents")]);
    "unwanted-documents-listed", "Documents are listed although they are not wanted.", ["BI-119"],
        Ignore(&[Guard::UnwantedDocuments]);
    "document-size-zero", "The size of each document is zero.", ["BI-123"],
        Rewrite(&[op::GET], When::Success, &[Edit::Set("documents.*.size", Literal::Number(0))]);
    "document-size-as-text", "The size of a document is a string.", ["BI-123"],
        Rewrite(&[op::GET], When::Success, &[
            Edit::Set("documents.*.size", Literal::Text("88139")),
        ]);
    "document-name-constant", "Documents have names that do not follow the pattern.", ["BI-124"],
        Rewrite(&[op::GET], When::Success, &[
            Edit::Set("documents.*.name", Literal::Text("contract.pdf")),
        ]);
    "document-name-missing", "Documents have no name.", ["BI-104", "BI-123"],
        Rewrite(&[op::GET], When::Success, &[Edit::Remove("documents.*.name")]);
    "document-type-unknown", "Documents have a type that does not exist.", ["BI-122", "BI-123"],
        Rewrite(&[op::GET], When::Success, &[
            Edit::Set("documents.*.document_type", Literal::Text("CONTRACT")),
        ]);
    "document-not-a-pdf", "The file of a document is not a PDF.", ["BI-129"],
        Ignore(&[Guard::DocumentIsPdf]);
    "document-not-found", "The file of a document is missing.", ["BI-129"],
        Rewrite(&[op::GET_FILE], When::Success, &[Edit::Status(404), Edit::Body("")]);
    "expiries-lost-after-success",
        "A successful identification has no expiries.", ["BI-126"],
        Rewrite(&[op::GET], When::Member("status", "successful"), &[
            Edit::Set("authorization_expires_at", Literal::Null),
            Edit::Set("confirmation_expires_at", Literal::Null),
            Edit::Remove("current_reference_token"),
        ]);
    "failed-attempts-unrecorded", "Failed attempts are not listed.", ["BI-127"],
        Ignore(&[Guard::FailedAttemptsRecorded]);
    "attempts-capped", "The list of attempts ends after nineteen.", ["BI-127"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Keep("", 19)]);
    "attempts-empty", "No attempts are listed.", ["BI-127"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Keep("", 0)]);
    "attempts-all-successful", "Every attempt is shown as successful.", ["BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[
            Edit::Set("*.successful", Literal::Flag(true)),
            Edit::Set("*.failure_reason", Literal::Null),
        ]);
    "attempts-of-another", "Attempts name another person.", ["BI-127", "BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[
            Edit::Set("*.person_id", Literal::Text("00000000000000000000000000000000cper")),
        ]);
    "attempts-listed-twice", "Every attempt is listed twice.", ["BI-127"],
        Ignore(&[Guard::AttemptListedOnce]);
    "attempts-iban-missing", "Attempts do not name the IBAN.", ["BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Remove("*.iban")]);
    "attempt-id-missing", "Attempts have no id.", ["BI-128"],
        Rewrite(&[op::LIST_ATTEMPTS], When::Success, &[Edit::Remove("*.id")]);
}
