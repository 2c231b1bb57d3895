//! Demands of a receiver on a certificate, beyond that it is genuine.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Deserialize;

use crate::requirement::Level;

use super::key::PublicKey;

/// A policy file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReceiverPolicy {
    /// Side that has to be tested: `api` or `partner`.
    #[serde(default)]
    pub side: Option<String>,
    /// Levels of which every row has to hold, or not to apply for a reason.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Whether a waiver is accepted.
    #[serde(default = "yes")]
    pub waivers: bool,
    /// Maximum number of days since the first run began.
    #[serde(default)]
    pub max_age_days: Option<i64>,
    /// Minimum worth, in percent.
    #[serde(default)]
    pub minimum_worth_percent: Option<usize>,
    /// Ids of rows that have to hold.
    #[serde(default)]
    pub required: Vec<String>,
    /// Ways in which a row may be known; all if empty.
    #[serde(default)]
    pub known_by: Vec<String>,
    /// SHA-256 of the subject.
    #[serde(default)]
    pub subject_digest: Option<String>,
    /// SHA-256 of the accepted editions of the guide.
    #[serde(default)]
    pub guides: Vec<String>,
    /// Number of signatures by role.
    #[serde(default)]
    pub signatures: BTreeMap<String, usize>,
    /// The trusted keys.
    #[serde(default, rename = "signer")]
    pub signers: Vec<SignerRow>,
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
        toml::from_str(text)
    }

    /// Maximum age.
    pub fn max_age(&self) -> Option<SignedDuration> {
        self.max_age_days.map(|it| SignedDuration::from_hours(it.saturating_mul(24)))
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
        let wrong = ReceiverPolicy::parse("levels = ['MUST']\nwavers = false").unwrap_err();
        assert!(wrong.to_string().contains("line 2"), "{wrong}");
    }
}
