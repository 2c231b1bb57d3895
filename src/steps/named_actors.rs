//! Names of customers in steps. A Given names a new one, as in `a customer "Anna"`; later steps say whom
//! they are about, as in `"Anna" enters the TAN`. The sentence without the name is that of a definition.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cucumber::gherkin::Step as WrittenStep;
use regex::{Captures, Regex};

use super::misuse::StepMisuse;

/// A step that names its customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedActor<'a> {
    /// The name.
    pub name: &'a str,
    form: NameForm,
    /// Text behind the name, or around it.
    rest: String,
}

/// Place of the name in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameForm {
    /// `a customer "Anna"`, `an identification of "Anna" that is …`
    Newcomer,
    /// `"Anna" enters the TAN`
    Subject,
    /// `"Anna"'s identification is …`
    Possessor,
    /// `for "Anna" the partner …`
    Addressee,
}

/// Forms with their patterns; the groups are what is before the name, the name, and what follows.
static FORMS: LazyLock<Vec<(NameForm, Regex)>> = LazyLock::new(|| {
    let forms = [
        (
            NameForm::Newcomer,
            r#"^((?:a|another) (?:customer|registered person)|an(?:other)? identification of) "([^"]+)"(.*)$"#,
        ),
        (NameForm::Possessor, r#"^()"([^"]+)"'s (.+)$"#),
        (NameForm::Subject, r#"^()"([^"]+)" (.+)$"#),
        (NameForm::Addressee, r#"^()for "([^"]+)" (.+)$"#),
    ];
    forms.into_iter().filter_map(|(form, it)| Some((form, Regex::new(it).ok()?))).collect()
});

/// Beginnings of the sentences that make a new customer.
const NEWCOMERS: [&str; 6] = [
    "a customer",
    "another customer",
    "a registered person",
    "another registered person",
    "an identification",
    "another identification",
];

/// Whether the sentence makes a new customer.
pub fn makes_a_person(sentence: &str) -> bool {
    let plain = sentence.replace("<a|another>", "a").replace("<an|another>", "an");
    NEWCOMERS.iter().any(|it| plain.starts_with(it))
}

impl<'a> NamedActor<'a> {
    /// The customer that the step names, if it names one.
    pub fn of(text: &'a str) -> Option<Self> {
        // Most steps name nobody.
        let may_name = text.starts_with(['"', 'a', 'f']) && text.contains('"');
        if !may_name {
            return None;
        }
        FORMS.iter().find_map(|(form, pattern)| Self::in_form(*form, &pattern.captures(text)?))
    }

    fn in_form(form: NameForm, found: &Captures<'a>) -> Option<Self> {
        let group = |number| found.get(number).map(|it| it.as_str());
        let before = group(1)?;
        let before = before.strip_suffix(" of").unwrap_or(before);
        Some(Self { name: group(2)?, form, rest: format!("{before}{}", group(3)?) })
    }

    /// Whether the step makes a new customer with this name.
    pub fn is_new(&self) -> bool {
        self.form == NameForm::Newcomer
    }

    /// The sentences without the name that the step may be, the likeliest first.
    pub fn sentences(&self) -> Vec<String> {
        let begin = |words: &[&str]| words.iter().map(|it| format!("{it} {}", self.rest)).collect();
        match self.form {
            NameForm::Newcomer | NameForm::Addressee => vec![self.rest.clone()],
            NameForm::Subject => begin(&["the customer"]),
            NameForm::Possessor => begin(&["the", "their", "the customer's"]),
        }
    }

    /// A sentence with the name at its place.
    pub fn spoken(&self, sentence: &str) -> String {
        let name = self.name;
        if let (NameForm::Subject, Some(rest)) = (self.form, sentence.strip_prefix("the customer "))
        {
            return format!("\"{name}\" {rest}");
        }
        let mut owned = ["the customer's ", "their ", "the "].into_iter();
        if let (NameForm::Possessor, Some(rest)) =
            (self.form, owned.find_map(|it| sentence.strip_prefix(it)))
        {
            return format!("\"{name}\"'s {rest}");
        }
        let noun = NEWCOMERS.into_iter().find_map(|it| Some((it, sentence.strip_prefix(it)?)));
        match noun {
            Some((noun, rest)) if noun.ends_with("identification") => {
                format!("{noun} of \"{name}\"{rest}")
            }
            Some((noun, rest)) => format!("{noun} \"{name}\"{rest}"),
            None => format!("for \"{name}\" {sentence}"),
        }
    }
}

/// Patterns of the same sentence with the name of a customer, which is the first text in quotes.
pub fn named_patterns(pattern: &str) -> Vec<String> {
    let name = r#"("[^"]+")"#;
    let rest = pattern.trim_start_matches('^').trim_end_matches('$');
    let mut patterns = Vec::new();
    let articles = ["(?:a|another) ", "(?:an|another) ", "a ", "an ", "another "];
    let article = articles.into_iter().find(|it| rest.starts_with(it)).unwrap_or_default();
    let nouns = [("customer", ""), ("registered person", ""), ("identification", " of")];
    for (noun, of) in nouns.into_iter().filter(|_| !article.is_empty()) {
        let behind = rest[article.len()..].strip_prefix(noun);
        patterns.extend(behind.map(|it| format!("^{article}{noun}{of} {name}{it}$")));
    }
    if !patterns.is_empty() {
        return patterns;
    }
    patterns.push(format!("^for {name} {rest}$"));
    let subject = rest.strip_prefix("the customer ");
    patterns.extend(subject.map(|it| format!("^{name} {it}$")));
    let mut owner = ["the customer's ", "their ", "the "].into_iter();
    let behind = owner.find_map(|it| rest.strip_prefix(it)).filter(|_| subject.is_none());
    patterns.extend(behind.map(|it| format!("^{name}'s {it}$")));
    patterns
}

/// The steps without names, for checks of their sentences; `None` if nobody is named.
pub fn without_names(steps: &[&WrittenStep]) -> Option<Vec<WrittenStep>> {
    let actor = |it: &WrittenStep| NamedActor::of(&it.value)?.sentences().into_iter().next();
    if !steps.iter().any(|it| NamedActor::of(&it.value).is_some()) {
        return None;
    }
    let plain = steps.iter().map(|&it| {
        let value = actor(it).unwrap_or_else(|| it.value.clone());
        WrittenStep { value, ..it.clone() }
    });
    Some(plain.collect())
}

/// Returns names that no step above gave, and names that are given twice.
pub fn misnamed(steps: &[&WrittenStep]) -> Vec<StepMisuse> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (step, written) in steps.iter().enumerate() {
        let Some(actor) = NamedActor::of(&written.value) else { continue };
        let name = actor.name;
        let makes = |it: &str| actor.rest.starts_with(it);
        let fault = if actor.is_new() {
            let again = !known.insert(name);
            again.then(|| (format!("\"{name}\" is named twice"), "use another name".to_owned()))
        } else if !known.contains(name) {
            let help = format!("write `Given a customer \"{name}\"` above it");
            Some((format!("no step above names \"{name}\""), help))
        } else if actor.form == NameForm::Addressee && NEWCOMERS.into_iter().any(makes) {
            let help =
                "for an identification of theirs: `\"NAME\"'s identification is …`".to_owned();
            Some((format!("this step makes a new customer, who is not \"{name}\""), help))
        } else {
            None
        };
        found.extend(fault.map(|(message, help)| StepMisuse {
            step,
            message,
            help,
            is_warning: false,
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_four_places() {
        let rows = [
            ("a customer \"Anna\"", "a customer"),
            (
                "another customer \"Bo\" with the same mobile number",
                "another customer with the same mobile number",
            ),
            ("an identification of \"Bo\" that is pending", "an identification that is pending"),
            ("\"Anna\" enters the TAN", "the customer enters the TAN"),
            ("\"Anna\"'s identification is pending", "the identification is pending"),
            ("for \"Anna\" the partner starts the QES", "the partner starts the QES"),
        ];
        for (text, sentence) in rows {
            let actor = NamedActor::of(text).unwrap();
            assert_eq!(actor.sentences()[0], sentence);
            assert_eq!(actor.spoken(sentence), text);
            assert_eq!(actor.is_new(), text.starts_with('a'));
        }
        for text in ["the text \"a\" noted as \"b\"", "a customer whose name is \"x\"", "\"\" x"] {
            assert_eq!(NamedActor::of(text), None);
        }
    }
}
