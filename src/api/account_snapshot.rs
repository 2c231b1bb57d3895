//! The account snapshot of an identification (GET Retrieve identification account snapshot).

use super::SnapshotStatus;

resource! {
    /// An account snapshot (BI-095).
    AccountSnapshot {
        /// IBAN the snapshot is taken of.
        iban: String,
        /// `…snap`.
        id: String,
        /// URL at which another provider would continue; null for this provider.
        location: Option<String>,
        /// Name of the provider that takes the snapshot.
        provider: String,
        /// Status of the snapshot.
        status: SnapshotStatus,
        /// Free text.
        status_description: Option<String>,
        /// Key of the hosted bank page.
        wizard_session_key: Option<String>,
    }
}
