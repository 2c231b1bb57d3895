//! Values that texts of a step name as `{name}`, and what they need.

use std::str::FromStr;

use crate::client::Capability;

use super::needs::{Need, ValueNeeds};

/// A text that names a value which not every target shows.
pub struct KnownValues;

impl FromStr for KnownValues {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.contains("{tan}").then_some(Self).ok_or(())
    }
}

impl ValueNeeds for KnownValues {
    fn needs(&self) -> Vec<Need> {
        vec![Need::Of(Capability::Tan)]
    }
}
