//! This program, its suite and the guide, as a certificate names them.

use crate::certificate::{GuideClaim, HarnessClaim, sha256};
use crate::evidence::{HarnessRecord, TestedSide};
use crate::observe::situations_digest;
use crate::requirement::Catalogue;
use crate::run::{CannotStart, binary_digest, embedded_catalogue, load};

use super::CertifyError;

/// This program with its built-in suite for a side.
pub fn harness(side: TestedSide) -> Result<HarnessClaim, CertifyError> {
    let suite_digest = match side {
        TestedSide::Api => load(&[])?.digest,
        TestedSide::Partner => situations_digest()?,
    };
    let HarnessRecord { name, version, suite_digest, .. } = HarnessRecord::of(suite_digest);
    let binary_digest = binary_digest().unwrap_or_default();
    let catalogue_digest = sha256(embedded_catalogue().as_bytes());
    Ok(HarnessClaim { name, version, binary_digest, suite_digest, catalogue_digest })
}

/// The edition of the guide that the catalogue is of.
pub fn guide() -> Result<GuideClaim, CertifyError> {
    let catalogue = Catalogue::parse(embedded_catalogue()).map_err(CannotStart::from)?;
    let guide = catalogue.guide().cloned().unwrap_or_default();
    Ok(GuideClaim { title: guide.title, edition: guide.edition, digest: guide.sha256 })
}
