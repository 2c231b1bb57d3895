//! The desk of the tester: card, phone, bank page, clock, and what the app shows. JSON over HTTP for
//! a program in the tester's place, pages for a person.
//!
//! Each situation has a place of its own with its own token. A call is passed to the situation, which
//! answers it, so that everything about a situation happens in one task.

mod agenda;
mod by_hand;
mod call;
mod end;
mod form_state;
mod forms;
mod hand_desk;
mod hand_state;
mod pages;
mod place;
mod places;
mod report_files;
mod result;
mod routes;
mod server;
#[cfg(test)]
mod tests;
mod texts;
mod when;

pub use agenda::Agenda;
pub use call::{BankPageAction, DeskAnswer, DeskCall, DeskRequest, Picture};
pub use end::EndPages;
pub use hand_state::WrittenReport;
pub use place::{OpenDesk, PlaceInfo};
pub use places::Desk;
pub use server::start;
