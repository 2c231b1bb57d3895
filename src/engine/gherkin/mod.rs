//! Reads feature texts as the official Gherkin parser does: line by line, by what may follow.
//!
//! The grammar of the `gherkin` crate refuses valid files (a description that begins with a word of
//! a keyword, an unknown escape in a cell, a comment above the language) and ends at the first
//! error. No other maintained crate reads Gherkin. The crate's types and keywords are kept, because
//! cucumber is made of them.
//!
//! ```text
//! FeatureLine (one line) -> FeatureReader (what may follow) -> FeatureTree (gherkin::Feature)
//!                                 |-> unexpected (errors)   |-> overlooked (warnings)
//! ```

mod doc_string;
mod keywords;
mod line;
mod overlooked;
mod places;
mod reader;
mod reader_state;
mod spelling;
#[cfg(test)]
mod tests;
mod tree;
mod unexpected;

pub(in crate::engine) use line::FeatureLine;
pub(in crate::engine) use places::TextPlaces;
pub(in crate::engine) use reader::{ReadFeature, read};
