//! Documents of a person (GET Retrieve person identification, `documents`).

use serde::Serialize;

/// Whether a contract is signed (BI-122).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DocumentType {
    /// Prepared for signing.
    #[serde(rename = "QES_DOCUMENT")]
    Unsigned,
    /// Carries the qualified electronic signature.
    #[serde(rename = "SIGNED_QES_DOCUMENT")]
    Signed,
}

/// Metadata of a document (BI-123).
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// `…cdoc`.
    pub id: String,
    /// File name (BI-124).
    pub name: String,
    /// Media type.
    pub content_type: String,
    /// Signed or not.
    pub document_type: DocumentType,
    /// Bytes of the file.
    pub size: usize,
    /// Whether the customer may fetch it from Solaris.
    pub customer_accessible: bool,
    /// When it was made.
    pub created_at: String,
}
