//! Whether a statement agrees with itself and with the records of its runs.

use crate::requirement::Level;
use crate::verdict::Verdict;

use super::admission::ACCEPTED;
use super::claims::{AnswerKind, Claims, RowClaim};
use super::digest::root;
use super::flaw::Flaw;
use super::rows::{RunView, joined};
use super::statement::{EVIDENCE, ResultWord, Statement};

/// Compares the rows with those that the records of the runs show.
pub fn of_records(claims: &Claims, files: &[(String, &[u8])], flaws: &mut Vec<Flaw>) {
    let mut views = Vec::new();
    for run in &claims.runs {
        let Some((name, bytes)) = files.iter().find(|it| it.0 == run.file) else {
            continue; // a missing file is a flaw of its own
        };
        match RunView::parse(bytes) {
            Ok(view) => views.push(view),
            Err(error) => {
                flaws.push(Flaw::Record { name: name.clone(), why: error.to_string() });
                return;
            }
        }
    }
    if views.len() < claims.runs.len() {
        return;
    }
    match joined(&views) {
        Ok(rows) => compare_rows(&claims.rows, &rows, flaws),
        Err(error) => {
            flaws.push(Flaw::Record { name: "run.json".to_owned(), why: error.to_string() });
        }
    }
}

fn compare_rows(certified: &[RowClaim], shown: &[RowClaim], flaws: &mut Vec<Flaw>) {
    for row in shown {
        match certified.iter().find(|it| it.id == row.id) {
            None => flaws.push(differs(row, ("row", "none", "a row"))),
            Some(it) => flaws.extend(difference(it, row)),
        }
    }
    for row in certified.iter().filter(|it| !shown.iter().any(|row| row.id == it.id)) {
        flaws.push(differs(row, ("row", "a row", "none")));
    }
}

fn difference(certified: &RowClaim, shown: &RowClaim) -> Option<Flaw> {
    let words = |it: &RowClaim| {
        [
            ("level", it.level.word().to_owned()),
            ("verdict", it.verdict.word().to_owned()),
            ("known_by", it.known_by.join(", ")),
            ("evidence", it.evidence.clone().unwrap_or_default()),
            ("reason", it.reason.clone().unwrap_or_default()),
        ]
    };
    let mut pairs = words(certified).into_iter().zip(words(shown));
    let (one, other) = pairs.find(|(one, other)| one != other)?;
    Some(differs(certified, (one.0, &one.1, &other.1)))
}

fn differs(row: &RowClaim, (member, one, other): (&'static str, &str, &str)) -> Flaw {
    let (certificate, runs) = (one.to_owned(), other.to_owned());
    Flaw::Row { id: row.id.clone(), member, certificate, runs }
}

/// Compares the members of the statement with one another.
pub fn of_statement(statement: &Statement, flaws: &mut Vec<Flaw>) {
    let claims = &statement.predicate.bankident;
    subjects(statement, flaws);
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
}

fn subjects(statement: &Statement, flaws: &mut Vec<Flaw>) {
    let claims = &statement.predicate.bankident;
    let files = claims.files.iter().map(|it| (it.name.as_str(), it.sha256.as_str()));
    let root = root(files);
    let records = claims.runs.iter().map(|run| {
        let file = claims.files.iter().find(|it| it.name == run.file);
        (run.file.as_str(), file.map_or("", |it| it.sha256.as_str()))
    });
    for (name, digest) in records.chain([(EVIDENCE, root.as_str())]) {
        let subject = statement.subject.iter().find(|it| it.name == name);
        if subject.and_then(|it| it.sha256()) != Some(digest) {
            flaws.push(Flaw::Subject { name: name.to_owned() });
        }
    }
}

/// A row that does not hold, or that a person had to decide and did not.
fn of_row(row: &RowClaim, claims: &Claims, flaws: &mut Vec<Flaw>) {
    let answer =
        |kind| claims.answers.iter().find(|it| it.requirement == row.id && it.kind == kind);
    let missing = |what: &str| differs(row, ("answer", "none", what));
    let failed = || Flaw::Failed { id: row.id.clone(), verdict: row.verdict };
    match row.verdict {
        Verdict::Failed if row.level == Level::Must => {
            flaws.push(failed());
        }
        Verdict::Inconclusive | Verdict::Error => flaws.push(failed()),
        Verdict::Review => {
            if answer(AnswerKind::Review).is_none_or(|it| it.answer.trim() != ACCEPTED) {
                flaws.push(missing("a review is due"));
            }
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
        Verdict::Passed | Verdict::Attested | Verdict::Failed => {}
    }
}
