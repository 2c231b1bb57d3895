//! Signers that a verification found.

/// A signature by a trusted key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSigner {
    /// Id of the key.
    pub id: String,
    /// Name of its file.
    pub name: String,
    /// Role, if the policy has one.
    pub role: Option<String>,
}
