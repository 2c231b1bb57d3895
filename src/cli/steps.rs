//! `bankident steps`: the vocabulary of the features.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::certify;
use crate::observe;
use crate::run::{self, StepEntry, StepNeed, Vocabulary};
use crate::verdict::ExitCode;

use super::steps_arguments::{StepsArguments, StepsFormat};
use super::terminal;

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
        StepsFormat::Json => as_json(&sections, &vocabulary),
        StepsFormat::Text => as_text(&sections, &vocabulary, !words.is_empty()),
    };
    terminal::finish(&text, ExitCode::Conformant)
}

fn sections(vocabulary: &Vocabulary) -> Vec<StepSection> {
    let mut sections = vec![("core vocabulary".to_owned(), vocabulary.core.clone())];
    sections.extend(vocabulary.nouns.iter().map(|(noun, it)| (noun.clone(), it.clone())));
    let observed = "situations of a partner's app (observe)".to_owned();
    sections.push((observed, observe::vocabulary()));
    sections.push(("receiving desk (verify --rules)".to_owned(), certify::vocabulary()));
    sections
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
    let lines = [meaning, needs, reads, used].into_iter().flatten();
    lines.fold(String::new(), |text, line| text + "    " + &line + "\n")
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
        "needs": entry.needs,
        "reads": run::reads(&entry.sentence),
        "uses": used.map_or(0, |it| it.count),
        "example": used.map(|it| &it.example),
        "example_at": used.map(|it| &it.at),
    })
}
