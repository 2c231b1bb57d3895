//! Questions to the person at the terminal.

use std::io::Write as _;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, BufReader, Lines, Stdin};
use tokio::time::timeout;

use crate::client::polling::while_waiting;
use crate::client::progress::Progress;

/// Maximum time to wait for an answer.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(120);

/// A line read within this time was typed before the question.
const TYPED_BEFORE: Duration = Duration::from_millis(200);

/// Reason for a missing answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The line is empty.
    #[error("the person at the terminal entered an empty line")]
    None,
    /// No line within the time-out.
    #[error("nothing was entered within {0} s")]
    Silence(u64),
    /// An earlier question was not answered; a late line would be taken for the wrong answer.
    #[error("an earlier question was not answered, so no further question is asked")]
    Gone,
    /// Standard input has ended.
    #[error("standard input is closed")]
    Closed,
}

/// One question at a time, answered by lines of `R`.
#[derive(Debug)]
pub struct Prompt<R = BufReader<Stdin>> {
    answers: tokio::sync::Mutex<Answers<R>>,
    progress: Progress,
}

#[derive(Debug)]
struct Answers<R> {
    lines: Lines<R>,
    gone: bool,
    /// A line may still arrive for a question that no longer needs an answer.
    owed: bool,
}

/// Result of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptAnswer {
    /// A line that is not blank.
    Line(String),
    /// The answer is no longer needed.
    Withdrawn,
}

impl Prompt {
    /// Prompt on standard error and standard input.
    pub fn at_terminal(progress: Progress) -> Self {
        Self { progress, ..Self::reading(BufReader::new(tokio::io::stdin())) }
    }
}

impl<R: AsyncBufRead + Unpin> Prompt<R> {
    fn reading(lines: R) -> Self {
        let answers = Answers { lines: lines.lines(), gone: false, owed: false };
        Self { answers: tokio::sync::Mutex::new(answers), progress: Progress::default() }
    }

    /// Asks and waits for an answer, at most for `limit`; calls `waiting` once per second.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn ask(
        &self,
        question: &str,
        limit: Duration,
        waiting: impl Fn(Duration),
    ) -> Result<String, NoAnswer> {
        match self.ask_unless(question, limit, waiting, std::future::pending()).await? {
            PromptAnswer::Line(line) => Ok(line),
            // A pending future never settles.
            PromptAnswer::Withdrawn => Err(NoAnswer::None),
        }
    }

    /// Like [`Prompt::ask`], but withdraws the question when `settled` ends.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn ask_unless(
        &self,
        question: &str,
        limit: Duration,
        waiting: impl Fn(Duration),
        settled: impl Future<Output = ()>,
    ) -> Result<PromptAnswer, NoAnswer> {
        let mut answers = while_waiting(self.answers.lock(), &waiting).await;
        if answers.gone {
            return Err(NoAnswer::Gone);
        }
        if std::mem::take(&mut answers.owed) {
            // A line typed before the question is not its answer.
            while let Ok(Ok(Some(_))) = timeout(TYPED_BEFORE, answers.lines.next_line()).await {}
        }
        let _asked = self.progress.prompting();
        // A failure here cannot be reported.
        let _ = write!(std::io::stderr().lock(), "\n{question}: ");
        let answer = async {
            tokio::select! {
                biased;
                line = answers.lines.next_line() => Some(line),
                () = settled => None,
            }
        };
        match while_waiting(timeout(limit, answer), &waiting).await {
            Err(_elapsed) => {
                answers.gone = true;
                Err(NoAnswer::Silence(limit.as_secs()))
            }
            Ok(None) => {
                answers.owed = true;
                let _ = writeln!(std::io::stderr().lock(), "settled");
                Ok(PromptAnswer::Withdrawn)
            }
            Ok(Some(Err(_) | Ok(None))) => Err(NoAnswer::Closed),
            Ok(Some(Ok(Some(line)))) if line.trim().is_empty() => Err(NoAnswer::None),
            Ok(Some(Ok(Some(line)))) => Ok(PromptAnswer::Line(line.trim().to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    async fn asked<R: AsyncBufRead + Unpin>(prompt: &Prompt<R>) -> Result<String, NoAnswer> {
        prompt.ask("TAN", Duration::from_millis(20), |_| ()).await
    }

    #[tokio::test]
    async fn each_question_gets_the_next_line_until_there_is_none() {
        let prompt = Prompt::reading(&b" 123456 \n\n654321"[..]);
        assert_eq!(asked(&prompt).await, Ok("123456".into()));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::None));
        assert_eq!(asked(&prompt).await, Ok("654321".into()));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::Closed));
    }

    #[tokio::test]
    async fn after_silence_no_further_question_is_asked() {
        let (_open, silent) = tokio::io::duplex(8);
        let prompt = Prompt::reading(BufReader::new(silent));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::Silence(0)));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::Gone));
    }

    #[tokio::test]
    async fn a_late_line_for_a_withdrawn_question_is_not_the_next_ones_answer() {
        let (mut person, lines) = tokio::io::duplex(64);
        let prompt = Prompt::reading(BufReader::new(lines));
        let limit = Duration::from_secs(20);
        let settled = prompt.ask_unless("page", limit, |_| (), std::future::ready(())).await;
        assert_eq!(settled, Ok(PromptAnswer::Withdrawn));
        person.write_all(b"\n").await.unwrap();
        let asked = prompt.ask("TAN", limit, |_| ());
        let answers = async {
            crate::client::polling::wait_real_time(TYPED_BEFORE * 2).await;
            person.write_all(b"654321\n").await.unwrap();
        };
        assert_eq!(tokio::join!(asked, answers).0, Ok("654321".into()));
    }
}
