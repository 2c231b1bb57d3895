//! The account snapshot of an identification (GET Retrieve identification account snapshot).

use serde::Serialize;

use super::SnapshotStatus;

/// An account snapshot (BI-095).
#[derive(Clone, Debug, Serialize)]
pub struct AccountSnapshot {
    /// IBAN the snapshot is taken of.
    pub iban: String,
    /// `…snap`.
    pub id: String,
    /// Where another provider would continue; this one has none.
    pub location: Option<String>,
    /// Who takes the snapshot.
    pub provider: String,
    /// How far it is.
    pub status: SnapshotStatus,
    /// Free text.
    pub status_description: Option<String>,
    /// Key of the hosted bank page.
    pub wizard_session_key: Option<String>,
}
