//! Runs that are to be certified: read, joined if they are shards, and without personal data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::certificate::{
    CandidateRun, ConcealedText, Concealer, EvidenceFiles, FileClaim, NamedRun, PersonalTexts,
    RunView, placeholders, sha256,
};
use crate::evidence::{Attachment, Content, SITUATION};
use crate::run::{folder_of, merged, parsed_record, recorded};
use crate::verdict::{AssessedScenario, ConformanceReport};

use super::{CertifyError, files};

/// Maximum size of a record or of a file beside it, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// Runs with everything that goes into the bundle.
pub struct Candidates {
    /// The runs.
    pub runs: Vec<CandidateRun>,
    /// Names, digests and commitments.
    pub evidence: EvidenceFiles,
    /// Contents of the files, in the order of the bundle.
    pub contents: Vec<Vec<u8>>,
    /// The texts that were replaced.
    pub concealer: Concealer,
    /// Files that a record names and that are not beside it: the place of the run, and the path.
    pub lost: Vec<(String, String)>,
}

impl Candidates {
    /// Content of a file of the bundle.
    pub fn content(&self, name: &str) -> Option<Vec<u8>> {
        let at = self.evidence.files.iter().position(|it| it.name == name)?;
        self.contents.get(at).cloned()
    }

    /// The runs as their records in the bundle show them.
    ///
    /// # Errors
    /// When one is no run record.
    pub fn named_runs(&self) -> serde_json::Result<Vec<NamedRun<'_>>> {
        let records = self.evidence.records.iter().filter_map(|(file, _)| {
            let at = self.evidence.files.iter().position(|it| it.name == *file)?;
            Some((file, &self.contents[at]))
        });
        let runs = records.map(|(file, bytes)| Ok(NamedRun { file, view: RunView::parse(bytes)? }));
        runs.collect()
    }
}

/// A run as it is on disk.
struct ReadRun {
    places: Vec<PathBuf>,
    report: ConformanceReport,
    record: Value,
    originals: Vec<String>,
}

impl ReadRun {
    /// Folders of the run, for messages.
    fn place(&self) -> String {
        let places: Vec<_> = self.places.iter().map(|it| it.display().to_string()).collect();
        places.join(" + ")
    }
}

/// Reads the runs in `places`. Shards of one run are joined. The holder's `hidden` texts are replaced
/// like personal data.
///
/// # Errors
/// When a record cannot be read, or shards do not belong together.
pub fn read(
    places: &[PathBuf],
    hidden: &[String],
    salt: impl FnMut() -> [u8; 16],
) -> Result<Candidates, CertifyError> {
    let runs = read_runs(places)?;
    let mut gathered = GatheredFiles::default();
    for (number, run) in (1..).zip(&runs) {
        gather(number, run, &mut gathered)?;
    }
    let GatheredFiles { documents, withheld, lost } = gathered;
    let mut texts = PersonalTexts::default();
    for it in hidden {
        texts.learn(it);
    }
    for it in &documents {
        texts.learn_from(&it.document);
    }
    let mut concealer = texts.conceal(salt);
    let mut evidence = EvidenceFiles { withheld, ..EvidenceFiles::default() };
    let mut contents = Vec::new();
    for BundledDocument { name, document, originals } in documents {
        let document = match originals {
            Some(originals) => {
                evidence.records.push((name.clone(), originals));
                concealer.run(document)
            }
            None => concealer.document(document),
        };
        let bytes = serde_json::to_vec_pretty(&document)?;
        evidence.files.push(FileClaim::of(&name, &bytes));
        contents.push(bytes);
    }
    // A text that was replaced nowhere, or only in a longer one, has nothing to prove.
    let used: BTreeSet<&str> = contents.iter().flat_map(|it| placeholders(it)).collect();
    concealer.texts.retain(|it| used.contains(it.placeholder.as_str()));
    evidence.commitments = concealer.texts.iter().map(ConcealedText::claim).collect();
    let runs = runs.into_iter().map(|run| CandidateRun { place: run.place(), report: run.report });
    Ok(Candidates { runs: runs.collect(), evidence, contents, concealer, lost })
}

/// A document of the bundle before personal data is replaced.
struct BundledDocument {
    name: String,
    document: Value,
    /// Digests of the original records, if it is the record of a run.
    originals: Option<Vec<String>>,
}

/// The files of all runs.
#[derive(Default)]
struct GatheredFiles {
    documents: Vec<BundledDocument>,
    withheld: Vec<FileClaim>,
    lost: Vec<(String, String)>,
}

fn gather(number: usize, run: &ReadRun, into: &mut GatheredFiles) -> Result<(), CertifyError> {
    into.documents.push(BundledDocument {
        name: format!("runs/{number}/run.json"),
        document: run.record.clone(),
        originals: Some(run.originals.clone()),
    });
    for it in run.report.scenarios.iter().flat_map(AssessedScenario::attachments) {
        let Some(bytes) = content(it)? else {
            into.lost.push((run.place(), it.path.clone()));
            continue;
        };
        let name = format!("runs/{number}/{}", it.path);
        // Of the files beside a record only observed situations go into a bundle.
        if it.name == SITUATION {
            let document =
                parsed_record(&bytes).map_err(|why| CertifyError::shape(Path::new(&name), why))?;
            into.documents.push(BundledDocument { name, document, originals: None });
        } else {
            into.withheld.push(FileClaim::of(&name, &bytes));
        }
    }
    Ok(())
}

/// Bytes of an attached file; none if it is lost.
fn content(file: &Attachment) -> Result<Option<Vec<u8>>, CertifyError> {
    match &file.content {
        Content::Kept(path) if path.is_file() => files::read(path, MOST_BYTES).map(Some),
        Content::Kept(_) | Content::Lost => Ok(None),
        Content::Bytes(bytes) => Ok(Some(bytes.clone())),
    }
}

fn read_runs(places: &[PathBuf]) -> Result<Vec<ReadRun>, CertifyError> {
    let (mut runs, mut sets): (Vec<ReadRun>, Vec<Vec<ReadRun>>) = (Vec::new(), Vec::new());
    for place in places {
        let run = read_run(place)?;
        if run.report.run.selection.shard.is_part() {
            match sets.iter_mut().find(|set| belongs(set, &run)) {
                Some(set) => set.push(run),
                None => sets.push(vec![run]),
            }
        } else {
            runs.push(run);
        }
    }
    for set in sets {
        runs.push(joined(set)?);
    }
    Ok(runs)
}

fn read_run(place: &Path) -> Result<ReadRun, CertifyError> {
    let report = recorded(place).map_err(|error| CertifyError::Run(error.into()))?;
    let path = if place.is_file() { place.to_owned() } else { folder_of(place).join("run.json") };
    let bytes = files::read(&path, MOST_BYTES)?;
    let record = parsed_record(&bytes).map_err(|why| CertifyError::shape(&path, why))?;
    RunView::parse(&bytes).map_err(|why| CertifyError::shape(&path, why))?;
    let (places, originals) = (vec![place.to_owned()], vec![sha256(&bytes)]);
    Ok(ReadRun { places, report, record, originals })
}

/// Whether a shard belongs to the others: of the same selection, and not among them yet.
fn belongs(set: &[ReadRun], run: &ReadRun) -> bool {
    set.iter().all(|it| {
        let (one, other) = (&it.report.run.selection, &run.report.run.selection);
        one.digest == other.digest
            && one.shard.total == other.shard.total
            && one.shard.index != other.shard.index
            && it.report.run.harness.suite_digest == run.report.run.harness.suite_digest
    })
}

fn joined(set: Vec<ReadRun>) -> Result<ReadRun, CertifyError> {
    let places: Vec<PathBuf> = set.iter().flat_map(|it| it.places.clone()).collect();
    let id = set.first().map(|it| it.report.run.run_id.clone()).unwrap_or_default();
    let interrupted = set.iter().any(|it| it.report.run.interrupted);
    let mut report = merged(&places, &id, true)?;
    report.run.interrupted |= interrupted;
    let record = serde_json::to_value(&report)?;
    let originals = set.into_iter().flat_map(|it| it.originals).collect();
    Ok(ReadRun { places, report, record, originals })
}
