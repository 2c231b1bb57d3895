//! Issues a certificate, or writes what is missing.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::json;

use crate::certificate::{
    Application, BundledFile, CERTIFICATE, CandidateRun, CertifiedSubject, Composition, Concealer,
    FileClaim, HarnessClaim, NamedRun, Obstacle, PersonAnswer, PersonalTexts, RunView, ShownClaims,
    SignedEnvelope, Statement, against_all, against_run, contradictions, draft, is_sha256, number,
    obstacles, of_situations, of_worth, pages, parse_answers, statement, write_bundle,
};

use super::candidates::{self, Candidates};
use super::signing::SigningMeans;
use super::{CertifyError, files, own};

/// Configuration of `certify`.
#[derive(Debug)]
pub struct CertifyConfig {
    /// Folders of the runs.
    pub runs: Vec<PathBuf>,
    /// Name and version of what is certified.
    pub subject: String,
    /// SHA-256 of it.
    pub subject_digest: Option<String>,
    /// File with the answers of persons.
    pub answers: Option<PathBuf>,
    /// File with texts that may not be in the bundle, one a line.
    pub conceal: Option<PathBuf>,
    /// Maximum age of a run.
    pub max_age: SignedDuration,
    /// Expiry; three months after the issue if `None`.
    pub expires_at: Option<Timestamp>,
}

/// A certificate that was issued.
#[derive(Debug)]
pub struct IssuedCertificate {
    /// The statement.
    pub statement: Statement,
    /// The bundle, or the certificate alone.
    pub bytes: Vec<u8>,
    /// Salts of the commitments, as JSON; `None` if there is none.
    pub salts: Option<Vec<u8>>,
}

/// Result of an application for a certificate.
#[derive(Debug)]
pub enum Decision {
    /// It was issued.
    Issued(Box<IssuedCertificate>),
    /// It was refused, for all these reasons.
    Refused(Vec<Obstacle>),
}

/// Runs with rows and answers, ready to be admitted.
struct Prepared {
    candidates: Candidates,
    shown: ShownClaims,
    answers: Vec<PersonAnswer>,
    named: Option<Concealer>,
    obstacles: Vec<Obstacle>,
}

/// Issues a certificate at `now`; `as_bundle` adds evidence and pages.
///
/// # Errors
/// When a file cannot be read, or the key cannot sign.
pub fn certify(
    config: &CertifyConfig,
    means: &SigningMeans,
    as_bundle: bool,
    now: Timestamp,
) -> Result<Decision, CertifyError> {
    let subject_digest = subject_digest(config)?;
    if config.expires_at.is_some_and(|it| it <= now) {
        return Err(CertifyError::Argument("--expires is not after today".to_owned()));
    }
    let prepared = prepared(config, now)?;
    if !prepared.obstacles.is_empty() {
        return Ok(Decision::Refused(prepared.obstacles));
    }
    let Prepared { candidates, shown, answers, named, .. } = prepared;
    let Candidates { evidence, contents, concealer, .. } = candidates;
    let mut statement = statement(Composition {
        subject: CertifiedSubject { name: &config.subject, digest: subject_digest.as_deref() },
        harness: own::harness(shown.side)?,
        shown,
        answers,
        guide: own::guide()?,
        evidence,
        issued_at: now,
        expires_at: config.expires_at,
    });
    statement.predicate.bankident.number = number(&statement.to_payload()?)?;
    let pages = with_pages(&mut statement, &means.public().id());
    let mut envelope = SignedEnvelope::new(&statement.to_payload()?);
    means.sign(&mut envelope)?;
    let certificate = envelope.to_bytes()?;
    let bytes =
        if as_bundle { bundle(&statement, &pages, &certificate, &contents)? } else { certificate };
    if named.is_some_and(|it| it.is_in(&bytes)) {
        let why = "a text of --conceal would be in the certificate: in its subject, an answer, or a title";
        return Err(CertifyError::Argument(why.to_owned()));
    }
    let salts = salts(&statement, &concealer)?;
    Ok(Decision::Issued(Box::new(IssuedCertificate { statement, bytes, salts })))
}

/// Returns the draft of the answers, and everything that is missing.
///
/// # Errors
/// When a file cannot be read.
pub fn drafted(
    config: &CertifyConfig,
    now: Timestamp,
) -> Result<(String, Vec<Obstacle>), CertifyError> {
    let Prepared { answers, obstacles, .. } = prepared(config, now)?;
    let questions: Vec<_> = obstacles.iter().filter_map(|it| it.question.clone()).collect();
    let others = obstacles.iter().filter(|it| it.question.is_none());
    let others: Vec<String> = others.map(ToString::to_string).collect();
    Ok((draft(&answers, &questions, &others), obstacles))
}

fn prepared(config: &CertifyConfig, now: Timestamp) -> Result<Prepared, CertifyError> {
    let answers = match &config.answers {
        Some(path) => parse_answers(&files::read_text(path)?)
            .map_err(|error| CertifyError::shape(path, error))?,
        None => Vec::new(),
    };
    let concealed = concealed(config.conceal.as_deref())?;
    let random = SystemRandom::new();
    let mut failed = false;
    let salt = || {
        let mut salt = [0; 16];
        failed |= random.fill(&mut salt).is_err();
        salt
    };
    let candidates = candidates::read(&config.runs, &concealed, salt)?;
    if failed {
        return Err(CertifyError::Argument("failed to read random numbers".to_owned()));
    }
    let runs = candidates.named_runs()?;
    let shown = ShownClaims::of(&runs)?;
    let own = own::harness(shown.side)?;
    let mut obstacles = obstacles(&Application {
        runs: &candidates.runs,
        rows: &shown.rows,
        attested: &shown.attested,
        answers: &answers,
        own: &own,
        questions: own::questions,
        now,
        max_age: config.max_age,
    });
    obstacles.extend(candidates.lost.iter().map(|(place, file)| Obstacle::lost(place, file)));
    let is_admitted = obstacles.is_empty();
    for (run, candidate) in runs.iter().zip(&candidates.runs) {
        // A run that lacks parts is refused, and its members do not fit what is left.
        if run.view.missing.is_empty() && !candidate.report.from_log {
            obstacles.extend(changed(run, &candidate.place, &own, &candidates)?);
        }
    }
    if is_admitted {
        // Nothing is issued that verifying would refuse.
        let views: Vec<_> = runs.iter().map(|it| &it.view).collect();
        let of_run = |(view, run): (&&RunView<'_>, &CandidateRun)| {
            let why = against_run(view).into_iter();
            why.map(|why| Obstacle::of_record(&run.place, &why)).collect::<Vec<_>>()
        };
        obstacles.extend(views.iter().zip(&candidates.runs).flat_map(of_run));
        obstacles.extend(against_all(&views).iter().map(|why| Obstacle::of_record("runs", why)));
    }
    let named = (!concealed.is_empty()).then(|| {
        let mut texts = PersonalTexts::default();
        for it in &concealed {
            texts.learn(it);
        }
        texts.conceal(|| [0; 16])
    });
    Ok(Prepared { candidates, shown, answers, named, obstacles })
}

/// Obstacles of a record that contradicts itself.
fn changed(
    run: &NamedRun<'_>,
    place: &str,
    own: &HarnessClaim,
    candidates: &Candidates,
) -> Result<Vec<Obstacle>, CertifyError> {
    let is_own = run.view.harness.suite_digest == own.suite_digest;
    let worth = own::kills().filter(|_| is_own).and_then(|kills| of_worth(&run.view, kills));
    let suite = own::suite(run.view.tested);
    let folder = run.file.strip_suffix("run.json").unwrap_or_default();
    let situations =
        of_situations(&run.view, |path| candidates.content(&format!("{folder}{path}")));
    let found = contradictions(&run.view, suite)?.into_iter().chain(worth).chain(situations);
    Ok(found.map(|it| Obstacle::contradiction(place, &it)).collect())
}

fn concealed(path: Option<&Path>) -> Result<Vec<String>, CertifyError> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = files::read_text(path)?;
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    match lines.iter().find(|it| it.len() < 4) {
        Some(_) => Err(CertifyError::shape(
            path,
            "a line has fewer than 4 characters, and would be anywhere",
        )),
        None => Ok(lines),
    }
}

fn subject_digest(config: &CertifyConfig) -> Result<Option<String>, CertifyError> {
    if config.subject.trim().is_empty() {
        return Err(CertifyError::Argument(
            "--subject is empty: name what is certified".to_owned(),
        ));
    }
    let Some(given) = &config.subject_digest else { return Ok(None) };
    let bare = given.strip_prefix("sha256:").unwrap_or(given).to_ascii_lowercase();
    if is_sha256(&bare) {
        Ok(Some(bare))
    } else {
        let why = format!("--subject-digest `{given}` is not `sha256:` and 64 hexadecimal digits");
        Err(CertifyError::Argument(why))
    }
}

/// Renders the pages, and adds them to the statement.
fn with_pages(statement: &mut Statement, key: &str) -> Vec<(&'static str, String)> {
    let pages = pages(statement, key);
    let claims = pages.iter().map(|(name, text)| FileClaim::of(name, text.as_bytes()));
    statement.predicate.bankident.pages = claims.collect();
    pages
}

fn bundle(
    statement: &Statement,
    pages: &[(&'static str, String)],
    certificate: &[u8],
    contents: &[Vec<u8>],
) -> Result<Vec<u8>, CertifyError> {
    let pages = pages.iter().map(|(name, text)| BundledFile { name, bytes: text.as_bytes() });
    let certificate = BundledFile { name: CERTIFICATE, bytes: certificate };
    let claims = statement.predicate.bankident.files.iter();
    let files = claims.zip(contents).map(|(it, bytes)| BundledFile { name: &it.name, bytes });
    Ok(write_bundle(pages.chain([certificate]).chain(files))?)
}

/// The file with which the holder can show what was replaced.
fn salts(statement: &Statement, concealer: &Concealer) -> Result<Option<Vec<u8>>, CertifyError> {
    if concealer.texts.is_empty() {
        return Ok(None);
    }
    let texts: Vec<_> = concealer.texts.iter().collect();
    let file = json!({ "number": statement.predicate.bankident.number, "texts": texts });
    Ok(Some(serde_json::to_vec_pretty(&file)?))
}
