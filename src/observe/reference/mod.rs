//! Reference apps: partners that conform, in three styles, and single defects of them.
//!
//! They prove what a green observation is worth: no rule may call a conforming app wrong, and each
//! defect must be noticed under its requirement. The apps run in the process of the harness; they
//! call the bank over HTTP like any other app, and the desk directly.

mod app;
mod bank;
mod customer;
mod damage;
mod defect;
mod defects;
mod halt;
mod identification;
mod known;
mod onboarding;
mod receiver;
mod refusal;
mod registration;
mod signature;

pub use app::{AppStyle, ReferenceApp};
pub use bank::AppAccess;
pub use customer::AskDesk;
pub use defects::known_defects;
pub use known::KnownDefect;
pub use onboarding::operate;
