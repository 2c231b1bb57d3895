//! Suggests sentences for a step that no definition matches, with its values filled in.
//!
//! Each definition is written out as sentences, one for each combination of its choices. Those most
//! like the step are offered; a step that differs in one choice alone has a value that is not
//! allowed.

mod pieces;
mod ranking;
mod stubs;

pub(super) use pieces::choices_of;
pub(super) use ranking::{OfferedSentence, Suggestions};
pub use stubs::{StepStub, StubPiece};
