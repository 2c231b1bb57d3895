//! Defects after a refusal, and what the tester denies.

use crate::observe::reference::app::AppStyle::{self, Minimal, Polling, Webhooks};
use crate::observe::reference::app::ReferenceApp;
use crate::observe::reference::defect::AppDefect::{
    self, CaseSensitive, ClaimsSuccess, Denied, GivesUp, OtherIbanAnyway, RepeatsBlindly, Silent,
    UsesOldAgain,
};
use crate::observe::reference::known::{DefectRow, HAPPY, KnownDefect};

/// Defects of this kind.
pub const ROWS: &[DefectRow] = &[
    (
        "knows-printed-codes-only",
        CaseSensitive,
        Polling,
        "joint-account",
        &["PA-012"],
        "The app knows only the codes that the guide prints.",
    ),
    (
        "knows-one-spelling-only",
        CaseSensitive,
        Webhooks,
        "authorised-holder-respelt",
        &["PA-012"],
        "The app knows only one spelling of a code.",
    ),
    (
        "unverified-gives-up",
        GivesUp,
        Minimal,
        "number-unverified",
        &["BI-159"],
        "The app ends instead of confirming the number.",
    ),
    (
        "unknown-person-other-iban",
        OtherIbanAnyway,
        Webhooks,
        "no-earlier-identification",
        &["BI-169"],
        "The app tries this method again with another account.",
    ),
    (
        "expired-used-again",
        UsesOldAgain,
        Minimal,
        "expired",
        &["BI-183", "BI-142"],
        "The app requests the expired identification again.",
    ),
    (
        "joint-called-success",
        ClaimsSuccess,
        Polling,
        "joint-account",
        &["BI-140"],
        "The app shows a success although the account is joint.",
    ),
    (
        "holder-called-success",
        ClaimsSuccess,
        Minimal,
        "authorised-holder",
        &["BI-141"],
        "The app shows a success although the customer is only an authorised holder.",
    ),
];

/// Situations in which an app must show something, with the requirements.
const EXPLAINED: [(&str, &[&str]); 16] = [
    ("iban-limit", &["BI-157"]),
    ("attempts-exceeded", &["BI-161"]),
    ("already-identified", &["BI-163"]),
    ("user-not-found", &["BI-165", "BI-138"]),
    ("iban-mismatch", &["BI-167", "BI-139"]),
    ("no-earlier-identification", &["BI-169"]),
    ("data-missing", &["BI-171"]),
    ("dependency-error", &["BI-173"]),
    ("invalid-model", &["BI-175"]),
    ("internal-error", &["BI-177"]),
    ("generic-error", &["BI-179"]),
    ("authorised-holder", &["BI-181", "BI-141"]),
    ("expired", &["BI-183"]),
    ("snapshot-failed", &["BI-185"]),
    ("joint-account", &["BI-187", "BI-140"]),
    ("snapshot-late", &["BI-189"]),
];
/// Situations in which the refused call must not be repeated as it was, with the requirements.
const NOT_REPEATED: [(&str, &[&str]); 15] = [
    ("iban-limit", &["BI-157"]),
    ("number-unverified", &["BI-159"]),
    ("attempts-exceeded", &["BI-161"]),
    ("already-identified", &["BI-163"]),
    ("user-not-found", &["BI-165", "BI-138"]),
    ("iban-mismatch", &["BI-167", "BI-139"]),
    ("no-earlier-identification", &["BI-169"]),
    ("data-missing", &["BI-171"]),
    ("dependency-error", &["BI-173"]),
    ("invalid-model", &["BI-175"]),
    ("internal-error", &["BI-177"]),
    ("generic-error", &["BI-179"]),
    ("authorised-holder", &["BI-181", "BI-141"]),
    ("snapshot-failed", &["BI-185"]),
    ("joint-account", &["BI-187", "BI-140"]),
];
/// Questions whose denial is the only sign, with their situations.
const DENIED: [(&str, &str); 12] = [
    ("BI-004", HAPPY),
    ("BI-010", HAPPY),
    ("BI-014", HAPPY),
    ("BI-016", HAPPY),
    ("BI-020", HAPPY),
    ("BI-193", HAPPY),
    ("BI-199", HAPPY),
    ("BI-163", "already-identified"),
    ("BI-173", "dependency-error"),
    ("BI-175", "invalid-model"),
    ("BI-177", "internal-error"),
    ("BI-179", "generic-error"),
];

/// Apps in turn of each style.
fn app(number: usize, defect: AppDefect) -> ReferenceApp {
    let style = AppStyle::ALL[number % AppStyle::ALL.len()];
    ReferenceApp { style, defect: Some(defect) }
}

/// Apps that show nothing after a refusal.
pub fn silent() -> impl Iterator<Item = KnownDefect> {
    EXPLAINED.iter().enumerate().map(|(number, (situation, breaks))| KnownDefect {
        name: format!("silent-{situation}"),
        app: app(number, Silent),
        situation,
        breaks: breaks.to_vec(),
        sentence: format!("The app shows nothing of the reason in {situation}."),
    })
}

/// Apps that repeat a refused call as it was.
pub fn blind() -> impl Iterator<Item = KnownDefect> {
    NOT_REPEATED.iter().enumerate().map(|(number, (situation, breaks))| KnownDefect {
        name: format!("repeats-{situation}"),
        app: app(number, RepeatsBlindly),
        situation,
        breaks: breaks.to_vec(),
        sentence: format!("The app repeats the same call in {situation}."),
    })
}

/// Apps about which the tester denies a question.
pub fn denied() -> impl Iterator<Item = KnownDefect> {
    DENIED.iter().enumerate().map(|(number, (requirement, situation))| KnownDefect {
        name: format!("denied-{}", requirement.to_lowercase()),
        app: app(number, Denied(requirement)),
        situation,
        breaks: vec![requirement],
        sentence: format!("The tester denies the question about {requirement}."),
    })
}
