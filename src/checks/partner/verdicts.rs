//! All rules, applied to a trace.

use std::collections::BTreeSet;

use crate::evidence::{Circumstances, RuleFinding, Trace};

use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::view::View;
use super::{
    access, actions, addressing, bank_page, codes, creation, documents, edge_cases, lateness,
    members, mobile_number, polling, questions, reason_texts, reasons, registration, signing,
    success_claims, test_persons, tolerance, webhooks,
};

/// The rules of every topic.
const TOPICS: [&[AppRule]; 18] = [
    registration::RULES,
    test_persons::RULES,
    members::RULES,
    mobile_number::RULES,
    creation::RULES,
    bank_page::RULES,
    signing::RULES,
    codes::RULES,
    lateness::RULES,
    documents::RULES,
    addressing::RULES,
    edge_cases::RULES,
    reasons::RULES,
    webhooks::RULES,
    access::RULES,
    polling::RULES,
    tolerance::RULES,
    success_claims::RULES,
];

/// Requirements that bind partners and that nothing can decide, each with the reason.
pub const UNDECIDABLE: &[(&str, &str)] = &[
    ("BI-104", "The row explains what contracts may be; a partner cannot do it wrong."),
    ("BI-198", "Reuse by another company takes place outside of any traffic of this app."),
];

/// Requirements that permit something: an app that does without breaks nothing.
pub const OPTIONAL: [&str; 8] =
    ["BI-001", "BI-048", "BI-063", "BI-069", "BI-077", "BI-084", "BI-085", "BI-198"];

/// Every rule, in the order of the topics; the questions come last.
pub(super) fn rules() -> impl Iterator<Item = &'static AppRule> {
    TOPICS.iter().copied().flatten().chain(questions::rules())
}

/// Ids of the requirements that some rule or question decides.
pub fn judged_requirements() -> BTreeSet<&'static str> {
    rules().map(|it| it.requirement).collect()
}

/// Judges the trace of an app: one finding for each rule.
pub fn judge(trace: &Trace, circumstances: &Circumstances) -> Vec<RuleFinding> {
    let view = View::new(trace, circumstances);
    rules().map(|rule| finding(rule, permitted(rule, ruling(&view, rule)))).collect()
}

/// A ruling on a rule that permits something never fails.
fn permitted(rule: &AppRule, ruling: Ruling) -> Ruling {
    if ruling.is_failed() && OPTIONAL.contains(&rule.requirement) {
        return Ruling::unseen("the app does without what the rule permits");
    }
    ruling
}

/// Statement of each rule, and the behaviour of a correct app.
pub fn rule_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    rules().map(|it| (it.statement, it.correct))
}

fn ruling(view: &View<'_>, rule: &AppRule) -> Ruling {
    match rule.judge {
        Judge::Trace(judge) | Judge::Situation(judge) => judge(view),
        Judge::Action(reason) => actions::judge(view, reason),
        Judge::Text(reason) => reason_texts::judge(view, reason),
        Judge::EdgeCase(reason) => edge_cases::judge(view, reason),
        Judge::Member(name) => members::judge(view, name),
        Judge::Question => questions::judge(view, rule.requirement),
    }
}

fn finding(rule: &AppRule, ruling: Ruling) -> RuleFinding {
    RuleFinding {
        requirement: rule.requirement.to_owned(),
        statement: rule.statement.to_owned(),
        outcome: ruling.outcome,
        event: ruling.event,
        correct: rule.correct,
        basis: rule.judge.basis(),
    }
}
