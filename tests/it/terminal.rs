//! Output of a running run at a terminal and in a log. Printed commands can be pasted, and
//! do what they say.

use std::process::{Command, Output};

use bankident_conformance::evidence::Payload;
use bankident_conformance::report::{TableLayout, table};
use jiff::Timestamp;
use serde_json::Value;

use crate::cli::{Bankident, Served, ends, stderr, stdout};
use crate::program::program;
use crate::reports::{failed, report};

/// Two scenarios wait for the same, long enough to be reported, and one waits for nothing.
const WAITING: [&str; 6] = [
    "--timing",
    "snapshot=6s",
    "--max-wait",
    "9s",
    "--name",
    "are over is in time|ends the identification|Two persons get two ids",
];

/// A run against a served simulator without control interface, so that time is real.
fn against(served: &Served, bankident: &Bankident, arguments: &[&str]) -> Command {
    let mut command =
        bankident.command(&[&["run", "--target", served.value("api:")], arguments].concat());
    command.env("BANKIDENT_CLIENT_ID", served.value("client id:"));
    command.env("BANKIDENT_CLIENT_SECRET", served.value("client secret:"));
    command
}

/// The same at a terminal, whose screen is the output; standard output of the run goes elsewhere.
fn at_a_terminal(bankident: &Bankident, run: &Command, changes: &[(&str, &str)]) -> Output {
    let words = [run.get_program()].into_iter().chain(run.get_args());
    let words: Vec<&str> = words.map(|it| it.to_str().unwrap()).collect();
    let line = shlex::try_join(words).unwrap() + " > table.txt";
    let mut terminal = Command::new("script");
    terminal.args(["-qefc", &line, "/dev/null"]).current_dir(bankident.here.path());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => terminal.env(name, value),
            None => terminal.env_remove(name),
        };
    }
    terminal.env_remove("NO_COLOR").env("TERM", "xterm");
    terminal.envs(changes.iter().copied());
    terminal.stdin(std::process::Stdio::null()).output().unwrap()
}

#[test]
fn a_terminal_shows_how_far_it_is_and_what_is_waited_for() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let run = against(&served, &bankident, &WAITING);
    let screen = stdout(&at_a_terminal(&bankident, &run, &[]));
    for seen in [" of 3  ", " running", "slowest: ", "waiting until ", " passed\u{1b}[0m"] {
        assert!(screen.contains(seen), "`{seen}` is not in {screen:?}");
    }
    assert!(screen.contains("for the account snapshot to time out ("), "{screen:?}");
    // A bar that is drawn again is removed before anything else is printed.
    let (_, end) = screen.rsplit_once("\u{1b}[2K").unwrap();
    assert!(end.trim_start().starts_with("reports: "), "{end:?}");
    let table = std::fs::read_to_string(bankident.here.path().join("table.txt")).unwrap();
    assert!(!table.contains('\u{1b}'), "{table:?}");
}

#[test]
fn a_terminal_that_cannot_draw_and_one_that_wants_no_colour_get_their_way() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let run = against(&served, &bankident, &WAITING);
    let (dumb, plain) = std::thread::scope(|scope| {
        let screen = |changes: &'static [(&str, &str)]| {
            let (bankident, run) = (&bankident, &run);
            move || stdout(&at_a_terminal(bankident, run, changes))
        };
        let dumb = scope.spawn(screen(&[("TERM", "dumb")]));
        let plain = screen(&[("NO_COLOR", "1")])();
        (dumb.join().unwrap(), plain)
    });
    assert!(!dumb.contains('\u{1b}') && !dumb.contains(" running"), "{dumb:?}");
    assert_eq!(dumb.matches("waiting until ").count(), 1, "{dumb:?}");
    assert!(plain.contains(" running") && plain.contains(" passed"), "{plain:?}");
    assert!(!plain.contains("\u{1b}[3") && !plain.contains("\u{1b}[0m"), "{plain:?}");
}

#[test]
fn a_log_says_once_what_several_scenarios_wait_for_and_others_go_on_meanwhile() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let output = against(&served, &bankident, &WAITING).output().unwrap();
    let log = stderr(&output);
    let waits: Vec<&str> = log.lines().filter(|it| it.starts_with("waiting ")).collect();
    assert_eq!(waits.len(), 1, "{log}");
    let (until, rest) = waits[0].strip_prefix("waiting until ").unwrap().split_at(8);
    assert!(until.parse::<jiff::civil::Time>().is_ok(), "{until}");
    assert_eq!(rest, " for the account snapshot to time out (2 scenarios)");
    assert!(!log.contains('\u{1b}') && !log.contains(" running"), "{log}");
    let run = bankident.latest();
    let scenarios = run["scenarios"].as_array().unwrap();
    let began = |it: &Value| it["started_at"].as_str().unwrap().parse::<Timestamp>().unwrap();
    let ended = |it: &Value| {
        began(it) + std::time::Duration::from_millis(it["duration_ms"].as_u64().unwrap())
    };
    let free = |it: &&Value| it["name"] == "Two persons get two ids";
    let other = scenarios.iter().find(free).unwrap();
    for waiting in scenarios.iter().filter(|it| !free(it)) {
        assert!(began(other) < ended(waiting) && ended(other) < ended(waiting), "{run:#}");
    }
}

const RED: &str = "Feature: it's \"own\"\n  @BI-031\n  Scenario: $HOME is 'quoted'\n    \
    When the partner registers a person\n    Then the status code is 299\n";

/// Commands printed under `label`, with their continuations.
fn shown_text(text: &str, label: &str) -> Vec<String> {
    let after = text.split(label).skip(1);
    let of = |it: &str| {
        let mut command = String::new();
        for line in it.lines().skip(1) {
            command.push_str(line);
            command.push('\n');
            if !line.ends_with('\\') {
                break;
            }
        }
        command
    };
    after.map(of).collect()
}

#[test]
fn printed_commands_can_be_pasted() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let feature = bankident.feature(RED);
    let output = against(&served, &bankident, &[&feature, "--strict", "-v"]).output().unwrap();
    ends(&output, 1, "open reports/latest/report.html");
    let table = stdout(&output);
    assert!(table.contains("BI-031 MUST A successful creation"), "{table}");
    let path = std::path::Path::new(&program()).parent().unwrap().to_owned();
    let path = format!("{}:{}", path.display(), std::env::var("PATH").unwrap());
    let pasted = |command: &str| {
        let mut shell = against(&served, &bankident, &[]);
        let program = std::mem::replace(&mut shell, Command::new("sh"));
        shell.args(["-c", command]).current_dir(bankident.here.path()).env("PATH", &path);
        for (name, value) in program.get_envs().filter_map(|(name, it)| Some((name, it?))) {
            shell.env(name, value);
        }
        shell.output().unwrap()
    };
    let again = shown_text(&table, "run it again:");
    assert!(again[0].contains("--target") && again[0].contains("--strict"), "{again:?}");
    let rerun = shown_text(&stderr(&output), "run what did not pass again:");
    for command in [&again[0], &rerun[0]] {
        let output = pasted(command);
        ends(&output, 1, "reports: ");
        assert!(stdout(&output).contains("1 scenarios: 0 passed, 1 failed"), "{command}");
    }
    let request = shown_text(&table, "repeat the request:");
    let output = pasted(&request[0]);
    // The token is a variable nobody has set; the rest came as it was meant.
    assert!(stdout(&output).contains("401 Unauthorized"), "{request:?} {output:?}");
}

#[test]
fn a_place_in_the_built_in_suite_is_found_from_any_folder() {
    let bankident = Bankident::new();
    let place = "features/person/registering.feature:6";
    let output = bankident.run(&["run", place, "features/person/registering.feature:15"]);
    ends(&output, 0, "next: run the whole suite");
    assert!(stdout(&output).contains("2 scenarios: 2 passed"), "{}", stdout(&output));
    ends(&bankident.run(&["run", "features/person/none.feature:6"]), 2, "none.feature");
}

/// The arguments of a command as a shell reads them.
fn read_by_a_shell(command: &str) -> Vec<String> {
    let (_, arguments) = command.trim_start().split_once(' ').unwrap();
    let script = format!("printf '%s\\0' {arguments}");
    let read = Command::new("sh").args(["-c", &script]).env("BANKIDENT_TOKEN", "t0ken").output();
    let text = String::from_utf8(read.unwrap().stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn a_shell_reads_hostile_bodies_as_they_were_sent_at_every_width() {
    let hostile = "'; rm -rf \"$HOME\" `id` \\ !! $(id) ~ * ü銀行 שלום\n\u{1b}[31m\u{202e}🧨 @x ";
    let json = serde_json::json!({"first_name": hostile, "n": [1, null]});
    let url = "http://127.0.0.1:1/v1/persons/a'b?key=[masked]&x=$HOME";
    let mut record = failed();
    record.exchanges[0].sent.url = url.to_owned();
    record.exchanges[0].sent.body = Some(Payload::Json(json.clone()));
    let report = report(vec![record]);
    for width in [60, 61, 72, 80, 100, 140, 200, 2_000] {
        let table = table(&report, TableLayout { width, color: false });
        let command = shown_text(&table, "simulator):").concat();
        let words = read_by_a_shell(&command);
        assert_eq!(words[..4], ["-gi", "-X", "POST", url], "{command}");
        let expected = ["-H", "Authorization: Bearer t0ken", "--data-raw"];
        assert_eq!(words[4..7], expected, "{command}");
        assert_eq!(serde_json::from_str::<Value>(&words[7]).unwrap(), json, "{command}");
    }
}

#[test]
fn a_printed_command_repeats_the_limit_of_unobservable_scenarios() {
    let bankident = Bankident::new();
    let feature = bankident.feature(RED);
    let run = ["run", &feature, "--give-up-after", "3", "--step-timeout", "20s", "-v"];
    let output = bankident.run(&run);
    let table = stdout(&output);
    assert!(table.contains("--give-up-after 3 --step-timeout 20s"), "{table}");
}
