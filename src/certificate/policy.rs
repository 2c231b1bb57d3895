//! Demands of a receiver on a certificate, beyond that it is genuine.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde::Deserialize;

use crate::evidence::TestedSide;
use crate::requirement::Level;

use super::digest::is_sha256;
use super::key::PublicKey;

/// A policy file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReceiverPolicy {
    /// Side that has to be tested: `api` or `partner`.
    #[serde(default)]
    pub side: Option<TestedSide>,
    /// Levels of which every row has to hold, or not to apply for a reason.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Whether a waiver is accepted.
    #[serde(default = "yes")]
    pub waivers: bool,
    /// Maximum number of days since the first run began.
    #[serde(default)]
    pub max_age_days: Option<u16>,
    /// Minimum worth, in percent.
    #[serde(default, deserialize_with = "percent")]
    pub minimum_worth_percent: Option<usize>,
    /// Ids of rows that have to hold.
    #[serde(default)]
    pub required: Vec<String>,
    /// Ways in which a row may be known; all if empty.
    #[serde(default)]
    pub known_by: Vec<AcceptedBasis>,
    /// Names or addresses of the accepted targets; all if empty.
    #[serde(default)]
    pub targets: Vec<String>,
    /// SHA-256 of the subject.
    #[serde(default)]
    pub subject_digest: Option<String>,
    /// Whether the files have to be there: a certificate alone is refused.
    #[serde(default)]
    pub bundle: bool,
    /// SHA-256 of the accepted editions of the guide.
    #[serde(default)]
    pub guides: Vec<String>,
    /// SHA-256 of the accepted binaries of the program.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Number of signatures by role.
    #[serde(default)]
    pub signatures: BTreeMap<String, usize>,
    /// The trusted keys.
    #[serde(default, rename = "signer")]
    pub signers: Vec<SignerRow>,
}

/// Way in which a row may be known.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptedBasis {
    /// By exchanges.
    Exchange,
    /// By exchanges in a situation that the bank brought about.
    Situation,
    /// By a person who compared what the app showed.
    Review,
    /// By an answer of a person.
    Attestation,
}

impl AcceptedBasis {
    /// The word in certificates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Situation => "situation",
            Self::Review => "review",
            Self::Attestation => "attestation",
        }
    }
}

/// A trusted key in a policy file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignerRow {
    /// Role: `tester`, `approver`, `vendor`, or another word.
    pub role: String,
    /// File of the public key, relative to the policy.
    pub key: String,
    /// Last day on which a certificate may be issued that this key signs.
    #[serde(default)]
    pub until: Option<String>,
}

/// A key that the receiver trusts.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// Name of its file.
    pub name: String,
    /// Role of the signer; `None` if it was named without a policy.
    pub role: Option<String>,
    /// Last day on which a certificate may be issued that this key signs.
    pub until: Option<jiff::civil::Date>,
}

/// Digits of a SHA-256, with or without the name of the algorithm.
pub fn bare(digest: &str) -> &str {
    digest.strip_prefix("sha256:").unwrap_or(digest)
}

fn percent<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    let given = usize::deserialize(from)?;
    if given <= 100 {
        Ok(Some(given))
    } else {
        Err(serde::de::Error::custom(format!("{given} is no percentage: give 0 to 100")))
    }
}

fn yes() -> bool {
    true
}

impl ReceiverPolicy {
    /// A policy that demands nothing.
    pub fn none() -> Self {
        Self { waivers: true, ..Self::default() }
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// When it is not TOML of this shape; the message names the line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let policy: Self = toml::from_str(text)?;
        policy.plausible().map_err(serde::de::Error::custom)?;
        Ok(policy)
    }

    /// Digests have 64 digits, and there is a key for each role that has to sign.
    fn plausible(&self) -> Result<(), String> {
        let digests = self.subject_digest.iter().chain(&self.guides).chain(&self.programs);
        if let Some(it) = digests.into_iter().find(|it| !is_sha256(bare(it))) {
            return Err(format!("`{it}` is not `sha256:` and 64 hexadecimal digits"));
        }
        if self.max_age_days == Some(0) {
            return Err("max-age-days is 0: give 1 or more".to_owned());
        }
        let mut keys = BTreeSet::new();
        if let Some(it) = self.signers.iter().find(|it| !keys.insert(it.key.as_str())) {
            return Err(format!(
                "the key {} has two roles: a signature counts for one of them",
                it.key
            ));
        }
        for (role, demanded) in &self.signatures {
            let keys = self.signers.iter().filter(|it| it.role == *role).count();
            if keys < *demanded {
                return Err(format!(
                    "{demanded} signatures of role `{role}` are demanded, and the policy has {keys} keys \
                     of this role: add each as a [[signer]]"
                ));
            }
        }
        Ok(())
    }

    /// Maximum age.
    pub fn max_age(&self) -> Option<SignedDuration> {
        self.max_age_days.map(|it| SignedDuration::from_hours(i64::from(it) * 24))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_and_its_mistakes_are_named() {
        let text = r#"
            side = "partner"
            levels = ["MUST"]
            waivers = false
            max-age-days = 90
            minimum-worth-percent = 80
            required = ["BI-013"]
            [signatures]
            tester = 1
            [[signer]]
            role = "tester"
            key = "tester.pub"
        "#;
        let policy = ReceiverPolicy::parse(text).unwrap();
        assert_eq!((policy.levels.len(), policy.signers.len()), (1, 1));
        assert_eq!(policy.max_age(), Some(SignedDuration::from_hours(90 * 24)));
        assert!(ReceiverPolicy::parse("").unwrap().waivers);
        assert!(ReceiverPolicy::none().waivers);
        for (text, expected) in [
            ("max-age-days = 100000000000000000", "line 1"),
            ("max-age-days = -1", "line 1"),
            ("minimum-worth-percent = 101", "101 is no percentage"),
            ("side = 'both'", "unknown variant `both`"),
            ("known-by = ['exchanges']", "unknown variant `exchanges`"),
            ("guides = ['sha256:00']", "`sha256:00` is not"),
            ("[signatures]\ntester = -1", "line 2"),
            ("[signatures]\ntester = 1", "1 signatures of role `tester` are demanded"),
        ] {
            let wrong = ReceiverPolicy::parse(text).unwrap_err().to_string();
            assert!(wrong.contains(expected), "{text}: {wrong}");
        }
        let wrong = ReceiverPolicy::parse("levels = ['MUST']\nwavers = false").unwrap_err();
        assert!(wrong.to_string().contains("line 2"), "{wrong}");
    }
}
