//! Places at which the record of a run contradicts itself, or the suite that it names.

/// A place at which a record contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The member, such as `verdict of BI-022`.
    pub member: String,
    /// Recorded value.
    pub recorded: String,
    /// Value that follows from the rest of the record.
    pub shown: String,
}

/// A contradiction at this member.
pub fn contradiction(member: String, recorded: &str, shown: &str) -> Contradiction {
    Contradiction { member, recorded: recorded.to_owned(), shown: shown.to_owned() }
}
