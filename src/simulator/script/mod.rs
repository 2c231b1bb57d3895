//! Script of a tenant: answers and deliveries that are to differ from what the simulator would do.

mod answer;
mod parse;
mod rule;

pub use answer::scripted;
pub use parse::rules;
pub use rule::{Script, ScriptedDelivery};
