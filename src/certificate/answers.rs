//! Answers of persons: a TOML file that they fill in, and the draft of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Deserialize;

use super::claims::{AnswerKind, PersonAnswer, RowClaim};
use super::question::{KnownQuestions, objection, one_line};

/// Beginning of a draft.
const HEADER: &str = "\
# Answers for a certificate. Fill in every empty text, then give this file to `--answers`.
# review: compare what the app showed with the guide; the answer is `accepted`, or the app is changed.
# attestation: a fact that no traffic shows; the answer begins with `yes`, or the app is changed.
# not-observed: the answer is the reason why nothing could be observed.
# when: the day of the answer, such as \"2026-11-30\".
";

/// Word with which a person accepts what an app showed.
const ACCEPTED: &str = "accepted";
/// Words with which an attestation affirms a question.
const AFFIRMATIONS: [&str; 2] = ["yes", "ja"];

/// The days on which an answer can have been given, wherever on earth: from the day before the first
/// run to the issue.
#[derive(Clone, Copy, Debug)]
pub struct AnswerDays {
    first: Date,
    last: Date,
}

impl AnswerDays {
    /// From the start of the first run to the issue.
    pub fn new(start: Timestamp, issue: Timestamp) -> Self {
        let day = |hours, time| Offset::constant(hours).to_datetime(time).date();
        Self { first: day(-12, start), last: day(14, issue) }
    }
}

/// Returns the id and the reason of each answer that cannot be one to these rows.
pub fn problems(
    answers: &[PersonAnswer],
    rows: &[RowClaim],
    days: AnswerDays,
    known_questions: Option<KnownQuestions>,
) -> Vec<(String, String)> {
    let known: BTreeMap<&str, &RowClaim> = rows.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut met = BTreeSet::new();
    let mut found = Vec::new();
    for it in answers {
        let id = it.requirement.as_str();
        let Some(row) = known.get(id) else {
            found.push((id.to_owned(), "an answer names it, and no run has it".to_owned()));
            continue;
        };
        let why = if it.kind == AnswerKind::NotObserved && row.holds() {
            Some("an answer says why it was not observed, and it was: remove the answer".to_owned())
        } else if !met.insert((id, it.kind)) {
            Some(format!("it has two answers of kind {}: keep one", it.kind.word()))
        } else {
            it.problem(days).or_else(|| objection(it, row, known_questions))
        };
        found.extend(why.map(|why| (id.to_owned(), why)));
    }
    found
}

impl PersonAnswer {
    fn problem(&self, days: AnswerDays) -> Option<String> {
        let kind = self.kind.word();
        if let Some(member) = self.empty_member() {
            return Some(format!("`{member}` of its {kind} is empty"));
        }
        if self.kind == AnswerKind::Attestation && !self.affirms() {
            return Some(format!(
                "the attestation says `{}`, which does not begin with `yes`",
                self.answer
            ));
        }
        if self.kind == AnswerKind::Review && self.answer.trim() != ACCEPTED {
            return Some(format!("the review says `{}`, not `{ACCEPTED}`", self.answer));
        }
        match self.when.parse::<Date>() {
            Ok(day) if day < days.first => {
                Some(format!("its {kind} is of {day}, before the runs: ask again"))
            }
            Ok(day) if day > days.last => Some(format!("its {kind} is of {day}, after today")),
            Ok(_) => None,
            Err(_) => Some(format!("`{}` is no day such as {}", self.when, days.last)),
        }
    }

    /// Whether the first word says yes.
    fn affirms(&self) -> bool {
        let words = self.answer.split(|it: char| !it.is_alphabetic());
        let first = words.into_iter().find(|it| !it.is_empty()).unwrap_or_default();
        AFFIRMATIONS.contains(&first.to_lowercase().as_str())
    }

    /// The first member that is empty. A question may be, because a reason answers none.
    fn empty_member(&self) -> Option<&'static str> {
        let members = [
            ("answer", &self.answer),
            ("who", &self.who),
            ("role", &self.role),
            ("when", &self.when),
        ];
        members.into_iter().find(|it| it.1.trim().is_empty()).map(|it| it.0)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    #[serde(default)]
    answer: Vec<AnswerTable>,
}

/// A table of the file. A member that no answer has is a mistake of the person who wrote it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerTable {
    requirement: String,
    kind: AnswerKind,
    question: String,
    answer: String,
    who: String,
    role: String,
    when: String,
}

impl From<AnswerTable> for PersonAnswer {
    fn from(it: AnswerTable) -> Self {
        let AnswerTable { requirement, kind, question, answer, who, role, when } = it;
        Self { requirement, kind, question, answer, who, role, when }
    }
}

/// Reads a file of answers.
///
/// # Errors
/// When it is not TOML of this shape; the message names the line.
pub fn parse(text: &str) -> Result<Vec<PersonAnswer>, toml::de::Error> {
    toml::from_str::<AnswersFile>(text).map(|it| it.answer.into_iter().map(Into::into).collect())
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
        let more = format!("{text}approved = true\n");
        assert!(parse(&more).unwrap_err().to_string().contains("approved"));
    }

    fn answer(kind: AnswerKind, text: &str, when: &str) -> PersonAnswer {
        let own = |it: &str| it.to_owned();
        PersonAnswer {
            requirement: own("BI-004"),
            kind,
            question: own("Is it?"),
            answer: own(text),
            who: own("Erika Muster"),
            role: own("tester"),
            when: own(when),
        }
    }

    fn found(given: &[PersonAnswer]) -> Vec<String> {
        let rows = [RowClaim {
            id: "BI-004".into(),
            level: crate::requirement::Level::Must,
            verdict: crate::verdict::Verdict::Attested,
            known_by: Vec::new(),
            evidence: None,
            reason: Some("Is it?".into()),
        }];
        let at = |time: &str| time.parse().unwrap();
        let days = AnswerDays::new(at("2026-11-29T10:00:00Z"), at("2026-11-30T12:00:00Z"));
        problems(given, &rows, days, None).into_iter().map(|it| it.1).collect()
    }

    #[test]
    fn an_answer_is_of_the_days_of_the_runs_and_affirms() {
        use AnswerKind::{Attestation, NotObserved};
        let good = [
            answer(Attestation, "yes", "2026-11-29"),
            answer(Attestation, "Ja, in jedem Fall", "2026-11-28"), // the day before, in the west
            answer(Attestation, "\"Yes\"", "2026-12-01"),           // tomorrow, in the east
        ];
        for it in good {
            assert_eq!(found(std::slice::from_ref(&it)), Vec::<String>::new(), "{it:?}");
        }
        let bad = [
            (answer(Attestation, "no", "2026-11-30"), "the attestation says `no`"),
            (answer(Attestation, "yesterday", "2026-11-30"), "the attestation says"),
            (answer(Attestation, "yes", "2026-11-27"), "before the runs"),
            (answer(Attestation, "yes", "2026-12-02"), "after today"),
            (answer(Attestation, "yes", "soon"), "`soon` is no day"),
            (answer(Attestation, " ", "2026-11-30"), "`answer` of its attestation is empty"),
            (answer(NotObserved, "no such product", "2026-11-30"), "and it was: remove the answer"),
            (answer(AnswerKind::Review, "rejected", "2026-11-30"), "the review says `rejected`"),
            (
                PersonAnswer {
                    requirement: "BI-999".into(),
                    ..answer(Attestation, "yes", "2026-11-30")
                },
                "no run has it",
            ),
        ];
        for (given, expected) in bad {
            let found = found(std::slice::from_ref(&given));
            assert!(found[0].contains(expected), "{given:?}: {found:?}");
        }
    }

    #[test]
    fn two_answers_of_one_kind_are_one_too_many() {
        let twice = [(); 2].map(|()| answer(AnswerKind::Attestation, "yes", "2026-11-30"));
        assert_eq!(found(&twice), ["it has two answers of kind attestation: keep one"]);
        let kinds = [AnswerKind::Attestation, AnswerKind::Review];
        let given = ["yes", "accepted"];
        let both = [0, 1].map(|it| answer(kinds[it], given[it], "2026-11-30"));
        assert_eq!(found(&both), [""; 0]);
    }
}
