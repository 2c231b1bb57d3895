//! State of the forms of a page.

use crate::evidence::TracedScreen;

/// A refused form that a page repeats, and an end that it asks to confirm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    /// Id of the region whose form was refused, and the reason.
    pub refused: Option<(&'static str, String)>,
    /// Screen that was not recorded.
    pub draft: Option<TracedScreen>,
    /// Whether the tester has to confirm the end of the situation.
    pub confirms_end: bool,
}

impl FormState {
    /// A form that was refused.
    pub fn refused(region: &'static str, why: impl Into<String>) -> Self {
        Self { refused: Some((region, why.into())), ..Self::default() }
    }

    /// Reason why the form of this region was refused; empty if it was not.
    pub fn error(&self, region: &str) -> &str {
        let refused = self.refused.as_ref().filter(|(it, _)| *it == region);
        refused.map_or("", |(_, why)| why.as_str())
    }
}
