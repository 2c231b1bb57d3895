//! The hosted bank page, driven by plain HTTP, by a browser or by a person.

pub(super) mod browser;
mod form;
mod manual;
pub(super) mod visit;
mod words;
