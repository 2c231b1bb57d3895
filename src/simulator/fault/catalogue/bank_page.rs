//! Request, hosted page and snapshot (Step 4).

use super::faults;
use crate::api::Status;
use crate::simulator::fault::Effect::{Ignore, Rewrite, Set};
use crate::simulator::fault::{Edit, Fault, Literal, When};
use crate::simulator::machine::{Guard, Parameter, Transition};
use crate::simulator::operation as op;

faults! {
    "request-leaves-created", "After the request the identification still has the status `created`.", ["BI-086"],
        Set(&[Parameter::AfterRequest(Status::Created)]);
    "request-url-missing", "The answer to the request has no url.", ["BI-088", "BI-132"],
        Rewrite(&[op::REQUEST, op::GET], When::Success, &[Edit::Set("url", Literal::Null)]);
    "request-url-without-session", "The url has no session key.", ["BI-088"],
        Rewrite(&[op::REQUEST, op::GET], When::Success, &[
            Edit::Set("url", Literal::Text("http://127.0.0.1:9/index.html")),
        ]);
    "page-lost-on-retrieval",
        "Retrieving a pending identification no longer shows the url.", ["BI-132"],
        Rewrite(&[op::GET], When::Member("status", "pending"), &[
            Edit::Set("url", Literal::Null),
        ]);
    "wrong-step-ends-the-identification",
        "A step at the wrong time is refused, and the identification has failed.",
        ["BI-090", "BI-103", "BI-115", "BI-135"],
        Ignore(&[Guard::WrongStepHarmless]);
    "request-repeatable", "A request can be repeated.", ["BI-090"],
        Ignore(&[Guard::State(Transition::Request, Status::Pending)]);
    "request-repeatable-after-payment", "A request can be repeated after the payment.", ["BI-090"],
        Ignore(&[Guard::State(Transition::Request, Status::AuthorizationRequired)]);
    "request-repeatable-while-signing", "A request can be repeated during the QES.", ["BI-090"],
        Ignore(&[Guard::State(Transition::Request, Status::ConfirmationRequired)]);
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
    "bank-page-of-the-latest",
        "Every bank page of a person is about the latest identification.", ["BI-088", "BI-093"],
        Ignore(&[Guard::PageIsOwn]);
    "payment-pays-all",
        "A payment counts for all identifications of the person.", ["BI-093"],
        Ignore(&[Guard::PaymentLeavesOthers]);
    "snapshot-of-the-first",
        "An identification has the account snapshot of the person's first one.", ["BI-095"],
        Ignore(&[Guard::SnapshotIsOwn]);
    "snapshot-shared", "Every account snapshot has the same id.", ["BI-095"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[
            Edit::Set("id", Literal::Text("00000000000000000000000000000001snap")),
        ]);
    "snapshot-status-unknown", "The snapshot has a status that does not exist.", ["BI-095"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[Edit::Set("status", Literal::Text("done"))]);
    "snapshot-iban-missing", "The snapshot has no IBAN.", ["BI-095"],
        Rewrite(&[op::SNAPSHOT], When::Success, &[Edit::Remove("iban")]);
    "snapshot-of-failing-account-available",
        "The snapshot of the failing account is available.", ["BI-149"],
        Rewrite(&[op::SNAPSHOT], When::Member("status", "failed"), &[
            Edit::Set("status", Literal::Text("available")),
        ]);
    "snapshot-of-failing-account-pending",
        "The snapshot of the failing account stays pending.", ["BI-149"],
        Rewrite(&[op::SNAPSHOT], When::Member("status", "failed"), &[
            Edit::Set("status", Literal::Text("pending")),
        ]);
    "snapshot-available-too-late",
        "The account snapshot is available although its time has run out.", ["BI-095"],
        Rewrite(&[op::SNAPSHOT], When::Member("status", "expired"), &[
            Edit::Set("status", Literal::Text("available")),
        ]);
    "wizard-ignored",
        "A finished payment does not change the status of the identification.", ["BI-009", "BI-098", "BI-100"],
        Ignore(&[Guard::PaymentCounts]);
    "bank-page-undoes-payment",
        "A completed bank page that is opened again undoes the payment.", ["BI-133"],
        Ignore(&[Guard::CompletedPage]);
    "bank-page-needs-no-tan",
        "The transfer is made as soon as the customer has logged in.", ["BI-009", "BI-093"],
        Ignore(&[Guard::TransferAuthorised]);
    "request-pays-itself",
        "The status of the identification changes although its bank page was not opened.", ["BI-009", "BI-093"],
        Set(&[Parameter::AfterRequest(Status::AuthorizationRequired)]);
    "snapshot-never-expires",
        "The hosted page can be finished at any time.", ["BI-102", "BI-137", "BI-188", "BI-200"],
        Ignore(&[Guard::WizardWindow]);
    "visit-ends-the-time-limit",
        "A bank page that was opened no longer has a time limit.", ["BI-102", "BI-188", "BI-200"],
        Ignore(&[Guard::VisitKeepsWindow]);
    "refused-request-reported",
        "A second request is refused, and the status is reported again.", ["BI-120"],
        Ignore(&[Guard::RefusedRequestUnreported]);
    "transfer-of-one-euro", "The bank page transfers one euro.", ["BI-101"],
        Set(&[Parameter::TransferCents(100)]);
    "snapshot-expires-after-five-minutes",
        "The hosted page expires after five minutes.", ["BI-102", "BI-200"],
        Set(&[Parameter::WizardMinutes(5)]);
    "snapshot-expires-after-fifteen-minutes",
        "The hosted page expires after fifteen minutes.", ["BI-102", "BI-188", "BI-200"],
        Set(&[Parameter::WizardMinutes(15)]);
}
