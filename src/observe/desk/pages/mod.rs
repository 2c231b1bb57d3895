//! Pages of the desk for a person, a region in each file: they work without scripts, with a keyboard
//! and on a phone.

mod between;
mod card;
mod clock;
mod copyable;
mod data;
mod ending;
mod frame;
mod instructions;
mod phone;
mod progress;
mod questions;
mod screens;
mod situation;
mod verdict;

pub use between::between;
pub use data::PageData;
pub use frame::Frame;
pub use phone::sms_list;
pub use situation::situation;
pub use verdict::result;
