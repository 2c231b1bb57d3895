//! English.

use crate::verdict::Conclusion;

use super::words::Words;

pub const WORDS: Words = Words {
    title: "Bankident conformance report",
    skip: "Skip to the scenarios",
    contents: "Contents",
    verdict: "Verdict",
    next: "Next step",
    scenarios: "Scenarios",
    scenario: "Scenario",
    requirements: "Requirements",
    requirement: "Requirement",
    ambiguities: "Ambiguous questions",
    ambiguities_note: "Where the guide can be read in several ways, and what the target showed.",
    question: "Question",
    readings: "Documented readings",
    observed: "Observed",
    deviations: "Deviations",
    deviations_note: "Documented freedoms the target took. They count only under --strict.",
    deviation: "Deviation",
    place: "Where",
    waivers: "Waivers",
    waivers_note: "Failures that are accepted for a time.",
    about: "About",
    standing: "WaiverStatus",
    owner: "Owner",
    ticket: "Ticket",
    reason: "Reason",
    expires: "Last day",
    flaky: "Flaky",
    flaky_note: "Passed, but not on the first attempt.",
    attempts: "Attempts",
    attempt: "Attempt",
    timeline: "Timeline",
    timeline_text: "{n} scenarios within {m} ms; select one to open it.",
    run: "The run",
    run_id: "Run",
    target: "Target",
    capabilities: "Offers",
    started: "Started",
    finished: "Finished",
    program: "Program",
    suite: "Digest of the suite",
    seed: "Seed",
    selection: "Digest of the selection",
    shard: "Shard",
    merged_from: "Merged from",
    missing: "Missing",
    faults: "Faults inside the harness",
    strict: "Strict",
    yes: "yes",
    no: "no",
    level: "Level",
    binds: "Binds",
    summary: "What must hold",
    clause: "Heading of the guide",
    covered: "{n} of {m} observed",
    not_run: "no scenario ran",
    all: "All",
    causes: "What did not pass, most frequent cause first",
    count: "Count",
    cause: "Cause",
    none: "None.",
    search: "Search",
    search_hint: "Title, feature, file, requirement, tag or reason",
    show: "Show",
    sort: "Order",
    sort_worst: "worst first",
    sort_run: "as in the features",
    sort_slow: "slowest first",
    shown: "{n} of {m} scenarios",
    more: "Show {n} more",
    nothing: "No scenario matches.",
    reset: "Clear search and filter",
    link: "Link to this scenario",
    steps: "Steps",
    checks: "Checks",
    holds: "holds",
    does_not_hold: "does not hold",
    expected: "Expected",
    actual: "Actual",
    calls: "Calls",
    calls_text: "{n} calls within {m} ms, in the order they were sent.",
    tidying: "After the steps",
    not_kept: "{n} exchanges, not kept because all checks held; --evidence all keeps them.",
    left_out: "{n} exchanges are left out here to keep this page usable; run.json holds them.",
    request: "Request",
    answer: "Answer",
    files: "Files",
    headers: "Headers",
    body: "Body",
    no_body: "no body",
    binary: "{n} bytes that are not text",
    excerpt: "the beginning of a text of {n} bytes",
    cut: "cut here; run.json holds all {n} characters",
    masked: "masked when it was recorded",
    unobserved: "no answer",
    retry: "repetition {n}",
    tags: "Tags",
    warning: "warning",
    waived: "waived",
    passed: "passed",
    failed: "failed",
    inconclusive: "inconclusive",
    error: "error",
    not_applicable: "not applicable",
    uncovered: "not run",
    step_not_run: "not run",
    needs_script: "The scenarios are shown by a script inside this page: allow it, or read run.json.",
    slowest: "Slowest",
};

/// The next step to take.
pub fn next(it: Conclusion) -> &'static str {
    match it {
        Conclusion::Conformant => {
            "Keep this folder as evidence. What was not applicable or not run is not covered by it."
        }
        Conclusion::ConformantButWaived => {
            "Look at the waivers: each accepted failure has an owner and a last day."
        }
        Conclusion::NotConformant => {
            "Open the failed scenarios: each shows what was expected, what was there, and the call."
        }
        Conclusion::StaleWaiver => {
            "Take out or renew the waivers that are expired, not needed or match nothing."
        }
        Conclusion::Flaky => {
            "Look at what the first attempts of the flaky scenarios said; do not just run again."
        }
        Conclusion::Inconclusive => {
            "Mend what kept us from observing (see the causes), then repeat only that: \
             bankident run --rerun with this folder."
        }
        Conclusion::HarnessError => {
            "Mend the features or report the fault: the target is not to blame for an error."
        }
        Conclusion::NothingObserved => {
            "See why nothing applied, and offer the target's clock, TAN source or address."
        }
        Conclusion::Interrupted => {
            "Run again; --rerun with this folder repeats only what is missing or did not pass."
        }
    }
}
