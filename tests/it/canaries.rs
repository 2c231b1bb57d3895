//! A thousand texts of persons and secrets in every place of the evidence, and none in the bundle.

use std::fs;
use std::path::Path;

use aho_corasick::AhoCorasick;
use bankident_conformance::certificate::{
    self, ConcealedText, PrivateKey, ReceiverPolicy, TrustedKey, VerificationRequest,
};
use bankident_conformance::certify::{self, CertifyConfig, Decision, SigningMeans, own_program};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::certificate::{RUNS, answered, config};
use crate::cli::json;

const CANARIES: usize = 1000;
/// Members in which a run or a capture may have a canary, personal and secret.
const MEMBERS: [&str; 12] = [
    "first_name",
    "lastName",
    "birth_city",
    "birth_date",
    "line_1",
    "postal_code",
    "email",
    "mobile_number",
    "iban",
    "access_token",
    "client-secret",
    "tax_id",
];
/// Members of a record with words and titles of the suite, and with what scenarios are found by.
const FIXED: [&str; 16] = [
    "id",
    "file",
    "feature",
    "rule",
    "name",
    "text",
    "tags",
    "requirements",
    "verdict",
    "path",
    "summary",
    "source",
    "scenarios",
    "media_type",
    "keyword",
    "situation",
];

/// Members in which an observed situation and its record must be equal.
const COMPARED: [&str; 4] = ["at", "event", "operation", "situation"];

/// A text that occurs nowhere else, with signs that encodings change; every third one is a word.
fn canary(number: usize) -> String {
    let letters: String =
        format!("{number:04}").bytes().map(|it| char::from(it - b'0' + b'k')).collect();
    match number % 3 {
        0 => format!("Qanaria{letters}"),
        1 => format!("Zoë \"{letters}\" d'Kanári/{number:04}"),
        _ => format!("kanari-{number:04}+{letters}~<&>"),
    }
}

fn percent(text: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"-_.~".contains(&it);
    let byte = |it: u8| if plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") };
    text.bytes().map(byte).collect()
}

fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, it| format!("{hex}{it:02x}"))
}

/// The forms in which a canary is planted.
fn forms(text: &str) -> [String; 8] {
    let ascii: String = escaped(text)
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
        .collect();
    [
        text.to_owned(),
        text.to_uppercase(),
        percent(text),
        escaped(text),
        ascii,
        hex(text),
        BASE64_STANDARD.encode(text),
        BASE64_STANDARD.encode(format!("{{\"name\":\"{text}\"}}")),
    ]
}

/// Plants canaries in every text of a document, one after the other, in all forms.
struct Planter {
    next: usize,
}

impl Planter {
    fn text(&mut self) -> String {
        let canary = canary(self.next % CANARIES);
        self.next += 1;
        forms(&canary).join(" | ")
    }

    /// Adds a form to each text with a blank, which is no word of the layout; with `all`, to each that need
    /// not be equal in two files.
    fn plant(&mut self, value: &mut Value, all: bool) {
        match value {
            Value::Object(members) => {
                let is_fixed =
                    |name: &str| COMPARED.contains(&name) || !all && FIXED.contains(&name);
                let texts = members.iter_mut().filter(|it| !is_fixed(it.0.as_str()));
                texts.for_each(|(_, it)| self.plant(it, all));
            }
            Value::Array(items) => items.iter_mut().for_each(|it| self.plant(it, all)),
            Value::String(text) if all || text.contains(' ') => {
                *text = format!("{text} {}", self.text());
            }
            _ => {}
        }
    }
}

/// The members that make the canaries known, as a person in a body.
fn persons() -> Value {
    let person = |first: usize| {
        let members = MEMBERS.iter().enumerate();
        let members = members.map(|(at, name)| ((*name).to_owned(), canary(first + at).into()));
        Value::Object(members.collect::<Map<_, _>>())
    };
    (0..CANARIES).step_by(MEMBERS.len()).map(person).collect()
}

/// Copies an observation with canaries.
fn planted(to: &Path) -> usize {
    let from = RUNS.path().join("partner");
    let mut planter = Planter { next: 0 };
    fs::create_dir_all(to.join("attachments")).unwrap();
    for entry in fs::read_dir(from.join("attachments")).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join("attachments").join(path.file_name().unwrap());
        if path.to_str().unwrap().ends_with("situation.json") {
            let mut document = json(&path);
            planter.plant(&mut document, true);
            fs::write(copy, document.to_string()).unwrap();
        } else {
            fs::copy(&path, copy).unwrap();
        }
    }
    let mut record = json(&from.join("run.json"));
    planter.plant(&mut record["scenarios"], false);
    record["scenarios"][0]["exchanges"][0]["persons"] = persons();
    fs::write(to.join("run.json"), record.to_string()).unwrap();
    planter.next
}

/// Names of the files of a bundle in which a form of a canary is readable.
fn readable(bundle: &[u8]) -> Vec<String> {
    let patterns: Vec<String> = (0..CANARIES).map(canary).flat_map(|it| forms(&it)).collect();
    let lower: Vec<String> = patterns.iter().map(|it| it.to_lowercase()).collect();
    let finder = AhoCorasick::new(&lower).unwrap();
    let (envelope, files) = certificate::opened(bundle).unwrap();
    let mut texts: Vec<(String, &[u8])> = files.unwrap();
    texts.push(("payload".to_owned(), &envelope.payload));
    texts.push(("bundle".to_owned(), bundle));
    let found = texts.iter().filter_map(|(name, bytes)| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let found = finder.find(&text)?;
        Some(format!("{name}: {}", &text[found.range()]))
    });
    found.collect()
}

#[test]
fn none_of_a_thousand_canaries_is_readable_and_each_can_be_shown() {
    let folder = tempfile::tempdir().unwrap();
    let places = planted(&folder.path().join("run"));
    assert!(places > CANARIES, "{places} places");
    let open = CertifyConfig { runs: vec![folder.path().join("run")], ..config(&[]) };
    let config = CertifyConfig { answers: Some(answered(&open, folder.path())), ..open };
    let key = PrivateKey::generate();
    let keys = [TrustedKey { key: key.public(), name: "key".into(), role: None, until: None }];
    let decision = certify::certify(&config, &SigningMeans::Key(key), true, Timestamp::now());
    let issued = match decision.unwrap() {
        Decision::Issued(issued) => issued,
        Decision::Refused(why) => panic!("{}", why.first().unwrap()),
    };
    assert_eq!(readable(&issued.bytes), Vec::<String>::new());
    let salts: Value = serde_json::from_slice(&issued.salts.unwrap()).unwrap();
    let texts: Vec<ConcealedText> = serde_json::from_value(salts["texts"].clone()).unwrap();
    let shown: Vec<ConcealedText> = (0..CANARIES)
        .map(|n| texts.iter().find(|it| it.text == canary(n)).unwrap().clone())
        .collect();
    let policy = ReceiverPolicy::none();
    let verified = |revealed: &[ConcealedText]| {
        let now = Timestamp::now();
        let bytes = &issued.bytes;
        let own = &own_program().unwrap();
        let (keys, policy) = (&keys, &policy);
        let request = VerificationRequest { bytes, keys, policy, revealed, own, now };
        certificate::verify(&request).unwrap().flaws.len()
    };
    assert_eq!(verified(&shown), 0);
    let other = |it: &ConcealedText| ConcealedText { text: format!("{}.", it.text), ..it.clone() };
    assert_eq!(verified(&shown.iter().map(other).collect::<Vec<_>>()), CANARIES);
}
