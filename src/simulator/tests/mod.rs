//! Behaviour of the simulator that no feature covers. Everything else is tested by the features, by
//! `bankident prove` and by the runs of every reading.

mod caller;
mod calls;
mod rules;
mod served;

pub use caller::{ApiCaller, form, zierfisch};
