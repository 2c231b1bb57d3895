//! The hosted bank page, driven by plain HTTP, by a browser or by a person.

mod auto;
pub(super) mod browser;
mod form;
mod manual;
mod page_text;
pub(super) mod visit;
pub(super) mod words;
