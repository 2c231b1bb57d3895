//! Everything that a certificate or its bundle can have wrong.

use crate::requirement::Level;
use crate::verdict::Verdict;

use super::claims::RowClaim;
use super::contradiction::Contradiction;

/// Something that is not as the certificate, its evidence or the policy of the receiver says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the words of the message")]
pub enum Flaw {
    /// There is no signature.
    #[error("the certificate has no signature")]
    Unsigned,
    /// The receiver named no key.
    #[error("no trusted key was named: name it with --key or in the policy")]
    NoKey,
    /// No signature is by a trusted key.
    #[error("no signature is by a trusted key{}", signed_with(.keys))]
    Untrusted { keys: Vec<String> },
    /// A signature by a trusted key does not fit the statement.
    #[error("signature {number} is not one of {key} over this statement")]
    Signature { number: usize, key: String },
    /// A signature names another key than the one that made it.
    #[error("signature {number} is by {key}, and its keyid names another key")]
    KeyId { number: usize, key: String },
    /// The key was not to be used any longer when the certificate was issued.
    #[error("{key} was to sign until {until}, and the certificate is later")]
    KeyExpired { key: String, until: String },
    /// The same key signed twice.
    #[error("{key} signed twice")]
    SignedTwice { key: String },
    /// The payload is of another type.
    #[error("`{member}` is `{found}`")]
    Type { member: &'static str, found: String },
    /// The payload is of a later version.
    #[error("its layout has version {found}: verify with a newer version")]
    Version { found: u32 },
    /// A member that this version does not write.
    #[error("member `{member}` is unknown: no certificate of this layout has it")]
    Unknown { member: String },
    /// A subject that no certificate has.
    #[error("subject `{name}`: it is neither the app or API, nor a record, nor the evidence")]
    MoreSubjects { name: String },
    /// The first subject is not a name with at most a SHA-256.
    #[error("the first subject is not a name, with a SHA-256 or without one")]
    NoSubject,
    /// Something is named twice.
    #[error("{what} `{name}` is named twice")]
    Twice { what: &'static str, name: String },
    /// There is more of something than in any certificate.
    #[error(
        "it has {count} {what}: no certificate has more than {most}, and nothing else was compared"
    )]
    TooMany { what: &'static str, count: usize, most: usize },
    /// No requirement holds.
    #[error("no requirement holds: it certifies nothing")]
    Nothing,
    /// A member of the payload cannot be read.
    #[error("the statement cannot be read: {why}")]
    Payload { why: String },
    /// The payload is not the one that is written for its value.
    #[error(
        "the statement is not written as one is: members are doubled or not sorted, or blanks are \
             between them"
    )]
    Notation,
    /// A value that no certificate has at this place.
    #[error("`{member}` is `{found}`, and no certificate has such a value there")]
    Malformed { member: String, found: String },
    /// The number is not that of the payload.
    #[error("its number is not the digest of its statement")]
    Number,
    /// A file is not in the bundle.
    #[error("{name}: the file is missing")]
    Missing { name: String },
    /// A file of the bundle is not in the certificate.
    #[error("{name}: the certificate does not name this file")]
    Unexpected { name: String },
    /// A file has other bytes.
    #[error("{name}: the file has other bytes")]
    Changed { name: String },
    /// A file has the bytes of another one.
    #[error("{name}: the file has the bytes of {with}")]
    Swapped { name: String, with: String },
    /// The policy demands the files.
    #[error("the certificate is alone, and the policy demands the bundle")]
    Alone,
    /// A page is not the one of this certificate.
    #[error("{name}: it is not the page of this certificate")]
    Page { name: String },
    /// A file that a record names is neither in the bundle nor among those that were withheld.
    #[error("{name}: {record} names this file, and the certificate does not")]
    Unbound { name: String, record: String },
    /// A file of the evidence that no record names.
    #[error("{name}: no record of a run names this file")]
    Unrecorded { name: String },
    /// A placeholder that has no commitment.
    #[error("{placeholder}: the certificate has no commitment for it, and the files name it")]
    NoCommitment { placeholder: String },
    /// A commitment to a text that was replaced nowhere.
    #[error("{placeholder}: the certificate has a commitment for it, and no file names it")]
    Unused { placeholder: String },
    /// A file is at another place in the bundle.
    #[error("{name}: the file is at another place in the bundle")]
    Misplaced { name: String },
    /// A subject is not that of the evidence.
    #[error("subject `{name}`: its digest is not that of the evidence")]
    Subject { name: String },
    /// A record of a run cannot be read.
    #[error("{name}: it is no run record: {why}")]
    Record { name: String, why: String },
    /// A row is not what the runs show.
    #[error("{id}: the certificate says {member} `{certificate}`, the runs say `{runs}`")]
    Row { id: String, member: &'static str, certificate: String, runs: String },
    /// A claim is not what the runs show.
    #[error("the certificate says {member} `{certificate}`, the runs say `{runs}`")]
    Claim { member: String, certificate: String, runs: String },
    /// The record of a run contradicts itself.
    #[error("{name}: {member} is `{recorded}`, and the rest of it shows `{shown}`")]
    Contradiction { name: String, member: String, recorded: String, shown: String },
    /// No certificate is issued for such a run.
    #[error("{name}: {why}, and no certificate is issued for such a run")]
    Run { name: String, why: String },
    /// A row or the edition of the guide is not that of the catalogue.
    #[error(
        "{id}: the certificate says {member} `{certificate}`, the catalogue says `{catalogue}`"
    )]
    Catalogue { id: String, member: &'static str, certificate: String, catalogue: String },
    /// An answer of a person cannot be one to the rows.
    #[error("{id}: {why}")]
    Answer { id: String, why: String },
    /// A member of in-toto's predicate is not what the rows say.
    #[error("`{member}` is not what the rows say")]
    Predicate { member: &'static str },
    /// The time of issue is after now.
    #[error(
        "it was issued at {issued_at}, and now is {now}: the clock of this machine is wrong, or that of \
         the tester"
    )]
    NotYet { issued_at: String, now: String },
    /// It has expired.
    #[error("it expired at {expires_at}")]
    Expired { expires_at: String },
    /// Times are in an impossible order.
    #[error("{why}")]
    Times { why: String },
    /// A MUST fails, or something could not be observed.
    #[error("{id}: it is {verdict}, and no certificate may say so")]
    Failed { id: String, verdict: Verdict },
    /// A shown text is not the one that was replaced.
    #[error("{placeholder}: the shown text is not the one that was replaced")]
    Revealed { placeholder: String },
    /// The policy demands the other side.
    #[error("the {found} was tested, and the policy demands the {demanded}")]
    Side { demanded: String, found: String },
    /// The policy demands another subject.
    #[error("the policy demands the subject with SHA-256 {demanded}")]
    SubjectDigest { demanded: String },
    /// The policy demands another target.
    #[error("the policy does not accept the target {found}")]
    Target { found: String },
    /// The policy demands another edition of the guide.
    #[error("the policy does not accept the guide {found}")]
    Guide { found: String },
    /// The policy demands another binary.
    #[error("the policy does not accept the program {found}")]
    Binary { found: String },
    /// The policy demands rows of this level to hold.
    #[error("{id} ({level}) is {verdict}, and the policy demands it")]
    Level { id: String, level: Level, verdict: Verdict },
    /// The policy requires this row to hold.
    #[error("{id} is {verdict}, and the policy requires it")]
    Required { id: String, verdict: Verdict },
    /// The policy requires a row that the certificate does not have.
    #[error("{id} is not in the certificate, and the policy requires it")]
    NoRow { id: String },
    /// The policy does not accept how a row is known.
    #[error("{id} is known by {known_by}, which the policy does not accept")]
    KnownBy { id: String, known_by: String },
    /// The policy accepts no waiver.
    #[error("{id} is waived, and the policy accepts no waiver")]
    Waiver { id: String },
    /// The policy accepts no older runs.
    #[error("the runs are {days} days old, and the policy accepts {limit}")]
    Age { days: i64, limit: i64 },
    /// The policy demands more worth.
    #[error("the worth is {found} %, and the policy demands {demanded} %")]
    Worth { found: usize, demanded: usize },
    /// The policy demands more signatures of a role.
    #[error("signatures of role {role}: {found}, and the policy demands {demanded}")]
    Signatures { role: String, found: usize, demanded: usize },
}

impl Flaw {
    /// Part of the submission that is wrong, as the rules of a receiving desk name it.
    pub fn part(&self) -> &'static str {
        match self {
            Self::Unsigned
            | Self::NoKey
            | Self::Untrusted { .. }
            | Self::Signature { .. }
            | Self::KeyId { .. }
            | Self::KeyExpired { .. }
            | Self::SignedTwice { .. }
            | Self::Signatures { .. } => "signatures",
            Self::Type { .. }
            | Self::Version { .. }
            | Self::Payload { .. }
            | Self::Unknown { .. }
            | Self::Twice { .. }
            | Self::TooMany { .. }
            | Self::Malformed { .. }
            | Self::Notation
            | Self::Number => "statement",
            Self::Missing { .. }
            | Self::Unexpected { .. }
            | Self::Changed { .. }
            | Self::Swapped { .. }
            | Self::Misplaced { .. }
            | Self::Alone
            | Self::Page { .. }
            | Self::Unbound { .. }
            | Self::Unrecorded { .. }
            | Self::NoCommitment { .. }
            | Self::Unused { .. }
            | Self::MoreSubjects { .. }
            | Self::Subject { .. } => "files",
            Self::Record { .. }
            | Self::Claim { .. }
            | Self::Row { .. }
            | Self::Contradiction { .. }
            | Self::Run { .. }
            | Self::Catalogue { .. }
            | Self::Predicate { .. } => "rows",
            Self::NotYet { .. } | Self::Expired { .. } | Self::Times { .. } | Self::Age { .. } => {
                "times"
            }
            Self::Failed { .. }
            | Self::Answer { .. }
            | Self::Level { .. }
            | Self::Required { .. }
            | Self::NoRow { .. }
            | Self::Nothing
            | Self::KnownBy { .. } => "requirements",
            Self::Waiver { .. } => "waivers",
            Self::Worth { .. } => "worth",
            Self::Side { .. }
            | Self::NoSubject
            | Self::SubjectDigest { .. }
            | Self::Target { .. }
            | Self::Guide { .. }
            | Self::Binary { .. } => "subject",
            Self::Revealed { .. } => "shown texts",
        }
    }

    /// A member of a row with the words of the certificate and of the runs.
    pub fn of_row(row: &RowClaim, (member, one, other): (&'static str, &str, &str)) -> Self {
        let (certificate, runs) = (one.to_owned(), other.to_owned());
        Self::Row { id: row.id.clone(), member, certificate, runs }
    }

    /// The record of a run that contradicts itself.
    pub fn contradiction(name: &str, it: Contradiction) -> Self {
        let Contradiction { member, recorded, shown } = it;
        Self::Contradiction { name: name.to_owned(), member, recorded, shown }
    }

    /// Whether it is only that the receiver has no key of the signers.
    pub fn is_of_keys(&self) -> bool {
        matches!(self, Self::NoKey | Self::Untrusted { .. })
    }
}

/// The keys that signed, if their ids are known.
fn signed_with(keys: &[String]) -> String {
    match keys {
        [] => String::new(),
        keys => format!("; it was signed with {}", keys.join(", ")),
    }
}
