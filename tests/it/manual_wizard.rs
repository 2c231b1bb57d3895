//! `--wizard manual`: somebody at a terminal fills in the page.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use bankident_conformance::client::{Session, VisitOutcome};
use bankident_conformance::config::WizardDriver;

use crate::browser::{bank_page_visit, context};
use crate::cli::{Bankident, ends, stderr};
use crate::program::program;
use crate::support::block_on;

const RUN: [&str; 5] =
    ["run", "--wizard", "manual", "--name", "The QES may start once the bank page is completed"];

#[test]
fn without_a_terminal_there_is_one_message_and_exit_code_2() {
    let bankident = Bankident::new();
    let output = bankident.run(&RUN);
    ends(&output, 2, "no person can fill in the bank page");
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn the_run_goes_on_when_the_person_has_filled_in_the_page() {
    let bankident = Bankident::new();
    let command = format!("{} {} '{}'", program(), RUN[..4].join(" "), RUN[4]);
    // A terminal whose screen is our pipe; nobody ever presses a key on it.
    let mut terminal = bankident.command(&[]);
    let program = std::mem::replace(&mut terminal, std::process::Command::new("script"));
    terminal.args(["-qefc", &command, "/dev/null"]);
    terminal.current_dir(program.get_current_dir().unwrap());
    let mut child = terminal
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut screen = BufReader::new(child.stdout.take().unwrap()).lines().map(|it| it.unwrap());
    let address = screen.find(|line| line.contains("/index.html?")).unwrap();
    block_on(async {
        let person = Session::open(&context(WizardDriver::Form));
        let end = person.visit_bank_page(bank_page_visit(address.trim(), usize::MAX)).await;
        assert_eq!(end, Ok(VisitOutcome::LastPage { submitted: 2, typed: 1 }));
    });
    let rest: Vec<String> = screen.collect();
    // While somebody is asked, nothing else is drawn.
    let asked = rest.iter().take_while(|line| !line.contains("settled"));
    assert!(rest.iter().any(|line| line.contains("settled")), "{rest:?}");
    assert!(!asked.into_iter().any(|line| line.contains(" running")), "{rest:?}");
    assert!(rest.iter().any(|line| line.contains("1 scenarios: 1 passed")), "{rest:?}");
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest:?}");
}
