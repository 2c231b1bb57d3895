//! `--wizard browser`, with a real browser (Debian: chromium and chromium-driver).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::http::StatusCode;
use bankident_conformance::client::{
    BankPageVisit, NumberForm, RunContext, Session, VisitOutcome, wait_real_time,
};
use bankident_conformance::config::{RunConfig, RunSettings, Target, WizardDriver};
use bankident_conformance::evidence::Unobserved;
use bankident_conformance::report;
use bankident_conformance::run::Folder;
use bankident_conformance::verdict::Verdict;
use serde_json::json;

use crate::bank_page_server::Bank;
use crate::cli::{Bankident, ends, json, stderr, stdout};
use crate::support::{block_on, run, with_verdict};

const IBAN: &str = "DE89370400440532013000";
const PAGE_DONE: &str = "The QES may start once the bank page is completed";

pub fn context(wizard: WizardDriver) -> Rc<RunContext> {
    RunContext::new(target(wizard)).unwrap()
}

pub fn target(wizard: WizardDriver) -> Target {
    let nowhere = Target::parse_url("http://127.0.0.1:1").unwrap();
    let settings = RunSettings { wizard, ..RunSettings::default() };
    Target { settings, ..Target::new("bank", nowhere) }
}

pub fn bank_page_visit(address: &str, forms: usize) -> BankPageVisit<'_> {
    BankPageVisit {
        address,
        iban: IBAN,
        forms,
        numbers: NumberForm::Any,
        person_id: "person",
        identification_id: "identification",
    }
}

/// A visitor who fills in pages of the bank.
struct Visitor {
    bank: Bank,
    context: Rc<RunContext>,
}

impl Visitor {
    async fn arrive() -> Self {
        Self { bank: Bank::open().await, context: context(WizardDriver::Browser) }
    }

    async fn fill_in(&self, page: &str, forms: usize) -> Result<VisitOutcome, Unobserved> {
        let address = format!("{}/{page}", self.bank.url);
        Session::open(&self.context).visit_bank_page(bank_page_visit(&address, forms)).await
    }

    /// Fills in everything; how many forms, and how many fields of the last one.
    async fn finish(&self, page: &str) -> (usize, usize) {
        match self.fill_in(page, usize::MAX).await {
            Ok(VisitOutcome::LastPage { submitted, typed }) => (submitted, typed),
            other => panic!("{page}: {other:?}"),
        }
    }
}

/// The processes that the driver started.
pub fn started_by(driver: &str) -> Vec<String> {
    let stat = |pid: &str| fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let parent =
        |text: String| text.rsplit(')').next()?.split_whitespace().nth(1).map(str::to_owned);
    let processes = fs::read_dir("/proc").unwrap();
    let pids = processes.map(|it| it.unwrap().file_name().into_string().unwrap());
    pids.filter(|pid| stat(pid).and_then(parent).is_some_and(|it| it == driver)).collect()
}

/// Kills these processes.
pub fn kill(wanted: &[String]) {
    assert!(!wanted.is_empty());
    assert!(Command::new("kill").arg("-9").args(wanted).status().unwrap().success());
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn pages_of_scripts_frames_and_slow_answers_are_filled_in() {
    block_on(async {
        let visitor = Visitor::arrive().await;
        assert_eq!(visitor.finish("scripted").await, (1, 1));
        assert_eq!(visitor.finish("fetching").await, (1, 1));
        assert_eq!(visitor.bank.got(), ["tan=123456"]);
        assert_eq!(visitor.finish("late").await, (1, 2));
        assert_eq!(visitor.finish("framed").await, (1, 2));
        assert_eq!(visitor.bank.got(), ["account=123456&pin=123456"; 2]);
        visitor.context.close().await;
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn the_button_that_goes_on_is_pressed_and_each_field_gets_what_it_asks_for() {
    block_on(async {
        let visitor = Visitor::arrive().await;
        // A field that is hidden or filled in already is left as it is.
        assert_eq!(visitor.finish("cancel-first").await, (1, 3));
        let sent =
            format!("account={IBAN}&pin=1234&trap=&fixed=kept&bank=solaris&terms=on&button=next");
        assert_eq!(visitor.bank.got(), [sent]);
        visitor.context.close().await;
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_walk_remembers_nothing_of_the_one_before_and_keeps_to_its_forms() {
    block_on(async {
        let visitor = Visitor::arrive().await;
        assert_eq!(visitor.finish("mindful").await, (1, 1));
        assert_eq!(visitor.finish("mindful").await, (1, 1));
        assert_eq!(visitor.fill_in("late", 0).await, Ok(VisitOutcome::StillAsking));
        assert_eq!(visitor.bank.got(), [""; 0]);
        let gone = visitor.fill_in("nowhere", 1).await;
        assert_eq!(gone, Ok(VisitOutcome::Missing { status: 404, exchange: 0 }));
        let nobody = Session::open(&visitor.context)
            .visit_bank_page(bank_page_visit("http://127.0.0.1:1/", 1))
            .await;
        assert!(nobody.unwrap_err().to_string().contains("ERR_"));
        visitor.context.close().await;
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_page_that_does_not_change_is_reported_with_its_text() {
    block_on(async {
        let visitor = Visitor::arrive().await;
        let why = visitor.fill_in("deaf", 1).await.unwrap_err().to_string();
        assert!(
            why.contains("after `NEXT` was pressed") && why.contains("last seen: TAN"),
            "{why}"
        );
        visitor.context.close().await;
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn the_simulators_own_page_is_used_by_several_scenarios_at_once() {
    let names = ["bank page", "enters no TAN", "QES may start"].map(str::to_owned).to_vec();
    let settings = target(WizardDriver::Browser).settings;
    let config = RunConfig { settings, names, ..RunConfig::default() };
    let report = block_on(run(&config));
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    assert_eq!(with_verdict(&report, Verdict::Inconclusive), [""; 0]);
    assert!(report.totals.passed > 3, "{:?}", report.totals);
    let passed = report.scenarios.iter();
    assert_eq!(passed.map(|it| it.record.attachments.len()).sum::<usize>(), 0);
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn what_the_screen_showed_is_kept_where_a_scenario_does_not_pass() {
    let here = tempfile::tempdir().unwrap();
    let config = RunConfig {
        settings: target(WizardDriver::Browser).settings,
        names: vec![PAGE_DONE.to_owned()],
        faults: vec!["wizard-ignored".to_owned()],
        ..RunConfig::default()
    };
    let report = block_on(run(&config));
    assert_eq!(with_verdict(&report, Verdict::Passed), [""; 0]);
    Folder::create(Some(here.path()), "test")
        .unwrap()
        .write(&report, &report::Output::default())
        .unwrap();
    let document = json(&here.path().join("run.json"));
    let attached = &document["scenarios"][0]["attachments"][0];
    assert_eq!(attached["name"], "bank-page.png");
    assert_eq!(attached["media_type"], "image/png");
    let path = attached["path"].as_str().unwrap();
    assert!(path.starts_with("attachments/") && path.ends_with("-1-1-bank-page.png"), "{path}");
    let picture = fs::read(here.path().join(path)).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
}

#[test]
fn a_driver_that_is_missing_is_one_message_and_exit_code_2() {
    let bankident = Bankident::new();
    let missing = |arguments: &[&str]| {
        let mut command = bankident.command(arguments);
        command.env("BANKIDENT_CHROMEDRIVER", "/nonexistent/chromedriver").output().unwrap()
    };
    let run = missing(&["run", "--wizard", "browser", "--name", PAGE_DONE]);
    ends(&run, 2, "the browser's driver `/nonexistent/chromedriver` does not start");
    assert!(stderr(&run).contains("apt-get install chromium chromium-driver"), "{}", stderr(&run));
    assert_eq!(stderr(&run).lines().count(), 1);
    let doctor = missing(&["doctor", "--wizard", "browser"]);
    ends(&doctor, 2, "");
    assert!(stdout(&doctor).contains("FAILED  wizard"), "{}", stdout(&doctor));
    // Where no page is walked nobody asks for a browser.
    ends(&missing(&["run", "--wizard", "browser", "--name", "Two persons"]), 0, "");
}

#[test]
fn a_driver_that_runs_already_is_given_by_its_address_and_must_fit_its_browser() {
    let why = block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let message = "session not created: This version of ChromeDriver only supports Chrome \
                       version 99\nCurrent browser version is 156.0";
        let refusal = json!({"value": {"error": "session not created", "message": message, "stacktrace": "#0 0x55"}});
        let app = axum::Router::new()
            .fallback(move || async { (StatusCode::INTERNAL_SERVER_ERROR, Json(refusal)) });
        tokio::spawn(async move { axum::serve(listener, app).await });
        let chromedriver = url.parse().unwrap_or_default();
        let names = vec![PAGE_DONE.to_owned()];
        let wizard = WizardDriver::Browser;
        let settings = RunSettings { wizard, chromedriver, ..RunSettings::default() };
        let config = RunConfig { settings, names, ..RunConfig::default() };
        crate::support::try_run(&config).await.unwrap_err()
    });
    assert_eq!(why.exit_code() as u8, 2);
    let why = why.to_string();
    assert!(why.contains("Chrome version 99") && why.contains("of the same version"), "{why}");
    assert!(!why.contains("0x55"), "{why}");
}

/// A chromedriver that leaves its id, so that its end can be seen.
pub fn traceable(here: &Path) -> (PathBuf, PathBuf) {
    let (driver, id) = (here.join("driver"), here.join("id"));
    let script = format!("#!/bin/sh\necho $$ > {}\nexec chromedriver \"$@\"\n", id.display());
    fs::write(&driver, script).unwrap();
    fs::set_permissions(&driver, fs::Permissions::from_mode(0o755)).unwrap();
    (driver, id)
}

/// A run whose bank page is never done is ended once its browser runs; returns what it left.
fn ended_with(signal: &str) -> (Output, bool) {
    let bankident = Bankident::new();
    let (driver, id) = traceable(bankident.here.path());
    let mut command = bankident.command(&["run", "--wizard", "browser", "--jobs", "2"]);
    let child = command
        .env("BANKIDENT_CHROMEDRIVER", driver)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut group = None;
    until(|| {
        group = fs::read_to_string(&id).ok().and_then(|it| group_of(it.trim()));
        group.is_some_and(|group| members(group) > 3)
    });
    let pid = child.id().to_string();
    assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let left = until(|| members(group.unwrap()) == 0);
    (output, left)
}

/// The process group of a process.
fn group_of(pid: &str) -> Option<u32> {
    stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?).map(|(group, _)| group)
}

/// Group, and whether it still lives (a zombie does not).
fn stat(text: &str) -> Option<(u32, bool)> {
    let mut words = text.rsplit(')').next()?.split_whitespace();
    let alive = words.next()? != "Z";
    Some((words.nth(1)?.parse().ok()?, alive))
}

fn members(group: u32) -> usize {
    let stats = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|it| stat(&fs::read_to_string(it.ok()?.path().join("stat")).ok()?));
    stats.filter(|it| *it == (group, true)).count()
}

/// Looks until it is so, for half a minute.
fn until(mut so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(30);
    while Instant::now() < end {
        if so() {
            return true;
        }
        block_on(wait_real_time(Duration::from_millis(50)));
    }
    false
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn no_browser_outlives_a_run_that_is_stopped() {
    let (output, gone) = ended_with("-INT");
    ends(&output, 130, "reports: ");
    assert!(gone);
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn no_browser_outlives_a_run_that_is_killed() {
    let (output, gone) = ended_with("-KILL");
    assert_eq!(output.status.code(), None);
    assert!(gone);
}
