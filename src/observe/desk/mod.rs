//! The desk of the tester: card, phone, bank page, clock, and what the app shows. JSON over HTTP for
//! a program in the tester's place, pages for a person.
//!
//! Each situation has a place of its own with its own token. A call is passed to the situation, which
//! answers it, so that everything about a situation happens in one task.

mod by_hand;
mod call;
mod pages;
mod place;
mod places;
mod routes;
mod server;
#[cfg(test)]
mod tests;
mod texts;

pub use call::{BankPageAction, DeskAnswer, DeskCall, DeskRequest, Picture};
pub use place::{OpenDesk, PlaceInfo};
pub use places::Desk;
pub use server::start;
