//! State of the reader.

use super::keywords::HeadingKind;

/// The latest line that was no comment; it decides which lines may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReaderState {
    /// Nothing but comments.
    Start,
    /// The language, or tags of a feature.
    BeforeFeature,
    /// A heading, or lines of its description.
    Below(HeadingKind),
    /// A step, or what belongs to it.
    Steps,
    /// A row of Examples.
    Rows,
}
