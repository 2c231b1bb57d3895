//! This program, its suite and the guide, as a certificate names them.

use std::sync::OnceLock;

use crate::certificate::{GuideClaim, HarnessClaim, OwnProgram, OwnScenario, OwnSuite, sha256};
use crate::config::Capability;
use crate::engine::Plan;
use crate::evidence::{HarnessRecord, TestedSide};
use crate::observe::{all_situations, is_affirmed, questions_about, situations_digest};
use crate::requirement::Catalogue;
use crate::run::{
    CannotStart, binary_digest, embedded_catalogue, embedded_kills, embedded_plan, load,
};
use crate::verdict::KillRecord;

use super::CertifyError;

/// This program with its built-in suite for a side.
pub fn harness(side: TestedSide) -> Result<HarnessClaim, CertifyError> {
    let suite_digest = match side {
        TestedSide::Api => load(&[])?.digest,
        TestedSide::Partner => situations_digest()?,
    };
    let HarnessRecord { name, version, suite_digest, .. } = HarnessRecord::of(suite_digest);
    let binary_digest = binary_digest().unwrap_or_default();
    let catalogue_digest = catalogue()?.digest.clone();
    Ok(HarnessClaim { name, version, binary_digest, suite_digest, catalogue_digest })
}

/// The embedded catalogue, with its digest and the edition of the guide that it is of.
struct OwnCatalogue {
    catalogue: Catalogue,
    digest: String,
    guide: GuideClaim,
}

static CATALOGUE: OnceLock<OwnCatalogue> = OnceLock::new();

fn catalogue() -> Result<&'static OwnCatalogue, CertifyError> {
    if let Some(known) = CATALOGUE.get() {
        return Ok(known);
    }
    let catalogue = Catalogue::parse(embedded_catalogue()).map_err(CannotStart::from)?;
    let guide = catalogue.guide().cloned().unwrap_or_default();
    let guide = GuideClaim { title: guide.title, edition: guide.edition, digest: guide.sha256 };
    let digest = sha256(embedded_catalogue().as_bytes());
    Ok(CATALOGUE.get_or_init(|| OwnCatalogue { catalogue, digest, guide }))
}

/// The edition of the guide that the catalogue is of.
pub fn guide() -> Result<GuideClaim, CertifyError> {
    catalogue().map(|it| it.guide.clone())
}

/// The questions about a requirement that persons answer: those of the desk, or else its summary.
pub fn questions(requirement: &str) -> Vec<String> {
    let asked = questions_about(requirement);
    if !asked.is_empty() {
        return asked.into_iter().map(str::to_owned).collect();
    }
    let catalogue = catalogue().ok();
    let row = catalogue.and_then(|it| it.catalogue.requirement(requirement));
    row.map(|it| it.summary.clone()).into_iter().collect()
}

/// The scenarios of the built-in suite that notice each known wrong behaviour.
pub fn kills() -> Option<&'static KillRecord> {
    embedded_kills()
}

/// The parts of this program with which certificates are compared.
///
/// # Errors
/// When the embedded catalogue cannot be read.
pub fn program() -> Result<OwnProgram<'static>, CertifyError> {
    let OwnCatalogue { catalogue, digest, guide } = catalogue()?;
    Ok(OwnProgram {
        catalogue,
        catalogue_digest: digest,
        guide,
        questions,
        kills,
        suite,
        binary_digest,
    })
}

static API_SUITE: OnceLock<Option<OwnSuite>> = OnceLock::new();
static PARTNER_SUITE: OnceLock<Option<OwnSuite>> = OnceLock::new();

/// The built-in suite of a side; `None` if it cannot be read.
pub fn suite(side: TestedSide) -> Option<&'static OwnSuite> {
    let suite = match side {
        TestedSide::Api => API_SUITE.get_or_init(|| embedded_plan().ok().map(of_plan)),
        TestedSide::Partner => PARTNER_SUITE.get_or_init(|| all_situations().ok().map(of_plan)),
    };
    suite.as_ref()
}

fn of_plan((plan, digest): (Plan, String)) -> OwnSuite {
    let scenarios = plan.scenarios.iter().map(|it| {
        let steps = it.texts().map(str::to_owned).collect();
        let case = &it.case;
        let own = OwnScenario {
            file: case.file.to_string(),
            feature: case.feature.to_string(),
            rule: case.rule.as_ref().map(ToString::to_string),
            name: case.name.clone(),
            tags: case.tags.clone(),
            requirements: case.requirements.clone(),
            steps,
        };
        (case.id.clone(), own)
    });
    let capabilities = Capability::ALL.iter().map(|it| it.word()).collect();
    OwnSuite { digest, capabilities, affirms: is_affirmed, scenarios: scenarios.collect() }
}
