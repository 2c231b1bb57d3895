//! The hosted bank page, driven by plain HTTP, by a browser or by a person.

mod auto;
pub(super) mod browser;
mod document;
mod form;
mod hosts;
mod manual;
mod page_limit;
mod page_text;
mod reading;
pub(super) mod visit;
pub(super) mod words;
