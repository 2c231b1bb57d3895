//! `bankident steps`: the vocabulary of the features.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::certify;
use crate::observe;
use crate::run::{self, StepEntry, StepNeed, Vocabulary};
use crate::verdict::ExitCode;

use super::step_stubs;
use super::steps_arguments::{StepsArguments, VocabularyFormat};
use super::terminal;

/// Title of the sentences of situations.
const OBSERVED: &str = "situations of a partner's app (observe)";
/// Title of the sentences of receiving desks.
const DESK: &str = "receiving desk (verify --rules)";

/// Sentences under a title.
type StepSection = (String, Vec<StepEntry>);

/// Prints the core vocabulary, then the other sentences by noun, then those of situations and of
/// receiving desks, one sentence a line. With words, only the sentences about them, each with its
/// meaning and a use.
pub fn list(arguments: &StepsArguments) -> ExitCode {
    let vocabulary = match run::vocabulary() {
        Ok(vocabulary) => vocabulary,
        Err(error) => return terminal::print_refusal(error),
    };
    let words: Vec<String> = arguments.words.iter().map(|it| it.to_lowercase()).collect();
    let mut sections = sections(&vocabulary);
    for (_, entries) in &mut sections {
        entries.retain(|it| is_about(it, &words));
    }
    sections.retain(|it| !it.1.is_empty());
    if sections.is_empty() {
        let why = anyhow::anyhow!("no sentence is about {}", arguments.words.join(" "));
        return terminal::print_error(&why, ExitCode::NothingSelected);
    }
    let text = match arguments.format {
        VocabularyFormat::Stubs => step_stubs::file(stubbed(&sections)),
        VocabularyFormat::Json => as_json(&sections, &vocabulary),
        VocabularyFormat::Text => as_text(&sections, &vocabulary, !words.is_empty()),
    };
    terminal::finish(&text, ExitCode::Conformant)
}

fn sections(vocabulary: &Vocabulary) -> Vec<StepSection> {
    let mut sections = vec![("core vocabulary".to_owned(), vocabulary.core.clone())];
    sections.extend(vocabulary.nouns.iter().map(|(noun, it)| (noun.clone(), it.clone())));
    sections.push((OBSERVED.to_owned(), observe::vocabulary()));
    sections.push((DESK.to_owned(), certify::vocabulary()));
    sections
}

/// The sentences of scenarios that `run` reads.
fn stubbed(sections: &[StepSection]) -> impl Iterator<Item = &StepEntry> {
    let others = [OBSERVED, DESK];
    let run = sections.iter().filter(move |it| !others.contains(&it.0.as_str()));
    run.flat_map(|it| &it.1)
}

/// Whether each word is in the sentence, its noun or its meaning.
fn is_about(entry: &StepEntry, words: &[String]) -> bool {
    let meaning = run::meaning(entry).unwrap_or_default();
    let text = format!("{:?} {} {} {meaning}", entry.kind, entry.sentence, entry.noun);
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn as_text(sections: &[StepSection], vocabulary: &Vocabulary, is_detailed: bool) -> String {
    let mut text = String::new();
    for (title, entries) in sections {
        let gap = if text.is_empty() { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{gap}# {title}");
        for entry in entries {
            let _ = writeln!(text, "{:?} {}", entry.kind, entry.sentence);
            if is_detailed {
                text.push_str(&details(entry, vocabulary));
            }
        }
    }
    text
}

fn details(entry: &StepEntry, vocabulary: &Vocabulary) -> String {
    let meaning = run::meaning(entry);
    let reads = run::reads(&entry.sentence).map(|it| format!("Reads a {it} below it."));
    let used = vocabulary.uses.get(&entry.place);
    let used = used.map(|it| format!("As in: {} ({})", it.example, it.at));
    let needs: Vec<String> = entry.needs.iter().map(need).collect();
    let needs = (!needs.is_empty()).then(|| format!("Needs {}.", needs.join(", ")));
    let values = values(entry);
    let focus = focus(entry).map(str::to_owned);
    let lines = [meaning, values, focus, needs, reads, used].into_iter().flatten();
    lines.fold(String::new(), |text, line| text + "    " + &line + "\n")
}

/// The values of a sentence that its text does not list, and the form of its other parameters.
fn values(entry: &StepEntry) -> Option<String> {
    let described = entry.parameters.iter().filter_map(|it| {
        let form = it.form.as_ref()?;
        let name = it.name.as_deref().unwrap_or("value");
        let values = it.values.join(", ");
        Some(if values.is_empty() {
            format!("{name}: {form}.")
        } else {
            format!("{name}: {form}; one of {values}.")
        })
    });
    let described: Vec<String> = described.collect();
    (!described.is_empty()).then(|| described.join(" "))
}

/// Whom "the customer" means afterwards, if the step changes it.
fn focus(entry: &StepEntry) -> Option<&'static str> {
    let begins = |words: &[&str]| words.iter().any(|it| entry.sentence.starts_with(it));
    if run::makes_a_person(&entry.sentence) {
        Some("Afterwards \"the customer\" is this person; `a customer \"Anna\"` gives a name.")
    } else if begins(&["the partner turns to the other"]) {
        Some("Afterwards \"the customer\" is the other one.")
    } else {
        None
    }
}

fn need(need: &StepNeed) -> String {
    let with = need.with.join(", ");
    if with.is_empty() { format!("@{}", need.tag) } else { format!("@{} with {with}", need.tag) }
}

fn as_json(sections: &[StepSection], vocabulary: &Vocabulary) -> String {
    let entries = sections.iter().flat_map(|(title, entries)| {
        entries.iter().map(move |entry| sentence(title, entry, vocabulary))
    });
    format!("{}\n", Value::from(entries.collect::<Vec<_>>()))
}

fn sentence(section: &str, entry: &StepEntry, vocabulary: &Vocabulary) -> Value {
    let used = vocabulary.uses.get(&entry.place);
    json!({
        "section": section,
        "kind": format!("{:?}", entry.kind),
        "sentence": entry.sentence,
        "pattern": entry.pattern,
        "meaning": run::meaning(entry),
        "accepts": run::accepts(entry),
        "parameters": entry.parameters,
        "afterwards": focus(entry),
        "needs": entry.needs,
        "reads": run::reads(&entry.sentence),
        "uses": used.map_or(0, |it| it.count),
        "example": used.map(|it| &it.example),
        "example_at": used.map(|it| &it.at),
    })
}
