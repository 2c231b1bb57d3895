//! What the hosted page looks like.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::machine::Session;
use super::{INTERFACE, KEY};

const STYLE: &str = "
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 26rem; margin: 3rem auto; padding: 2rem; border: 1px solid #8886; border-radius: .75rem; }
h1 { font-size: 1.25rem; margin: 0 0 1rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #888; border-radius: .4rem; }
button { margin-top: 1.5rem; width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: #fff; background: #1a4fb4; border: 0; border-radius: .4rem; cursor: pointer; }
:focus-visible { outline: 3px solid #f5a623; outline-offset: 2px; }
[role=alert] { color: #c0392b; font-weight: 600; }
footer { margin-top: 2rem; font-size: .8rem; opacity: .7; }
";

/// Account number and PIN.
pub fn login(session: &Session, incomplete: bool) -> Markup {
    frame(
        "Log in to your bank",
        &html! {
            p { "Enter your account number and banking PIN. Here, any value will do." }
            (form(session, incomplete, &html! {
                (field("account_number", "Account number", "text", "username"))
                (field("pin", "Banking PIN", "password", "current-password"))
            }))
        },
    )
}

/// The transfer and its TAN.
pub fn transfer(session: &Session, incomplete: bool) -> Markup {
    frame(
        "Authorise the transfer",
        &html! {
            p { "To prove that the account is yours, 5 cents (EUR 0.05) are transferred from it." }
            p { "Enter the TAN your bank sent you. Here, any value will do." }
            (form(session, incomplete, &field("tan", "TAN", "text", "one-time-code")))
        },
    )
}

/// Done.
pub fn success() -> Markup {
    frame(
        "Transfer successful",
        &html! {
            p role="status" { "The transfer was successful. You can close this page and go back." }
        },
    )
}

/// The bank refused.
pub fn failure() -> Markup {
    frame(
        "Transfer failed",
        &html! {
            p role="alert" { "The transfer failed. Close this page and try again with another account." }
        },
    )
}

/// Too late.
pub fn expired() -> Markup {
    frame(
        "Session expired",
        &html! {
            p role="alert" { "This session has expired. Go back and start again." }
        },
    )
}

/// Never handed out.
pub fn unknown() -> Markup {
    frame(
        "Unknown session",
        &html! {
            p role="alert" { "There is no such session. Open the page with the link you were given." }
        },
    )
}

fn form(session: &Session, incomplete: bool, fields: &Markup) -> Markup {
    html! {
        @if incomplete {
            p role="alert" { "Fill in every field." }
        }
        form method="post" action="/index.html" {
            input type="hidden" name=(KEY) value=(session.key);
            input type="hidden" name=(INTERFACE) value=(session.interface_id);
            (fields)
            button type="submit" { "NEXT" }
        }
    }
}

fn field(name: &str, label: &str, kind: &str, autocomplete: &str) -> Markup {
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) type=(kind) autocomplete=(autocomplete) required;
    }
}

fn frame(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    (content)
                    footer { "Simulated bank: no account is reached and no money moves." }
                }
            }
        }
    }
}
