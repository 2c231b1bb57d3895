//! Sentences of the record in the language of the page.

use std::borrow::Cow;

use serde_json::Value;

use crate::evidence::ScenarioRecord;
use crate::report::phrases::Phrases;

use super::texts::Texts;

/// Members of the data whose texts are sentences of this program.
const SENTENCES: [&str; 13] = [
    "reason",
    "message",
    "statement",
    "path",
    "expected",
    "actual",
    "correct",
    "attested",
    "not-observed",
    "note",
    "what",
    "place",
    "unobserved",
];
/// Members that are no sentences of this program, with everything in them.
const FOREIGN: [&str; 2] = ["waiver", "files"];

impl Texts {
    /// A sentence of the record in the language of the page; as it is if it has no translation.
    pub fn say<'t>(&self, sentence: &'t str) -> Cow<'t, str> {
        if self.language == "de" { Phrases::german().say(sentence) } else { sentence.into() }
    }

    /// The reason of a verdict: the sentence of the step stays as its author wrote it.
    pub fn say_reason(&self, reason: &str, record: &ScenarioRecord) -> String {
        let prefixes = record.steps.iter().map(|it| format!("{} {}: ", it.keyword, it.text));
        let found = prefixes.into_iter().find(|it| reason.starts_with(it.as_str()));
        let prefix = found.unwrap_or_default();
        let said = self.say(&reason[prefix.len()..]).into_owned();
        prefix + &said
    }

    /// Translates the sentences of the data of a scenario.
    pub fn translate(&self, data: &mut Value) {
        match data {
            Value::Array(items) => items.iter_mut().for_each(|it| self.translate(it)),
            Value::Object(members) => {
                for (name, value) in members.iter_mut() {
                    match value {
                        Value::String(text) if SENTENCES.contains(&name.as_str()) => {
                            *text = self.say(text).into_owned();
                        }
                        _ if FOREIGN.contains(&name.as_str()) => {}
                        _ => self.translate(value),
                    }
                }
            }
            _ => {}
        }
    }
}
