//! Answers of persons: a TOML file that they fill in, and the draft of it.

use std::fmt::Write as _;

use serde::Deserialize;

use super::claims::{AnswerKind, PersonAnswer};

/// Beginning of a draft.
const HEADER: &str = "\
# Answers for a certificate. Fill in every empty text, then give this file to `--answers`.
# review: compare what the app showed with the guide; the answer is `accepted`, or the app is changed.
# attestation: a fact that no traffic shows; the answer, and the person who knows it.
# not-observed: the answer is the reason why nothing could be observed.
# when: the day of the answer, such as \"2026-11-30\".
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    #[serde(default)]
    answer: Vec<PersonAnswer>,
}

/// Reads a file of answers.
///
/// # Errors
/// When it is not TOML of this shape; the message names the line.
pub fn parse(text: &str) -> Result<Vec<PersonAnswer>, toml::de::Error> {
    toml::from_str::<AnswersFile>(text).map(|it| it.answer)
}

/// A question that a person has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Id of the requirement.
    pub requirement: String,
    /// Kind of the answer.
    pub kind: AnswerKind,
    /// The question.
    pub question: String,
    /// The answer that is known already.
    pub answer: String,
}

/// A file with the answers so far, the open questions, and what no answer can change.
pub fn draft(known: &[PersonAnswer], open: &[OpenQuestion], others: &[String]) -> String {
    let mut text = HEADER.to_owned();
    if !others.is_empty() {
        text.push_str("#\n# No answer changes the following; test again, or leave out the run:\n");
        for it in others {
            let _ = writeln!(text, "# - {}", one_line(it));
        }
    }
    for it in known {
        let filled = [it.answer.as_str(), &it.who, &it.role, &it.when];
        entry(&mut text, &it.requirement, it.kind, &it.question, filled);
    }
    for it in open {
        let filled = [it.answer.as_str(), "", "", ""];
        entry(&mut text, &it.requirement, it.kind, &it.question, filled);
    }
    text
}

fn entry(text: &mut String, id: &str, kind: AnswerKind, question: &str, filled: [&str; 4]) {
    let quoted = |it: &str| toml::Value::from(one_line(it)).to_string();
    let [answer, who, role, when] = filled.map(quoted);
    let (id, question) = (quoted(id), quoted(question));
    let _ = write!(
        text,
        "\n[[answer]]\nrequirement = {id}\nkind = \"{}\"\nquestion = {question}\n\
         answer = {answer}\nwho = {who}\nrole = {role}\nwhen = {when}\n",
        kind.word(),
    );
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_read_again() {
        let known = PersonAnswer {
            requirement: "BI-004".into(),
            kind: AnswerKind::Attestation,
            question: "Is \"every\" consent gathered?".into(),
            answer: "yes".into(),
            who: "Erika Muster".into(),
            role: "tester".into(),
            when: "2026-11-30".into(),
        };
        let open = OpenQuestion {
            requirement: "BI-107".into(),
            kind: AnswerKind::Review,
            question: "line\nbreak '''".into(),
            answer: String::new(),
        };
        let text = draft(std::slice::from_ref(&known), &[open], &["run 1\nfailed".to_owned()]);
        let read = parse(&text).unwrap();
        assert_eq!(read[0], known);
        assert_eq!((read[1].question.as_str(), read[1].who.as_str()), ("line break '''", ""));
        assert!(text.contains("# - run 1 failed\n"));
        assert!(parse("[[answer]]\nkind = 'x'").unwrap_err().to_string().contains("line 2"));
        assert!(parse("more = 1").is_err());
    }
}
