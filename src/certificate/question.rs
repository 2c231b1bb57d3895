//! Questions that persons answered, compared with those that the runs and the catalogue ask.

use super::claims::{AnswerKind, PersonAnswer, RowClaim};
use super::commitments::PLACEHOLDER;

/// The texts in which the program asks about a requirement; none if it asks nothing.
pub type KnownQuestions = fn(&str) -> Vec<String>;

/// Reason why an answer is not one to the question of its row. Without the questions of the program, which
/// may be of another catalogue, only a review is compared: the runs ask it.
pub fn objection(
    answer: &PersonAnswer,
    row: &RowClaim,
    known: Option<KnownQuestions>,
) -> Option<String> {
    let asked = comparable(&answer.question);
    let mut expected: Vec<String> = row.reason.iter().cloned().collect();
    match answer.kind {
        AnswerKind::Review => {}
        AnswerKind::NotObserved if asked.is_empty() => return None,
        AnswerKind::Attestation | AnswerKind::NotObserved => expected.extend(known?(&row.id)),
    }
    let is_asked = expected.iter().any(|it| comparable(it) == asked);
    let shown = expected.last().map_or("none", String::as_str);
    (!is_asked).then(|| {
        format!(
            "its {} answers `{}`, and the question is `{}`: draft the answers again",
            answer.kind.word(),
            answer.question,
            one_line(shown)
        )
    })
}

/// A text without line breaks and doubled blanks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A question in one line. The numbers of placeholders depend on what else was replaced.
fn comparable(question: &str) -> String {
    let question = one_line(question);
    let mut parts = question.split(PLACEHOLDER);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, it| {
        text + PLACEHOLDER + it.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::Level;
    use crate::verdict::Verdict;

    fn found(kind: AnswerKind, question: &str, known: Option<KnownQuestions>) -> bool {
        let row = RowClaim {
            id: "BI-004".into(),
            level: Level::Must,
            verdict: Verdict::Attested,
            known_by: Vec::new(),
            evidence: None,
            reason: Some("compare [commitment 7] with the guide".into()),
        };
        let text = || "x".to_owned();
        let (who, role, when) = (text(), text(), text());
        let (requirement, question, answer) = (row.id.clone(), question.to_owned(), text());
        let it = PersonAnswer { requirement, kind, question, answer, who, role, when };
        objection(&it, &row, known).is_some()
    }

    #[test]
    fn an_answer_is_one_to_the_question_of_its_row() {
        use AnswerKind::{Attestation, NotObserved, Review};
        let known: Option<KnownQuestions> = Some(|_| vec!["Is every consent gathered?".into()]);
        let rows = [
            (Review, "compare [commitment 12] with\n the guide", None, false),
            (Review, "compare [commitment 12] with the sky", None, true),
            (Review, "Is every consent gathered?", known, true),
            (Attestation, "Is every consent gathered?", known, false),
            (Attestation, "compare [commitment 7] with the guide", known, false),
            (Attestation, "Is the sky blue?", known, true),
            (Attestation, "", known, true),
            (Attestation, "Is the sky blue?", None, false),
            (NotObserved, "", known, false),
            (NotObserved, "Is the sky blue?", known, true),
        ];
        for (kind, question, known, expected) in rows {
            assert_eq!(found(kind, question, known), expected, "{kind:?} {question}");
        }
    }
}
