//! Whether a statement agrees with the files of its bundle.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use serde_json::Value;

use super::admissible::{against_all, against_run};
use super::claims::{Claims, RowClaim, RunClaim};
use super::commitments::PLACEHOLDER;
use super::difference::first_difference;
use super::flaw::Flaw;
use super::own_suite::OwnSuite;
use super::recount::contradictions;
use super::run_view::{RunView, ScenarioView};
use super::shown::{NamedRun, ShownClaims};
use super::situation_check;

/// Files of a bundle by name, in order.
pub type Files<'a> = Vec<(String, &'a [u8])>;

/// Reads the records of the runs; a missing file and one that is no record are flaws.
pub fn records<'a>(
    claims: &'a Claims,
    files: &'a Files<'_>,
    flaws: &mut Vec<Flaw>,
) -> Option<Vec<NamedRun<'a>>> {
    let mut runs = Vec::new();
    for RunClaim { file, .. } in &claims.runs {
        let (name, bytes) = files.iter().find(|it| it.0 == *file)?; // missing: named elsewhere
        match RunView::parse(bytes) {
            Ok(view) => runs.push(NamedRun { file, view }),
            Err(error) => {
                flaws.push(Flaw::Record { name: name.clone(), why: error.to_string() });
                return None;
            }
        }
    }
    Some(runs)
}

/// Compares the claims with what the records show.
pub fn of_records(
    claims: &Claims,
    runs: &[NamedRun<'_>],
    suite: Option<&OwnSuite>,
    flaws: &mut Vec<Flaw>,
) {
    for run in runs {
        match contradictions(&run.view, suite) {
            Ok(found) => {
                flaws.extend(found.into_iter().map(|it| Flaw::contradiction(run.file, it)));
            }
            Err(error) => {
                flaws.push(Flaw::Record { name: run.file.to_owned(), why: error.to_string() });
            }
        }
        of_run(run, flaws);
        of_harness(claims, run, flaws);
    }
    match ShownClaims::of(runs) {
        Ok(shown) => {
            compare_rows(&claims.rows, &shown.rows, flaws);
            compare_members(claims, shown, flaws);
        }
        Err(error) => flaws.push(Flaw::Record { name: "runs".to_owned(), why: error.to_string() }),
    }
    of_all(runs, flaws);
}

/// Members other than the rows.
fn compare_members(claims: &Claims, shown: ShownClaims, flaws: &mut Vec<Flaw>) {
    let without_originals = |it: &RunClaim| RunClaim { originals: Vec::new(), ..it.clone() };
    let certified = ShownClaims {
        side: claims.side,
        started_at: claims.started_at.clone(),
        finished_at: claims.finished_at.clone(),
        target: claims.target.clone(),
        runs: claims.runs.iter().map(without_originals).collect(),
        rows: Vec::new(),
        readings: claims.readings.clone(),
        deviations: claims.deviations.clone(),
        waivers: claims.waivers.clone(),
        worth: claims.worth.clone(),
        ..ShownClaims::default()
    };
    let shown = ShownClaims { rows: Vec::new(), ..shown };
    let [Ok(Value::Object(certified)), Ok(Value::Object(shown))] =
        [certified, shown].map(serde_json::to_value)
    else {
        return;
    };
    for (member, value) in &certified {
        let found = first_difference(member, value, &shown[member]);
        flaws.extend(found.map(|it| Flaw::Claim {
            member: it.path,
            certificate: it.one,
            runs: it.other,
        }));
    }
}

/// A run of which no certificate is issued.
fn of_run(run: &NamedRun<'_>, flaws: &mut Vec<Flaw>) {
    let why = against_run(&run.view).into_iter();
    flaws.extend(why.map(|why| Flaw::Run { name: run.file.to_owned(), why }));
}

/// Runs of which no certificate is issued together.
fn of_all(runs: &[NamedRun<'_>], flaws: &mut Vec<Flaw>) {
    let views: Vec<_> = runs.iter().map(|it| &it.view).collect();
    let why = against_all(&views).into_iter();
    flaws.extend(why.map(|why| Flaw::Run { name: "runs".to_owned(), why }));
}

fn of_harness(claims: &Claims, run: &NamedRun<'_>, flaws: &mut Vec<Flaw>) {
    let (own, ran) = (&claims.harness, &run.view.harness);
    let binary = ran.binary_digest.as_deref().unwrap_or_default();
    for (member, own, ran) in [
        ("name", &own.name, ran.name.as_str()),
        ("version", &own.version, ran.version.as_str()),
        ("suite_digest", &own.suite_digest, ran.suite_digest.as_str()),
        ("binary_digest", &own.binary_digest, binary),
    ] {
        if own != ran {
            let (certificate, runs) = (own.clone(), ran.to_owned());
            flaws.push(Flaw::Claim { member: format!("harness.{member}"), certificate, runs });
        }
    }
}

/// Compares the files that the records name with those of the certificate, and the placeholders in them
/// with the commitments.
pub fn of_files(claims: &Claims, runs: &[NamedRun<'_>], files: &Files<'_>, flaws: &mut Vec<Flaw>) {
    let bound = claims.files.iter().chain(&claims.withheld).map(|it| it.name.as_str());
    let bound: BTreeSet<&str> = bound.collect();
    let mut named: BTreeSet<String> = claims.runs.iter().map(|it| it.file.clone()).collect();
    for run in runs {
        let folder = run.file.strip_suffix("run.json").unwrap_or_default();
        for path in run.view.scenarios.iter().flat_map(ScenarioView::attachments) {
            let name = format!("{folder}{path}");
            if !bound.contains(name.as_str()) {
                let record = run.file.to_owned();
                flaws.push(Flaw::Unbound { name: name.clone(), record });
            }
            named.insert(name);
        }
    }
    for name in bound.iter().filter(|it| !named.contains(**it)) {
        flaws.push(Flaw::Unrecorded { name: (*name).to_owned() });
    }
    for run in runs {
        let folder = run.file.strip_suffix("run.json").unwrap_or_default();
        let content = |path: &str| {
            let name = format!("{folder}{path}");
            files.iter().find(|it| it.0 == name).map(|it| it.1.to_vec())
        };
        let found = situation_check::of_situations(&run.view, content);
        flaws.extend(found.into_iter().map(|it| Flaw::contradiction(run.file, it)));
    }
    let known: BTreeSet<&str> =
        claims.commitments.iter().map(|it| it.placeholder.as_str()).collect();
    let evidence = files.iter().filter(|it| bound.contains(it.0.as_str()));
    let found: BTreeSet<&str> = evidence.flat_map(|it| placeholders(it.1)).collect();
    for it in found.difference(&known) {
        flaws.push(Flaw::NoCommitment { placeholder: (*it).to_owned() });
    }
    for it in known.difference(&found) {
        flaws.push(Flaw::Unused { placeholder: (*it).to_owned() });
    }
}

/// The placeholders in a file.
pub fn placeholders(bytes: &[u8]) -> Vec<&str> {
    let Ok(finder) = AhoCorasick::new([PLACEHOLDER]) else { return Vec::new() };
    let text = |at: usize| {
        let rest = &bytes[at..];
        let end = rest.iter().take(PLACEHOLDER.len() + 20).position(|it| *it == b']')?;
        std::str::from_utf8(&rest[..=end]).ok()
    };
    finder.find_iter(bytes).filter_map(|it| text(it.start())).collect()
}

fn compare_rows(certified: &[RowClaim], shown: &[RowClaim], flaws: &mut Vec<Flaw>) {
    for row in shown {
        match certified.iter().find(|it| it.id == row.id) {
            None => flaws.push(Flaw::of_row(row, ("row", "none", "a row"))),
            Some(it) => flaws.extend(difference(it, row)),
        }
    }
    for row in certified.iter().filter(|it| !shown.iter().any(|row| row.id == it.id)) {
        flaws.push(Flaw::of_row(row, ("row", "a row", "none")));
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
    Some(Flaw::of_row(certified, (one.0, &one.1, &other.1)))
}
