//! Compares JSON with an example, whose markers accept values that are not known beforehand.

mod compare;
mod marker;

pub use compare::{differences, is_like_example, like_example, written_header};
pub use marker::example_fault;
