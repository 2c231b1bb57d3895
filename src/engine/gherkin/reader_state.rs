//! What was read last.

use super::keywords::HeadingKind;

/// What was read last; decides what may follow.
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
