//! HTML of the hosted page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{INTERFACE, KEY};
use crate::simulator::machine::BankPageSession;

/// Style; texts have a contrast of at least 4.5 in light and dark mode.
const STYLE: &str = "
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --quiet: light-dark(#57606a, #a8b0b9); --line: light-dark(#868e99, #767e88); --accent: light-dark(#1a4fb4, #9dbdff); --wrong: light-dark(#b3261e, #ff9a8f); }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; color: var(--ink); background: light-dark(#eef1f5, #14171b); }
main { box-sizing: border-box; width: min(27rem, 100% - 2rem); margin: clamp(1rem, 8vh, 5rem) auto; padding: clamp(1.25rem, 5vw, 2rem); background: light-dark(#fff, #1e2329); border-radius: .75rem; box-shadow: 0 1px 3px #0003, 0 8px 24px #0001; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 1rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .65rem .75rem; font: inherit; color: inherit; background: light-dark(#fff, #14171b); border: 1px solid var(--line); border-radius: .4rem; }
button { margin-top: 1.5rem; width: 100%; padding: .75rem; font: inherit; font-weight: 600; color: light-dark(#fff, #10203f); background: var(--accent); border: 0; border-radius: .4rem; cursor: pointer; }
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[role=status], [role=alert] { padding-left: .75rem; border-left: .25rem solid light-dark(#1a7f37, #57c271); }
[role=alert] { border-color: var(--wrong); color: var(--wrong); font-weight: 600; }
footer { margin-top: 2rem; font-size: .8125rem; color: var(--quiet); }
";

/// Page with the fields for account number and PIN.
pub fn login(session: &BankPageSession, incomplete: bool) -> Markup {
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

/// Page with the transfer of this amount and the field for its TAN.
pub fn transfer(session: &BankPageSession, incomplete: bool, cents: u32) -> Markup {
    let amount = format!("{cents} cents (EUR {}.{:02})", cents / 100, cents % 100);
    frame(
        "Authorise the transfer",
        &html! {
            p { "To prove that the account is yours, " (amount) " are transferred from it." }
            p { "Enter the TAN your bank sent you. Here, any value will do." }
            (form(session, incomplete, &field("tan", "TAN", "text", "one-time-code")))
        },
    )
}

/// Page after success.
pub fn success() -> Markup {
    let text = "The transfer was successful. You can close this page and go back.";
    message("Transfer successful", "status", text)
}

/// Page after a refusal by the bank.
pub fn failure() -> Markup {
    let text = "The transfer failed. Close this page and try again with another account.";
    message("Transfer failed", "alert", text)
}

/// Page of an expired session.
pub fn expired() -> Markup {
    message("Session expired", "alert", "This session has expired. Go back and start again.")
}

/// Page of an unknown session.
pub fn unknown() -> Markup {
    let text = "There is no such session. Open the page with the link you were given.";
    message("Unknown session", "alert", text)
}

fn message(title: &str, role: &str, text: &str) -> Markup {
    frame(title, &html! { p role=(role) { (text) } })
}

fn form(session: &BankPageSession, incomplete: bool, fields: &Markup) -> Markup {
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
