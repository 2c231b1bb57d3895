//! Router tests without sockets, and one with.

mod access;
mod caller;
mod identifications;
mod limits;
mod mobile_numbers;
mod persons;
mod readings;
mod served;
mod signatures;

pub use caller::{Answered, ApiCaller, form, zierfisch};
