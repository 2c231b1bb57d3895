//! The profile of a run: strictness, and demanded readings.

use std::collections::BTreeMap;

use crate::requirement::Catalogue;

use super::{ConfigError, Sourced};

/// The strictness and the readings that a partner demands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Warnings and deviations count as failures.
    pub strict: bool,
    /// A scenario that passes only on a later attempt makes the run not conformant.
    pub fail_on_flaky: bool,
    /// Demanded reading of each ambiguous question.
    pub readings: BTreeMap<String, String>,
}

/// One `--reading C-01=http-412`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingDemand {
    /// The question.
    pub question: String,
    /// The demanded reading.
    pub reading: String,
}

impl std::str::FromStr for ReadingDemand {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let (question, reading) = text.split_once('=').ok_or_else(|| {
            ConfigError::new(format!(
                "`{text}` is not a reading: write QUESTION=READING, as in C-01=http-412"
            ))
        })?;
        Ok(Self { question: question.trim().to_owned(), reading: reading.trim().to_owned() })
    }
}

impl Profile {
    /// A profile with the demanded readings, checked against the catalogue.
    ///
    /// # Errors
    /// When a question or reading is not in the catalogue; the message lists the valid ones.
    pub fn new(
        strict: bool,
        demands: &[Sourced<ReadingDemand>],
        catalogue: &Catalogue,
    ) -> Result<Self, ConfigError> {
        let mut readings = BTreeMap::new();
        for Sourced { value: demand, .. } in demands {
            check(demand, catalogue)?;
            readings.insert(demand.question.clone(), demand.reading.clone());
        }
        Ok(Self { strict, readings, ..Self::default() })
    }
}

fn check(demand: &ReadingDemand, catalogue: &Catalogue) -> Result<(), ConfigError> {
    let Some(ambiguity) = catalogue.ambiguity(&demand.question) else {
        let ids: Vec<&str> = catalogue.ambiguities().map(|it| it.id.as_str()).collect();
        let range = [ids.first(), ids.last()].map(|id| id.copied().unwrap_or("none"));
        return Err(ConfigError::new(format!(
            "the catalogue has no question `{}`, only {} to {}; `bankident requirements \
             --ambiguities` lists them",
            demand.question, range[0], range[1]
        )));
    };
    let reading = ambiguity.readings.iter().find(|it| it.id == demand.reading);
    match reading.map(|it| &it.unobservable) {
        Some(None) => return Ok(()),
        Some(Some(reason)) => {
            return Err(ConfigError::new(format!(
                "the reading `{}={}` cannot be demanded, because no run can show it: {reason}",
                demand.question, demand.reading
            )));
        }
        None => {}
    }
    let known = ambiguity.readings.iter().filter(|it| it.unobservable.is_none());
    let known: Vec<&str> = known.map(|it| it.id.as_str()).collect();
    Err(ConfigError::new(format!(
        "`{}` is not a reading of {}; choose one of {}",
        demand.reading,
        demand.question,
        known.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: &str = r#"
        [[ambiguity]]
        id = "C-01"
        question = "Which?"
        readings = [
            { id = "http-412", summary = "x" },
            { id = "failed-reason", summary = "y" },
            { id = "silent", summary = "z", unobservable = "Nothing shows it." },
        ]
    "#;

    fn profile(text: &str) -> Result<Profile, ConfigError> {
        Profile::new(
            false,
            &[Sourced::by_flag("--reading", text.parse()?)],
            &Catalogue::parse(CATALOGUE).unwrap(),
        )
    }

    #[test]
    fn a_known_reading_is_kept_and_others_are_refused_with_the_choice() {
        assert_eq!(profile("C-01=http-412").unwrap().readings["C-01"], "http-412");
        let unknown = profile("C-01=both").unwrap_err().to_string();
        assert!(unknown.contains("http-412, failed-reason"), "{unknown}");
        let silent = profile("C-01=silent").unwrap_err().to_string();
        assert!(silent.contains("no run can show it: Nothing shows it."), "{silent}");
        let missing = profile("C-77=x").unwrap_err().to_string();
        assert!(missing.contains("no question `C-77`, only C-01 to C-01"), "{missing}");
        assert!(profile("C-01").unwrap_err().to_string().contains("QUESTION=READING"));
    }
}
