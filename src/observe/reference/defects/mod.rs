//! The known defects: each an app with one thing wrong, and the requirements that must notice it.

mod identification;
mod reasons;
mod registration;
mod signature;
mod traffic;

use super::known::KnownDefect;

/// All known defects.
pub fn known_defects() -> Vec<KnownDefect> {
    let tables = [registration::ROWS, identification::ROWS, signature::ROWS, traffic::ROWS];
    let written = tables.into_iter().chain([reasons::ROWS]).flatten().map(KnownDefect::of);
    written.chain(reasons::silent()).chain(reasons::blind()).chain(reasons::denied()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::checks::partner::judged_requirements;
    use crate::observe::suite;
    use crate::observe::world::situation_id;
    use crate::requirement::Level;

    #[test]
    fn every_defect_has_a_name_and_a_situation_of_its_own() {
        let defects = known_defects();
        let names: BTreeSet<&str> = defects.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), defects.len());
        assert!(defects.len() >= 60);
        let loaded = suite::load(&[]).unwrap_or_else(|why| panic!("{why}"));
        let situations: BTreeSet<String> = loaded
            .suite
            .cases()
            .filter_map(|it| situation_id(&it.tags).map(str::to_owned))
            .collect();
        for it in &defects {
            assert!(situations.contains(it.situation), "{}: {}", it.name, it.situation);
            assert!(it.sentence.starts_with("The ") && it.sentence.ends_with('.'), "{}", it.name);
        }
    }

    #[test]
    fn every_rule_that_can_be_broken_is_broken_by_a_defect() {
        let loaded = suite::load(&[]).unwrap_or_else(|why| panic!("{why}"));
        let demands =
            |id: &str| loaded.catalogue.requirement(id).is_none_or(|it| it.level != Level::May);
        let defects = known_defects();
        let broken: BTreeSet<&str> = defects.iter().flat_map(|it| it.breaks.clone()).collect();
        let whole: Vec<&str> = judged_requirements()
            .into_iter()
            .filter(|id| demands(id) && !broken.contains(id))
            .collect();
        assert!(whole.is_empty(), "no defect breaks {whole:?}");
        let unknown: Vec<&&str> =
            broken.iter().filter(|id| !judged_requirements().contains(**id)).collect();
        assert!(unknown.is_empty(), "nothing judges {unknown:?}");
    }
}
