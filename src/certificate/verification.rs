//! Verification of a certificate, alone or in its bundle: a list of everything that is wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::bundle::{self, BundleError};
use super::claims::{CLAIMS_VERSION, Claims};
use super::commitments::{ConcealedText, commitment};
use super::consistency;
use super::demands;
use super::difference::unknown_members;
use super::digest::sha256;
use super::envelope::{EnvelopeError, OpenedEnvelope, PAYLOAD_TYPE, SignedEnvelope};
use super::evidence_check::{self, Files};
use super::flaw::Flaw;
use super::own_program::{self, OwnProgram};
use super::policy::{ReceiverPolicy, TrustedKey};
use super::signer::FoundSigner;
use super::statement::{self, PREDICATE_TYPE, STATEMENT_TYPE, Statement};

/// Name of the certificate in a bundle.
pub const CERTIFICATE: &str = "certificate.dsse.json";
/// Difference between two clocks that is no flaw.
const SKEW: SignedDuration = SignedDuration::from_mins(2);

/// A certificate to verify, and the demands on it.
#[derive(Clone, Copy, Debug)]
pub struct VerificationRequest<'a> {
    /// Bundle or certificate.
    pub bytes: &'a [u8],
    /// Keys that the receiver trusts.
    pub keys: &'a [TrustedKey],
    /// Demands of the receiver.
    pub policy: &'a ReceiverPolicy,
    /// Texts that the holder shows, to compare with their commitments.
    pub revealed: &'a [ConcealedText],
    /// The program that verifies.
    pub own: &'a OwnProgram<'a>,
    /// Current time.
    pub now: Timestamp,
}

/// Error of something that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableCertificate {
    /// The bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The bundle has no certificate.
    #[error("{CERTIFICATE}: the file is missing in the bundle")]
    NoCertificate,
    /// The certificate cannot be read.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
}

/// Result of a verification.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The statement, if it can be read.
    pub statement: Option<Statement>,
    /// The trusted signers.
    pub signers: Vec<FoundSigner>,
    /// Everything that is wrong.
    pub flaws: Vec<Flaw>,
    /// Comparisons that could not be made, although nothing is wrong.
    pub notes: Vec<String>,
}

/// Verifies a certificate or bundle.
///
/// # Errors
/// When it cannot be read at all.
pub fn verify(request: &VerificationRequest<'_>) -> Result<Verification, UnreadableCertificate> {
    let (envelope, files) = opened(request.bytes)?;
    let mut it =
        Verification { statement: None, signers: Vec::new(), flaws: Vec::new(), notes: Vec::new() };
    let unknown = envelope.unknown.iter().map(|it| Flaw::Unknown { member: it.clone() });
    it.flaws.extend(unknown);
    let statement = read_statement(&envelope, &mut it.flaws);
    let issued = statement.as_ref().and_then(|it| it.predicate.bankident.issued_at.parse().ok());
    signatures(&envelope, request.keys, issued, &mut it);
    // A stranger's file costs no more than its signatures.
    if !request.keys.is_empty() && it.signers.is_empty() {
        it.notes.push("nothing else was compared, because no trusted key signed it".to_owned());
        return Ok(Verification { statement, ..it });
    }
    let excess = statement.as_ref().and_then(excess);
    let compared = statement.as_ref().filter(|_| excess.is_none());
    it.flaws.extend(excess.clone());
    if let Some(statement) = compared {
        let claims = &statement.predicate.bankident;
        let is_own = own_program::of_catalogue(request.own, claims, &mut it.flaws);
        if !is_own {
            let why = "it is of another catalogue: which requirements there are, and the questions of \
                       attestations, were not compared";
            it.notes.push(why.to_owned());
        }
        match &files {
            Some(files) => of_bundle(request, &envelope, statement, files, &mut it),
            None if request.policy.bundle => it.flaws.push(Flaw::Alone),
            None => it.notes.push(
                "the certificate is alone: its files were not compared; verify the bundle"
                    .to_owned(),
            ),
        }
        let questions = is_own.then_some(request.own.questions);
        consistency::of_statement(statement, questions, &mut it.flaws);
        times(claims, request.now, &mut it.flaws);
        demands::compare(statement, request.policy, &it.signers, request.now, &mut it.flaws);
        reveal(claims, request.revealed, &mut it);
    }
    it.statement = statement;
    Ok(it)
}

/// The first list that is longer than that of any certificate.
fn excess(statement: &Statement) -> Option<Flaw> {
    let claims = &statement.predicate.bankident;
    let lists = [
        ("subjects", statement.subject.len(), 1_002),
        ("runs", claims.runs.len(), 1_000),
        ("rows", claims.rows.len(), 2_000),
        ("answers", claims.answers.len(), 6_000),
        ("files", claims.files.len() + claims.withheld.len() + claims.pages.len(), 20_000),
        ("commitments", claims.commitments.len(), 500_000),
    ];
    let (what, count, most) = lists.into_iter().find(|(_, count, most)| count > most)?;
    Some(Flaw::TooMany { what, count, most })
}

/// Compares the files with the certificate, and what it claims with what they show.
fn of_bundle(
    request: &VerificationRequest<'_>,
    envelope: &OpenedEnvelope,
    statement: &Statement,
    files: &Files<'_>,
    it: &mut Verification,
) {
    let claims = &statement.predicate.bankident;
    compare_files(claims, files, &mut it.flaws);
    let written = envelope.envelope.to_bytes().unwrap_or_default();
    let is_other = |it: &&(String, &[u8])| it.0 == CERTIFICATE && it.1 != written;
    it.flaws.extend(files.iter().find(is_other).map(|it| Flaw::Changed { name: it.0.clone() }));
    let Some(runs) = evidence_check::records(claims, files, &mut it.flaws) else { return };
    let suite = (request.own.suite)(claims.side);
    if suite.is_none_or(|it| it.digest != claims.harness.suite_digest) {
        let why = "it is of another suite: which scenarios there are, with their steps, names and tags, was \
                   not compared";
        it.notes.push(why.to_owned());
    }
    evidence_check::of_records(claims, &runs, suite, &mut it.flaws);
    evidence_check::of_files(claims, &runs, files, &mut it.flaws);
    let named = envelope.envelope.signatures.iter().map(|it| it.keyid.as_str());
    let trusted: Vec<String> = it.signers.iter().map(|it| it.id.clone()).collect();
    let keys: Vec<&str> = trusted.iter().map(String::as_str).chain(named).collect();
    if !own_program::of_binary(request.own, statement, &keys, &runs, &mut it.flaws) {
        let why = "another build of the program issued it: its pages, and the worth of its runs, were \
                   not compared with what this one would write";
        it.notes.push(why.to_owned());
    }
}

/// The envelope, and the files if it is in a bundle.
pub fn opened(bytes: &[u8]) -> Result<(OpenedEnvelope, Option<Files<'_>>), UnreadableCertificate> {
    if !bundle::is_zip(bytes) {
        return Ok((SignedEnvelope::open(bytes)?, None));
    }
    let files = bundle::read(bytes)?;
    let certificate = files.iter().find(|it| it.0 == CERTIFICATE);
    let certificate = certificate.ok_or(UnreadableCertificate::NoCertificate)?;
    Ok((SignedEnvelope::open(certificate.1)?, Some(files)))
}

fn read_statement(envelope: &OpenedEnvelope, flaws: &mut Vec<Flaw>) -> Option<Statement> {
    let payload_type = &envelope.envelope.payload_type;
    if payload_type != PAYLOAD_TYPE {
        flaws.push(Flaw::Type { member: "payloadType", found: payload_type.clone() });
        return None;
    }
    let value: serde_json::Value = match serde_json::from_slice(&envelope.payload) {
        Ok(value) => value,
        Err(error) => {
            flaws.push(Flaw::Payload { why: error.to_string() });
            return None;
        }
    };
    if !statement::is_canonical(&envelope.payload, &value) {
        flaws.push(Flaw::Notation);
    }
    let expected = [("_type", STATEMENT_TYPE), ("predicateType", PREDICATE_TYPE)];
    for (member, expected) in expected {
        let found = value[member].as_str().unwrap_or_default();
        if found != expected {
            flaws.push(Flaw::Type { member, found: found.to_owned() });
        }
    }
    // A version that is no number, or none at all, is refused with the shape of the statement.
    let version = value.pointer("/predicate/bankident/version").and_then(serde_json::Value::as_u64);
    if let Some(found) =
        version.map(|it| u32::try_from(it).unwrap_or(u32::MAX)).filter(|it| *it > CLAIMS_VERSION)
    {
        flaws.push(Flaw::Version { found });
        return None;
    }
    match Statement::parse(&envelope.payload) {
        Ok(statement) => {
            let number = statement::number(&envelope.payload);
            if number.ok().as_ref() != Some(&statement.predicate.bankident.number) {
                flaws.push(Flaw::Number);
            }
            let known = serde_json::to_value(&statement).unwrap_or_default();
            let unknown = unknown_members("", &value, &known);
            flaws.extend(unknown.into_iter().map(|member| Flaw::Unknown { member }));
            Some(statement)
        }
        Err(error) => {
            flaws.push(Flaw::Payload { why: error.to_string() });
            None
        }
    }
}

fn signatures(
    envelope: &OpenedEnvelope,
    keys: &[TrustedKey],
    issued: Option<Timestamp>,
    it: &mut Verification,
) {
    let message = envelope.signed_bytes();
    let ids: Vec<String> = keys.iter().map(|it| it.key.id()).collect();
    let pairs = envelope.envelope.signatures.iter().zip(&envelope.signatures);
    let (mut named, mut expired) = (Vec::new(), Vec::new());
    for (number, (shown, signature)) in pairs.enumerate() {
        let number = number + 1;
        let accepting = keys.iter().position(|it| it.key.accepts(&message, signature));
        let by_id = ids.iter().position(|id| *id == shown.keyid);
        match (accepting, by_id) {
            (Some(at), _) if !shown.keyid.is_empty() && shown.keyid != ids[at] => {
                it.flaws.push(Flaw::KeyId { number, key: keys[at].name.clone() });
            }
            (Some(at), _) => expired.extend(accept(&keys[at], &ids[at], issued, it)),
            (None, Some(at)) => {
                it.flaws.push(Flaw::Signature { number, key: keys[at].name.clone() });
            }
            (None, None) => {
                let id = if shown.keyid.is_empty() { "no id" } else { &shown.keyid };
                it.notes.push(format!("signature {number} by {id} was not checked: no such key"));
                named.push(id.to_owned());
            }
        }
    }
    let is_trusted = !it.signers.is_empty();
    if envelope.signatures.is_empty() {
        it.flaws.insert(0, Flaw::Unsigned);
    } else if keys.is_empty() {
        it.flaws.insert(0, Flaw::NoKey);
    } else if is_trusted {
        // The others suffice, or the policy says how many are missing.
        it.notes.extend(expired.iter().map(|it| format!("not counted: {it}")));
    } else if expired.is_empty() {
        it.flaws.insert(0, Flaw::Untrusted { keys: named });
    } else {
        it.flaws.splice(..0, expired);
    }
}

/// Counts a signature; returns a flaw if the key was not to sign any longer.
fn accept(
    key: &TrustedKey,
    id: &str,
    issued: Option<Timestamp>,
    it: &mut Verification,
) -> Option<Flaw> {
    let day = issued.map(|it| it.to_zoned(TimeZone::UTC).date());
    if let Some(until) = key.until.filter(|until| day.is_none_or(|day| day > *until)) {
        let (key, until) = (key.name.clone(), until.to_string());
        return Some(Flaw::KeyExpired { key, until });
    }
    if it.signers.iter().any(|known| known.id == id) {
        it.flaws.push(Flaw::SignedTwice { key: key.name.clone() });
    } else {
        let (id, name, role) = (id.to_owned(), key.name.clone(), key.role.clone());
        it.signers.push(FoundSigner { id, name, role });
    }
    None
}

/// Compares the bundle with the files that the certificate names.
fn compare_files(claims: &Claims, files: &Files<'_>, flaws: &mut Vec<Flaw>) {
    let named = || claims.pages.iter().chain(&claims.files);
    let by_digest: BTreeMap<&str, &str> =
        named().map(|it| (it.sha256.as_str(), it.name.as_str())).collect();
    let present: BTreeMap<&str, &[u8]> = files.iter().map(|it| (it.0.as_str(), it.1)).collect();
    let before = flaws.len();
    for file in named() {
        let Some(bytes) = present.get(file.name.as_str()) else {
            flaws.push(Flaw::Missing { name: file.name.clone() });
            continue;
        };
        let digest = sha256(bytes);
        if digest != file.sha256 || bytes.len() != file.size {
            let name = file.name.clone();
            flaws.push(match by_digest.get(digest.as_str()) {
                Some(with) if *with != name => Flaw::Swapped { name, with: (*with).to_owned() },
                _ => Flaw::Changed { name },
            });
        }
    }
    let known: BTreeSet<&str> = named().map(|it| it.name.as_str()).chain([CERTIFICATE]).collect();
    for (name, _) in files.iter().filter(|it| !known.contains(it.0.as_str())) {
        flaws.push(Flaw::Unexpected { name: name.clone() });
    }
    if flaws.len() == before {
        let pages = claims.pages.iter().map(|it| it.name.as_str());
        let rest = claims.files.iter().map(|it| it.name.as_str());
        let order = pages.chain([CERTIFICATE]).chain(rest);
        let misplaced = order.zip(files).find(|(name, file)| *name != file.0);
        flaws.extend(misplaced.map(|(_, file)| Flaw::Misplaced { name: file.0.clone() }));
    }
}

fn times(claims: &Claims, now: Timestamp, flaws: &mut Vec<Flaw>) {
    let read = |text: &str| text.parse::<Timestamp>();
    let all = (read(&claims.issued_at), read(&claims.expires_at));
    let runs = (read(&claims.started_at), read(&claims.finished_at));
    let ((Ok(issued), Ok(expires)), (Ok(started), Ok(finished))) = (all, runs) else {
        flaws.push(Flaw::Times { why: "its times cannot be read".to_owned() });
        return;
    };
    // Times of issue have no milliseconds.
    let second = SignedDuration::from_secs(1);
    if started > finished || finished.duration_since(issued) > second || issued >= expires {
        let why = "runs, issue and expiry are not in this order".to_owned();
        flaws.push(Flaw::Times { why });
    }
    if issued.duration_since(now) > SKEW {
        let (issued_at, now) = (claims.issued_at.clone(), format!("{now:.0}"));
        flaws.push(Flaw::NotYet { issued_at, now });
    }
    if now >= expires {
        flaws.push(Flaw::Expired { expires_at: claims.expires_at.clone() });
    }
}

fn reveal(claims: &Claims, revealed: &[ConcealedText], found: &mut Verification) {
    for it in revealed {
        let digest = commitment(&it.salt, &it.text);
        let known = claims.commitments.iter().find(|known| known.placeholder == it.placeholder);
        if known.is_none_or(|known| known.digest != digest) {
            found.flaws.push(Flaw::Revealed { placeholder: it.placeholder.clone() });
        } else {
            let note = format!("{}: the shown text is the one that was replaced", it.placeholder);
            found.notes.push(note);
        }
    }
}
