//! The work that is compared: one customer from the person to the signed document, in 13 calls.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Number of scenarios of a feature file.
const SCENARIOS_IN_FILE: usize = 50;

/// One call: method, path with placeholders, body.
pub type Call = (&'static str, &'static str, &'static str);

/// Calls of the journey. `{person}`, `{identification}` and `{document}` are ids of earlier answers.
pub const CALLS: [Call; 13] = [
    ("POST", "/v1/persons", r#"{ "first_name": "Anna", "last_name": "Muster" }"#),
    ("POST", "/v1/persons/{person}/mobile_number", r#"{ "number": "+15550101" }"#),
    ("POST", "/v1/persons/{person}/mobile_number/authorize", r#"{ "number": "+15550101" }"#),
    (
        "PUT",
        "/v1/persons/{person}/mobile_number/confirm",
        r#"{ "number": "+15550101", "token": "212212" }"#,
    ),
    (
        "POST",
        "/v1/persons/{person}/identifications",
        r#"{ "method": "bank", "iban": "DE11010101010101010101" }"#,
    ),
    ("PATCH", "/v1/persons/{person}/identifications/{identification}/request", "{}"),
    ("GET", "/v1/persons/{person}/identifications/{identification}", ""),
    ("GET", "/v1/persons/{person}/identifications", ""),
    ("PATCH", "/v1/persons/{person}/identifications/{identification}/authorize", "{}"),
    (
        "PATCH",
        "/v1/persons/{person}/identifications/{identification}/confirm",
        r#"{ "token": "212212" }"#,
    ),
    ("GET", "/v1/persons/{person}/identifications/{identification}", ""),
    ("GET", "/v1/persons/{person}/documents", ""),
    ("GET", "/v1/persons/{person}/documents/{document}", ""),
];

/// Steps that follow some calls, by the index of the call.
const STEPS: [(usize, &str); 11] = [
    (0, r#"And the answer's "id" is noted as "person""#),
    (1, "Then the answer shows:\n        | status code | 201 |\n        | verified | false |"),
    (3, "Then the answer shows:\n        | verified | true |"),
    (4, r#"And the answer's "id" is noted as "identification""#),
    (4, "Then the answer shows:\n        | status code | 201 |\n        | status | created |"),
    (5, "Then the answer shows:\n        | status | pending |"),
    (6, "Then the answer shows:\n        | url | any text |"),
    (8, "Then the answer shows:\n        | status | confirmation_required |"),
    (9, "Then the answer shows:\n        | status | confirmed |"),
    (10, "Then the answer shows:\n        | status | successful |"),
    (11, r#"And the answer's "document" is noted as "document""#),
];

/// Writes feature files with this number of scenarios into an empty folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write_features(folder: &Path, scenarios: usize) -> Result<()> {
    let numbers: Vec<usize> = (0..scenarios).collect();
    for (file, numbers) in numbers.chunks(SCENARIOS_IN_FILE).enumerate() {
        let mut text = format!("Feature: Journeys {file}\n");
        for number in numbers {
            write!(text, "\n  Scenario: Customer {number} signs\n{}", steps())?;
        }
        let path = folder.join(format!("journeys_{file}.feature"));
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Writes feature files with this number of scenarios in which a customer signs, for the simulator.
///
/// # Errors
/// When a file cannot be written.
pub fn write_signing(folder: &Path, scenarios: u32) -> Result<()> {
    let mut text = String::from("Feature: Signing\n");
    for number in 0..scenarios {
        write!(text, "\n  Scenario: Customer {number} signs\n{SIGNING}")?;
    }
    std::fs::write(folder.join("signing.feature"), text)?;
    Ok(())
}

const SIGNING: &str = "    Given an identification that is confirmation_required
    When the customer enters the TAN
    Then the identification becomes successful
";

fn steps() -> String {
    let mut text = String::new();
    for (index, (method, path, body)) in CALLS.iter().enumerate() {
        let article = if method.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
        let _ = writeln!(text, "    When {article} {method} request is sent to \"{path}\"");
        if !body.is_empty() {
            let _ = writeln!(text, "      \"\"\"\n      {body}\n      \"\"\"");
        }
        for (_, step) in STEPS.iter().filter(|(after, _)| *after == index) {
            let _ = writeln!(text, "    {step}");
        }
    }
    text
}
