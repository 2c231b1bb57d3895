//! Secrets, and references to them: a configuration file names the place, not the value.

use std::fmt;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::text_file::MARK;
use super::{ConfigError, Origin, Sourced, read_text};

/// Time-out of a command: a vault may first ask a person for a password.
const LONGEST_COMMAND: Duration = Duration::from_secs(60);
/// Maximum output of a command that prints a secret.
const MOST_PRINTED_BYTES: u64 = 64 * 1024;

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value in plain text, for sending it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[masked]")
    }
}

/// The place of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The value itself.
    Literal(Secret),
    /// An environment variable; white space at its end is removed.
    Environment(String),
    /// A file that contains only the secret; white space at its end is removed.
    File(PathBuf),
    /// A shell command that prints the secret; white space at its end is removed.
    Command(String),
}

impl fmt::Display for Reference {
    /// The place; never the value.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(_) => out.write_str("written out"),
            Self::Environment(name) => write!(out, "from the variable {name}"),
            Self::File(path) => write!(out, "from the file {}", path.display()),
            Self::Command(command) => write!(out, "from the command `{command}`"),
        }
    }
}

impl Reference {
    /// The text fetched, without the byte order mark and the line end of a file. A secret with a
    /// line break inside cannot be sent; most often the place has more than the secret.
    fn one_line(&self, text: &str) -> Result<String, String> {
        let text = text.strip_prefix(MARK).unwrap_or(text);
        let text = match self {
            Self::Literal(_) => text.trim_end_matches(['\r', '\n']),
            _ => text.trim_end(),
        };
        if text.is_empty() {
            return Err(format!("nothing came {self}"));
        }
        if !text.contains(['\n', '\r']) {
            return Ok(text.to_owned());
        }
        let place = match self {
            // The message begins with the source of such a value.
            Self::Literal(_) => String::new(),
            place => format!(" {place}"),
        };
        Err(format!(
            "the value{place} has a line break inside: expected one line with nothing but the \
             secret; remove the other lines"
        ))
    }
}

impl Sourced<Reference> {
    /// Fetches the value of the setting `name`; a command may take a minute.
    ///
    /// # Errors
    /// When it cannot be fetched or is empty; the message names the place and never the value.
    pub fn fetch(&self, name: &str) -> Result<Secret, ConfigError> {
        let fetched = match &self.value {
            Reference::Literal(secret) => Ok(secret.reveal().to_owned()),
            Reference::Environment(name) => {
                std::env::var(name).map_err(|_| format!("the variable {name} is not set"))
            }
            Reference::File(path) => read_text(path)
                .map_err(|error| format!("failed to read {}: {error}", path.display())),
            Reference::Command(command) => printed(command),
        };
        let found = fetched.and_then(|text| self.value.one_line(&text));
        found.map(Secret::new).map_err(|why| self.wrong(&format!("{name}: {why}")))
    }
}

impl<T> Sourced<T> {
    /// An error about the value; the message begins with its source.
    pub fn wrong(&self, message: &str) -> ConfigError {
        match &self.origin {
            Origin::Default | Origin::BuiltIn => ConfigError::new(message),
            origin => ConfigError::new(format!("{origin}: {message}")),
        }
    }
}

fn printed(command: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("`{command}` failed: {error}");
    let mut process = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let out = process.stdout.take();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = out.map(|out| out.take(MOST_PRINTED_BYTES).read_to_string(&mut text));
        // After the time-out there is no receiver.
        let _ = sender.send(read.transpose().map(|_| text));
    });
    let Ok(text) = receiver.recv_timeout(LONGEST_COMMAND) else {
        // It may have ended by now.
        let _ = process.kill();
        return Err(format!("`{command}` did not end within {} s", LONGEST_COMMAND.as_secs()));
    };
    let status = process.wait().map_err(failed)?;
    if !status.success() {
        return Err(format!("`{command}` ended with {status}"));
    }
    text.map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn fetch(reference: Reference) -> Result<Secret, String> {
        let setting = Sourced::by_flag("--x", reference);
        setting.fetch("client_secret").map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let literal = Reference::Literal(Secret::new("hush-hush"));
        assert!(!format!("{literal:?} {literal}").contains("hush"));
        assert_eq!(fetch(literal), Ok(Secret::new("hush-hush")));
    }

    #[test]
    fn a_file_and_a_command_are_read_without_the_line_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        fs::write(&path, "from-file\n").unwrap();
        assert_eq!(fetch(Reference::File(path)), Ok(Secret::new("from-file")));
        let printed = fetch(Reference::Command("printf 'from command\\n\\n'".into()));
        assert_eq!(printed, Ok(Secret::new("from command")));
    }

    #[test]
    fn a_line_break_inside_is_refused_and_a_byte_order_mark_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        let file = |text: &str| {
            fs::write(&path, text).unwrap();
            fetch(Reference::File(path.clone()))
        };
        assert_eq!(file("\u{feff}hush\r\n"), Ok(Secret::new("hush")));
        let literal = |text: &str| fetch(Reference::Literal(Secret::new(text)));
        assert_eq!(literal("hush \n"), Ok(Secret::new("hush ")));
        let printed = fetch(Reference::Command("printf 'hush\\rhush'".into()));
        let rows = [
            (file("id: hush\nsecret: hush\n"), "from the file "),
            (literal("hush\nhush"), "the value has a"),
            (printed, "from the command `printf"),
        ];
        for (fetched, place) in rows {
            let error = fetched.unwrap_err();
            assert!(error.starts_with("--x: client_secret: the value "), "{error}");
            assert!(error.contains(place) && error.contains("a line break inside"), "{error}");
        }
        assert!(literal("\n").unwrap_err().contains("nothing came"));
    }

    #[test]
    fn what_is_not_to_be_had_names_setting_and_place() {
        let rows = [
            (Reference::Environment("BANKIDENT_NOT_SET".into()), "BANKIDENT_NOT_SET is not set"),
            (Reference::File("/nowhere/secret".into()), "/nowhere/secret"),
            (Reference::Command("exit 3".into()), "exit status: 3"),
            (Reference::Command("true".into()), "nothing came from the command `true`"),
        ];
        for (reference, hint) in rows {
            let error = fetch(reference).unwrap_err();
            assert!(error.starts_with("--x: client_secret: ") && error.contains(hint), "{error}");
        }
    }
}
