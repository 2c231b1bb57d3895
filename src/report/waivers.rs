//! Waivers as text.

use std::fmt::Write as _;

use crate::verdict::{AssessedScenario, AssessedWaiver, ConformanceReport, WaiverStatus};

use super::text::one_line;

/// Returns every waiver for a terminal, each with the scenarios that it waives.
pub fn waiver_lines(report: &ConformanceReport) -> String {
    let mut text = String::new();
    for it in &report.waivers {
        let _ = writeln!(text, "{}", one_line(&waiver_text(it)));
        let waived = report.scenarios.iter().filter(|scenario| scenario.waived.is_some());
        let waived = waived.filter(|scenario| waives(it, scenario));
        for scenario in waived {
            let (record, reason) = (&scenario.record, &scenario.reason);
            let place =
                format!("  failed: {}:{} {}: {reason}", record.file, record.line, record.name);
            let _ = writeln!(text, "{}", one_line(&place));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn waives(waiver: &AssessedWaiver, scenario: &AssessedScenario) -> bool {
    waiver.scenarios.contains(&scenario.record.id)
}

/// Returns subject, status and owner of a waiver.
pub fn waiver_text(it: &AssessedWaiver) -> String {
    let waiver = &it.waiver;
    let (id, status) = (waiver.id(), status_text(it));
    format!("waiver of {id} {status} ({}, {}: {})", waiver.ticket, waiver.owner, waiver.reason)
}

/// Returns the status of a waiver, and the remedy.
fn status_text(it: &AssessedWaiver) -> String {
    let expires = it.waiver.expires;
    match it.standing {
        WaiverStatus::InForce => format!("is in force until {expires}"),
        WaiverStatus::OtherTarget => {
            let scope = it.waiver.scope.as_deref().unwrap_or_default();
            format!("is for the target {scope} only")
        }
        WaiverStatus::NotSeen => {
            format!(
                "is in force until {expires}; this run does not show whether it is still needed"
            )
        }
        WaiverStatus::Expired => {
            format!("EXPIRED on {expires}: fix the failure that it accepts, or set a later day")
        }
        WaiverStatus::NotNeeded => "IS NOT NEEDED: all its scenarios passed, remove it".to_owned(),
        WaiverStatus::MatchesNothing => {
            "MATCHES NOTHING: the suite has no such scenario, remove it or correct its id"
                .to_owned()
        }
    }
}
