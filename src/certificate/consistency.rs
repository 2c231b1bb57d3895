//! Whether the members of a statement agree with one another.

use std::collections::BTreeSet;

use crate::requirement::Level;
use crate::verdict::Verdict;

use super::answers::{self, AnswerDays};
use super::claims::{AnswerKind, Claims, RowClaim};
use super::commitments::PLACEHOLDER;
use super::compose::{configuration, subjects};
use super::digest::is_sha256;
use super::flaw::Flaw;
use super::question::KnownQuestions;
use super::statement::{Descriptor, ResultWord, Statement};

/// Compares the members of the statement with one another, and the answers with these questions.
pub fn of_statement(
    statement: &Statement,
    questions: Option<KnownQuestions>,
    flaws: &mut Vec<Flaw>,
) {
    let claims = &statement.predicate.bankident;
    of_copies(statement, flaws);
    of_forms(claims, flaws);
    of_subjects(statement, flaws);
    of_configuration(statement, flaws);
    of_answers(claims, questions, flaws);
    let ids = |wanted: &dyn Fn(&RowClaim) -> bool| -> Vec<&str> {
        claims.rows.iter().filter(|it| wanted(it)).map(|it| it.id.as_str()).collect()
    };
    let warned = ids(&|it| it.verdict == Verdict::Failed);
    let expected = if warned.is_empty() { ResultWord::Passed } else { ResultWord::Warned };
    let predicate = &statement.predicate;
    for (member, holds) in [
        ("passedTests", ids(&RowClaim::holds) == predicate.passed_tests),
        ("warnedTests", warned == predicate.warned_tests),
        ("failedTests", predicate.failed_tests.is_empty()),
        ("result", predicate.result == expected),
    ] {
        if !holds {
            flaws.push(Flaw::Predicate { member });
        }
    }
    claims.rows.iter().for_each(|row| of_row(row, claims, flaws));
    if !claims.rows.iter().any(RowClaim::holds) {
        flaws.push(Flaw::Nothing);
    }
}

/// Nothing that a certificate names is named twice.
fn of_copies(statement: &Statement, flaws: &mut Vec<Flaw>) {
    let claims = &statement.predicate.bankident;
    let files = || claims.files.iter().chain(&claims.withheld).map(|it| it.name.as_str());
    let started = claims.runs.iter().map(|it| format!("{} of {}", it.run_id, it.started_at));
    let started: Vec<String> = started.collect();
    let copies = [
        ("subject", first_copy(statement.subject.iter().map(|it| it.name.as_str()))),
        ("record", first_copy(claims.runs.iter().map(|it| it.file.as_str()))),
        ("run", first_copy(started.iter().map(String::as_str))),
        ("row", first_copy(claims.rows.iter().map(|it| it.id.as_str()))),
        ("file", first_copy(files())),
        ("placeholder", first_copy(claims.commitments.iter().map(|it| it.placeholder.as_str()))),
    ];
    for (what, name) in copies {
        flaws.extend(name.map(|name| Flaw::Twice { what, name }));
    }
}

fn first_copy<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut met = BTreeSet::new();
    names.into_iter().find(|it| !met.insert(*it)).map(str::to_owned)
}

/// Numbers, digests and placeholders have the form that a certificate gives them.
fn of_forms(claims: &Claims, flaws: &mut Vec<Flaw>) {
    let mut demand = |holds: bool, member: String, found: &str| {
        if !holds {
            flaws.push(Flaw::Malformed { member, found: found.to_owned() });
        }
    };
    demand(claims.version > 0, "version".to_owned(), "0");
    for it in &claims.commitments {
        let number = it.placeholder.strip_prefix(PLACEHOLDER).and_then(|it| it.strip_suffix(']'));
        let is_number = number.is_some_and(|it| it.parse::<u32>().is_ok_and(|it| it > 0));
        demand(is_number, "commitments.placeholder".to_owned(), &it.placeholder);
        demand(is_sha256(&it.digest), format!("digest of {}", it.placeholder), &it.digest);
    }
    for run in &claims.runs {
        let member = || format!("originals of {}", run.file);
        demand(!run.originals.is_empty(), member(), "none");
        run.originals.iter().for_each(|it| demand(is_sha256(it), member(), it));
    }
    for it in claims.files.iter().chain(&claims.withheld).chain(&claims.pages) {
        demand(is_sha256(&it.sha256), format!("sha256 of {}", it.name), &it.sha256);
    }
}

/// The first subject is the app or API; the others are those of the evidence, and no more.
fn of_subjects(statement: &Statement, flaws: &mut Vec<Flaw>) {
    let claims = &statement.predicate.bankident;
    let expected = subjects(&claims.files, claims.runs.iter().map(|it| it.file.as_str()));
    let (first, given) = statement.subject.split_at_checked(1).unwrap_or_default();
    if !first.first().is_some_and(Descriptor::is_named) {
        flaws.push(Flaw::NoSubject);
    }
    for it in expected.iter().filter(|it| !given.contains(it)) {
        flaws.push(Flaw::Subject { name: it.name.clone() });
    }
    let names: Vec<&str> = expected.iter().map(|it| it.name.as_str()).collect();
    let more = |it: &&Descriptor| !names.contains(&it.name.as_str());
    for it in given.iter().filter(more) {
        flaws.push(Flaw::MoreSubjects { name: it.name.clone() });
    }
}

/// The means of the test are those of the claims.
fn of_configuration(statement: &Statement, flaws: &mut Vec<Flaw>) {
    let claims = &statement.predicate.bankident;
    if configuration(&claims.harness, &claims.guide) != statement.predicate.configuration {
        flaws.push(Flaw::Predicate { member: "configuration" });
    }
}

/// Persons answered for rows of the certificate, between the first run and the issue.
fn of_answers(claims: &Claims, questions: Option<KnownQuestions>, flaws: &mut Vec<Flaw>) {
    let (Ok(start), Ok(issue)) = (claims.started_at.parse(), claims.issued_at.parse()) else {
        return; // impossible times are a flaw of their own
    };
    let days = AnswerDays::new(start, issue);
    let problems = answers::problems(&claims.answers, &claims.rows, days, questions);
    flaws.extend(problems.into_iter().map(|(id, why)| Flaw::Answer { id, why }));
}

/// A row that does not hold, or that a person had to decide and did not.
fn of_row(row: &RowClaim, claims: &Claims, flaws: &mut Vec<Flaw>) {
    let answer =
        |kind| claims.answers.iter().find(|it| it.requirement == row.id && it.kind == kind);
    let missing = |what: &str| Flaw::of_row(row, ("answer", "none", what));
    let failed = || Flaw::Failed { id: row.id.clone(), verdict: row.verdict };
    match row.verdict {
        Verdict::Failed if row.level == Level::Must => {
            flaws.push(failed());
        }
        Verdict::Inconclusive | Verdict::Error => flaws.push(failed()),
        Verdict::Review if answer(AnswerKind::Review).is_none() => {
            flaws.push(missing("a review is due"));
        }
        Verdict::Attested if answer(AnswerKind::Attestation).is_none() => {
            flaws.push(missing("an attestation is due"));
        }
        Verdict::Uncovered | Verdict::NotApplicable | Verdict::NotObserved => {
            let known = answer(AnswerKind::NotObserved).or(answer(AnswerKind::Attestation));
            if row.reason.is_none() && known.is_none() {
                flaws.push(missing("a reason is due"));
            }
        }
        Verdict::Passed | Verdict::Review | Verdict::Attested | Verdict::Failed => {}
    }
}
