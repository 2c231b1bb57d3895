//! Commands for a shell: one runs a scenario again, and one repeats a request.

use std::fmt::Write as _;

use serde_json::Value;
use textwrap::core::display_width;

use crate::evidence::{Exchange, Payload, RunRecord, ScenarioRecord, TestedSide};

use super::text::is_unseen;

/// Maximum length of a body in a command, in characters.
const LONGEST_BODY: usize = 4_000;
/// Indentation of a command and of its continuations.
const INDENT: &str = "  ";
const DEEPER: &str = "    ";
/// Header fields that the HTTP client computes itself.
const LEFT_OUT: [&str; 4] = ["host", "content-length", "accept-encoding", "transfer-encoding"];

/// One word of a command.
enum Word {
    /// Literal text, not yet quoted.
    Plain(String),
    /// Text for the shell, which contains a variable.
    Quoted(String),
}

impl Word {
    fn shown(&self) -> String {
        match self {
            Self::Plain(text) => quoted(text),
            Self::Quoted(text) => text.clone(),
        }
    }

    /// Returns the text that may be divided between lines.
    fn raw(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Quoted(_) => None,
        }
    }
}

/// A command for a POSIX shell.
pub struct ShellCommand {
    words: Vec<Word>,
}

impl ShellCommand {
    fn new(words: &[&str]) -> Self {
        Self { words: words.iter().map(|it| Word::Plain((*it).to_owned())).collect() }
    }

    fn add(&mut self, word: impl Into<String>) {
        self.words.push(Word::Plain(word.into()));
    }

    fn flags(&mut self, flags: &[String]) {
        for flag in flags {
            if is_variable(flag) {
                self.words.push(Word::Quoted(format!("\"{flag}\"")));
            } else {
                self.add(flag);
            }
        }
    }

    /// The command on one line.
    pub fn line(&self) -> String {
        self.words.iter().map(Word::shown).collect::<Vec<_>>().join(" ")
    }

    /// Returns the command in indented lines of at most `width` columns. A longer word continues in
    /// the first column of the next line, because a blank would begin a new word.
    pub fn folded(&self, width: usize) -> String {
        let room = width.saturating_sub(" \\".len());
        let mut lines = Lines { text: INDENT.to_owned(), column: INDENT.len(), room };
        let mut words = self.words.iter().peekable();
        let mut first = true;
        while let Some(word) = words.next() {
            let shown = word.shown();
            if let Some(value) = words.peek().filter(|_| !first && shown.starts_with('-')) {
                lines.keep_together(display_width(&shown) + 1 + display_width(&value.shown()));
            }
            lines.word(std::mem::take(&mut first), &shown, word.raw());
        }
        lines.text
    }
}

struct Lines {
    text: String,
    column: usize,
    room: usize,
}

impl Lines {
    /// Begins a line for a flag and its value where they would fit on one.
    fn keep_together(&mut self, width: usize) {
        if self.column + 1 + width > self.room && DEEPER.len() + width <= self.room {
            self.next(" \\\n", DEEPER);
        }
    }

    fn word(&mut self, first: bool, shown: &str, raw: Option<&str>) {
        let fresh = first || self.column == DEEPER.len() && self.text.ends_with(DEEPER);
        if self.column + usize::from(!fresh) + display_width(shown) <= self.room {
            self.push(if fresh { "" } else { " " });
            return self.push(shown);
        }
        if !fresh {
            self.next(" \\\n", DEEPER);
        }
        match raw {
            Some(raw) if self.column + display_width(shown) > self.room => self.pieces(raw),
            _ => self.push(shown),
        }
    }

    fn pieces(&mut self, raw: &str) {
        let mut piece = String::new();
        for letter in raw.chars() {
            piece.push(letter);
            if self.column + display_width(&quoted(&piece)) > self.room {
                piece.pop();
                if !piece.is_empty() {
                    self.push(&quoted(&piece));
                }
                self.next("\\\n", "");
                piece = letter.to_string();
            }
        }
        self.push(&quoted(&piece));
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += display_width(text);
    }

    fn next(&mut self, end: &str, begin: &str) {
        let _ = write!(self.text, "{end}{begin}");
        self.column = begin.len();
    }
}

/// Quotes a word. Text that cannot be quoted was refused before.
pub fn quoted(text: &str) -> String {
    shlex::try_quote(text).map(Into::into).unwrap_or_default()
}

/// Whether all characters of the command are visible.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() || is_unseen(letter))
}

/// Returns the command that runs `scenario` again, as the run did.
pub fn again(run: &RunRecord, scenario: &ScenarioRecord) -> Option<ShellCommand> {
    if run.tested == TestedSide::Partner {
        return observe_again(run, scenario);
    }
    let mut command = ShellCommand::new(&["bankident", "run"]);
    command.add(format!("{}:{}", scenario.file, scenario.line));
    command.flags(&run.target.flags);
    command.add("--seed");
    command.add(run.seed.to_string());
    whole(command)
}

/// Returns the command that observes the app in one situation again.
fn observe_again(run: &RunRecord, scenario: &ScenarioRecord) -> Option<ShellCommand> {
    let id = scenario.tags.iter().find_map(|it| it.strip_prefix("situation:"))?;
    let mut command = ShellCommand::new(&["bankident", "observe"]);
    command.flags(&run.target.flags);
    if run.target.flags.iter().any(|it| it == "--from") {
        return whole(command);
    }
    command.add("--situation");
    command.add(id);
    command.add("--seed");
    command.add(run.seed.to_string());
    whole(command)
}

/// Returns the command that runs the scenarios again that did not pass in the run in `folder`.
pub fn rerun(run: &RunRecord, folder: &str) -> Option<ShellCommand> {
    let is_partner = run.tested == TestedSide::Partner;
    let name = if is_partner { "observe" } else { "run" };
    let mut command = ShellCommand::new(&["bankident", name]);
    command.flags(&run.selection.arguments);
    command.flags(&run.target.flags);
    if !is_partner {
        command.add("--rerun");
        command.add(folder);
    }
    whole(command)
}

fn is_variable(word: &str) -> bool {
    let name = word.strip_prefix('$').unwrap_or_default();
    !name.is_empty() && name.chars().all(|it| it.is_ascii_uppercase() || it == '_')
}

/// Returns the command that sends the request again. Masked values stay masked; the token is a
/// variable of the shell.
pub fn request(exchange: &Exchange) -> Option<ShellCommand> {
    let sent = &exchange.sent;
    // Otherwise it is a request that this program received.
    if !exchange.operation.starts_with(&format!("{} ", sent.method)) {
        return None;
    }
    let head = sent.method == "HEAD";
    let mut command = ShellCommand::new(&["curl", if head { "-gI" } else { "-gi" }]);
    if !head {
        command.add("-X");
        command.add(&*sent.method);
    }
    command.add(&*sent.url);
    let is = |(name, _): &&(String, String), other: &str| name.eq_ignore_ascii_case(other);
    for (name, value) in sent.headers.iter().filter(|it| !LEFT_OUT.iter().any(|no| is(it, no))) {
        command.add("-H");
        if name.eq_ignore_ascii_case("authorization") {
            let token = "\"Authorization: Bearer $BANKIDENT_TOKEN\"";
            command.words.push(Word::Quoted(token.to_owned()));
        } else {
            command.add(format!("{name}: {value}"));
        }
    }
    let form = sent.headers.iter().any(|it| is(&it, "content-type") && it.1.contains("urlencoded"));
    body(&mut command, sent.body.as_ref(), form)?;
    whole(command)
}

/// Adds the body; `None` if the record does not hold it as it was sent.
fn body(command: &mut ShellCommand, body: Option<&Payload>, form: bool) -> Option<()> {
    let text = match body {
        None | Some(Payload::Empty) => return Some(()),
        Some(Payload::Json(Value::Object(fields))) if form => {
            for (name, value) in fields {
                command.add("--data-urlencode");
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                command.add(format!("{name}={value}"));
            }
            return Some(());
        }
        Some(Payload::Json(json)) => seen(&json.to_string()),
        Some(Payload::Text { excerpt, length }) if excerpt.len() == *length => excerpt.clone(),
        Some(Payload::Text { .. } | Payload::Binary { .. }) => return None,
    };
    if text.chars().nth(LONGEST_BODY).is_some() {
        return None;
    }
    command.add("--data-raw");
    command.add(text);
    Some(())
}

/// JSON in which invisible characters are written as escapes.
fn seen(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut text, letter| {
        if letter.is_control() || is_unseen(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(letter);
        }
        text
    })
}

fn whole(command: ShellCommand) -> Option<ShellCommand> {
    let plain = command.words.iter().all(|word| match word {
        Word::Plain(text) | Word::Quoted(text) => is_plain(text),
    });
    plain.then_some(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Outcome, Sent, Unobserved};

    fn exchange(url: &str, body: Option<Payload>) -> Exchange {
        let headers = [("accept", "application/json"), ("Authorization", "[masked authorization]")];
        Exchange {
            operation: "POST /v1/persons".into(),
            sent: Sent {
                method: "POST".into(),
                url: url.into(),
                headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
                body,
            },
            outcome: Outcome::Unobserved(Unobserved::Broken {
                operation: "x".into(),
                detail: "y".into(),
            }),
            at: String::new(),
            duration_ms: 1,
            retry: 0,
            availability: None,
        }
    }

    #[test]
    fn what_was_not_kept_or_cannot_be_seen_is_no_command() {
        let cut = Payload::Text { excerpt: "beginning".into(), length: 4_000 };
        assert!(request(&exchange("http://h/", Some(cut))).is_none());
        let unseen = Payload::Text { excerpt: "a\u{1b}".into(), length: 2 };
        assert!(request(&exchange("http://h/", Some(unseen))).is_none());
        let theirs =
            Exchange { operation: "webhook delivery".into(), ..exchange("http://h/", None) };
        assert!(request(&theirs).is_none());
    }

    #[test]
    fn a_form_is_sent_as_a_form() {
        let fields = serde_json::json!({"grant_type": "client_credentials", "client_id": "a&b=c"});
        let mut form = exchange("http://h/oauth2/token", Some(Payload::Json(fields)));
        let kind = ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
        form.sent.headers = vec![kind];
        let line = request(&form).unwrap().line();
        assert!(line.contains("--data-urlencode 'client_id=a&b=c'"), "{line}");
    }
}
