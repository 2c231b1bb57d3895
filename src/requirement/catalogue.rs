//! `features/requirements.toml`, parsed and checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Binding, Level, is_requirement_id};

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

/// Error of a catalogue that cannot be used, with all its faults; its message follows "failed to".
#[derive(Debug, thiserror::Error)]
#[error("use the catalogue: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct CatalogueError(pub Vec<CatalogueFault>);

/// A fault of a catalogue, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueFault {
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// Description of the fault.
    pub message: String,
}

impl std::fmt::Display for CatalogueFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// A file whose rows are not read yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    guide: Option<GuideEdition>,
    #[serde(default)]
    requirement: Vec<Spanned<toml::Value>>,
    #[serde(default)]
    ambiguity: Vec<Spanned<toml::Value>>,
}

impl Catalogue {
    /// Parses the text of a catalogue file.
    ///
    /// # Errors
    /// When it is not TOML of the expected shape, an id is doubled or malformed, or a question is
    /// unknown. All such rows are named.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |it| it.start);
            CatalogueError(vec![fault(text, at, error.message())])
        })?;
        let mut catalogue = Self { guide: file.guide, ..Self::default() };
        let mut faults = Vec::new();
        for row in file.ambiguity {
            let at = row.span().start;
            let added = read_row(row).and_then(|it| catalogue.add_question(it));
            faults.extend(added.err().map(|message| fault(text, at, &message)));
        }
        for row in file.requirement {
            let at = row.span().start;
            let added = read_row(row).and_then(|it| catalogue.add(it));
            faults.extend(added.err().map(|message| fault(text, at, &message)));
        }
        faults.sort_by_key(|it| it.line);
        if faults.is_empty() { Ok(catalogue) } else { Err(CatalogueError(faults)) }
    }

    fn add_question(&mut self, question: Ambiguity) -> Result<(), String> {
        let id = question.id.clone();
        match self.ambiguities.insert(id.clone(), question) {
            Some(_) => Err(format!("{id} is in it twice")),
            None => Ok(()),
        }
    }

    fn add(&mut self, requirement: Requirement) -> Result<(), String> {
        let id = requirement.id.clone();
        if !is_requirement_id(&id) {
            return Err(format!("`{id}` is no id: write one such as BI-001"));
        }
        let unknown = requirement.ambiguities.iter().find(|it| !self.ambiguities.contains_key(*it));
        let unknown = unknown.map(|it| format!("{id} touches {it}, which is not in it"));
        match self.requirements.insert(id.clone(), requirement) {
            Some(_) => Err(format!("{id} is in it twice")),
            None => unknown.map_or(Ok(()), Err),
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

fn read_row<T: serde::de::DeserializeOwned>(row: Spanned<toml::Value>) -> Result<T, String> {
    row.into_inner().try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// A fault at this byte of the text.
fn fault(text: &str, at: usize, message: &str) -> CatalogueFault {
    let before = text.get(..at).unwrap_or(text);
    let column = before.len() - before.rfind('\n').map_or(0, |it| it + 1) + 1;
    let line = before.matches('\n').count() + 1;
    CatalogueFault { line, column, message: message.to_owned() }
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

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let CatalogueError(faults) = Catalogue::parse(text).unwrap_err();
        let found: Vec<_> = faults.iter().map(|it| (it.line, it.message.as_str())).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((line, message), (expected_line, part)) in found.iter().zip(expected) {
            assert!(line == expected_line && message.contains(part), "{found:?}");
        }
    }

    #[test]
    fn all_faults_are_named_with_their_lines() {
        check(&format!("{ROW}{ROW}"), &[(9, "BI-001 is in it twice")]);
        check(&format!("{ROW}ambiguities = [\"C-01\"]"), &[(2, "BI-001 touches C-01")]);
        let wrong = ROW.replace("BI-001", "nonsense");
        let short = ROW.replace("level = \"MUST\"", "");
        check(
            &format!("{ROW}{wrong}{ROW}{short}"),
            &[
                (9, "`nonsense` is no id"),
                (16, "BI-001 is in it twice"),
                (23, "missing field `level`"),
            ],
        );
        check("x = [", &[(1, "")]);
        check("\n\nother = 1", &[(3, "unknown field `other`")]);
    }
}
