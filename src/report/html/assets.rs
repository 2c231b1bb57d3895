//! Style and script of the page, and the policy that admits only them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};

/// Style sheet.
pub const STYLE: &str = concat!(include_str!("style.css"), include_str!("print.css"));

/// Style sheet of a history.
pub const HISTORY_STYLE: &str =
    concat!(include_str!("style.css"), include_str!("print.css"), include_str!("history.css"));

/// Script.
pub const SCRIPT: &str = concat!(
    "(() => {\n'use strict';\n",
    include_str!("dom.js"),
    include_str!("find.js"),
    include_str!("exchange.js"),
    include_str!("sequence.js"),
    include_str!("decision.js"),
    include_str!("findings.js"),
    include_str!("detail.js"),
    include_str!("chart.js"),
    include_str!("list.js"),
    include_str!("start.js"),
    "})();\n",
);

/// Content security policy: only this style and script may run, only the images next to the page may
/// be fetched, and nothing may be sent.
pub fn policy() -> String {
    format!(
        "default-src 'none'; img-src 'self' file:; style-src {}; script-src {}; base-uri 'none'; \
         form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// Content security policy of a history: only its style is admitted, and no script at all.
pub fn history_policy() -> String {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(HISTORY_STYLE)
    )
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes())))
}
