//! Proof of the rules for partners: the reference apps are observed, whole and with each defect.
//!
//! Each observation has a runtime, a bank and a desk of its own on one of N threads, so that
//! observations are independent.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::checks::partner::judged_requirements;
use crate::config::ConfigError;
use crate::engine::StopSignal;
use crate::requirement::{Catalogue, Level};
use crate::run::{CannotStart, ResultSink, SilentObserver, embedded_catalogue, in_parallel};
use crate::verdict::{ConformanceReport, ConformingRun, DefectRun, PartnerProof};

use super::reference::{AppStyle, KnownDefect, ReferenceApp, known_defects};
use super::{AppOperator, ObserveConfig};

/// Maximum number of situations at once in an observation.
const SITUATIONS_AT_ONCE: usize = 8;
/// Maximum time of a situation.
const LIMIT: Duration = Duration::from_secs(60);
/// Seed of the customers, the same in every observation.
const SEED: u64 = 7;
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Scope of a proof of the rules for partners.
#[derive(Clone, Debug, Default)]
pub struct PartnerScope {
    /// Situations of the conforming apps; all if empty.
    pub situations: Vec<String>,
    /// Names of defects; all if empty.
    pub defects: Vec<String>,
    /// Maximum number of observations at once; the number of processors if `None`.
    pub jobs: Option<usize>,
}

/// An observation of the proof.
#[derive(Clone, Debug)]
enum ProofPart {
    Conforming(AppStyle, Vec<String>),
    Broken(KnownDefect),
}

/// Outcome of an observation of the proof.
enum ProofOutcome {
    Conforming(ConformingRun),
    Broken(DefectRun),
}

/// Observes the reference apps, and returns which rule noticed which defect. `progress` is called on
/// any thread with the numbers of finished and of all observations. Must not be called within a
/// runtime, because each observation has its own.
///
/// # Errors
/// When a defect or situation is unknown, or an observation cannot start.
pub fn prove(
    scope: &PartnerScope,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<PartnerProof, CannotStart> {
    let defects = named(&scope.defects)?;
    let styles = AppStyle::ALL.map(|it| ProofPart::Conforming(it, scope.situations.clone()));
    let parts: Vec<ProofPart> =
        styles.into_iter().chain(defects.into_iter().map(ProofPart::Broken)).collect();
    let mut conforming = Vec::new();
    let mut broken = Vec::new();
    for outcome in in_parallel(&parts, scope.jobs, &outcome, progress) {
        match outcome? {
            ProofOutcome::Conforming(run) => conforming.push(run),
            ProofOutcome::Broken(run) => broken.push(run),
        }
    }
    let demanded = if scope.defects.is_empty() { Some(demanded()?) } else { None };
    Ok(PartnerProof::draw(conforming, broken, demanded))
}

fn named(names: &[String]) -> Result<Vec<KnownDefect>, ConfigError> {
    let known = known_defects();
    if let Some(unknown) = names.iter().find(|name| !known.iter().any(|it| it.name == **name)) {
        let known: Vec<String> = known.into_iter().map(|it| it.name).collect();
        let message = format!(
            "`{unknown}` is not a defect of a reference app; there are {}",
            known.join(", ")
        );
        return Err(ConfigError::new(message));
    }
    let is_wanted = |it: &KnownDefect| names.is_empty() || names.contains(&it.name);
    Ok(known.into_iter().filter(is_wanted).collect())
}

/// Requirements that an app can break: those that only permit something are left out.
fn demanded() -> Result<Vec<String>, CannotStart> {
    let catalogue = Catalogue::parse(embedded_catalogue())?;
    let permits = |id: &str| catalogue.requirement(id).is_some_and(|it| it.level == Level::May);
    let judged = judged_requirements().into_iter().filter(|id| !permits(id));
    Ok(judged.map(str::to_owned).collect())
}

fn outcome(part: &ProofPart) -> Result<ProofOutcome, CannotStart> {
    Ok(match part {
        ProofPart::Conforming(style, situations) => {
            let report = observed(ReferenceApp::conforming(*style), situations.clone())?;
            ProofOutcome::Conforming(ConformingRun::of(style.name(), &report))
        }
        ProofPart::Broken(known) => {
            let report = observed(known.app, vec![known.situation.to_owned()])?;
            let run = DefectRun {
                defect: known.name.clone(),
                sentence: known.sentence.clone(),
                situation: known.situation.to_owned(),
                breaks: known.breaks.iter().map(ToString::to_string).collect(),
                noticed: Vec::new(),
                errors: Vec::new(),
            };
            ProofOutcome::Broken(run.seen_in(&report))
        }
    })
}

fn observed(app: ReferenceApp, situations: Vec<String>) -> Result<ConformanceReport, CannotStart> {
    let config = ObserveConfig {
        public_url: None,
        receivers: Vec::new(),
        app: app.style.name().to_owned(),
        operator: AppOperator::Reference(app),
        paths: Vec::new(),
        situations,
        jobs: SITUATIONS_AT_ONCE,
        listen: ANYWHERE,
        desk: ANYWHERE,
        desk_language: "en".to_owned(),
        limit: LIMIT,
        language: "de".to_owned(),
        seed: Some(SEED),
        strict: false,
        flags: Vec::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CannotStart::Runtime(error.to_string()))?;
    let stop = StopSignal::default();
    let mut observer = SilentObserver;
    let report = super::observe(&config, "prove", &stop, ResultSink::memory(), &mut observer);
    let report = runtime.block_on(report);
    runtime.shutdown_background();
    report
}
