//! Bodies of the control interface.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::evidence::TraceEventKind;
use crate::simulator::clock::ClockMode;
use crate::simulator::fault::{self, Fault};
use crate::simulator::machine::{AttemptLimits, Refusal};
use crate::simulator::readings::Readings;
use crate::simulator::{Freedoms, Variant};

/// POST /tenants.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewTenant {
    /// Readings that differ from the set-up, by question.
    pub readings: BTreeMap<String, String>,
    /// `as-printed` or `permissive`; that of the set-up if absent.
    #[serde(alias = "costume")]
    pub variant: Option<Variant>,
    /// Freedoms that differ from the variant or set-up, by name. Those of the transfer belong to the
    /// server and have no effect here.
    pub freedoms: BTreeMap<String, String>,
    /// Faults by name; those of the set-up if absent.
    pub faults: Option<Vec<String>>,
    /// Attempt limits that differ from the default.
    pub limits: Option<AttemptLimits>,
    /// `frozen` or `flowing`; that of the set-up if absent.
    pub clock: Option<ClockMode>,
    /// Id of the tenant of the partner that it is another partner for.
    pub beside: Option<String>,
    /// Id of the tenant that it replaces, whose credentials, access tokens and subscriptions it takes
    /// over.
    pub replaces: Option<String>,
    /// Exchanges that are kept: `last` or `complete`.
    pub journal: JournalExtent,
    /// Lifetime of an access token, in seconds; an hour if absent.
    pub token_lifetime_s: Option<u32>,
}

/// Exchanges that a tenant keeps.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum JournalExtent {
    /// The last ones, masked when they are read.
    #[default]
    Last,
    /// Everything that happens, unmasked, as a trace.
    Complete,
}

/// POST /tenants/{id}/clock/advance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// Duration.
    pub milliseconds: i64,
}

/// Returns the lifetime of a token, if it is permitted.
pub fn token_lifetime_s(seconds: Option<u32>) -> Result<Option<u32>, Refusal> {
    const PERMITTED: std::ops::RangeInclusive<u32> = 2..=86_400;
    if seconds.is_none_or(|it| PERMITTED.contains(&it)) {
        return Ok(seconds);
    }
    Err(Refusal::invalid_model("token_lifetime_s", "must be a whole number from 2 to 86400"))
}

/// Returns the event of a body, if a tester may add it to a trace.
pub fn tester_event(body: &[u8]) -> Result<TraceEventKind, Refusal> {
    let kind: TraceEventKind = read(body)?;
    match kind {
        TraceEventKind::Visit(_)
        | TraceEventKind::Shown(_)
        | TraceEventKind::Attested(_)
        | TraceEventKind::Done => Ok(kind),
        _ => Err(Refusal::invalid_model("event", "must be visit, shown, attested or done")),
    }
}

/// Reads a body; an empty one counts as an empty object.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refusal::invalid_model("body", error.to_string()))
}

/// Returns the faults with these names.
pub fn faults(names: &[String]) -> Result<Vec<&'static Fault>, Refusal> {
    let fault = |name: &String| {
        let unknown = || Refusal::invalid_model("faults", format!("has no '{name}'"));
        fault::named(name).ok_or_else(unknown)
    };
    names.iter().map(fault).collect()
}

/// Returns `readings` with the given changes.
pub fn readings(
    mut readings: Readings,
    differing: &BTreeMap<String, String>,
) -> Result<Readings, Refusal> {
    for (question, reading) in differing {
        let set = readings.apply(question, reading);
        set.map_err(|error| Refusal::invalid_model("readings", error.to_string()))?;
    }
    Ok(readings)
}

/// Returns `freedoms` with the given changes.
pub fn freedoms(
    mut freedoms: Freedoms,
    differing: &BTreeMap<String, String>,
) -> Result<Freedoms, Refusal> {
    for (name, value) in differing {
        let set = freedoms.set(name, value);
        set.map_err(|error| Refusal::invalid_model("freedoms", error.to_string()))?;
    }
    Ok(freedoms)
}
