//! Replaces personal data in the evidence by placeholders with salted digests.
//!
//! The run masked numbers, accounts, addresses of e-mail and secrets before it recorded anything.
//! Other data of persons, such as names and dates of birth, are replaced here, wherever they occur.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::evidence::{byte_encodings, encodings, is_private_member};

use super::claims::CommitmentClaim;
use super::digest::{hex, sha256};
use super::folding::FoldedFinder;

/// Minimum length of a text that is replaced outside its own member, in bytes.
const SHORTEST: usize = 4;
/// Minimum length of a text that is replaced in base64 and hexadecimal digits, too, in bytes.
const SHORTEST_BYTES: usize = 8;
/// First characters of a placeholder; a number and `]` follow.
pub const PLACEHOLDER: &str = "[commitment ";
/// Members of a scenario in which nothing of a target or a person can be.
const PUBLIC: [&str; 9] =
    ["id", "file", "feature", "rule", "name", "tags", "requirements", "verdict", "readings"];
/// Member of a record with the body of a call.
const PAYLOAD: &str = "json";
/// Member of an address that the redaction of a run leaves readable.
const COUNTRY: &str = "country";
/// Members of a step that can quote a target.
const OF_STEP: [&str; 2] = ["cause", "message"];

/// A text that was replaced.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ConcealedText {
    /// Placeholder.
    pub placeholder: String,
    /// The text.
    pub text: String,
    /// Salt in hexadecimal digits.
    pub salt: String,
}

impl ConcealedText {
    /// The claim about it in the certificate.
    pub fn claim(&self) -> CommitmentClaim {
        let digest = commitment(&self.salt, &self.text);
        CommitmentClaim { placeholder: self.placeholder.clone(), digest }
    }
}

/// Whether a member of this name is about a person. A country is, as that of an address.
fn is_personal(name: &str) -> bool {
    is_private_member(name) || name == COUNTRY
}

/// Salted digest of a text: SHA-256 over the salt's hexadecimal digits, a colon, and the text.
pub fn commitment(salt: &str, text: &str) -> String {
    sha256(format!("{salt}:{text}").as_bytes())
}

/// The texts to replace, which are learnt before anything is replaced.
#[derive(Debug, Default)]
pub struct PersonalTexts {
    known: BTreeSet<String>,
}

impl PersonalTexts {
    /// Learns a text that the holder names.
    pub fn learn(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && !text.starts_with("[masked ") {
            self.known.insert(text.to_owned());
        }
    }

    /// Learns the personal members of a document, at any depth.
    pub fn learn_from(&mut self, document: &Value) {
        match document {
            Value::Object(members) => {
                for (name, value) in members {
                    if is_personal(name) {
                        self.learn_values(value);
                    }
                    self.learn_from(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|it| self.learn_from(it)),
            _ => {}
        }
    }

    fn learn_values(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.learn(text),
            Value::Number(number) => self.learn(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|it| self.learn_values(it)),
            _ => {}
        }
    }

    /// Ends learning; `salt` makes a new one for each text.
    pub fn conceal(self, mut salt: impl FnMut() -> [u8; 16]) -> Concealer {
        let texts = self.known.into_iter().enumerate();
        let texts: Vec<ConcealedText> = texts
            .map(|(index, text)| ConcealedText {
                placeholder: format!("{PLACEHOLDER}{}]", index + 1),
                text,
                salt: hex(&salt()),
            })
            .collect();
        Concealer::new(texts)
    }
}

/// Replaces texts by their placeholders.
pub struct Concealer {
    /// The texts.
    pub texts: Vec<ConcealedText>,
    /// The placeholder of each text that was learnt.
    placeholders: Vec<String>,
    by_text: BTreeMap<String, usize>,
    finder: Option<AhoCorasick>,
    /// Finds the texts in other notations.
    folded: FoldedFinder,
    /// For each pattern of the finder, the text it is a form of.
    forms: Vec<usize>,
}

impl Concealer {
    fn new(texts: Vec<ConcealedText>) -> Self {
        let (mut patterns, mut forms) = (Vec::new(), Vec::new());
        for (index, it) in texts.iter().enumerate().filter(|it| it.1.text.len() >= SHORTEST) {
            let texts = forms_of(&it.text);
            forms.extend(texts.iter().map(|_| index));
            patterns.extend(texts);
        }
        let builder = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(&patterns);
        let finder = builder.ok().filter(|_| !patterns.is_empty());
        let placeholders = texts.iter().map(|it| it.placeholder.clone()).collect();
        let by_text = texts.iter().enumerate().map(|(at, it)| (it.text.clone(), at)).collect();
        let long = texts.iter().enumerate().filter(|it| it.1.text.len() >= SHORTEST);
        let folded = FoldedFinder::new(long.map(|(at, it)| (at, it.text.as_str())));
        Self { texts, placeholders, by_text, finder, folded, forms }
    }

    /// Whether one of the longer texts is in `bytes`.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        self.finder.as_ref().is_some_and(|it| it.is_match(bytes))
    }

    /// A text without personal data, in whatever notation.
    pub fn text(&self, text: &str) -> String {
        self.folded.replaced(&self.verbatim(text), |at| &self.placeholders[at])
    }

    /// A text without personal data as it was learnt, or in a usual encoding.
    fn verbatim(&self, text: &str) -> String {
        let Some(finder) = &self.finder else { return text.to_owned() };
        let (mut changed, mut end) = (String::new(), 0);
        for found in finder.find_iter(text) {
            changed.push_str(&text[end..found.start()]);
            changed.push_str(&self.placeholders[self.forms[found.pattern().as_usize()]]);
            end = found.end();
        }
        changed + &text[end..]
    }

    /// A document without personal data.
    pub fn document(&self, value: Value) -> Value {
        match value {
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| {
                    let value = match name.as_str() {
                        name if is_personal(name) => self.member(value),
                        PAYLOAD => self.document(self.names(value)),
                        _ => self.document(value),
                    };
                    (name, value)
                })
                .collect(),
            Value::Array(items) => items.into_iter().map(|it| self.document(it)).collect(),
            Value::String(text) => Value::String(self.text(&text)),
            Value::Number(ref number) => match self.text(&number.to_string()) {
                same if same == number.to_string() => value,
                changed => Value::String(changed),
            },
            other => other,
        }
    }

    /// A body of a target, with the names of its members concealed: they can be anything.
    fn names(&self, value: Value) -> Value {
        match value {
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| (self.text(&name), self.names(value)))
                .collect(),
            Value::Array(items) => items.into_iter().map(|it| self.names(it)).collect(),
            other => other,
        }
    }

    /// The value of a personal member, which is replaced however short it is.
    fn member(&self, value: Value) -> Value {
        let placeholder = |text: &str| {
            let at = self.by_text.get(text.trim())?;
            Some(Value::String(self.placeholders[*at].clone()))
        };
        match value {
            Value::Array(items) => items.into_iter().map(|it| self.member(it)).collect(),
            Value::String(text) => {
                placeholder(&text).unwrap_or_else(|| Value::String(self.text(&text)))
            }
            Value::Number(number) => {
                placeholder(&number.to_string()).unwrap_or(Value::Number(number))
            }
            other => self.document(other),
        }
    }

    /// A run record without personal data. Titles and tags of the suite stay.
    pub fn run(&self, mut run: Value) -> Value {
        if let Some(flags) = run.pointer_mut("/target/flags") {
            *flags = Value::Array(Vec::new()); // a driver's command may contain anything
        }
        for place in ["requirements", "controls"] {
            each(&mut run, place, |row| self.members(row, |name| name == "reason"));
        }
        each(&mut run, "scenarios", |scenario| {
            self.members(scenario, |name| !PUBLIC.contains(&name) && name != "steps");
            each(scenario, "steps", |step| self.members(step, |name| OF_STEP.contains(&name)));
        });
        run
    }

    fn members(&self, value: &mut Value, wanted: impl Fn(&str) -> bool) {
        for (name, value) in value.as_object_mut().into_iter().flatten() {
            if wanted(name) {
                *value = self.document(value.take());
            }
        }
    }
}

/// Every form of a text. The finder knows the letter cases of ASCII alone.
fn forms_of(text: &str) -> BTreeSet<String> {
    let cases = [text.to_owned(), text.to_uppercase(), text.to_lowercase()];
    let cases = cases.iter().take(if text.is_ascii() { 1 } else { 3 });
    let forms = cases.flat_map(|it| encodings(it)).map(|it| it.text);
    let coded = (text.len() >= SHORTEST_BYTES).then(|| byte_encodings(text).map(|it| it.text));
    forms.chain(coded.into_iter().flatten()).collect()
}

fn each(value: &mut Value, member: &str, change: impl FnMut(&mut Value)) {
    let items = value.get_mut(member).and_then(Value::as_array_mut);
    items.into_iter().flatten().for_each(change);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn concealer(document: &Value) -> Concealer {
        let mut texts = PersonalTexts::default();
        texts.learn_from(document);
        let mut next = 0;
        texts.conceal(|| {
            next += 1;
            [next; 16]
        })
    }

    #[test]
    fn a_text_is_replaced_wherever_it_occurs() {
        let body = json!({
            "first_name": "Jürgen", "last_name": "Probe-Muster", "nationality": "DE",
            "address": { "postal_code": 10117, "city": "Bad Probe" }, "status": "created",
            "mobile_number": "[masked phone 1]",
        });
        let concealer = concealer(&body);
        let text =
            "JüRGEN JÜRGEN PROBE-MUSTER, B%C3%BCro; ?name=J%C3%BCrgen in 10117 bad probe, DE";
        let document = concealer.document(json!({ "body": body, "text": text }));
        let shown = document.to_string();
        for gone in ["rgen", "Probe", "PROBE", "10117", "Bad"] {
            assert!(!shown.contains(gone), "{gone} in {shown}");
        }
        assert!(shown.contains(", DE\"") && shown.contains("created") && shown.contains("masked"));
        assert_eq!(document["body"]["nationality"], "[commitment 3]");
        assert!(!concealer.is_in(shown.as_bytes()));
    }

    #[test]
    fn the_holder_can_show_what_was_replaced() {
        let concealer = concealer(&json!({ "city": "Bad Probe" }));
        let it = &concealer.texts[0];
        assert_eq!(it.claim().digest, commitment(&it.salt, "Bad Probe"));
        assert_ne!(commitment(&it.salt, "Bad Probe"), commitment(&it.salt, "Bad Muster"));
        assert_ne!(commitment("00", "Bad Probe"), commitment(&it.salt, "Bad Probe"));
    }

    #[test]
    fn titles_of_the_suite_stay() {
        let run = json!({
            "target": { "flags": ["--drive", "TOKEN=x ./e2e.sh"] },
            "requirements": [{ "id": "BI-1", "summary": "Berlin", "reason": "of Berlin" }],
            "scenarios": [{
                "id": "Berlin", "name": "Berlin", "reason": "Berlin is shown",
                "steps": [{ "text": "in Berlin", "message": "not Berlin" }],
                "exchanges": [{ "sent": { "city": "Berlin" } }],
            }],
        });
        let run = concealer(&run).run(run);
        let expected = json!({
            "target": { "flags": [] },
            "requirements": [{ "id": "BI-1", "summary": "Berlin", "reason": "of [commitment 1]" }],
            "scenarios": [{
                "id": "Berlin", "name": "Berlin", "reason": "[commitment 1] is shown",
                "steps": [{ "text": "in Berlin", "message": "not [commitment 1]" }],
                "exchanges": [{ "sent": { "city": "[commitment 1]" } }],
            }],
        });
        assert_eq!(run, expected);
    }
}
