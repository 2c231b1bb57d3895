//! Places in a feature text that the crate's types do not keep.

use std::collections::BTreeMap;

use cucumber::gherkin::LineCol;

/// Places of tags, table rows and doc strings, by the line of what they belong to.
#[derive(Debug, Default)]
pub(in crate::engine) struct TextPlaces {
    /// Places of the tags of a heading, in order, by the heading's line.
    pub tags: BTreeMap<usize, Vec<LineCol>>,
    /// Places of the rows of an Examples table, its header included, by the line of the header.
    pub rows: BTreeMap<usize, Vec<LineCol>>,
    /// Line of a step's doc string, by the line of the step.
    pub doc_strings: BTreeMap<usize, usize>,
}

impl TextPlaces {
    /// First line of the tags above the heading at `line`, or `line` itself if it has none.
    pub(in crate::engine) fn beginning(&self, line: usize) -> usize {
        let first = self.tags.get(&line).and_then(|tags| tags.first());
        first.map_or(line, |it| it.line)
    }

    /// Place of tag N of the heading at `heading`.
    pub(in crate::engine) fn tag(&self, heading: LineCol, number: usize) -> LineCol {
        let tags = self.tags.get(&heading.line);
        tags.and_then(|tags| tags.get(number)).copied().unwrap_or(heading)
    }
}
