//! The features and the catalogue, embedded in the binary or from disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{LazyLock, OnceLock};

use crate::config::{ConfigError, Profile, RunConfig, read_text, tag_words};
use crate::engine::{
    self, ExampleStep, Keep, KnownTags, Plan, Problem, Retry, Selection, Source, StepDefinitions,
    Suite,
};
use crate::evidence::{self, ScenarioRecord};
use crate::requirement::{Catalogue, CatalogueError, CatalogueFault};
use crate::steps::World;
use crate::verdict::{ConformanceReport, KillRecord, Verdict, is_objectionable, seen};

use super::CannotStart;
use super::embedded::{KILLS, file, is_embedded, sources as embedded};
use super::recorded::quotable;

const CATALOGUE: &str = "requirements.toml";

/// The loaded features and their catalogue.
#[derive(Clone)]
pub struct Loaded {
    /// The scenarios.
    pub suite: Suite,
    /// The requirements.
    pub catalogue: Catalogue,
    /// Digest over the texts of both.
    pub digest: String,
    /// Number of scenarios of the whole suite that the loaded features are from.
    pub whole: usize,
    /// The recorded kill matrix, if all loaded features are as in the embedded suite.
    pub kills: Option<&'static KillRecord>,
    /// Warnings about the feature files; of `examine` the errors as well.
    pub problems: Vec<Problem>,
}

/// Loads the features at `paths`, or the embedded suite if empty. The catalogue is the
/// `requirements.toml` in one of the paths or above it, or else the embedded one.
///
/// # Errors
/// When a path is unreadable, a feature file has a problem, or the catalogue is unusable.
pub fn load(paths: &[PathBuf]) -> Result<Loaded, CannotStart> {
    if !paths.is_empty() {
        return sound(parsed(paths)?);
    }
    if let Some(embedded) = EMBEDDED.get() {
        return Ok(embedded.clone());
    }
    let embedded = sound(parsed(paths)?)?;
    Ok(EMBEDDED.get_or_init(|| embedded).clone())
}

/// The scenarios of the built-in suite, with the digest over its texts and the catalogue.
///
/// # Errors
/// When the embedded files are unusable.
pub fn embedded_plan() -> Result<(Plan, String), CannotStart> {
    let Loaded { suite, digest, .. } = load(&[])?;
    Ok((engine::select(suite, &Selection::default(), &|_| None), digest))
}

/// Loads the features at `paths` as far as they can be read, with all their problems.
///
/// # Errors
/// When the catalogue is unusable.
pub fn examine(paths: &[PathBuf]) -> Result<(Loaded, Vec<Problem>), CannotStart> {
    parsed(paths)
}

/// Returns the features, if they have no error.
fn sound((loaded, unreadable): (Loaded, Vec<Problem>)) -> Result<Loaded, CannotStart> {
    if Problem::any_error(&unreadable) {
        return Err(CannotStart::Paths([unreadable, loaded.problems].concat()));
    }
    if Problem::any_error(&loaded.problems) {
        return Err(CannotStart::Features([unreadable, loaded.problems].concat()));
    }
    let problems = [unreadable, loaded.problems].concat();
    Ok(Loaded { problems, ..loaded })
}

/// Every step of the embedded suite once.
pub fn shipped_steps() -> Vec<ExampleStep> {
    let Ok(loaded) = load(&[]) else { return Vec::new() };
    let plan = engine::select(loaded.suite, &Selection::default(), &|_| None);
    engine::example_steps(&plan)
}

/// The embedded suite; a proof loads it for each of its runs.
static EMBEDDED: OnceLock<Loaded> = OnceLock::new();

/// The features with their problems, and the problems of the paths.
fn parsed(paths: &[PathBuf]) -> Result<(Loaded, Vec<Problem>), CannotStart> {
    let mut sources = if paths.is_empty() { embedded() } else { Vec::new() };
    let mut on_disk = Vec::new();
    for path in paths {
        match embedded_at(path) {
            Some(source) => add(&mut sources, source),
            None => on_disk.push(path.clone()),
        }
    }
    let mut found = engine::discover(&on_disk);
    sources.append(&mut found.sources);
    let (catalogue_path, catalogue_text) = catalogue_text(paths)?;
    let parsed = Catalogue::parse(&catalogue_text);
    let faults = parsed
        .as_ref()
        .err()
        .map(|error| catalogue_problems(&catalogue_path, &catalogue_text, error));
    // Without a catalogue, every requirement would be unknown.
    let is_usable = parsed.is_ok();
    let catalogue = parsed.unwrap_or_default();
    let digest = digest(&sources, &catalogue_text);
    let whole_files: Vec<Source> =
        sources.iter().map(|it| Source { lines: Vec::new(), ..it.clone() }).collect();
    let has_lines = sources.iter().any(|it| !it.lines.is_empty());
    let is_requirement = |id: &str| !is_usable || catalogue.requirement(id).is_some();
    let known = KnownTags { is_requirement: &is_requirement, words: tag_words() };
    let (mut suite, mut problems) = engine::load(sources, &known);
    engine::derive_needs(&mut suite, &StepDefinitions::<World>::gather());
    problems.extend(faults.into_iter().flatten());
    // Neither is needed for features of one's own, and reading them takes time.
    let kills = if whole_files.iter().all(is_embedded) { KILLS.as_ref() } else { None };
    let all_ids =
        || if has_lines { ids(whole_files) } else { suite.cases().map(|it| it.id).collect() };
    let whole = whole(paths, all_ids);
    Ok((Loaded { suite, catalogue, digest, whole, kills, problems }, found.problems))
}

/// Returns the number of scenarios of the suite that these scenarios are from. A folder with a
/// catalogue is a suite, and so are scenarios of which none is in the embedded suite.
fn whole(paths: &[PathBuf], loaded: impl FnOnce() -> BTreeSet<String>) -> usize {
    if paths.is_empty() {
        return EMBEDDED_IDS.len();
    }
    let loaded = loaded();
    let is_suite = paths.iter().any(|it| it.join(CATALOGUE).is_file());
    let paths = embedded_paths();
    let may_be_embedded = |id: &String| paths.iter().any(|path| id.starts_with(path.as_str()));
    if is_suite || !loaded.iter().any(may_be_embedded) || loaded.is_disjoint(&EMBEDDED_IDS) {
        loaded.len()
    } else {
        loaded.union(&EMBEDDED_IDS).count()
    }
}

/// Ids of all scenarios of the embedded suite.
static EMBEDDED_IDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| ids(embedded()));

/// Paths of the embedded features, with which the ids of their scenarios begin.
fn embedded_paths() -> Vec<String> {
    embedded().into_iter().map(|it| it.path).collect()
}

fn ids(sources: Vec<Source>) -> BTreeSet<String> {
    engine::load(sources, &KnownTags::requirements(&|_| true)).0.cases().map(|it| it.id).collect()
}

/// Adds a file. A file that is named once without a line is wanted as a whole.
fn add(sources: &mut Vec<Source>, source: Source) {
    match sources.iter_mut().find(|it| it.path == source.path) {
        None => sources.push(source),
        Some(known) if known.lines.is_empty() || source.lines.is_empty() => known.lines.clear(),
        Some(known) => known.lines.extend(source.lines),
    }
}

/// Returns the embedded feature with this path, as reports show it, and with the lines in the path.
/// A file on disk has precedence.
fn embedded_at(path: &Path) -> Option<Source> {
    let given = path.to_str()?;
    let (file, lines) = match given.split_once(".feature:") {
        Some((stem, lines)) => (format!("{stem}.feature"), lines.split(':').collect()),
        None => (given.to_owned(), Vec::new()),
    };
    if path.exists() || Path::new(&file).exists() {
        return None;
    }
    let lines = lines.into_iter().map(str::parse).collect::<Result<_, _>>().ok()?;
    let source = embedded().into_iter().find(|it| it.path == file)?;
    Some(Source { lines, ..source })
}

/// The catalogue's path, as reports show it, and its text.
fn catalogue_text(paths: &[PathBuf]) -> Result<(String, String), CannotStart> {
    let mut places = paths.iter().flat_map(|it| it.ancestors()).map(|it| it.join(CATALOGUE));
    let on_disk = places.find(|path| path.exists());
    if let Some(path) = on_disk {
        let text = read_text(&path).map_err(|error| unreadable(&path, &error))?;
        Ok((path.display().to_string(), text))
    } else {
        Ok((CATALOGUE.to_owned(), file(CATALOGUE).unwrap_or_default().to_owned()))
    }
}

fn catalogue_problems(path: &str, text: &str, error: &CatalogueError) -> Vec<Problem> {
    let lines: Vec<&str> = text.lines().collect();
    let problem = |it: &CatalogueFault| {
        let line = lines.get(it.line - 1).copied().unwrap_or_default();
        let help = "correct the catalogue, or move it away: it is read because of its place";
        Problem::new(path, &it.message).at(it.line, it.column, line).help(help)
    };
    error.0.iter().map(problem).collect()
}

fn unreadable(path: &Path, error: &std::io::Error) -> CannotStart {
    ConfigError::new(format!("failed to read the catalogue {}: {error}", path.display())).into()
}

/// Digest of paths, texts and the catalogue.
fn digest(sources: &[Source], catalogue: &str) -> String {
    let texts = sources.iter().flat_map(|source| [source.path.as_str(), source.text.as_str()]);
    evidence::digest(texts.chain([catalogue]))
}

/// Keeps only the scenarios that did not pass in the run `before`, also those that an interrupted
/// run did not reach.
///
/// # Errors
/// When no scenario is left.
pub fn keep_what_did_not_pass(
    plan: &mut Plan,
    before: &ConformanceReport,
) -> Result<(), CannotStart> {
    let verdicts = before.verdicts();
    plan.retain(|case| match verdicts.get(case.id.as_str()) {
        Some(verdict) => *verdict != Verdict::Passed,
        None => before.run.interrupted,
    });
    if plan.is_empty() {
        return Err(CannotStart::NothingToRunAgain(quotable(&before.run.run_id)));
    }
    Ok(())
}

/// Scenarios that are run again.
pub fn retry(config: &RunConfig) -> Retry {
    let inconclusive = |record: &ScenarioRecord| seen(record) == Verdict::Inconclusive;
    let failed_too =
        |record: &ScenarioRecord| matches!(seen(record), Verdict::Inconclusive | Verdict::Failed);
    let wanted = if config.retry.failed_too { failed_too } else { inconclusive };
    Retry { times: config.retry.times, wanted }
}

/// Whether the exchanges of a scenario that passed are kept: with `--all-evidence` always,
/// otherwise if the profile objects to a reading or deviation.
pub fn keep(config: &RunConfig, profile: &Profile) -> Rc<Keep> {
    let (all, profile) = (config.all_evidence, profile.clone());
    Rc::new(move |record| all || is_objectionable(record, &profile))
}
