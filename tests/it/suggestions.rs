//! Undefined steps are explained: with the sentence that was meant, or with the allowed values.

use std::fmt::Write as _;

use bankident_conformance::engine::{self, KnownTags, Problem, Selection, Source, StepDefinitions};
use bankident_conformance::run;
use bankident_conformance::steps::World;

/// Number of undefined steps that one check explains.
const EXPLAINED: usize = 200;

fn problems(steps: &[(String, String)]) -> Vec<Problem> {
    let mut text = String::from("Feature: f\n");
    for (number, (kind, step)) in steps.iter().enumerate() {
        let _ = write!(text, "  Scenario: {number}\n    {kind} {step}\n");
    }
    let source = Source::new("f.feature", text);
    let (suite, _) = engine::load(vec![source], &KnownTags::requirements(&|_| true));
    let mut plan = engine::select(suite, &Selection::default(), &|_| None);
    let definitions = StepDefinitions::<World>::gather().with_examples(run::shipped_steps);
    engine::check(&mut plan, &definitions)
}

/// Typo of a text; the number decides which.
fn misspelt(text: &str, number: usize) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let at = 1 + number / 10 % (words.len() - 1);
    let mut changed: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
    match number % 10 {
        0 => drop(changed[at].pop()),
        1 => changed[at].push('e'),
        2 => drop(changed.remove(at)),
        3 => changed.insert(at, "very".to_owned()),
        4 => changed.swap(at - 1, at),
        5 => {
            changed[at].push('x');
            changed[at - 1].insert(0, 'x');
        }
        6 if text.contains('"') => return text.replacen('t', "T", 1),
        6 => return text.to_uppercase(),
        7 => return text.replacen(' ', "  ", 1) + ".",
        8 => return text.replacen("the ", "a ", 1),
        _ => changed[at].push('s'),
    }
    changed.join(" ")
}

#[test]
fn a_misspelt_sentence_is_suggested_first_and_nearly_always_among_three() {
    let shipped: Vec<(String, String)> = run::shipped_steps()
        .into_iter()
        .filter(|(_, text)| text.split(' ').count() > 3 && !text.ends_with(':'))
        .map(|(kind, text)| (format!("{kind:?}"), text))
        .collect();
    let typo = |(at, (kind, text)): (usize, &(String, String))| {
        (kind.clone(), misspelt(text, at.wrapping_mul(7)))
    };
    let typos: Vec<(String, String)> = shipped.iter().enumerate().map(typo).collect();
    let (mut first, mut among, mut all) = (0, 0, 0);
    let mut missed = Vec::new();
    for (typos, shipped) in typos.chunks(EXPLAINED).zip(shipped.chunks(EXPLAINED)) {
        for problem in problems(typos) {
            let (_, step) = &shipped[problem.line / 2 - 1];
            let help = problem.help.as_deref().unwrap_or_default();
            let offered: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
            // Of a value that is not allowed, the value alone is offered, among the allowed ones.
            let is_value = help.contains("allowed are") && !help.contains("… is ");
            // A value that the typo removed cannot be known: its place and its form are shown.
            let has_place = |it: &str| {
                let parts = it.split_once('…').filter(|_| help.contains("… is "));
                parts.is_some_and(|(before, after)| {
                    step.starts_with(before) && step.ends_with(after)
                })
            };
            let is_right =
                |it: &&str| **it == **step || has_place(it) || (is_value && step.contains(*it));
            all += 1;
            first += usize::from(offered.first().is_some_and(&is_right) || is_value);
            if offered.iter().any(is_right) || is_value {
                among += 1;
            } else {
                missed.push(format!("{} -> {help}", problem.message));
            }
        }
    }
    let enough = all > 500 && first * 100 >= all * 90 && among * 1000 >= all * 990;
    assert!(enough, "first {first}, among three {among} of {all}: {missed:#?}");
}

/// A step with a value that does not exist, for each kind of value.
const BAD_VALUES: [(&str, &str); 24] = [
    ("Given", "an identification that is confirmation_requird"),
    ("Given", "an identification that is expired"),
    ("Given", "an identification with the jont IBAN that is created"),
    ("Given", "their identification with the good IBAN failed"),
    ("Given", "the time for sining is over"),
    ("Given", "SCHUFA does not anser"),
    ("Given", "a receiver that answers 99"),
    ("Given", "a registered person without address.planet"),
    ("Given", "a customer whose nam is \"x\""),
    ("Given", "a customer with the nationality XX"),
    ("Given", "a subscription to PERSON_CHANGD"),
    ("When", "a FETCH request is sent to \"/v1\""),
    ("When", "the customer is identified with the French IBAN"),
    ("When", "the customer becomes FREELANC without explanation"),
    ("When", "the partner dates the AML confirmation last week"),
    ("When", "the partner changes the person's emial"),
    ("When", "the partner checks whether a person with the nationality Prussia is eligible"),
    ("When", "2 weeks pass"),
    ("When", "GET /persn is called in every way that is refused"),
    ("Then", "it is refused with token_requird"),
    ("Then", "the identification is refused with NO_SUCH_REASON"),
    ("Then", "the identification becomes finished"),
    ("Then", "the status code is 200 or 999"),
    ("Then", "the account snapshot becomes availabel"),
];

#[test]
fn a_value_that_does_not_exist_is_told_with_the_allowed_ones() {
    let steps = BAD_VALUES.map(|(kind, text)| (kind.to_owned(), text.to_owned()));
    let problems = problems(&steps);
    let told = |line: usize| {
        let of_line = problems.iter().filter(|it| it.line == line);
        of_line.filter_map(|it| it.help.as_deref()).any(|help| {
            ["allowed are", "from 100 to 599", "ISO 3166-1"].iter().any(|it| help.contains(it))
        })
    };
    let silent: Vec<_> =
        (0..steps.len()).filter(|at| !told(at * 2 + 3)).map(|at| BAD_VALUES[at].1).collect();
    assert_eq!(silent, Vec::<&str>::new(), "{problems:#?}");
}
