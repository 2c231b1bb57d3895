//! The questions that `bankident init` asks at a terminal, and the file that the answers make.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use crate::config::{self, Layer, Sourced};

/// Name of the target that needs no address.
const BUILT_IN: &str = "sandbox";

/// A question about one setting.
struct Question {
    /// Key of the setting in the file, or `target`.
    key: &'static str,
    text: &'static str,
    /// Answer of an empty line; empty if the setting is left out.
    default: &'static str,
    /// Whether it is asked for the built-in target, too.
    always: bool,
}

const QUESTIONS: [Question; 8] = [
    Question {
        key: "target",
        text: "Target: sandbox, or a name for another server",
        default: BUILT_IN,
        always: true,
    },
    Question { key: "url", text: "URL of the API, without /v1", default: "", always: false },
    Question {
        key: "token_url",
        text: "URL that issues access tokens (empty: URL/oauth2/token)",
        default: "",
        always: false,
    },
    Question { key: "client_id", text: "Client id", default: "", always: true },
    Question {
        key: "client_secret",
        text: "Environment variable that will have the client secret",
        default: "BANKIDENT_CLIENT_SECRET",
        always: true,
    },
    Question {
        key: "tan_source",
        text: "Source of the TANs: fixed:VALUE, outbox:URL, command:CMD or prompt (empty: none)",
        default: "",
        always: true,
    },
    Question {
        key: "customer_numbers",
        text: "Mobile numbers whose SMS it shows, with commas (empty: the guide's +15550101)",
        default: "",
        always: true,
    },
    Question {
        key: "webhooks.url",
        text: "URL at which the target reaches this machine, for webhooks (empty: none)",
        default: "",
        always: true,
    },
];

/// Answers by key; settings that are left out have none.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct InitAnswers(BTreeMap<&'static str, String>);

/// Asks all questions, each until its answer is usable. Returns `None` if the input ends before.
///
/// # Errors
/// When the terminal cannot be read or written.
pub fn ask(input: &mut impl BufRead, out: &mut impl Write) -> io::Result<Option<InitAnswers>> {
    let mut answers = InitAnswers::default();
    for question in &QUESTIONS {
        if !question.always && answers.target() == BUILT_IN {
            continue;
        }
        let Some(answer) = ask_one(question, input, out)? else { return Ok(None) };
        if !answer.is_empty() {
            answers.0.insert(question.key, answer);
        }
    }
    Ok(Some(answers))
}

fn ask_one(
    question: &Question,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> io::Result<Option<String>> {
    loop {
        match question.default {
            "" => write!(out, "{}: ", question.text)?,
            default => write!(out, "{} [{default}]: ", question.text)?,
        }
        out.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(out)?;
            return Ok(None);
        }
        let answer = match line.trim() {
            "" => question.default,
            answer => answer,
        };
        match problem(question, answer) {
            None => return Ok(Some(answer.to_owned())),
            Some(problem) => writeln!(out, "{problem}")?,
        }
    }
}

/// Returns why an answer cannot be used.
fn problem(question: &Question, answer: &str) -> Option<String> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let is_of_variable = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    match question.key {
        "target" if !answer.chars().all(is_word) => Some(
            "write a name of letters, digits, `_` and `-`; the URL is asked for next".to_owned(),
        ),
        "target" if answer == "production" => {
            Some("a run on production is always refused: name another target".to_owned())
        }
        "client_secret" if !answer.chars().all(is_of_variable) => Some(
            "write the name of a variable in capitals, as in SANDBOX_SECRET, and not the secret"
                .to_owned(),
        ),
        "target" if answer == "simulator" => {
            Some("`simulator` is the embedded one and needs no settings: name another".to_owned())
        }
        "url" if answer.is_empty() => Some("write a URL, as in https://api.example.com".to_owned()),
        "target" | "client_secret" => None,
        _ if answer.is_empty() => None,
        key => {
            let text = |key| Sourced::by_flag(key, answer.to_owned());
            let read = Layer::read(&|setting| (setting.key == key).then(|| text(setting.key)));
            read.err().map(|error| error.to_string())
        }
    }
}

impl InitAnswers {
    /// Name of the target.
    pub fn target(&self) -> &str {
        self.0.get("target").map_or(BUILT_IN, String::as_str)
    }

    /// Environment variable of the client secret.
    pub fn secret_variable(&self) -> Option<&str> {
        self.0.get("client_secret").map(String::as_str)
    }

    /// The configuration file with these answers; the other settings are comments.
    pub fn file(&self) -> String {
        config::answered_template(self.target(), &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigFile;

    fn asked(typed: &str) -> (Option<InitAnswers>, String) {
        let mut out = Vec::new();
        let answers = ask(&mut typed.as_bytes(), &mut out).unwrap();
        (answers, String::from_utf8(out).unwrap())
    }

    #[test]
    fn empty_lines_make_a_file_for_the_sandbox() {
        let (answers, out) = asked("\nme\n\n\n\n\n");
        let file = answers.unwrap().file();
        let block = "target = \"sandbox\"\n\n[targets.sandbox]\nclient_id = \"me\"\n\
                     client_secret = { env = \"BANKIDENT_CLIENT_SECRET\" }\n";
        assert!(file.contains(block), "{file}");
        assert!(!out.contains("URL of the API"), "{out}");
    }

    #[test]
    fn every_answer_is_in_the_file_and_can_be_read_from_it() {
        let (answers, out) = asked(
            "simulator\nproduction\nhttps://h\nstaging\nnot a url\nhttps://api.example.com\n\nme\nhush-4711\nSTAGING_SECRET\n\
             outbox:https://sms.example.com/?number={number}\n0151\n+4915112345678, +4915112345679\n\
             https://hooks.example.com/in\n",
        );
        assert!(out.contains("always refused") && out.contains("asked for next"), "{out}");
        assert!(out.contains("not the secret"), "{out}");
        assert!(out.contains("name another") && out.contains("url: ") && out.contains("8 to 15"));
        let file = answers.unwrap().file();
        for line in [
            "target = \"staging\"",
            "url = \"https://api.example.com\"",
            "client_secret = { env = \"STAGING_SECRET\" }",
            "customer_numbers = [\"+4915112345678\", \"+4915112345679\"]",
            "[targets.staging.webhooks]\nurl = \"https://hooks.example.com/in\"",
        ] {
            assert!(file.contains(line), "{line}: {file}");
        }
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("bankident.toml");
        std::fs::write(&path, file).unwrap();
        ConfigFile::read(&path).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn input_that_ends_makes_no_file() {
        assert_eq!(asked("staging\nhttps://h\n").0, None);
    }
}
