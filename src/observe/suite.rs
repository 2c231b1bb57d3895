//! The situations: embedded in the binary, or from disk.

use std::collections::BTreeSet;
use std::path::PathBuf;

use include_dir::{Dir, include_dir};

use crate::config::ConfigError;
use crate::engine::{self, KnownTags, Plan, Problem, Selection, Source, Suite};
use crate::evidence::{self, PartialRecord, SelectionRecord};
use crate::requirement::Catalogue;
use crate::run::{CannotStart, embedded_catalogue};

use super::world::situation_id;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/situations");

/// Situations with the catalogue of the rules.
pub struct LoadedSituations {
    /// The situations.
    pub suite: Suite,
    /// The rules.
    pub catalogue: Catalogue,
    /// Digest over the texts of both.
    pub digest: String,
}

/// Loads the situations at `paths`, or the embedded ones if empty.
///
/// # Errors
/// When a path is unreadable, or a file has a problem.
pub fn load(paths: &[PathBuf]) -> Result<LoadedSituations, CannotStart> {
    if paths.is_empty() {
        return loaded(embedded());
    }
    let found = engine::discover(paths);
    if Problem::any_error(&found.problems) {
        return Err(CannotStart::Paths(found.problems));
    }
    loaded(found.sources)
}

/// The one situation of a capture.
///
/// # Errors
/// When the embedded catalogue is unusable.
pub fn capture() -> Result<LoadedSituations, CannotStart> {
    loaded(vec![Source::new("capture.feature", include_str!("capture/capture.feature"))])
}

fn loaded(sources: Vec<Source>) -> Result<LoadedSituations, CannotStart> {
    let catalogue_text = embedded_catalogue();
    let catalogue = Catalogue::parse(catalogue_text)?;
    let texts = sources.iter().flat_map(|source| [source.path.as_str(), source.text.as_str()]);
    let digest = evidence::digest(texts.chain([catalogue_text]));
    let is_requirement = |id: &str| catalogue.requirement(id).is_some();
    let known =
        KnownTags { is_requirement: &is_requirement, words: vec!["situation:*".to_owned()] };
    let (suite, problems) = engine::load(sources, &known);
    if Problem::any_error(&problems) {
        return Err(CannotStart::Features(problems));
    }
    Ok(LoadedSituations { suite, catalogue, digest })
}

fn embedded() -> Vec<Source> {
    let features =
        EMBEDDED.files().filter(|it| it.path().extension().is_some_and(|it| it == "feature"));
    let mut sources: Vec<Source> = features
        .filter_map(|file| {
            Some(Source::new(
                format!("situations/{}", file.path().display()),
                file.contents_utf8()?,
            ))
        })
        .collect();
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    sources
}

/// Plans the situations with these ids, or all; `lacking` says why one cannot be judged.
///
/// # Errors
/// When there is no situation, or none with one of the ids.
pub fn select(
    suite: Suite,
    wanted: &[String],
    lacking: &dyn Fn(&[String]) -> Option<String>,
) -> Result<(Plan, SelectionRecord), CannotStart> {
    let known: BTreeSet<String> =
        suite.cases().filter_map(|it| situation_id(&it.tags).map(str::to_owned)).collect();
    if let Some(unknown) = wanted.iter().find(|it| !known.contains(*it)) {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("there is no situation `{unknown}`; there are {known}");
        return Err(ConfigError::new(message).into());
    }
    let mut plan = engine::select(suite, &Selection::default(), lacking);
    let whole = plan.scenarios.len();
    let is_wanted =
        |tags: &[String]| situation_id(tags).is_some_and(|id| wanted.iter().any(|it| it == id));
    if !wanted.is_empty() {
        plan.retain(|case| is_wanted(&case.tags));
    }
    if plan.is_empty() {
        return Err(CannotStart::NothingSelected);
    }
    let ids = plan.scenarios.iter().map(|it| it.case.id.as_str());
    let digest = evidence::digest(ids);
    let arguments = wanted.iter().flat_map(|id| ["--situation".to_owned(), id.clone()]);
    let arguments: Vec<String> = arguments.collect();
    let partial =
        (plan.scenarios.len() < whole).then(|| PartialRecord { of: whole, by: arguments.clone() });
    let scenarios = plan.scenarios.len();
    let selection =
        SelectionRecord { scenarios, partial, digest, arguments, ..SelectionRecord::default() };
    Ok((plan, selection))
}
