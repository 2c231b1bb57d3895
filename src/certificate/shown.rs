//! Content of the records of the runs, as a certificate claims it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::evidence::{HarnessRecord, OpenRule, TestedSide};

use super::claims::{
    DeviationClaim, ReadingClaim, RowClaim, RunClaim, TargetClaim, WaiverClaim, WorthClaim,
};
use super::rows::joined;
use super::run_view::RunView;

/// A run with the name of its record in the bundle.
pub struct NamedRun<'a> {
    /// The name.
    pub file: &'a str,
    /// The record.
    pub view: RunView<'a>,
}

/// Everything of a certificate that follows from the records of its runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ShownClaims {
    /// The side that was tested.
    pub side: TestedSide,
    /// Start of the first run.
    pub started_at: String,
    /// End of the last run.
    pub finished_at: String,
    /// Name, address and capabilities of the target.
    pub target: TargetClaim,
    /// The runs, without the digests of what they were made of.
    pub runs: Vec<RunClaim>,
    /// Every requirement.
    pub rows: Vec<RowClaim>,
    /// Demanded and observed readings.
    pub readings: Vec<ReadingClaim>,
    /// Documented deviations.
    pub deviations: Vec<DeviationClaim>,
    /// The waivers that were used.
    pub waivers: Vec<WaiverClaim>,
    /// The known wrong behaviours that could have been noticed.
    pub worth: WorthClaim,
    /// The programs that ran.
    #[serde(skip)]
    pub harnesses: Vec<HarnessRecord>,
    /// Answers of the tester to the questions of rules, by requirement.
    #[serde(skip)]
    pub attested: BTreeMap<String, String>,
}

impl ShownClaims {
    /// Returns the claims that follow from these runs.
    ///
    /// # Errors
    /// When a check of a record cannot be read.
    pub fn of(runs: &[NamedRun<'_>]) -> serde_json::Result<Self> {
        let views = || runs.iter().map(|it| &it.view);
        let side = views().next().map(|it| it.tested).unwrap_or_default();
        let rows = joined(views());
        Ok(Self {
            side,
            started_at: views().map(|it| it.started_at.clone()).min().unwrap_or_default(),
            finished_at: views().map(|it| it.finished_at.clone()).max().unwrap_or_default(),
            target: target(views()),
            runs: runs.iter().map(run_claim).collect(),
            readings: readings(views()),
            deviations: deviations(views()),
            waivers: waivers(views()),
            worth: worth(side, views(), &rows),
            rows,
            harnesses: views().map(|it| it.harness.clone()).collect(),
            attested: attested(views())?,
        })
    }
}

fn target<'a>(mut runs: impl Iterator<Item = &'a RunView<'a>>) -> TargetClaim {
    let Some(first) = runs.next() else { return TargetClaim::default() };
    let (name, url) = (first.target.name.clone(), first.target.url.clone());
    let all = [first].into_iter().chain(runs).flat_map(|it| it.target.capabilities.iter().cloned());
    let capabilities: BTreeSet<String> = all.collect();
    TargetClaim { name, url, capabilities: capabilities.into_iter().collect() }
}

fn run_claim(run: &NamedRun<'_>) -> RunClaim {
    let view = &run.view;
    RunClaim {
        file: run.file.to_owned(),
        run_id: view.run_id.clone(),
        started_at: view.started_at.clone(),
        finished_at: view.finished_at.clone(),
        scenarios: view.counts(),
        originals: Vec::new(),
    }
}

fn readings<'a>(runs: impl Iterator<Item = &'a RunView<'a>>) -> Vec<ReadingClaim> {
    let mut all: BTreeMap<String, (Option<String>, BTreeSet<String>)> = BTreeMap::new();
    for run in runs {
        for (question, reading) in &run.demanded_readings {
            all.entry(question.clone()).or_default().0 = Some(reading.clone());
        }
        for it in run.scenarios.iter().flat_map(|it| &it.observed_readings) {
            all.entry(it.question.clone()).or_default().1.insert(it.reading.clone());
        }
    }
    let claim = |(question, (demanded, observed)): (String, (_, BTreeSet<String>))| ReadingClaim {
        question,
        demanded,
        observed: observed.into_iter().collect(),
    };
    all.into_iter().map(claim).collect()
}

fn deviations<'a>(runs: impl Iterator<Item = &'a RunView<'a>>) -> Vec<DeviationClaim> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for it in runs.flat_map(|it| &it.scenarios).flat_map(|it| &it.deviations) {
        *counts.entry((it.what.clone(), it.place.clone())).or_default() += 1;
    }
    let claim = |((what, place), times)| DeviationClaim { what, place, times };
    counts.into_iter().map(claim).collect()
}

fn waivers<'a>(runs: impl Iterator<Item = &'a RunView<'a>>) -> Vec<WaiverClaim> {
    let used = runs.flat_map(|it| &it.waivers).filter(|it| !it.scenarios.is_empty());
    let claim = |it: &crate::verdict::AssessedWaiver| WaiverClaim {
        id: it.waiver.id().to_owned(),
        owner: it.waiver.owner.clone(),
        reason: it.waiver.reason.clone(),
        ticket: it.waiver.ticket.clone(),
        expires: it.waiver.expires.to_string(),
        scenarios: it.scenarios.clone(),
    };
    used.map(claim).collect()
}

/// Worth of the best run of an API; the decided rules for partners, because no run records more.
fn worth<'a>(
    side: TestedSide,
    runs: impl Iterator<Item = &'a RunView<'a>>,
    rows: &[RowClaim],
) -> WorthClaim {
    match side {
        TestedSide::Api => {
            let best = runs.filter_map(|it| it.worth.as_ref()).max_by_key(|it| it.noticeable);
            let (known, noticeable) = best.map_or((0, 0), |it| (it.known, it.noticeable));
            WorthClaim { of: "wrong behaviours of an API".to_owned(), known, noticeable }
        }
        TestedSide::Partner => {
            let noticeable = rows.iter().filter(|it| it.holds()).count();
            WorthClaim { of: "rules for partners".to_owned(), known: rows.len(), noticeable }
        }
    }
}

fn attested<'a>(
    runs: impl Iterator<Item = &'a RunView<'a>>,
) -> serde_json::Result<BTreeMap<String, String>> {
    let mut answers = BTreeMap::new();
    for run in runs.filter(|it| it.tested == TestedSide::Partner) {
        for scenario in &run.scenarios {
            for rule in scenario.checks()?.into_iter().filter_map(|it| it.rule) {
                if let Some(OpenRule::Attested(answer)) = rule.open {
                    answers.insert(rule.requirement, answer);
                }
            }
        }
    }
    Ok(answers)
}
