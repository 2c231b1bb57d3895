//! Reasons why no fault turns a scenario red.

use std::collections::{BTreeMap, HashMap};

use crate::evidence::ScenarioRecord;
use crate::simulator::fault;

/// Number of faults that a reason names.
const NAMED: usize = 3;

/// The reason of each of the `idle` scenarios, by its id. `reached` has the scenarios that reach each
/// fault, by its name.
pub fn idle_reasons(
    idle: &[String],
    scenarios: &[ScenarioRecord],
    reached: &HashMap<&'static str, Vec<String>>,
) -> BTreeMap<String, String> {
    let those = scenarios.iter().filter(|it| idle.contains(&it.id));
    those.map(|it| (it.id.clone(), reason(it, reached))).collect()
}

fn reason(scenario: &ScenarioRecord, reached: &HashMap<&'static str, Vec<String>>) -> String {
    if scenario.requirements.is_empty() {
        return untagged(&scenario.tags);
    }
    let ids = scenario.requirements.join(", ");
    let breaks = |it: &&fault::Fault| {
        it.breaks.iter().any(|id| scenario.requirements.iter().any(|own| own == id))
    };
    let faults: Vec<&'static str> = fault::all().filter(breaks).map(|it| it.name).collect();
    if faults.is_empty() {
        return format!(
            "no named fault breaks {ids}: `bankident prove --mutants PATH` tries generated ones"
        );
    }
    let is_met = |name: &&&str| reached.get(**name).is_some_and(|it| it.contains(&scenario.id));
    let met: Vec<&str> = faults.iter().filter(is_met).copied().collect();
    if met.is_empty() {
        let named = named(&faults);
        return format!("it does not reach the faults that break {ids}: {named}");
    }
    format!("it passes with each fault of {ids} that it reaches: {}", named(&met))
}

fn untagged(tags: &[String]) -> String {
    let looks_like_one = |it: &&String| {
        it.len() > 2 && it[..2].eq_ignore_ascii_case("bi") && it.ends_with(char::is_numeric)
    };
    match tags.iter().find(looks_like_one) {
        Some(tag) => format!(
            "`@{tag}` is no requirement: faults are chosen by tags such as @BI-117, which `bankident requirements` lists"
        ),
        None => "it has no requirement tag such as @BI-117, by which its faults are chosen; \
                 `bankident requirements` lists them"
            .to_owned(),
    }
}

fn named(faults: &[&str]) -> String {
    let first =
        faults.iter().take(NAMED).map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    match faults.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason_of(requirements: &[&str], tags: &[&str], met: &[&'static str]) -> String {
        let owned = |it: &[&str]| it.iter().map(ToString::to_string).collect();
        let scenario = ScenarioRecord {
            requirements: owned(requirements),
            tags: owned(tags),
            ..ScenarioRecord::sample("s", Vec::new())
        };
        let reached = met.iter().map(|it| (*it, vec!["s".to_owned()])).collect();
        reason(&scenario, &reached)
    }

    #[test]
    fn each_cause_has_its_reason() {
        assert!(reason_of(&[], &["my:x"], &[]).starts_with("it has no requirement tag"));
        assert!(reason_of(&[], &["bi-117"], &[]).starts_with("`@bi-117` is no requirement"));
        assert!(reason_of(&["BI-000"], &[], &[]).starts_with("no named fault breaks BI-000"));
        let fault = fault::named("wrong-tan-accepted").unwrap();
        let unreached = reason_of(fault.breaks, &[], &[]);
        assert!(unreached.starts_with("it does not reach the faults that break"), "{unreached}");
        let passes = reason_of(fault.breaks, &[], &[fault.name]);
        assert!(passes.ends_with("that it reaches: `wrong-tan-accepted`"), "{passes}");
    }
}
