//! TANs of the QES (Step 5, Appendix II and IV).

use crate::api::Status;
use crate::evidence::{Mismatch, Reply, Unobserved};

use super::expectation::{Expectation, status_of};
use super::known::KnownPerson;
use super::readings::{self, DocumentedReading};

/// Six digits that are none of the TANs sent.
pub fn wrong_tan(sent: &[Result<String, Unobserved>]) -> &'static str {
    let known = |guess: &str| sent.iter().flatten().any(|tan| tan == guess);
    let guesses = ["000000", "000001", "000002"];
    guesses.into_iter().find(|guess| !known(guess)).unwrap_or("000003")
}

/// The code of somebody or something else, with which the `own` one must not be confused.
///
/// # Errors
/// When both are equal, so that the code is a right one.
pub fn another_code(own: &str, foreign: String) -> Result<String, Unobserved> {
    if own != foreign {
        return Ok(foreign);
    }
    let detail = "the target sends the same code to everybody, so that this one is right";
    Err(Unobserved::Inapplicable { detail: detail.to_owned() })
}

/// The TAN with another first digit.
pub fn with_other_first_digit(tan: &str) -> String {
    let first = tan.chars().next().map(other_digit);
    first.into_iter().chain(tan.chars().skip(1)).collect()
}

/// The TAN with another last digit: the number before it or after it.
pub fn with_other_last_digit(tan: &str) -> String {
    let mut changed = without_last_digit(tan);
    let digit = tan.chars().last().and_then(|it| it.to_digit(10)).unwrap_or_default();
    let neighbour = if digit == 9 { 8 } else { digit + 1 };
    changed.extend(char::from_digit(neighbour, 10));
    changed
}

/// The digits of a text.
pub fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The TAN without its last digit.
pub fn without_last_digit(tan: &str) -> String {
    let mut shorter = tan.to_owned();
    shorter.pop();
    shorter
}

fn other_digit(digit: char) -> char {
    if digit == '1' { '2' } else { '1' }
}

/// An SMS with a TAN was sent when the QES was started (BI-011, BI-107).
///
/// # Errors
/// When the SMS cannot be read.
pub fn sent_tan<'a>(
    started: &'a Reply,
    tan: Option<&Result<String, Unobserved>>,
) -> Result<Expectation<'a>, Unobserved> {
    // C-12.
    let is_number =
        |tan: &str| matches!(tan.len(), 4 | 6) && tan.chars().all(|it| it.is_ascii_digit());
    let (sent, actual) = match tan {
        Some(Ok(tan)) => (is_number(tan), "not a number".into()),
        Some(Err(missing @ Unobserved::NotReached { .. })) => (false, missing.to_string()),
        Some(Err(unobserved)) => return Err(unobserved.clone()),
        None => (false, started.brief()),
    };
    Ok(Expectation::of(started).unless(sent, "SMS", "a TAN of four or six digits", actual))
}

/// Another TAN was sent, or the QES was refused because a second one is not available yet (C-06).
///
/// # Errors
/// When the SMS cannot be read.
pub fn sent_tan_again<'a>(
    started: &'a Reply,
    tan: Option<&Result<String, Unobserved>>,
) -> Result<Expectation<'a>, Unobserved> {
    if started.is_success() {
        sent_tan(started, tan)
    } else {
        Ok(Expectation::of(started).refused())
    }
}

/// The answers to the two TANs differ, which shows that one of them is void (BI-151).
///
/// # Errors
/// When both are refused alike: that does not show that the first is void.
pub fn second_tan<'a>(first: &Reply, second: &'a Reply) -> Result<Expectation<'a>, Unobserved> {
    let outcome = |reply: &Reply| (reply.status, reply.error_codes());
    if second.is_success() || outcome(first) != outcome(second) {
        return Ok(Expectation::of(second).done_or_refused(200));
    }
    Err(Unobserved::Unavailable {
        operation: second.operation.clone(),
        status: second.status,
        detail: "both TANs are refused alike, so that the first is void does not show".into(),
    })
}

/// Whether an answer says that a TAN was accepted.
pub fn accepts_tan(reply: &Reply) -> bool {
    let confirmed = matches!(status_of(reply), Some(Status::Confirmed | Status::Successful));
    confirmed && reply.is_success()
}

/// Whether an answer accepts or refuses a TAN; any other decides nothing.
pub fn decides_tan(reply: &Reply) -> bool {
    let confirmed = matches!(status_of(reply), Some(Status::Confirmed | Status::Successful));
    confirmed || (400..500).contains(&reply.status)
}

/// Open question that the TANs of several customers answer.
#[derive(Clone, Copy, Debug)]
pub enum TanQuestion {
    /// Life of a TAN (C-05).
    Lifetime,
    /// The void one of two TANs (C-06).
    SecondTan,
}

/// Accepted and refused TANs, in the order in which they were entered.
#[derive(Debug)]
pub struct EnteredTans {
    /// The reading it fits, if any.
    pub found: Option<DocumentedReading>,
    tans: &'static str,
    question: &'static str,
    seen: String,
}

impl EnteredTans {
    /// Compares the TANs entered with the readings of a question.
    pub fn of(question: TanQuestion, accepted: &[bool], people: &[KnownPerson]) -> Self {
        let words = |it: &bool| if *it { "accepted" } else { "refused" };
        let seen = accepted.iter().map(words).collect::<Vec<_>>().join(", ");
        let mut identifications = people.iter().flat_map(|it| &it.identifications);
        let (found, tans, question) = match question {
            TanQuestion::Lifetime => {
                (readings::tan_life(accepted), "TAN entered after 5 min, 8 min, 10 min", "C-05")
            }
            TanQuestion::SecondTan => {
                let second_sent = identifications.all(|it| it.tans.len() > 1);
                (readings::void_tan(second_sent, accepted), "first TAN, second TAN", "C-06")
            }
        };
        Self { found, tans, question, seen }
    }

    /// The observation in words.
    pub fn note(&self) -> String {
        format!("{}: {}", self.tans, self.seen)
    }

    /// Returns the mismatch with all documented readings, if the observation fits none.
    pub fn mismatch(&self) -> Option<Mismatch> {
        let expected = format!("a documented reading of {}", self.question);
        self.found.is_none().then(|| Mismatch::new(self.tans, expected, self.seen.clone()))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_that_is_the_own_one_is_no_wrong_code() {
        assert_eq!(another_code("1", "2".into()), Ok("2".into()));
        assert!(another_code("1", "1".into()).is_err());
    }

    use super::*;
    use crate::checks::KnownIdentification;
    use crate::checks::samples::{identification, paths, refusal};

    fn missing() -> Unobserved {
        Unobserved::NotReached { what: "an SMS".into(), limit_ms: 1, last_seen: "none".into() }
    }

    #[test]
    fn a_tan_is_a_number_that_was_sent() {
        type Read = Option<Result<String, Unobserved>>;

        let started = identification("confirmation_required");
        let unread = Unobserved::Dependency { what: "no outbox".into(), detail: String::new() };
        let rows: [(Read, &[&str]); 4] = [
            (Some(Ok("123456".into())), &[]),
            (Some(Ok("abc".into())), &["SMS"]),
            (Some(Err(missing())), &["SMS"]),
            (None, &["SMS"]),
        ];
        for (tan, expected) in rows {
            assert_eq!(paths(sent_tan(&started, tan.as_ref()).unwrap()), expected, "{tan:?}");
        }
        assert!(sent_tan(&started, Some(&Err(unread))).is_err());
        assert!(sent_tan_again(&refusal(409, "x"), None).is_ok_and(|it| paths(it).is_empty()));
        assert_eq!(wrong_tan(&[Ok("000000".into()), Err(missing())]), "000001");
    }

    #[test]
    fn similar_tans_are_wrong() {
        assert_eq!(with_other_first_digit("123456"), "223456");
        assert_eq!(with_other_last_digit("123456"), "123457");
        assert_eq!(with_other_last_digit("123459"), "123458");
        assert_eq!(digits_of("1234-5678"), "12345678");
        assert_eq!(without_last_digit("123456"), "12345");
    }

    #[test]
    fn the_second_tan_has_an_answer_of_its_own() {
        let (void, wrong) = (refusal(422, "void"), refusal(422, "wrong"));
        let accepted = identification("confirmed");
        assert!(second_tan(&void, &accepted).is_ok_and(|it| paths(it).is_empty()));
        assert!(second_tan(&void, &wrong).is_ok_and(|it| paths(it).is_empty()));
        assert!(second_tan(&void, &void).is_err());
        assert!(accepts_tan(&accepted) && !accepts_tan(&void));
        assert!(decides_tan(&void) && !decides_tan(&refusal(500, "x")));
    }

    #[test]
    fn entered_tans_fit_a_reading() {
        let tans = vec![Ok("1".into()), Ok("2".into())];
        let identifications = vec![KnownIdentification { tans, ..Default::default() }];
        let people = [KnownPerson { identifications, ..Default::default() }];
        let rows = [
            (TanQuestion::Lifetime, vec![true, false, false], true),
            (TanQuestion::Lifetime, vec![false, true, false], false),
            (TanQuestion::SecondTan, vec![false, true], true),
            (TanQuestion::SecondTan, vec![true, true], false),
        ];
        for (question, accepted, fits) in rows {
            let entered = EnteredTans::of(question, &accepted, &people);
            assert_eq!(entered.mismatch().is_none(), fits, "{}", entered.note());
        }
    }
}
