//! `features/requirements.toml`, parsed and checked.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Binding, Level};

/// Reason why no scenario shows whether a requirement for partners holds.
const OF_PARTNER: &str = "`bankident observe` judges it";

/// One testable sentence of the guide, in our words.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `BI-001` …, `AU-001` …, `ER-001` …, `WH-001` …
    pub id: String,
    /// Level of the requirement, such as MUST.
    pub level: Level,
    /// The party that has to fulfil it.
    pub binds: Binding,
    /// The requirement in one sentence.
    pub summary: String,
    /// Heading of the guide it comes from.
    pub source: String,
    /// Ambiguous questions it touches.
    #[serde(default)]
    pub ambiguities: Vec<String>,
    /// Reason why no scenario can observe from outside whether it holds.
    #[serde(default)]
    pub unobservable: Option<String>,
}

impl Requirement {
    /// Reason why no scenario shows whether it holds, if there is one.
    pub fn open_reason(&self) -> Option<&str> {
        let partners = (self.binds == Binding::Partner).then_some(OF_PARTNER);
        self.unobservable.as_deref().or(partners)
    }
}

/// A question the guide answers in more than one way.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Ambiguity {
    /// `C-01` …
    pub id: String,
    /// The question.
    pub question: String,
    /// The documented readings.
    pub readings: Vec<Reading>,
    /// Reason why no scenario can observe from outside which reading holds.
    pub unobservable: Option<String>,
}

/// One documented answer to an ambiguous question.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// `http-412` …
    pub id: String,
    /// Behaviour of the target under this reading.
    pub summary: String,
    /// Reason why no run can show it, if that is so. It cannot be demanded then.
    #[serde(default)]
    pub unobservable: Option<String>,
}

/// The edition of the guide that the catalogue is of.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct GuideEdition {
    /// Title of the guide.
    pub title: String,
    /// Edition, in words.
    pub edition: String,
    /// SHA-256 of its text, as 64 hexadecimal digits.
    pub sha256: String,
}

/// All requirements and questions, by id.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    guide: Option<GuideEdition>,
    requirements: BTreeMap<String, Requirement>,
    ambiguities: BTreeMap<String, Ambiguity>,
}

/// Error of a catalogue that cannot be used; messages follow "failed to".
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML of the expected shape.
    #[error("read the catalogue: {0}")]
    Shape(#[from] toml::de::Error),
    /// Two rows share an id.
    #[error("use the catalogue: {0} is in it twice")]
    Doubled(String),
    /// A row names a question that is missing.
    #[error("use the catalogue: {requirement} touches {ambiguity}, which is not in it")]
    Unknown {
        /// The row.
        requirement: String,
        /// The question it names.
        ambiguity: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    guide: Option<GuideEdition>,
    #[serde(default)]
    requirement: Vec<Requirement>,
    #[serde(default)]
    ambiguity: Vec<Ambiguity>,
}

impl Catalogue {
    /// Parses the text of a catalogue file.
    ///
    /// # Errors
    /// When it is not TOML of the expected shape, an id is doubled, or a question is unknown.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let file: File = toml::from_str(text)?;
        let mut catalogue = Self { guide: file.guide, ..Self::default() };
        for ambiguity in file.ambiguity {
            let id = ambiguity.id.clone();
            if catalogue.ambiguities.insert(id.clone(), ambiguity).is_some() {
                return Err(CatalogueError::Doubled(id));
            }
        }
        for requirement in file.requirement {
            catalogue.add(requirement)?;
        }
        Ok(catalogue)
    }

    fn add(&mut self, requirement: Requirement) -> Result<(), CatalogueError> {
        let unknown = requirement.ambiguities.iter().find(|id| !self.ambiguities.contains_key(*id));
        if let Some(ambiguity) = unknown {
            return Err(CatalogueError::Unknown {
                requirement: requirement.id.clone(),
                ambiguity: ambiguity.clone(),
            });
        }
        let id = requirement.id.clone();
        match self.requirements.insert(id.clone(), requirement) {
            Some(_) => Err(CatalogueError::Doubled(id)),
            None => Ok(()),
        }
    }

    /// The edition of the guide, if the catalogue names it.
    pub fn guide(&self) -> Option<&GuideEdition> {
        self.guide.as_ref()
    }

    /// The requirement with this id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.get(id)
    }

    /// All requirements, by id.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.values()
    }

    /// The question with this id.
    pub fn ambiguity(&self, id: &str) -> Option<&Ambiguity> {
        self.ambiguities.get(id)
    }

    /// All questions, by id.
    pub fn ambiguities(&self) -> impl Iterator<Item = &Ambiguity> {
        self.ambiguities.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"
        [[requirement]]
        id = "BI-001"
        level = "MUST"
        binds = "API"
        summary = "It holds."
        source = "Intro"
    "#;

    #[test]
    fn a_row_is_found_by_its_id() {
        let catalogue = Catalogue::parse(ROW).unwrap();
        assert_eq!(catalogue.requirement("BI-001").unwrap().level, Level::Must);
        assert!(catalogue.requirement("BI-002").is_none());
    }

    #[test]
    fn doubled_and_unknown_ids_are_refused() {
        let doubled = Catalogue::parse(&format!("{ROW}{ROW}")).unwrap_err();
        assert_eq!(doubled.to_string(), "use the catalogue: BI-001 is in it twice");
        let unknown = Catalogue::parse(&format!("{ROW}ambiguities = [\"C-01\"]")).unwrap_err();
        assert!(unknown.to_string().contains("BI-001 touches C-01"));
    }
}
