//! Asks the person at the terminal for what only a person can read.

use std::io::Write as _;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, BufReader, Stdin};
use tokio::time::timeout;

use super::eventually::while_waiting;

/// So long a question stands.
pub const LONGEST_THOUGHT: Duration = Duration::from_secs(120);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// An empty line.
    #[error("the person at the terminal had none to enter")]
    None,
    /// Nobody typed anything.
    #[error("nobody entered one within {0} s")]
    Silence(u64),
    /// An earlier question was not answered; a late line would be taken for the wrong answer.
    #[error("nobody answered the question before, so nobody is asked any more")]
    Gone,
    /// There is nobody to ask.
    #[error("standard input is closed")]
    Closed,
}

/// One question at a time, answered by lines of `R`.
#[derive(Debug)]
pub struct Prompt<R = BufReader<Stdin>> {
    answers: tokio::sync::Mutex<Answers<R>>,
}

#[derive(Debug)]
struct Answers<R> {
    lines: R,
    gone: bool,
}

impl Prompt {
    /// Asks on standard error, hears on standard input.
    pub fn at_terminal() -> Self {
        Self::hearing(BufReader::new(tokio::io::stdin()))
    }
}

impl<R: AsyncBufRead + Unpin> Prompt<R> {
    fn hearing(lines: R) -> Self {
        Self { answers: tokio::sync::Mutex::new(Answers { lines, gone: false }) }
    }

    /// Asks and waits, at most for `limit`; `waiting` is told of each second that goes by.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn ask(
        &self,
        question: &str,
        limit: Duration,
        waiting: impl Fn(Duration),
    ) -> Result<String, NoAnswer> {
        let mut answers = while_waiting(self.answers.lock(), &waiting).await;
        if answers.gone {
            return Err(NoAnswer::Gone);
        }
        // Nobody can be told when that fails.
        let _ = write!(std::io::stderr().lock(), "\n{question}: ");
        let mut line = String::new();
        let heard = timeout(limit, answers.lines.read_line(&mut line));
        match while_waiting(heard, &waiting).await {
            Err(_elapsed) => {
                answers.gone = true;
                Err(NoAnswer::Silence(limit.as_secs()))
            }
            Ok(Err(_) | Ok(0)) => Err(NoAnswer::Closed),
            Ok(Ok(_)) if line.trim().is_empty() => Err(NoAnswer::None),
            Ok(Ok(_)) => Ok(line.trim().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked<R: AsyncBufRead + Unpin>(prompt: &Prompt<R>) -> Result<String, NoAnswer> {
        prompt.ask("TAN", Duration::from_millis(20), |_| ()).await
    }

    #[tokio::test]
    async fn each_question_gets_the_next_line_until_there_is_none() {
        let prompt = Prompt::hearing(&b" 123456 \n\n654321"[..]);
        assert_eq!(asked(&prompt).await, Ok("123456".into()));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::None));
        assert_eq!(asked(&prompt).await, Ok("654321".into()));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::Closed));
    }

    #[tokio::test]
    async fn after_silence_nobody_is_asked_any_more() {
        let (_open, silent) = tokio::io::duplex(8);
        let prompt = Prompt::hearing(BufReader::new(silent));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::Silence(0)));
        assert_eq!(asked(&prompt).await, Err(NoAnswer::Gone));
    }
}
