//! Whether the observed situations beside a record are those that it sums up.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::evidence::TestedSide;

use super::contradiction::{Contradiction, contradiction};
use super::run_view::{ExchangeView, RunView, ScenarioView};

/// Beginning of the tag that names the situation of a scenario.
const TAG: &str = "situation:";
/// Situation of captured traffic.
const CAPTURE: &str = "capture";
/// Beginnings of the paths of the API, after the method.
const API: [&str; 2] = [" /v1/", " /oauth2/"];
/// Name of the event of a call of the app.
const CALL: &str = "call";

#[derive(Deserialize)]
struct SituationView<'a> {
    circumstances: CircumstancesView,
    #[serde(borrow)]
    trace: TraceView<'a>,
}

#[derive(Deserialize)]
struct CircumstancesView {
    #[serde(default)]
    situation: String,
}

#[derive(Deserialize)]
struct TraceView<'a> {
    #[serde(borrow)]
    events: Vec<EventView<'a>>,
}

#[derive(Deserialize)]
struct EventView<'a> {
    event: String,
    #[serde(default, borrow)]
    detail: Option<&'a RawValue>,
}

/// Returns a contradiction for each situation whose file has other calls than the scenario; `content` reads
/// a file beside the record. Missing files are refused elsewhere.
pub fn of_situations(
    run: &RunView<'_>,
    content: impl Fn(&str) -> Option<Vec<u8>>,
) -> Vec<Contradiction> {
    if run.tested == TestedSide::Api {
        return Vec::new();
    }
    let of = |it: &ScenarioView<'_>| {
        let path = it.situation_file()?;
        of_situation(it, &content(path)?, path)
    };
    run.scenarios.iter().filter_map(of).collect()
}

fn of_situation(scenario: &ScenarioView<'_>, bytes: &[u8], path: &str) -> Option<Contradiction> {
    let wrong = |recorded: String, shown: &str| {
        Some(contradiction(format!("{path} of `{}`", scenario.id), &recorded, shown))
    };
    let Ok(seen) = serde_json::from_slice::<SituationView<'_>>(bytes) else {
        return wrong("no observed situation".to_owned(), "one");
    };
    let named = scenario.tags.iter().find_map(|it| it.strip_prefix(TAG));
    // A capture may be the file of another situation.
    let named = named.filter(|it| *it != CAPTURE);
    let situation = &seen.circumstances.situation;
    if let Some(named) = named.filter(|it| it != situation) {
        return wrong(format!("one of {situation}"), &format!("one of {named}"));
    }
    let events = seen.trace.events.iter().filter(|it| it.event == CALL);
    let calls = events.filter_map(|it| serde_json::from_str::<ExchangeView>(it.detail?.get()).ok());
    let calls: Vec<ExchangeView> = calls.filter(is_of_api).collect();
    // The record also has visits of the bank page and webhooks, which are other events of the trace.
    let kept: Vec<&ExchangeView> = scenario.exchanges.iter().filter(|it| is_of_api(it)).collect();
    let first =
        (0..calls.len().max(kept.len())).find(|at| calls.get(*at) != kept.get(*at).copied())?;
    let word = |it: Option<&ExchangeView>| {
        it.map_or_else(|| "no call".to_owned(), |it| format!("{} at {}", it.operation, it.at))
    };
    let recorded = format!("call {}: {}", first + 1, word(calls.get(first)));
    wrong(recorded, &word(kept.get(first).copied()))
}

/// Whether an exchange is a call of the API.
fn is_of_api(it: &ExchangeView) -> bool {
    API.iter().any(|path| it.operation.contains(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::samples::record;
    use serde_json::{Value, json};

    /// Messages about a situation with one call, whose file and record are these after a change.
    fn found(change: impl FnOnce(&mut Value, &mut Value)) -> Vec<String> {
        let call = json!({ "operation": "POST /v1/persons", "at": "2026-11-29T10:01:00.000Z" });
        let mut run = record("one");
        run["tested"] = json!("partner");
        let path = "attachments/0000-1-1-situation.json";
        let file =
            json!({ "name": "situation.json", "media_type": "application/json", "path": path });
        let scenario = &mut run["scenarios"][0];
        scenario["attachments"] = json!([file]);
        scenario["tags"] = json!(["situation:happy-path"]);
        scenario["exchanges"] = json!([call]);
        let moved = json!({ "event": "clock-moved", "detail": 0 });
        let mut seen = json!({
            "circumstances": { "situation": "happy-path" },
            "trace": { "events": [moved, { "event": "call", "detail": call }] },
        });
        change(&mut run, &mut seen);
        let (run, seen) = (run.to_string(), seen.to_string());
        let view = RunView::parse(run.as_bytes()).unwrap();
        let content = |it: &str| (it == path).then(|| seen.clone().into_bytes());
        let found = of_situations(&view, content).into_iter();
        found.map(|it| format!("{} / {}", it.recorded, it.shown)).collect()
    }

    #[test]
    fn a_situation_of_another_run_is_noticed() {
        assert_eq!(found(|_, _| {}), [""; 0]);
        let call = "POST /v1/persons at 2026-11-29T10:01:00.000Z";
        assert_eq!(
            found(|_, seen| seen["trace"]["events"] = json!([])),
            [format!("call 1: no call / {call}")]
        );
        assert_eq!(
            found(|run, _| run["scenarios"][0]["exchanges"] = json!([])),
            [format!("call 1: {call} / no call")]
        );
        let other = found(|_, seen| seen["circumstances"]["situation"] = json!("joint-account"));
        assert_eq!(other, ["one of joint-account / one of happy-path"]);
        assert_eq!(found(|_, seen| *seen = json!([])), ["no observed situation / one"]);
        assert_eq!(found(|run, _| run["tested"] = json!("api")), [""; 0]);
    }
}
