//! Defects of the identification and of the way to the bank page.

use crate::observe::reference::app::AppStyle::{Minimal, Polling, Webhooks};
use crate::observe::reference::damage::Damage;
use crate::observe::reference::defect::AppDefect::{
    ChangedUrl, Creation, NoBankPage, NotRequested, ServerOpensPage, StrangeId,
};
use crate::observe::reference::known::{DefectRow, HAPPY};

/// Defects of this kind.
pub const ROWS: &[DefectRow] = &[
    (
        "method-missing",
        Creation("method", Damage::Absent),
        Polling,
        HAPPY,
        &["BI-073"],
        "The identification has no method.",
    ),
    (
        "method-in-capitals",
        Creation("method", Damage::Is("BANK")),
        Minimal,
        HAPPY,
        &["BI-073"],
        "The method is in capitals.",
    ),
    (
        "iban-missing",
        Creation("iban", Damage::Absent),
        Webhooks,
        HAPPY,
        &["BI-074", "BI-061"],
        "The identification has no IBAN.",
    ),
    (
        "iban-in-groups",
        Creation("iban", Damage::Grouped),
        Polling,
        HAPPY,
        &["PA-014"],
        "The IBAN is sent with the blanks of the card.",
    ),
    (
        "iban-of-another",
        Creation("iban", Damage::Is("DE02120300000000202051")),
        Polling,
        HAPPY,
        &["BI-061"],
        "The IBAN is not that of the customer.",
    ),
    (
        "swisscom-consent-missing",
        Creation("terms_and_conditions_signed_at", Damage::Absent),
        Minimal,
        HAPPY,
        &["BI-075", "BI-006"],
        "The consent to the terms of Swisscom is missing.",
    ),
    (
        "swisscom-consent-zoneless",
        Creation("terms_and_conditions_signed_at", Damage::WithoutZone),
        Webhooks,
        HAPPY,
        &["BI-075", "BI-006"],
        "The consent to the terms of Swisscom has no time zone.",
    ),
    (
        "swisscom-consent-in-other-zone",
        Creation("terms_and_conditions_signed_at", Damage::OtherZone),
        Polling,
        HAPPY,
        &["BI-075", "BI-006"],
        "The consent to the terms of Swisscom is not in UTC.",
    ),
    (
        "swisscom-consent-ahead",
        Creation("terms_and_conditions_signed_at", Damage::HourAhead),
        Minimal,
        HAPPY,
        &["BI-006"],
        "The consent to the terms of Swisscom is given after the call.",
    ),
    (
        "swisscom-consent-of-sample",
        Creation("terms_and_conditions_signed_at", Damage::Is("2020-07-07T11:36:29Z")),
        Webhooks,
        HAPPY,
        &["BI-006"],
        "The consent to the terms of Swisscom is that of the guide.",
    ),
    (
        "not-requested",
        NotRequested,
        Polling,
        HAPPY,
        &["BI-007"],
        "The identification is never requested.",
    ),
    (
        "strange-id",
        StrangeId,
        Minimal,
        HAPPY,
        &["BI-155"],
        "The identification is read under the id of another person.",
    ),
    (
        "changed-url",
        ChangedUrl,
        Polling,
        HAPPY,
        &["BI-008"],
        "The customer is sent to the address with a parameter more.",
    ),
    (
        "no-bank-page",
        NoBankPage,
        Minimal,
        HAPPY,
        &["BI-008"],
        "The customer is never sent to the bank page.",
    ),
    (
        "server-opens-page",
        ServerOpensPage,
        Webhooks,
        HAPPY,
        &["PA-010"],
        "The server opens the bank page before the customer does.",
    ),
];
