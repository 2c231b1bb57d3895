//! What the page says in its own words; the same for every language, so that none is forgotten.

use serde::Serialize;

use crate::report::ReportLanguage;
use crate::verdict::Conclusion;

use super::{words_de, words_en};

/// The words; `{n}` and `{m}` stand for numbers.
#[derive(Debug, Serialize)]
pub struct Words {
    pub title: &'static str,
    pub skip: &'static str,
    pub contents: &'static str,
    pub verdict: &'static str,
    pub next: &'static str,
    pub scenarios: &'static str,
    pub scenario: &'static str,
    pub requirements: &'static str,
    pub requirement: &'static str,
    pub ambiguities: &'static str,
    pub ambiguities_note: &'static str,
    pub question: &'static str,
    pub readings: &'static str,
    pub observed: &'static str,
    pub deviations: &'static str,
    pub deviations_note: &'static str,
    pub deviation: &'static str,
    pub place: &'static str,
    pub waivers: &'static str,
    pub waivers_note: &'static str,
    pub about: &'static str,
    pub standing: &'static str,
    pub owner: &'static str,
    pub ticket: &'static str,
    pub reason: &'static str,
    pub expires: &'static str,
    pub flaky: &'static str,
    pub flaky_note: &'static str,
    pub attempts: &'static str,
    pub attempt: &'static str,
    pub timeline: &'static str,
    pub timeline_text: &'static str,
    pub run: &'static str,
    pub run_id: &'static str,
    pub target: &'static str,
    pub capabilities: &'static str,
    pub started: &'static str,
    pub finished: &'static str,
    pub program: &'static str,
    pub suite: &'static str,
    pub seed: &'static str,
    pub selection: &'static str,
    pub shard: &'static str,
    pub merged_from: &'static str,
    pub missing: &'static str,
    pub faults: &'static str,
    pub strict: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub level: &'static str,
    pub binds: &'static str,
    pub summary: &'static str,
    pub clause: &'static str,
    pub covered: &'static str,
    pub not_run: &'static str,
    pub all: &'static str,
    pub causes: &'static str,
    pub count: &'static str,
    pub cause: &'static str,
    pub none: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub show: &'static str,
    pub sort: &'static str,
    pub sort_worst: &'static str,
    pub sort_run: &'static str,
    pub sort_slow: &'static str,
    pub shown: &'static str,
    pub more: &'static str,
    pub nothing: &'static str,
    pub reset: &'static str,
    pub link: &'static str,
    pub steps: &'static str,
    pub checks: &'static str,
    pub holds: &'static str,
    pub does_not_hold: &'static str,
    pub expected: &'static str,
    pub actual: &'static str,
    pub calls: &'static str,
    pub calls_text: &'static str,
    pub tidying: &'static str,
    pub not_kept: &'static str,
    pub left_out: &'static str,
    pub request: &'static str,
    pub answer: &'static str,
    pub files: &'static str,
    pub headers: &'static str,
    pub body: &'static str,
    pub no_body: &'static str,
    pub binary: &'static str,
    pub excerpt: &'static str,
    pub cut: &'static str,
    pub masked: &'static str,
    pub unobserved: &'static str,
    pub retry: &'static str,
    pub tags: &'static str,
    pub warning: &'static str,
    pub waived: &'static str,
    pub passed: &'static str,
    pub failed: &'static str,
    pub inconclusive: &'static str,
    pub error: &'static str,
    pub not_applicable: &'static str,
    pub uncovered: &'static str,
    pub step_not_run: &'static str,
    pub needs_script: &'static str,
    pub slowest: &'static str,
}

impl Words {
    /// The words of a language.
    pub fn of(language: ReportLanguage) -> &'static Self {
        match language {
            ReportLanguage::English => &words_en::WORDS,
            ReportLanguage::German => &words_de::WORDS,
        }
    }
}

/// What a conclusion means, and the next step to take.
pub fn conclusion(language: ReportLanguage, it: Conclusion) -> (&'static str, &'static str) {
    match language {
        ReportLanguage::English => (it.sentence(), words_en::next(it)),
        ReportLanguage::German => words_de::conclusion(it),
    }
}

/// A sentence with its numbers.
pub fn numbers(sentence: &str, n: usize, m: usize) -> String {
    sentence.replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
}
