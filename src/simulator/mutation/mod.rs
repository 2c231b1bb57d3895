//! Mutants: wrong answers that are generated, not written by hand.
//!
//! A mutant is data: an operation, a selection of its answers, and an operator. Its name contains all
//! three, such as `get-identification.status=pending:drop:completed_at`, and is parsed back to it.
//! Mutants are carried out at the gate and are unknown to handlers.

mod answers;
mod equivalence;
mod facet;
mod forms;
mod generate;
mod memory;
mod mutant;
mod observed;
mod operator;
mod paths;
mod rules;
mod turn;
mod values;
mod words;

pub use answers::{accepts, forced, mutated, rejects, taken};
pub use equivalence::{fits, free, matches};
pub use facet::GeneratedMutant;
pub use memory::Memory;
pub use mutant::AnswerMutant;
pub use observed::ObservedAnswers;
pub use rules::named as changed_rule;
