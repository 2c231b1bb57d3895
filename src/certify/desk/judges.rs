//! Comparisons of a submission, each with all differences.

use jiff::{SignedDuration, Timestamp};

use crate::certificate::{Claims, RowClaim, Statement, side_word};
use crate::evidence::Mismatch;

use super::submission::Submission;

/// Path of a difference that is a flaw, which has a message of its own.
pub const FLAW: &str = "flaw";

/// One difference unless `holds`.
fn unless(
    holds: bool,
    path: &str,
    expected: impl Into<String>,
    actual: impl Into<String>,
) -> Vec<Mismatch> {
    if holds { Vec::new() } else { vec![Mismatch::new(path, expected, actual)] }
}

impl Submission {
    /// Flaws of this part.
    pub(super) fn flaws_of(&self, part: &str) -> Vec<Mismatch> {
        let flaws = self.verification.flaws.iter().filter(|it| it.part() == part);
        flaws.map(|it| Mismatch::new(FLAW, "none", it.to_string())).collect()
    }

    /// Compares the statement; one that cannot be read is a difference.
    fn statement(&self, judge: impl FnOnce(&Statement) -> Vec<Mismatch>) -> Vec<Mismatch> {
        let unreadable = || unless(false, "statement", "one that can be read", "none");
        self.verification.statement.as_ref().map_or_else(unreadable, judge)
    }

    fn claims(&self, judge: impl FnOnce(&Claims) -> Vec<Mismatch>) -> Vec<Mismatch> {
        self.statement(|it| judge(&it.predicate.bankident))
    }

    fn row(&self, id: &str, judge: impl FnOnce(&RowClaim) -> Vec<Mismatch>) -> Vec<Mismatch> {
        self.claims(|claims| match claims.rows.iter().find(|it| it.id == id) {
            Some(row) => judge(row),
            None => unless(false, id, "a row", "not in the certificate"),
        })
    }

    /// The row does not hold.
    pub(super) fn row_holds(&self, id: &str) -> Vec<Mismatch> {
        self.row(id, |it| unless(it.holds(), id, "passed, attested or review", it.verdict.word()))
    }

    /// The row is known in other ways.
    pub(super) fn row_is_known_by(&self, id: &str, way: &str) -> Vec<Mismatch> {
        self.row(id, |it| {
            let known = it.known_by.iter().any(|it| it == way);
            unless(known, id, format!("known by {way}"), named("known by", &it.known_by))
        })
    }

    /// The rows of this level that were not observed.
    pub(super) fn open_rows(&self, level: &str) -> Vec<Mismatch> {
        self.claims(|claims| {
            let rows = claims.rows.iter().filter(|it| it.level.word() == level && it.is_open());
            rows.map(|it| Mismatch::new(&it.id, "observed", it.verdict.word())).collect()
        })
    }

    /// Nobody in this role answered for the row.
    pub(super) fn answered_by(&self, id: &str, role: &str) -> Vec<Mismatch> {
        self.claims(|claims| {
            let answers = claims.answers.iter().filter(|it| it.requirement == id);
            let roles: Vec<String> = answers.map(|it| it.role.clone()).collect();
            unless(
                roles.iter().any(|it| it == role),
                id,
                format!("answered by {role}"),
                named("answered by", &roles),
            )
        })
    }

    /// The worth is lower.
    pub(super) fn worth_of(&self, percent: usize) -> Vec<Mismatch> {
        self.claims(|claims| {
            let found = claims.worth.percent();
            unless(
                found >= percent,
                "the worth",
                format!("at least {percent} %"),
                format!("{found} %"),
            )
        })
    }

    /// Nobody in this role has signed.
    pub(super) fn signed_by(&self, role: &str) -> Vec<Mismatch> {
        let roles: Vec<String> =
            self.verification.signers.iter().filter_map(|it| it.role.clone()).collect();
        let has_signed = roles.iter().any(|it| it == role);
        unless(has_signed, "the signatures", format!("one of role {role}"), named("of", &roles))
    }

    /// It expires earlier.
    pub(super) fn valid_for(&self, days: i64) -> Vec<Mismatch> {
        self.claims(|claims| {
            let least = SignedDuration::from_hours(days.saturating_mul(24));
            let expires = claims.expires_at.parse::<Timestamp>();
            let holds = expires.is_ok_and(|it| it.duration_since(self.now) >= least);
            unless(holds, "the expiry", format!("in {days} days or later"), &claims.expires_at)
        })
    }

    /// The first run is older.
    pub(super) fn younger_than(&self, days: i64) -> Vec<Mismatch> {
        self.claims(|claims| {
            let most = SignedDuration::from_hours(days.saturating_mul(24));
            let began = claims.started_at.parse::<Timestamp>();
            let holds = began.is_ok_and(|it| self.now.duration_since(it) <= most);
            unless(holds, "the first run", format!("at most {days} days ago"), &claims.started_at)
        })
    }

    /// There are fewer runs.
    pub(super) fn runs(&self, count: usize) -> Vec<Mismatch> {
        self.claims(|claims| {
            let found = claims.runs.len();
            unless(
                found >= count,
                "the number of runs",
                format!("{count} or more"),
                found.to_string(),
            )
        })
    }

    /// The subject has another name.
    pub(super) fn subject_begins_with(&self, beginning: &str) -> Vec<Mismatch> {
        self.statement(|it| {
            let name = it.subject.first().map_or("", |it| it.name.as_str());
            unless(
                name.starts_with(beginning),
                "the subject",
                format!("one that begins with {beginning}"),
                name,
            )
        })
    }

    /// The subject is only named.
    pub(super) fn has_subject_digest(&self) -> Vec<Mismatch> {
        self.statement(|it| {
            let has_digest = it.subject.first().is_some_and(|it| it.sha256().is_some());
            unless(has_digest, "the subject", "one with a SHA-256", "one without")
        })
    }

    /// The other side was tested.
    pub(super) fn tested(&self, side: &str) -> Vec<Mismatch> {
        self.claims(|it| {
            unless(side_word(it.side) == side, "the tested side", side, side_word(it.side))
        })
    }

    /// The target lacks this capability.
    pub(super) fn offers(&self, word: &str) -> Vec<Mismatch> {
        self.claims(|claims| {
            let offered = &claims.target.capabilities;
            let holds = offered.iter().any(|it| it == word);
            unless(
                holds,
                "the target",
                format!("one that offers {word}"),
                named("one that offers", offered),
            )
        })
    }

    /// Another reading was observed, or none.
    pub(super) fn reads(&self, question: &str, reading: &str) -> Vec<Mismatch> {
        self.claims(|claims| {
            let known = claims.readings.iter().find(|it| it.question == question);
            let observed = known.map(|it| it.observed.as_slice()).unwrap_or_default();
            let path = format!("the reading of {question}");
            unless(*observed == [reading], &path, reading, named("observed as", observed))
        })
    }

    /// Every kind of deviation.
    pub(super) fn deviations(&self) -> Vec<Mismatch> {
        self.claims(|claims| {
            let deviations = claims.deviations.iter();
            deviations.map(|it| Mismatch::new(&it.place, "no deviation", &it.what)).collect()
        })
    }

    /// Every waiver.
    pub(super) fn waivers(&self) -> Vec<Mismatch> {
        self.claims(|claims| {
            let waivers = claims.waivers.iter();
            waivers
                .map(|it| Mismatch::new(&it.id, "no waiver", format!("waived: {}", it.reason)))
                .collect()
        })
    }
}

/// The found words after a beginning; `none` if there is no word.
fn named(beginning: &str, words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { format!("{beginning} {}", words.join(", ")) }
}
