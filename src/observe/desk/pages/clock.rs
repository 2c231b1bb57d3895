//! The clock of the bank.

use maud::{Markup, html};

use crate::observe::desk::when;

use super::data::{PageData, text};

/// Times that can pass, with their texts.
const PASSAGES: [(u64, &str); 5] = [
    (60_000, "minutes_1"),
    (6 * 60_000, "minutes_6"),
    (11 * 60_000, "minutes_11"),
    (2 * 3_600_000, "hours_2"),
    (31 * 24 * 3_600_000, "days_31"),
];
/// Units of a time of the tester's choice.
const UNITS: [(u64, &str); 3] = [(60_000, "minutes"), (3_600_000, "hours"), (86_400_000, "days")];

/// The time, and ways to let some pass.
pub fn clock(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    let now = text(&data.overview, "now");
    html! {
        section #clock aria-labelledby="clock-title" {
            h3 #clock-title { (words.get("clock")) }
            p.now #now-line data-region {
                span.hint { (words.get("now")) }
                time #now datetime=(now) { (when::moment(now, words)) }
                span.local #now-local {}
            }
            p.hint { (words.get("clock_note")) }
            (data.error("clock"))
            form method="post" action="clock" {
                fieldset {
                    legend { (words.get("advance")) }
                    @for (passage_ms, key) in PASSAGES {
                        button name="milliseconds" value=(passage_ms) { (words.get(key)) }
                    }
                }
            }
            form.inline method="post" action="clock" {
                label for="amount" { (words.get("other_time")) }
                input #amount name="amount" inputmode="numeric" size="4" required;
                label.hidden for="unit" { (words.get("unit")) }
                select #unit name="milliseconds" {
                    @for (unit_ms, key) in UNITS { option value=(unit_ms) { (words.get(key)) } }
                }
                button { (words.get("let_pass")) }
            }
        }
    }
}
