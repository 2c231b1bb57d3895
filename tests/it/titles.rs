//! Titles of scenarios are understood alone in JUnit, TAP and tickets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bankident_conformance::engine::Case;
use bankident_conformance::run;
use bankident_conformance::steps::test_data::PersonFactory;
use regex::Regex;

const FEATURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/features");

/// Most characters of a title.
const LONGEST: usize = 80;

/// First words that need the lines above a title to be understood.
const HEADS: [&str; 20] = [
    "it", "its", "they", "their", "this", "that", "these", "what", "who", "nobody", "of", "in",
    "at", "for", "under", "with", "without", "after", "before", "once",
];

/// A verb in the third person, or a past participle.
const VERB: &str = r"\b(?:is|are|has|have|gets?|may|can|cannot|shows?|says?|names?|reaches|refuses|carr(?:y|ies)|keeps?|stays?|ends?|expires|leads?|follows?|succeeds|starts|belongs|counts?|lists?|creates|verifies|sends|repeats|echoes|leaves|affect|numbers|hands|admits?|does|do|explain|change|(?:is|are) \w+ed)\b|<outcome>";

fn titles() -> Vec<String> {
    let heading = Regex::new(r"(?m)^\s*Scenario(?: Outline)?: (.+)$").unwrap();
    let mut titles = Vec::new();
    for folder in fs::read_dir(FEATURES).unwrap().map(|it| it.unwrap().path()) {
        for file in folder.is_dir().then(|| fs::read_dir(&folder).unwrap()).into_iter().flatten() {
            let text = fs::read_to_string(Path::new(&file.unwrap().path())).unwrap();
            titles.extend(heading.captures_iter(&text).map(|it| it[1].trim().to_owned()));
        }
    }
    titles
}

/// Scenarios that count SMS and may run beside others use at most two numbers each.
#[test]
fn no_two_scenarios_that_count_sms_use_the_same_mobile_number() {
    let suite = run::load(&[]).unwrap_or_else(|why| panic!("{why}")).suite;
    let has = |case: &Case, wanted: &str| case.tags.iter().any(|tag| tag == wanted);
    let counts = |case: &Case| has(case, "needs:otp") && !has(case, "alone");
    let counting: Vec<String> = suite.cases().filter(counts).map(|it| it.id).collect();
    assert!(counting.len() > 4, "{counting:?}");
    let numbers = |id: &String| {
        let mut factory = PersonFactory::new(1, id);
        [factory.mobile_number(), factory.mobile_number()]
    };
    let used: Vec<String> = counting.iter().flat_map(numbers).collect();
    let distinct: BTreeSet<&String> = used.iter().collect();
    assert_eq!(distinct.len(), used.len(), "change the hash of the numbers: {used:?}");
}

#[test]
fn titles_are_unique_in_the_suite() {
    let titles = titles();
    assert!(titles.len() > 200, "{} titles", titles.len());
    let mut seen = BTreeSet::new();
    let doubled: Vec<_> = titles.iter().filter(|title| !seen.insert(title.as_str())).collect();
    assert!(doubled.is_empty(), "{doubled:#?}");
}

#[test]
fn titles_are_sentences_that_stand_alone() {
    let verb = Regex::new(VERB).unwrap();
    let stands_alone = |title: &str| {
        let head = title.split([' ', ',', '\'']).next().unwrap_or_default().to_lowercase();
        let criterion = !title.contains("as documented");
        !HEADS.contains(&head.as_str())
            && criterion
            && verb.is_match(title)
            && title.chars().count() <= LONGEST
    };
    let wrong: Vec<String> = titles().into_iter().filter(|title| !stands_alone(title)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
