//! Rendering of answers: notations that the guide prints in two ways or leaves open.
//!
//! Handlers give the answer that the guide prints; this module edits it for other readings.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::machine::Rules;
use super::readings::{
    CodeCase, ErrorStatus, Fatca, Handover, HolderCode, Missing, Provider, Readings, Reference,
    WaitingTime,
};
use crate::api::Reason;

/// The correct English spelling (C-04).
const AUTHORIZED: &str = "ACCESS_BY_AUTHORIZED_HOLDER";

/// Returns the answer in the notation of these rules.
pub fn rendered(mut answer: Answer, rules: &Rules) -> Answer {
    if all_are_default(&rules.readings) {
        return answer;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer };
    match &mut body {
        Value::Array(items) => {
            for item in items.iter_mut().filter_map(Value::as_object_mut) {
                resource(item, rules);
            }
        }
        Value::Object(members) => match members.get_mut("errors").and_then(Value::as_array_mut) {
            Some(errors) => {
                for error in errors.iter_mut().filter_map(Value::as_object_mut) {
                    refusal(error, rules);
                }
            }
            None => resource(members, rules),
        },
        _ => {}
    }
    answer.body = body.to_string().into();
    answer
}

fn all_are_default(readings: &Readings) -> bool {
    fn is_default<T: Default + PartialEq>(word: &T) -> bool {
        *word == T::default()
    }
    is_default(&readings.holder_code)
        && is_default(&readings.missing)
        && is_default(&readings.provider)
        && is_default(&readings.waiting_time)
        && is_default(&readings.code_case)
        && is_default(&readings.reference)
        && is_default(&readings.handover)
        && is_default(&readings.error_status)
        && is_default(&readings.fatca)
}

fn refusal(error: &mut Map<String, Value>, rules: &Rules) {
    let code = error.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    error.insert("code".to_owned(), json!(spelled(&code, &rules.readings)));
    if let (ErrorStatus::Text, Some(status)) = (rules.readings.error_status, error.get("status")) {
        let status = status.to_string();
        error.insert("status".to_owned(), json!(status));
    }
}

/// A code in the case and spelling of these readings (C-04, C-29).
fn spelled(code: &str, readings: &Readings) -> String {
    let holder = code.eq_ignore_ascii_case(Reason::AccessByAuthorizedHolder.code());
    let english = holder && readings.holder_code == HolderCode::AsEnglish;
    let code = if english { AUTHORIZED } else { code };
    match readings.code_case {
        CodeCase::AsPrinted => code.to_owned(),
        CodeCase::Lower => code.to_lowercase(),
    }
}

fn resource(members: &mut Map<String, Value>, rules: &Rules) {
    let readings = &rules.readings;
    if let Some(reason) = members.get("failure_reason").and_then(Value::as_str) {
        // Always in lower case; only the spelling is ambiguous.
        let english = reason.eq_ignore_ascii_case(Reason::AccessByAuthorizedHolder.code())
            && readings.holder_code == HolderCode::AsEnglish;
        if english {
            members.insert("failure_reason".to_owned(), json!(AUTHORIZED.to_lowercase()));
        }
    }
    if readings.provider == Provider::Finreach && members.contains_key("provider") {
        members.insert("provider".to_owned(), json!("FINREACH"));
    }
    if let (Fatca::Boolean, Some(value)) = (readings.fatca, members.get_mut("fatca_relevant"))
        && let Some(word) = value.as_str().and_then(|text| text.parse::<bool>().ok())
    {
        *value = json!(word);
    }
    identification(members, readings);
    documents(members, readings);
    if readings.missing == Missing::Text {
        for value in members.values_mut().filter(|value| value.is_null()) {
            *value = json!("null");
        }
    }
}

fn is_identification(members: &Map<String, Value>) -> bool {
    members.contains_key("terms_and_conditions_signed_at")
}

fn identification(members: &mut Map<String, Value>, readings: &Readings) {
    if !is_identification(members) {
        return;
    }
    if readings.waiting_time == WaitingTime::Every {
        members.entry("estimated_waiting_time").or_insert(Value::Null);
    }
    if let (Reference::Prefixed, Some(Value::String(token))) =
        (readings.reference, members.get_mut("current_reference_token"))
    {
        token.insert_str(0, "Transaktions-ID: ");
    }
}

fn documents(members: &mut Map<String, Value>, readings: &Readings) {
    if readings.handover == Handover::ByPartner {
        return;
    }
    let listed = members.get_mut("documents").and_then(Value::as_array_mut);
    for document in listed.into_iter().flatten().filter_map(Value::as_object_mut) {
        document.insert("customer_accessible".to_owned(), json!(true));
    }
    if members.contains_key("customer_accessible") {
        members.insert("customer_accessible".to_owned(), json!(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::machine::Refusal;

    use crate::simulator::Variant;

    fn permissive() -> Rules {
        let mut rules = Rules::plain();
        rules.readings = Variant::Permissive.readings();
        rules
    }

    fn status_and_body(value: &Value, rules: &Rules) -> (u16, Value) {
        let answer = rendered(Answer::created(value), rules);
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    fn refused(rules: &Rules) -> Value {
        let id = "84b61fb9bf2117b3653a91ba9fc18d8bex".to_owned();
        let refusal = Refusal::because(Reason::AccessByAuthorizedHolder, "no");
        let answer = rendered(Answer::refusal(refusal, id), rules);
        serde_json::from_slice::<Value>(&answer.body).unwrap()["errors"][0].clone()
    }

    #[test]
    fn the_default_readings_change_nothing() {
        let identification = json!({"terms_and_conditions_signed_at": "x", "url": null});
        assert_eq!(
            status_and_body(&identification, &Rules::plain()),
            (201, identification.clone())
        );
        let error = refused(&Rules::plain());
        assert_eq!(error["code"], "ACCESS_BY_ATHORIZED_HOLDER");
        assert_eq!(error["status"], 412);
        assert_eq!(error["id"], "84b61fb9bf2117b3653a91ba9fc18d8bex");
    }

    #[test]
    fn the_permissive_readings_differ_everywhere() {
        let identification = json!({
            "terms_and_conditions_signed_at": "x", "url": null,
            "current_reference_token": "1234-5678",
        });
        let (status, body) = status_and_body(&identification, &permissive());
        assert_eq!((status, &body["url"]), (201, &json!("null")));
        assert_eq!(body["estimated_waiting_time"], "null");
        assert_eq!(body["current_reference_token"], "Transaktions-ID: 1234-5678");
        let error = refused(&permissive());
        assert_eq!(error["code"], "access_by_athorized_holder");
        assert_eq!(error["status"], "412");
    }
}
