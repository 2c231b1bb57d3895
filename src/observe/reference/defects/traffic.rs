//! Defects of webhooks, tokens and polling, and of what an app has to bear.

use crate::observe::reference::app::AppStyle::{Minimal, Polling, Webhooks};
use crate::observe::reference::defect::AppDefect::{
    ActsOnCopies, ActsUnread, BelievesForged, EndsAtUnknown, NotSubscribed, PersonalDataInUrl,
    PollsAfterEnd, PollsFast, RefusesWebhooks, SubscribesTwice, TokenInUrl, TokenKept,
    TokenPerCall,
};
use crate::observe::reference::known::{DefectRow, HAPPY};

/// Defects of this kind.
pub const ROWS: &[DefectRow] = &[
    (
        "no-identification-event",
        NotSubscribed,
        Webhooks,
        HAPPY,
        &["BI-120", "BI-002"],
        "The app has no subscription for IDENTIFICATION.",
    ),
    (
        "subscribes-twice",
        SubscribesTwice,
        Webhooks,
        HAPPY,
        &["BI-002", "BI-120"],
        "The app has two subscriptions for each event.",
    ),
    (
        "webhooks-refused",
        RefusesWebhooks,
        Webhooks,
        HAPPY,
        &["PA-006"],
        "The receiver answers every webhook with 500.",
    ),
    (
        "forged-webhook-believed",
        BelievesForged,
        Webhooks,
        "webhook-forged",
        &["PA-007"],
        "The receiver believes webhooks whatever their signature.",
    ),
    (
        "copies-act",
        ActsOnCopies,
        Webhooks,
        "webhook-doubled",
        &["PA-008"],
        "The app orders a code for each copy of a webhook.",
    ),
    (
        "status-not-read",
        ActsUnread,
        Webhooks,
        HAPPY,
        &["PA-009"],
        "The app believes the status in a webhook.",
    ),
    (
        "token-per-call",
        TokenPerCall,
        Polling,
        HAPPY,
        &["PA-001"],
        "The app asks for a token for each call.",
    ),
    (
        "token-in-url",
        TokenInUrl,
        Minimal,
        HAPPY,
        &["PA-002", "PA-013"],
        "The token is in the query, too.",
    ),
    (
        "token-kept",
        TokenKept,
        Polling,
        "token-expires",
        &["PA-003"],
        "The app keeps a token that was refused.",
    ),
    (
        "personal-data-in-url",
        PersonalDataInUrl,
        Minimal,
        HAPPY,
        &["PA-013"],
        "The e-mail address is in the query of POST persons.",
    ),
    ("polls-fast", PollsFast, Polling, HAPPY, &["PA-004"], "The app polls five times in a second."),
    (
        "polls-after-end",
        PollsAfterEnd,
        Polling,
        HAPPY,
        &["PA-005"],
        "The app polls after the end of the identification.",
    ),
    (
        "ends-at-unknown-status",
        EndsAtUnknown,
        Polling,
        "unknown-members",
        &["PA-011"],
        "The app ends at a status that it does not know.",
    ),
];
