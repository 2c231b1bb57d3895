//! Ids in URLs (Appendix II, happy path).

use std::collections::HashSet;

use serde_json::Value;

use super::calls::AppCall;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::view::View;

/// Rules about ids.
pub const RULES: &[AppRule] = &[AppRule {
    requirement: "BI-155",
    statement: "later calls take the ids of earlier answers",
    correct: "The app puts the ids that earlier answers returned into the URLs of later calls.",
    judge: Judge::Trace(own_ids),
}];

/// An id is wrong if no answer showed it and the bank does not find it: persons may be older than the
/// trace.
fn own_ids(view: &View<'_>) -> Ruling {
    let mut known: HashSet<&str> = HashSet::new();
    let mut rulings = Vec::new();
    let mut deliveries = view.deliveries.iter().peekable();
    for call in view.calls.iter().filter(|it| it.operation.is_some()) {
        while let Some(it) = deliveries.next_if(|it| it.event < call.event) {
            known.insert(it.identification());
        }
        let ids = [("person_id", call.person), ("id", call.id)];
        let used: Vec<_> = ids.into_iter().filter(|(_, id)| !id.is_empty()).collect();
        let strange = used.iter().find(|(_, id)| !known.contains(id));
        if let Some((name, _)) = strange.filter(|_| call.status() == Some(404)) {
            let place = format!("{name} in {}", call.name());
            let wrong =
                Ruling::failed(call.event, place, "an id of an earlier answer", "another id");
            rulings.push(view.missing_before(wrong));
        } else if call.status() == Some(404) && belongs_to_another(view, call) {
            let place = format!("person_id in {}", call.name());
            let expected = "the person of the identification";
            rulings.push(Ruling::failed(call.event, place, expected, "another person"));
        } else if !used.is_empty() && strange.is_none() && call.succeeded() {
            rulings.push(Ruling::passed(call.event));
        }
        learn(&mut known, call);
    }
    Ruling::worst(rulings, "no call needed the id of an earlier answer")
}

fn belongs_to_another(view: &View<'_>, call: &AppCall<'_>) -> bool {
    let known = view.identification(call.id);
    known.is_some_and(|it| !it.person.is_empty() && it.person != call.person)
}

fn learn<'a>(known: &mut HashSet<&'a str>, call: &AppCall<'a>) {
    let Some(answer) = call.answer() else { return };
    let mut open = vec![answer];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                let is_id = |name: &str| name == "id" || name.ends_with("_id");
                let ids = members.iter().filter(|(name, _)| is_id(name));
                known.extend(ids.filter_map(|(_, value)| value.as_str()));
                open.extend(members.values().filter(|it| it.is_array() || it.is_object()));
            }
            _ => {}
        }
    }
}
