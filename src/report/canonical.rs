//! `canonical.json`: the results of a run without the values that differ from run to run: times,
//! ports, the id of the run, and ids of the target. If a target behaves the same in two runs, the
//! two files are identical.

use std::collections::HashMap;
use std::io;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::{Serialize, Serializer};
use serde_json::Value;
use url::form_urlencoded;

use crate::evidence::PartialRecord;
use crate::verdict::{
    AssessedRequirement, AssessedScenario, AssessedWaiver, ConformanceReport, RegisteredAmbiguity,
    SCHEMA_VERSION, Totals, Worth,
};

/// Members with a time or a duration.
const TIMES: [&str; 3] = ["started_at", "duration_ms", "at"];
/// Generated ids, which differ between runs.
static OPAQUE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[0-9a-f]{32}(?:[0-9a-f]{32})?\b").ok());
/// Minimum length of a name that is replaced; a shorter one may be a word.
const SHORTEST_NAME: usize = 4;

/// Writes the run in canonical form.
///
/// # Errors
/// When `out` cannot be written to.
pub fn canonical(report: &ConformanceReport, out: &mut dyn io::Write) -> io::Result<()> {
    let document = CanonicalRun {
        schema_version: SCHEMA_VERSION,
        version: &report.run.harness.version,
        suite_digest: &report.run.harness.suite_digest,
        target: &report.run.target.name,
        capabilities: &report.run.target.capabilities,
        seed: report.run.seed,
        strict: report.strict,
        partial: report.run.selection.partial.as_ref(),
        conclusion: report.conclusion.sentence(),
        totals: report.totals,
        worth: report.worth.as_ref(),
        internal_faults: &report.run.internal_faults,
        requirements: &report.requirements,
        ambiguities: &report.ambiguities,
        waivers: &report.waivers,
        scenarios: CanonicalScenarios(report),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct CanonicalRun<'a> {
    schema_version: u32,
    version: &'a str,
    suite_digest: &'a str,
    target: &'a str,
    capabilities: &'a [String],
    seed: u64,
    strict: bool,
    partial: Option<&'a PartialRecord>,
    conclusion: &'static str,
    totals: Totals,
    worth: Option<&'a Worth>,
    internal_faults: &'a [String],
    requirements: &'a [AssessedRequirement],
    ambiguities: &'a [RegisteredAmbiguity],
    waivers: &'a [AssessedWaiver],
    scenarios: CanonicalScenarios<'a>,
}

/// One at a time.
struct CanonicalScenarios<'a>(&'a ConformanceReport);

impl Serialize for CanonicalScenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scenarios = self.0.scenarios.iter().map(scenario);
        serializer.collect_seq(scenarios)
    }
}

fn scenario(scenario: &AssessedScenario) -> Value {
    let mut document = serde_json::to_value(scenario).unwrap_or_default();
    let mut names = Names::default();
    names.learn("", &document["exchanges"]);
    names.longest_first();
    names.remove_volatile(&mut document);
    document
}

/// The names that a target gave in one scenario, numbered in order of appearance.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, usize>,
    /// Each with its placeholder.
    longest: Vec<(String, String)>,
}

impl Names {
    /// Collects the ids, tokens and references in documents and in queries.
    fn learn(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| self.learn(name, value));
            }
            // A header field is a pair.
            Value::Array(pair) => match pair.as_slice() {
                [Value::String(field), value @ Value::String(_)] => self.learn(field, value),
                items => items.iter().for_each(|it| self.learn(name, it)),
            },
            Value::String(text)
                if is_name(name) && text.len() >= SHORTEST_NAME && !text.starts_with('[') =>
            {
                let next = self.numbers.len() + 1;
                self.numbers.entry(text.clone()).or_insert(next);
            }
            Value::String(text) => {
                let query = text.split_once('?').map_or("", |(_, query)| query);
                for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                    if is_name(&name) {
                        self.learn(&name, &Value::from(value.into_owned()));
                    }
                }
                for opaque in LazyLock::force(&OPAQUE).iter().flat_map(|it| it.find_iter(text)) {
                    self.learn("id", &Value::from(opaque.as_str()));
                }
            }
            _ => {}
        }
    }

    /// A name may be part of another.
    fn longest_first(&mut self) {
        let placeholder = |number| format!("<name {number}>");
        let names = self.numbers.iter().map(|(name, number)| (name.clone(), placeholder(number)));
        self.longest = names.collect();
        self.longest.sort_by(|(left, _), (right, _)| {
            right.len().cmp(&left.len()).then_with(|| left.cmp(right))
        });
    }

    /// Removes the values that differ between two runs from a document.
    fn remove_volatile(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !TIMES.contains(&name.as_str()));
                members.values_mut().for_each(|it| self.remove_volatile(it));
            }
            Value::Array(items) => {
                items.retain(|it| !is_volatile_field(it));
                for it in items {
                    self.remove_volatile(it);
                }
            }
            Value::String(text) => *text = self.without_volatile(text),
            _ => {}
        }
    }

    fn without_volatile(&self, text: &str) -> String {
        let replaced = self.longest.iter().fold(text.to_owned(), |text, (name, placeholder)| {
            if text.contains(name.as_str()) { renamed(&text, name, placeholder) } else { text }
        });
        without_times_and_ports(&replaced)
    }
}

/// Replaces a name wherever it is a whole word.
fn renamed(text: &str, name: &str, other: &str) -> String {
    let (mut renamed, mut end) = (String::with_capacity(text.len()), 0);
    for (start, found) in text.match_indices(name) {
        let (before, after) = (&text[..start], &text[start + found.len()..]);
        let continues = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if !continues(before.chars().next_back()) && !continues(after.chars().next()) {
            renamed.push_str(&text[end..start]);
            renamed.push_str(other);
            end = start + found.len();
        }
    }
    renamed + &text[end..]
}

/// Whether the value of a member is a name that the target chose, such as an id.
fn is_name(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    let ends = ["_id", "-id", "_token", "_key", "_reference"];
    ["id", "token", "reference"].contains(&member.as_str())
        || ends.iter().any(|end| member.ends_with(end))
}

/// Whether this is a header field with a time, or with a length that the replacements change.
fn is_volatile_field(value: &Value) -> bool {
    let Some([Value::String(field), Value::String(_)]) = value.as_array().map(Vec::as_slice) else {
        return false;
    };
    ["date", "content-length", "age", "expires", "last-modified"].contains(&field.as_str())
}

fn without_times_and_ports(text: &str) -> String {
    static VOLATILE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let time = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?";
        let port = r"(?:127\.0\.0\.1|localhost|\[::1\]):\d+";
        let span = r"\b\d+ ms\b";
        // Two of these values may be equal by chance.
        let tan = r"\[masked (?:token|tan|otp) \d+\]";
        Regex::new(&format!("(?<time>{time})|(?<port>{port})|(?<span>{span})|(?<tan>{tan})")).ok()
    });
    let Some(volatile) = LazyLock::force(&VOLATILE) else { return text.to_owned() };
    let placeholder = |found: &Captures<'_>| {
        let kinds = [("time", "<time>"), ("port", "<host>"), ("span", "<span>"), ("tan", "<tan>")];
        kinds.iter().find(|(kind, _)| found.name(kind).is_some()).map_or("", |(_, it)| *it)
    };
    volatile.replace_all(text, placeholder).into_owned()
}
