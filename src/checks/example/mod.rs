//! Compares JSON with an example, in which markers stand for values that are not known beforehand.

mod compare;
mod marker;

pub use compare::{differences, is_like_example, like_example, written_header};
pub use marker::example_fault;
