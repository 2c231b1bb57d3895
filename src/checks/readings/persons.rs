//! Readings that a person, a change or an eligibility check shows: C-13 to C-17, C-21, C-43.

use serde_json::Value;

use crate::checks::comparison::is_unset;
use crate::evidence::Reply;

use super::table::{
    CHANGE_REQUESTED, CHANGED_AT_ONCE, DocumentedReading, FAILURE_REASON, FATCA_BOOLEAN,
    FATCA_STRING, HAPPY_PATH_MEMBERS, JSON_NULL, LISTED_MEMBERS, NULL_CLEARS, NULL_IGNORED,
    NULL_STRING, REASONS_ARRAY, STATE_OPTIONAL, STATE_REQUIRED,
};

/// C-13: how a missing value is written, in a resource or in the resources of a list.
pub fn missing_value(json: &Value) -> Option<DocumentedReading> {
    let resources = match json {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let values = || resources.iter().filter_map(Value::as_object).flat_map(|it| it.values());
    if values().any(|value| value == "null") {
        return Some(NULL_STRING);
    }
    values().any(Value::is_null).then_some(JSON_NULL)
}

/// C-14: the type of `fatca_relevant`.
pub fn fatca_type(reply: &Reply) -> Option<DocumentedReading> {
    match reply.member("fatca_relevant")? {
        Value::Bool(_) => Some(FATCA_BOOLEAN),
        Value::String(text) if text != "null" => Some(FATCA_STRING),
        _ => None,
    }
}

/// C-15: which members are mandatory, by the answer to the person of the guide's example, which
/// lacks two of the printed list; `added` says whether it was accepted only with them.
pub fn mandatory_members(example: &Reply, added: bool) -> Option<DocumentedReading> {
    let reading = if added { LISTED_MEMBERS } else { HAPPY_PATH_MEMBERS };
    example.is_success().then_some(reading)
}

/// C-16: whether an address needs a state, by the answer to the person of the guide's example:
/// its address has none; `added` says whether it was accepted only with one.
pub fn address_state(example: &Reply, added: bool) -> Option<DocumentedReading> {
    let reading = if added { STATE_REQUIRED } else { STATE_OPTIONAL };
    example.is_success().then_some(reading)
}

/// C-17: whether nulls clear industry and key, by the person shown afterwards. A key that was not
/// shown `before` says nothing now.
pub fn cleared_industry(
    person: &Reply,
    registered: &Value,
    before: &Value,
) -> Option<DocumentedReading> {
    let effect = |name: &str| match person.member(name) {
        is if is_unset(is) => Some(NULL_CLEARS),
        Some(kept) if *kept == registered[name] => Some(NULL_IGNORED),
        _ => None,
    };
    let industry = effect("industry");
    let alike = is_unset(before.get("industry_key")) || industry == effect("industry_key");
    industry.filter(|_| alike)
}

/// C-21: which member of an eligibility answer gives the reason.
pub fn eligibility_reason(reply: &Reply) -> Option<DocumentedReading> {
    match (reply.member("failure_reason"), reply.member("reasons")) {
        (Some(_), _) => Some(FAILURE_REASON),
        (None, Some(_)) => Some(REASONS_ARRAY),
        (None, None) => None,
    }
}

/// C-43: how a property that `had_value` is changed, by the answer to the change.
pub fn way_of_changing(had_value: bool, reply: &Reply) -> Option<DocumentedReading> {
    let reading = if reply.status == 202 { CHANGE_REQUESTED } else { CHANGED_AT_ONCE };
    (had_value && reply.is_success()).then_some(reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{refusal, reply};
    use serde_json::json;

    fn person(json: &Value) -> Reply {
        reply("GET /v1/persons/{person_id}", 200, json)
    }

    #[test]
    fn missing_values_fit_a_reading_of_c_13() {
        let rows = [
            (json!({ "a": null }), Some(JSON_NULL)),
            (json!([{ "a": null }, { "a": "null" }]), Some(NULL_STRING)),
            (json!({ "a": "x" }), None),
            (json!("null"), None),
        ];
        for (json, expected) in rows {
            assert_eq!(missing_value(&json), expected, "{json}");
        }
    }

    #[test]
    fn types_fit_a_reading_of_c_14() {
        let rows = [
            (json!("false"), Some(FATCA_STRING)),
            (json!(false), Some(FATCA_BOOLEAN)),
            (json!(null), None),
            (json!("null"), None),
            (json!(0), None),
        ];
        for (value, expected) in rows {
            assert_eq!(fatca_type(&person(&json!({ "fatca_relevant": value }))), expected);
        }
    }

    #[test]
    fn example_persons_fit_a_reading_of_c_15_and_c_16() {
        let registered = person(&json!({}));
        assert_eq!(mandatory_members(&registered, false), Some(HAPPY_PATH_MEMBERS));
        assert_eq!(mandatory_members(&registered, true), Some(LISTED_MEMBERS));
        assert_eq!(address_state(&registered, false), Some(STATE_OPTIONAL));
        assert_eq!(address_state(&registered, true), Some(STATE_REQUIRED));
        assert_eq!(mandatory_members(&refusal(400, "x"), true), None);
        assert_eq!(address_state(&refusal(400, "x"), false), None);
    }

    #[test]
    fn cleared_industries_fit_a_reading_of_c_17() {
        let registered = json!({ "industry": "A", "industry_key": "1" });
        let unseen = json!({});
        let rows = [
            (json!({}), &registered, Some(NULL_CLEARS)),
            (json!({ "industry": null, "industry_key": "null" }), &registered, Some(NULL_CLEARS)),
            (registered.clone(), &registered, Some(NULL_IGNORED)),
            (json!({ "industry": "A" }), &unseen, Some(NULL_IGNORED)),
            (json!({ "industry": "A" }), &registered, None),
            (json!({ "industry": "B", "industry_key": "1" }), &registered, None),
        ];
        for (shown, before, expected) in rows {
            let found = cleared_industry(&person(&shown), &registered, before);
            assert_eq!(found, expected, "{shown}");
        }
    }

    #[test]
    fn eligibility_answers_fit_a_reading_of_c_21() {
        let rows = [
            (json!({ "failure_reason": null, "reasons": [] }), Some(FAILURE_REASON)),
            (json!({ "reasons": ["X"] }), Some(REASONS_ARRAY)),
            (json!({ "eligible": false }), None),
        ];
        for (json, expected) in rows {
            assert_eq!(eligibility_reason(&person(&json)), expected, "{json}");
        }
    }

    #[test]
    fn changes_fit_a_reading_of_c_43() {
        let requested = reply("PATCH /x", 202, &json!({}));
        assert_eq!(way_of_changing(true, &person(&json!({}))), Some(CHANGED_AT_ONCE));
        assert_eq!(way_of_changing(true, &requested), Some(CHANGE_REQUESTED));
        assert_eq!(way_of_changing(false, &requested), None);
        assert_eq!(way_of_changing(true, &refusal(400, "x")), None);
    }
}
