//! Runs the commands of a document as its reader would, in a directory of its own.
//!
//! - A line `$ …` of a `console` block is a command; `\` at its end continues it. The lines below it
//!   are its output, where `…` matches any text. `# exits with N` names an exit code other than 0.
//! - A block after "Save this as `path`:" is written to that path.
//! - Host names ending in `example.com`, variables of a CI system, and values written as `…` after
//!   `export` are placeholders, for a served simulator, its credentials and its outbox.
//! - A run of the whole suite is narrowed to one requirement, and a proof to one fault and one file.
//! - Of `bankident observe` the worked drivers and earlier observations are tried. Without a tester, an
//!   app of somebody else or a capture only the arguments are checked.
//! - `cargo` and `bash` are not run: their arguments are checked instead. `curl` runs where it is
//!   installed.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};

use bankident_conformance::cli::Cli;
use clap::{ArgMatches, CommandFactory as _, parser::ValueSource};
use regex::Regex;

use super::page::{Page, Part, root};
use crate::cli::{Bankident, Served, stderr, stdout};
use crate::program::program;

/// A document whose commands are being run.
pub struct Walkthrough {
    page: String,
    bankident: Bankident,
    served: Served,
    variables: Vec<(String, String)>,
    placeholders: Vec<(&'static str, String)>,
}

impl Walkthrough {
    /// Writes every file and runs every command of a document.
    pub fn check(page: &str) {
        let parts = Page::read(page).parts();
        assert!(!parts.is_empty(), "{page} has no command");
        let bankident = Bankident::new();
        let served = Served::start(&bankident);
        let mut walk = Self {
            page: page.to_owned(),
            bankident,
            served,
            variables: vec![],
            placeholders: vec![],
        };
        walk.set_placeholders();
        walk.copy_drivers();
        for part in parts {
            match part {
                Part::File { path, text } => walk.save(&path, &text),
                Part::Command { line, text, output } => walk.command(line, &text, &output),
            }
        }
    }

    fn set_placeholders(&mut self) {
        let api = self.served.value("api:").to_owned();
        let control = self.served.value("control:").to_owned();
        let sms = outbox(&control, self.served.value("control token:"));
        self.placeholders = vec![
            ("https://api.example.com", api.clone()),
            ("https://auth.example.com", api.clone()),
            ("https://sms.example.com", sms),
            ("http://127.0.0.1:8080", api),
            ("http://127.0.0.1:8081", control),
            ("$CI_PIPELINE_ID", "1234567".to_owned()),
        ];
    }

    /// Puts the worked drivers where the document names them.
    fn copy_drivers(&self) {
        let folder = self.bankident.here.path().join("docs/drivers");
        fs::create_dir_all(&folder).unwrap();
        for name in ["driver.py", "driver.mjs"] {
            fs::copy(root().join("docs/drivers").join(name), folder.join(name)).unwrap();
        }
    }

    /// Puts the real addresses and credentials in place of the documented ones.
    fn filled(&self, text: &str) -> String {
        let client = format!("client_id = \"{}\"", self.served.value("client id:"));
        let text = text.replace("client_id = \"partner\"", &client);
        self.placeholders.iter().fold(text, |text, (from, to)| text.replace(from, to))
    }

    fn save(&self, path: &str, text: &str) {
        let path = self.bankident.here.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, self.filled(text)).unwrap();
    }

    fn command(&mut self, line: usize, text: &str, output: &[String]) {
        let place = format!("{}:{line}", self.page);
        let text = &self.filled(text);
        let words = shlex::split(&text.replace("\\\n", " ")).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["export", ..] => self.export(&words[1..]),
            ["bankident", "simulator", ..] if !words.contains(&"list") => {
                self.serve(&place, &words, output);
            }
            ["bankident", "observe", ..] if !can_be_tried(&words) => {
                parsed(&place, &words);
            }
            ["bankident", ..] => self.run(&place, &narrowed(&place, text, &words), output),
            ["curl", ..] if !installed("curl") => {}
            ["curl", ..] => self.run(&place, &text.replacen("curl", "curl -sS --fail", 1), output),
            ["cargo", ..] => check_cargo(&place, &words),
            ["bash", script] => assert!(root().join(script).is_file(), "{place}: {script}"),
            _ => panic!("{place}: no rule says how to try `{text}`"),
        }
    }

    fn export(&mut self, pairs: &[&str]) {
        for pair in pairs {
            let (name, value) = pair.split_once('=').unwrap();
            let value = match (name, value) {
                ("BANKIDENT_CLIENT_ID", "…") => self.served.value("client id:"),
                ("BANKIDENT_CLIENT_SECRET" | "SANDBOX_SECRET", "…") => {
                    self.served.value("client secret:")
                }
                ("BANKIDENT_CONTROL_TOKEN", "…") => self.served.value("control token:"),
                (_, "…") => panic!("{}: no value is known for {name}", self.page),
                (_, value) => value,
            };
            self.variables.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Serves a simulator on free ports until the document ends.
    fn serve(&mut self, place: &str, words: &[&str], output: &[String]) {
        parsed(place, words);
        let free = |it: &&str| if it.parse::<u16>().is_ok() { "0" } else { *it }.to_owned();
        let words: Vec<String> = words[1..].iter().map(free).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.served = Served::spawn(self.bankident.command(&words));
        self.set_placeholders();
        self.check_output(place, &self.served.text(), output);
    }

    fn run(&self, place: &str, command: &str, expected: &[String]) {
        let output = self.shell(command);
        let (out, err) = (stdout(&output), stderr(&output));
        assert_eq!(
            output.status.code(),
            Some(exit_code(command)),
            "{place}: {command}\n{out}{err}"
        );
        self.check_output(place, &format!("{out}{err}"), expected);
    }

    fn shell(&self, command: &str) -> Output {
        let folder = Path::new(&program()).parent().unwrap().to_owned();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(self.bankident.here.path()).env("PATH", path);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BANKIDENT_")) {
            shell.env_remove(name);
        }
        shell.env_remove("GITHUB_ACTIONS").env("COLUMNS", "160");
        shell.envs(self.variables.iter().cloned()).output().unwrap()
    }

    fn check_output(&self, place: &str, printed: &str, expected: &[String]) {
        for line in expected {
            let (begin, end) = line.split_once('…').unwrap_or((line, ""));
            let (begin, end) = (self.filled(begin), self.filled(end));
            let fits = |it: &str| it.starts_with(&begin) && it.ends_with(&end);
            assert!(printed.lines().any(fits), "{place}: `{line}` is not printed:\n{printed}");
        }
    }
}

/// The exit code that a comment of the command names.
fn exit_code(command: &str) -> i32 {
    let named = Regex::new(r"# exits with (\d+)").unwrap();
    named.captures(command).map_or(0, |it| it[1].parse().unwrap())
}

/// Whether a program is in `PATH`.
fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

fn parsed(place: &str, words: &[&str]) -> ArgMatches {
    let ours = words.iter().take_while(|it| !["|", ">", "#"].contains(it));
    let parsed = Cli::command().try_get_matches_from(ours);
    parsed.unwrap_or_else(|why| panic!("{place}: {why}"))
}

/// Narrows a command that would run the whole suite, or try every fault.
fn narrowed(place: &str, text: &str, words: &[&str]) -> String {
    let matches = parsed(place, words);
    let given = |it: &ArgMatches, id: &str| it.value_source(id) == Some(ValueSource::CommandLine);
    let all = |it: &ArgMatches, ids: &[&str]| !ids.iter().any(|id| given(it, id));
    let selection = ["paths", "tags", "name", "requirement", "rerun"];
    let flag = match matches.subcommand() {
        // A certificate is about the whole suite.
        Some(("run", _)) if place.starts_with("docs/certificate.md") => "",
        Some(("run", run)) if all(run, &selection) => " --requirement BI-022",
        Some(("prove", prove)) if given(prove, "partner") => "",
        Some(("prove", prove)) if all(prove, &["paths", "fault"]) => {
            " --fault wrong-tan-accepted features/qes/confirming.feature"
        }
        Some(("prove", prove)) if all(prove, &["paths"]) => " features/qes/confirming.feature",
        _ => "",
    };
    let (command, comment) = text.split_once(" #").unwrap_or((text, ""));
    format!("{command}{flag} #{comment}")
}

/// Checks the arguments for `bankident` after `--`, and the names of tests.
fn check_cargo(place: &str, words: &[&str]) {
    let cargo: Vec<&str> = words.split(|it| *it == "--").next().unwrap().to_vec();
    let known = ["run", "test", "build", "fmt", "clippy", "doc"];
    assert!(known.contains(&cargo[1]), "{place}: cargo {}", cargo[1]);
    if cargo[1] == "run" {
        let ours = words.iter().skip(cargo.len() + 1).copied();
        parsed(place, &["bankident"].into_iter().chain(ours).collect::<Vec<_>>());
    }
}

/// Serves the simulator's outbox of a number without its control token, as an SMS service would.
fn outbox(control: &str, token: &str) -> String {
    let control = control.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let token = token.to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // A client that goes away in between is not the concern of the outbox.
            let _ = forward(stream, &control, &token);
        }
    });
    url
}

fn forward(mut stream: TcpStream, control: &str, token: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines.find(String::is_empty);
    let query = request.split(['?', ' ']).nth(2).unwrap_or_default();
    let mut behind = TcpStream::connect(control)?;
    write!(
        behind,
        "GET /tenants/default/outbox?{query} HTTP/1.1\r\nhost: {control}\r\n\
         connection: close\r\nauthorization: Bearer {token}\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    behind.read_to_end(&mut answer)?;
    stream.write_all(&answer)
}

/// Whether an observation needs nobody: a worked driver, or the reports of an earlier one.
fn can_be_tried(words: &[&str]) -> bool {
    words.iter().any(|it| it.contains("docs/drivers/") || *it == "--replay")
}
