//! Scripts as JSON: every rule is checked, and a wrong one is refused with its place.

use std::time::Duration;

use serde_json::{Map, Value};

use super::rule::{
    CallAct, EventAct, ScriptRule, ScriptedAct, ScriptedDelivery, ScriptedRefusal, ShownStatus,
};
use crate::api::{EventType, Reason, SnapshotStatus, Status};
use crate::simulator::machine::Refusal;
use crate::simulator::operation::{EVERY, OPEN_WIZARD, Operation, SUBMIT_WIZARD, Success};

/// Maximum number of rules.
const MAX_RULES: usize = 1000;
/// Maximum delay, in milliseconds.
const MAX_DELAY_MS: u64 = 60_000;
/// Maximum number of occasions that a rule counts.
const MAX_OCCASIONS: u64 = 1_000_000;
/// Maximum length of a status.
const MAX_STATUS: usize = 64;
const MEMBERS: [&str; 6] = ["on", "answer", "after", "times", "delay_ms", "lost"];
const DELIVERIES: [(&str, ScriptedDelivery); 4] = [
    ("doubled", ScriptedDelivery::Doubled),
    ("reordered", ScriptedDelivery::Reordered),
    ("forged", ScriptedDelivery::Forged),
    ("lost", ScriptedDelivery::Lost),
];

/// Reads a list of rules.
pub fn rules(script: &Value) -> Result<Vec<ScriptRule>, Refusal> {
    let list = script.as_array().ok_or_else(|| wrong("script", "must be a list of rules"))?;
    if list.len() > MAX_RULES {
        return Err(wrong("script", format!("must have at most {MAX_RULES} rules")));
    }
    list.iter().enumerate().map(|(index, rule)| read(index, rule)).collect()
}

fn wrong(place: &str, message: impl Into<String>) -> Refusal {
    Refusal::invalid_model(place, message)
}

/// A rule and its place in the list.
struct ParsedRule<'a> {
    place: String,
    members: &'a Map<String, Value>,
}

fn read(index: usize, rule: &Value) -> Result<ScriptRule, Refusal> {
    let place = format!("[{index}]");
    let members = rule.as_object().ok_or_else(|| wrong(&place, "must be an object"))?;
    if let Some(name) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        let known = MEMBERS.join(", ");
        return Err(wrong(&format!("{place}.{name}"), format!("is not one of {known}")));
    }
    let rule = ParsedRule { place, members };
    let after = rule.number("after", 0..=MAX_OCCASIONS, 0)?;
    let times = match rule.members.get("times") {
        Some(Value::Null) => None,
        _ => Some(rule.number("times", 1..=MAX_OCCASIONS, 1)?),
    };
    let act = match rule.text("on")?.split_once(' ') {
        Some(("webhook", kind)) => rule.event(kind)?,
        _ => rule.call()?,
    };
    Ok(ScriptRule { act, after, times })
}

impl ParsedRule<'_> {
    fn wrong(&self, member: &str, message: impl Into<String>) -> Refusal {
        wrong(&format!("{}.{member}", self.place), message)
    }

    fn text(&self, member: &str) -> Result<&str, Refusal> {
        let text = self.members.get(member).and_then(Value::as_str);
        text.ok_or_else(|| self.wrong(member, "must be a text"))
    }

    fn number(
        &self,
        member: &str,
        range: std::ops::RangeInclusive<u64>,
        absent: u64,
    ) -> Result<u64, Refusal> {
        let Some(value) = self.members.get(member) else { return Ok(absent) };
        let (least, most) = (range.start(), range.end());
        let message = format!("must be a whole number from {least} to {most}");
        let number = value.as_u64().filter(|it| range.contains(it));
        number.ok_or_else(|| self.wrong(member, message))
    }

    fn delay(&self) -> Result<Duration, Refusal> {
        self.number("delay_ms", 0..=MAX_DELAY_MS, 0).map(Duration::from_millis)
    }

    fn lost(&self) -> Result<bool, Refusal> {
        let lost = self.members.get("lost").map_or(Some(false), Value::as_bool);
        lost.ok_or_else(|| self.wrong("lost", "must be true or false"))
    }

    fn answer(&self) -> Option<&Value> {
        self.members.get("answer").filter(|it| !it.is_null())
    }

    fn call(&self) -> Result<ScriptedAct, Refusal> {
        let name = self.text("on")?;
        let operation = operations().find(|it| it.name() == name).ok_or_else(|| {
            let known: Vec<String> = operations().map(Operation::name).collect();
            let known = known.join(", ");
            self.wrong("on", format!("is neither `webhook EVENT_TYPE` nor one of {known}"))
        })?;
        let (delay, lost) = (self.delay()?, self.lost()?);
        let is_alone = delay.is_zero() && !lost;
        let refusal = match self.answer() {
            None if is_alone => return Err(wrong(&self.place, "has no answer, delay_ms or lost")),
            None => None,
            Some(Value::String(code)) => Some(self.reason(code)?),
            Some(Value::Object(members)) if members.contains_key("status") => {
                Some(self.status(members)?)
            }
            Some(Value::Object(members)) if members.contains_key("shows") => {
                let shown = self.shown(operation, members)?;
                let message = "has an answer with `shows`, which permits no delay_ms or lost";
                let fits = if is_alone { Ok(()) } else { Err(wrong(&self.place, message)) };
                return fits.map(|()| ScriptedAct::Status(*operation, shown));
            }
            Some(_) => {
                let forms = r#"a code, {"status": N} or {"shows": STATUS, "instead_of": STATUS}"#;
                return Err(self.wrong("answer", format!("must be {forms}")));
            }
        };
        Ok(ScriptedAct::Call(*operation, CallAct { refusal, delay, lost }))
    }

    fn reason(&self, code: &str) -> Result<ScriptedRefusal, Refusal> {
        let unknown = || {
            let known: Vec<&str> = Reason::ALL.iter().map(|it| it.code()).collect();
            self.wrong("answer", format!("is not one of {}", known.join(", ")))
        };
        Reason::named(code).map(ScriptedRefusal::Because).ok_or_else(unknown)
    }

    fn status(&self, members: &Map<String, Value>) -> Result<ScriptedRefusal, Refusal> {
        let status = members.get("status").and_then(Value::as_u64);
        let status = status.and_then(|it| u16::try_from(it).ok());
        let fits = status.filter(|it| (400..600).contains(it) && members.len() == 1);
        let message = r#"must be {"status": N} with a number from 400 to 599"#;
        fits.map(ScriptedRefusal::Status).ok_or_else(|| self.wrong("answer", message))
    }

    fn shown(
        &self,
        operation: &Operation,
        members: &Map<String, Value>,
    ) -> Result<ShownStatus, Refusal> {
        let shows_status =
            matches!(operation.success, Success::Members(it) if it.contains(&"status"));
        if !shows_status {
            return Err(self.wrong("answer", format!("{} shows no status", operation.name())));
        }
        let is_known =
            |name: &str| Status::named(name).is_some() || SnapshotStatus::named(name).is_some();
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let shows = text("shows").filter(|it| is_word(it));
        let instead_of = text("instead_of").filter(|it| is_known(it));
        let others = members.keys().any(|name| !["shows", "instead_of"].contains(&name.as_str()));
        match shows {
            Some(shows)
                if instead_of.is_some() == members.contains_key("instead_of") && !others =>
            {
                Ok(ShownStatus {
                    shows: shows.to_owned(),
                    instead_of: instead_of.map(str::to_owned),
                })
            }
            _ => {
                let message = "must have `shows`, a word of lower-case letters and underscores, and \
                               may have `instead_of`, a documented status";
                Err(self.wrong("answer", message))
            }
        }
    }

    fn event(&self, kind: &str) -> Result<ScriptedAct, Refusal> {
        let kind = EventType::named(kind).ok_or_else(|| {
            let known: Vec<&str> = EventType::ALL.iter().map(|it| it.word()).collect();
            self.wrong("on", format!("is not `webhook` and one of {}", known.join(", ")))
        })?;
        if self.members.contains_key("lost") {
            return Err(self.wrong("lost", "is for calls; a webhook has the answer `lost`"));
        }
        let delay = self.delay()?;
        let named = |it: &Value| {
            let word = it.as_str()?;
            DELIVERIES.iter().find(|(name, _)| *name == word).map(|(_, delivery)| *delivery)
        };
        let unknown = || {
            let known: Vec<&str> = DELIVERIES.iter().map(|(name, _)| *name).collect();
            self.wrong("answer", format!("is not one of {}", known.join(", ")))
        };
        let delivery = self.answer().map(|it| named(it).ok_or_else(unknown)).transpose()?;
        if delivery.is_none() && delay.is_zero() {
            return Err(wrong(&self.place, "has no answer and no delay_ms"));
        }
        Ok(ScriptedAct::Event(kind, EventAct { delivery, delay }))
    }
}

/// The operations of the API and the bank page.
fn operations() -> impl Iterator<Item = &'static Operation> {
    EVERY.iter().chain([&OPEN_WIZARD, &SUBMIT_WIZARD])
}

fn is_word(text: &str) -> bool {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    (1..=MAX_STATUS).contains(&text.len()) && text.chars().all(fits)
}
