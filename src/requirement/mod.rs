//! The catalogue: every testable requirement of the guide, its ambiguous questions, and its rejection
//! reasons.
//!
//! Knows nothing of runs, targets or reports.

mod catalogue;
mod coverage;
mod german;
mod reasons;
mod scale;

pub use catalogue::{
    Ambiguity, Catalogue, CatalogueError, CatalogueFault, GuideEdition, Reading, Requirement,
};
pub use coverage::Coverage;
pub use german::german_sentences;
pub use reasons::{DocumentedReason, ReasonAction, Reasons, ReasonsError};
pub use scale::{Binding, CoverageState, Level, UnknownWord};

/// Whether a tag has the shape of a requirement id: two capitals, a hyphen, three digits.
pub fn is_requirement_id(tag: &str) -> bool {
    let bytes = tag.as_bytes();
    bytes.len() == 6
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2] == b'-'
        && bytes[3..].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    #[test]
    fn requirement_ids_have_one_shape() {
        assert!(super::is_requirement_id("BI-145"));
        for other in ["needs:clock", "BI-14", "bi-145", "BI-1455", "BI_145", "Ä-145"] {
            assert!(!super::is_requirement_id(other), "{other}");
        }
    }
}
