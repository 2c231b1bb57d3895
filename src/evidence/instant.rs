//! Times as they are recorded.

/// Pattern of a time: ISO 8601, UTC.
pub(super) const INSTANT: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$";
