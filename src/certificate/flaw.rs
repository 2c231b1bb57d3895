//! Everything that a certificate or its bundle can have wrong, each with what to send back.

use std::fmt;

use crate::requirement::Level;
use crate::verdict::Verdict;

/// Something that is not as the certificate, its evidence or the policy of the receiver says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the words of the message")]
pub enum Flaw {
    /// There is no signature.
    Unsigned,
    /// No signature is by a trusted key.
    Untrusted { keys: Vec<String> },
    /// A signature by a trusted key does not fit the statement.
    Signature { number: usize, key: String },
    /// A signature names another key than the one that made it.
    KeyId { number: usize, key: String },
    /// The key was not to be used any longer when the certificate was issued.
    KeyExpired { key: String, until: String },
    /// The same key signed twice.
    SignedTwice { key: String },
    /// The payload is of another type.
    Type { member: &'static str, found: String },
    /// The payload is of a later version.
    Version { found: u32 },
    /// A member of the payload cannot be read.
    Payload { why: String },
    /// The number is not that of the payload.
    Number,
    /// A file is not in the bundle.
    Missing { name: String },
    /// A file of the bundle is not in the certificate.
    Unexpected { name: String },
    /// A file has other bytes.
    Changed { name: String },
    /// A file has the bytes of another one.
    Swapped { name: String, with: String },
    /// A file is at another place in the bundle.
    Misplaced { name: String },
    /// A subject is not that of the evidence.
    Subject { name: String },
    /// A record of a run cannot be read.
    Record { name: String, why: String },
    /// A row is not what the runs show.
    Row { id: String, member: &'static str, certificate: String, runs: String },
    /// A member of in-toto's predicate is not what the rows say.
    Predicate { member: &'static str },
    /// The time of issue is after now.
    NotYet { issued_at: String, now: String },
    /// It has expired.
    Expired { expires_at: String },
    /// Times are in an impossible order.
    Times { why: String },
    /// A MUST fails, or the result says so.
    Failed { id: String },
    /// A shown text is not the one that was replaced.
    Revealed { placeholder: String },
    /// The policy demands the other side.
    Side { demanded: String, found: String },
    /// The policy demands another subject.
    SubjectDigest { demanded: String },
    /// The policy demands another edition of the guide.
    Guide { found: String },
    /// The policy demands rows of this level to hold.
    Level { id: String, level: Level, verdict: Verdict },
    /// The policy demands this row.
    Required { id: String, verdict: Option<Verdict> },
    /// The policy does not accept how a row is known.
    KnownBy { id: String, known_by: String },
    /// The policy accepts no waiver.
    Waiver { id: String },
    /// The policy accepts no older runs.
    Age { days: i64, limit: i64 },
    /// The policy demands more worth.
    Worth { found: usize, demanded: usize },
    /// The policy demands more signatures of a role.
    Signatures { role: String, found: usize, demanded: usize },
}

impl Flaw {
    /// Name of the rule of the receiving desk that it breaks.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unsigned
            | Self::Untrusted { .. }
            | Self::Signature { .. }
            | Self::KeyId { .. }
            | Self::KeyExpired { .. }
            | Self::SignedTwice { .. }
            | Self::Signatures { .. } => "signatures",
            Self::Type { .. } | Self::Version { .. } | Self::Payload { .. } | Self::Number => {
                "statement"
            }
            Self::Missing { .. }
            | Self::Unexpected { .. }
            | Self::Changed { .. }
            | Self::Swapped { .. }
            | Self::Misplaced { .. }
            | Self::Subject { .. } => "files",
            Self::Record { .. } | Self::Row { .. } | Self::Predicate { .. } => "rows",
            Self::NotYet { .. } | Self::Expired { .. } | Self::Times { .. } | Self::Age { .. } => {
                "time"
            }
            Self::Failed { .. }
            | Self::Level { .. }
            | Self::Required { .. }
            | Self::KnownBy { .. } => "requirements",
            Self::Waiver { .. } => "waivers",
            Self::Worth { .. } => "worth",
            Self::Side { .. } | Self::SubjectDigest { .. } | Self::Guide { .. } => "subject",
            Self::Revealed { .. } => "commitments",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned => write!(out, "the certificate has no signature"),
            Self::Untrusted { keys } if keys.is_empty() => {
                write!(out, "no trusted key was named: name it with --key or in the policy")
            }
            Self::Untrusted { keys } => {
                write!(
                    out,
                    "no signature is by a trusted key; it was signed with {}",
                    keys.join(", ")
                )
            }
            Self::Signature { number, key } => {
                write!(out, "signature {number} is not one of {key} over this statement")
            }
            Self::KeyId { number, key } => {
                write!(out, "signature {number} is by {key}, and its keyid names another key")
            }
            Self::KeyExpired { key, until } => {
                write!(out, "{key} was to sign until {until}, and the certificate is later")
            }
            Self::SignedTwice { key } => write!(out, "{key} signed twice"),
            Self::Type { member, found } => write!(out, "`{member}` is `{found}`"),
            Self::Version { found } => {
                write!(out, "its layout has version {found}: verify with a newer version")
            }
            Self::Payload { why } => write!(out, "the statement cannot be read: {why}"),
            Self::Number => write!(out, "its number is not the digest of its statement"),
            Self::Missing { name } => write!(out, "{name}: the file is missing"),
            Self::Unexpected { name } => {
                write!(out, "{name}: the certificate does not name this file")
            }
            Self::Changed { name } => write!(out, "{name}: the file has other bytes"),
            Self::Swapped { name, with } => write!(out, "{name}: the file has the bytes of {with}"),
            Self::Misplaced { name } => {
                write!(out, "{name}: the file is at another place in the bundle")
            }
            Self::Subject { name } => {
                write!(out, "subject `{name}`: its digest is not that of the evidence")
            }
            Self::Record { name, why } => write!(out, "{name}: it is no run record: {why}"),
            Self::Row { id, member, certificate, runs } => write!(
                out,
                "{id}: the certificate says {member} `{certificate}`, the runs say `{runs}`"
            ),
            Self::Predicate { member } => write!(out, "`{member}` is not what the rows say"),
            Self::NotYet { issued_at, now } => write!(
                out,
                "it was issued at {issued_at}, and now is {now}: the clock of this machine is wrong, or \
                 that of the tester"
            ),
            Self::Expired { expires_at } => write!(out, "it expired at {expires_at}"),
            Self::Times { why } => write!(out, "{why}"),
            Self::Failed { id } => write!(out, "{id}: a MUST does not hold"),
            Self::Revealed { placeholder } => {
                write!(out, "{placeholder}: the shown text is not the one that was replaced")
            }
            Self::Side { demanded, found } => {
                write!(out, "the {found} was tested, and the policy demands the {demanded}")
            }
            Self::SubjectDigest { demanded } => {
                write!(out, "the policy demands the subject with SHA-256 {demanded}")
            }
            Self::Guide { found } => write!(out, "the policy does not accept the guide {found}"),
            Self::Level { id, level, verdict } => {
                write!(out, "{id} ({level}) is {verdict}, and the policy demands it")
            }
            Self::Required { id, verdict: None } => write!(out, "{id} is not in the certificate"),
            Self::Required { id, verdict: Some(verdict) } => {
                write!(out, "{id} is {verdict}, and the policy requires it")
            }
            Self::KnownBy { id, known_by } => {
                write!(out, "{id} is known by {known_by}, which the policy does not accept")
            }
            Self::Waiver { id } => write!(out, "{id} is waived, and the policy accepts no waiver"),
            Self::Age { days, limit } => {
                write!(out, "the runs are {days} days old, and the policy accepts {limit}")
            }
            Self::Worth { found, demanded } => {
                write!(out, "the worth is {found} %, and the policy demands {demanded} %")
            }
            Self::Signatures { role, found, demanded } => {
                write!(out, "signatures of role {role}: {found}, and the policy demands {demanded}")
            }
        }
    }
}
