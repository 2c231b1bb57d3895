//! Comparison of a certificate with the program that verifies, if it is of the same catalogue or binary.

use crate::evidence::TestedSide;
use crate::requirement::{Binding, Catalogue, Requirement};
use crate::verdict::KillRecord;

use super::claims::{Claims, FileClaim, GuideClaim};
use super::flaw::Flaw;
use super::own_suite::OwnSuite;
use super::pages::pages;
use super::question::KnownQuestions;
use super::recount;
use super::shown::NamedRun;
use super::statement::Statement;

/// The program that verifies.
#[derive(Clone, Copy, Debug)]
pub struct OwnProgram<'a> {
    /// Catalogue of the program.
    pub catalogue: &'a Catalogue,
    /// SHA-256 of the catalogue.
    pub catalogue_digest: &'a str,
    /// The edition of the guide that the catalogue is of.
    pub guide: &'a GuideClaim,
    /// The questions about a requirement that persons answer.
    pub questions: KnownQuestions,
    /// The scenarios that notice each known wrong behaviour of an API, read when they are needed.
    pub kills: fn() -> Option<&'static KillRecord>,
    /// The built-in suite of a side, read when it is needed.
    pub suite: fn(TestedSide) -> Option<&'static OwnSuite>,
    /// SHA-256 of its binary, computed when it is needed.
    pub binary_digest: fn() -> Option<String>,
}

/// Compares a certificate of the same catalogue with it: ids and levels of its rows, and the edition of
/// the guide. Returns false if it is of another one.
pub fn of_catalogue(own: &OwnProgram<'_>, claims: &Claims, flaws: &mut Vec<Flaw>) -> bool {
    let is_own = claims.harness.catalogue_digest == own.catalogue_digest;
    let is_edition = claims.guide.digest == own.guide.digest;
    if (is_own || is_edition) && claims.guide != *own.guide {
        let (certificate, catalogue) = (claims.guide.edition.clone(), own.guide.edition.clone());
        let id = "guide".to_owned();
        flaws.push(Flaw::Catalogue { id, member: "edition", certificate, catalogue });
    }
    if !is_own {
        return false;
    }
    let binds = |it: &&Requirement| match claims.side {
        TestedSide::Api => true,
        TestedSide::Partner => matches!(it.binds, Binding::Partner | Binding::Both),
    };
    for it in own.catalogue.requirements().filter(binds) {
        let row = claims.rows.iter().find(|row| row.id == it.id);
        let level = row.map(|it| it.level);
        if level != Some(it.level) {
            flaws.push(Flaw::Catalogue {
                id: it.id.clone(),
                member: "level",
                certificate: level.map_or("none", |it| it.word()).to_owned(),
                catalogue: it.level.word().to_owned(),
            });
        }
    }
    true
}

/// Compares a certificate that the same binary issued with what it would write: the pages, and the
/// worth of the runs. Returns false if another binary issued it.
pub fn of_binary(
    own: &OwnProgram<'_>,
    statement: &Statement,
    keys: &[&str],
    runs: &[NamedRun<'_>],
    flaws: &mut Vec<Flaw>,
) -> bool {
    let claims = &statement.predicate.bankident;
    if (own.binary_digest)().as_deref() != Some(claims.harness.binary_digest.as_str()) {
        return false;
    }
    flaws.extend(of_pages(statement, keys));
    if let Some(kills) = (own.kills)() {
        for run in runs {
            let found = recount::of_worth(&run.view, kills);
            flaws.extend(found.map(|it| Flaw::contradiction(run.file, it)));
        }
    }
    true
}

/// Compares the pages of a certificate with those that this program writes for one of the keys.
fn of_pages(statement: &Statement, keys: &[&str]) -> Option<Flaw> {
    let claimed = &statement.predicate.bankident.pages;
    let own = keys.iter().map(|key| {
        let pages = pages(statement, key);
        pages.iter().map(|(name, text)| FileClaim::of(name, text.as_bytes())).collect::<Vec<_>>()
    });
    let mut own: Vec<Vec<FileClaim>> = own.collect();
    if own.contains(claimed) {
        return None;
    }
    let mut nearest = own.pop().unwrap_or_default();
    nearest.retain(|it| !claimed.contains(it));
    let name = nearest.first().map_or("pages", |it| it.name.as_str());
    Some(Flaw::Page { name: name.to_owned() })
}
