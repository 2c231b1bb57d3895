//! Limits of a page, so that no page costs more time or memory than a bank's needs.

use std::time::Duration;

/// Maximum number of fields of a form.
pub(super) const MAX_FIELDS: usize = 1000;
/// Maximum size of all fields of a form, in bytes.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// Maximum number of elements and texts.
pub(super) const MAX_NODES: usize = 50_000;
/// Maximum nesting; browsers have the same limit.
pub(super) const MAX_DEPTH: usize = 512;
/// Maximum time of parsing.
pub(super) const MAX_TIME: Duration = Duration::from_secs(5);

/// Limit that a page exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PageLimit {
    /// Elements and texts.
    #[error("it has more than {MAX_NODES} elements and texts")]
    Nodes,
    /// Nesting.
    #[error("its elements are nested more than {MAX_DEPTH} deep")]
    Depth,
    /// Time.
    #[error("it takes longer than {} s to be read", MAX_TIME.as_secs())]
    Time,
    /// The main form.
    #[error("its form has more than {} fields, or more than {} KiB in them", MAX_FIELDS, MAX_BYTES / 1024)]
    Form,
}
