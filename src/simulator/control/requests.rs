//! Bodies of the control interface.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

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
}

/// POST /tenants/{id}/clock/advance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// Duration.
    pub milliseconds: i64,
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
