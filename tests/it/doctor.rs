//! `bankident doctor`: each cause has its own class, remedy and code.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Output;

use bankident_conformance::client::{ProbeResult, RunContext, probe_operations};
use bankident_conformance::config::Target;
use bankident_conformance::run;
use bankident_conformance::verdict::ExitCode;
use jiff::civil::{Date, date};
use jiff::{ToSpan as _, Zoned};

use crate::cli::{Bankident, Served, ends, stderr, stdout};
use crate::proxy_server::{Front, Habit};
use crate::support::block_on;
use crate::tls_server::Guarded;

struct Setup {
    bankident: Bankident,
    served: Served,
}

impl Setup {
    fn open() -> Self {
        let bankident = Bankident::new();
        let served = Served::start(&bankident);
        Self { bankident, served }
    }

    fn api(&self) -> &str {
        self.served.value("api:")
    }

    /// Runs the command with the right credentials.
    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(self.served.value("client secret:"), arguments)
    }

    fn run_with(&self, secret: &str, arguments: &[&str]) -> Output {
        let mut command = self.bankident.command(arguments);
        command.env("BANKIDENT_CLIENT_ID", self.served.value("client id:"));
        command.env("BANKIDENT_CLIENT_SECRET", secret).output().unwrap()
    }

    fn guarded(&self, name: &str, last: Date) -> Guarded {
        Guarded::start(self.bankident.here.path(), self.api(), name, last)
    }
}

/// Checks the exit code, and that a line begins and continues like this.
#[track_caller]
fn shows(output: &Output, code: i32, mark: &str, check: &str, what: &str) {
    ends(output, code, "");
    let out = stdout(output);
    let begin = format!("{mark:<6}  {check:<8}  ");
    let line = out.lines().find(|line| line.starts_with(&begin) && line.contains(what));
    assert!(line.is_some(), "no `{begin}…{what}` in: {out}");
}

#[test]
fn a_healthy_target_passes_every_check_in_order() {
    let setup = Setup::open();
    let control = setup.served.value("control:");
    let arguments = ["doctor", "--target", setup.api(), "--control-url", control];
    let mut command = setup.bankident.command(&arguments);
    command.env("BANKIDENT_CLIENT_ID", setup.served.value("client id:"));
    command.env("BANKIDENT_CLIENT_SECRET", setup.served.value("client secret:"));
    command.env("BANKIDENT_CONTROL_TOKEN", setup.served.value("control token:"));
    let output = command.output().unwrap();
    ends(&output, 0, "");
    let out = stdout(&output);
    let checks = out.split("\n\n").nth(1).unwrap().lines().map(|line| {
        let mut words = line.split_whitespace();
        (words.next().unwrap(), words.next().unwrap())
    });
    let expected = ["config", "dns", "tcp", "tls", "clock", "token", "call", "control"];
    let expected = expected.into_iter().chain(["wizard", "tan", "webhooks", "access"]);
    let expected = expected.map(|check| (if check == "tls" { "-" } else { "ok" }, check));
    assert!(checks.eq(expected), "{out}");
    for secret in ["client secret:", "control token:"] {
        assert!(!out.contains(setup.served.value(secret)), "{secret}");
    }
}

#[test]
fn the_embedded_simulator_is_healthy_and_settings_are_shown_with_their_origin() {
    let bankident = Bankident::new();
    let output = bankident.run(&["doctor", "--jobs", "3"]);
    shows(&output, 0, "ok", "token", "issues one");
    let jobs =
        stdout(&output).lines().find(|line| line.starts_with("limits.jobs")).map(str::to_owned);
    assert_eq!(
        jobs.unwrap().split_whitespace().collect::<Vec<_>>(),
        ["limits.jobs", "3", "--jobs"]
    );
}

#[test]
fn a_wrong_secret_is_about_credentials_for_the_doctor_and_one_message_for_a_run() {
    let setup = Setup::open();
    let doctor = setup.run_with("not-the-secret", &["doctor", "--target", setup.api()]);
    shows(&doctor, 2, "FAILED", "token", "(credentials)");
    shows(&doctor, 2, "-", "call", "no token");
    let run = setup.run_with("not-the-secret", &["run", "--target", setup.api()]);
    ends(&run, 2, "the credentials were refused");
    assert_eq!((stdout(&run).as_str(), stderr(&run).lines().count()), ("", 1));
    let all = format!("{}{}{}", stdout(&doctor), stderr(&doctor), stderr(&run));
    assert!(!all.contains("not-the-secret"));
}

#[test]
fn a_closed_port_and_a_name_nobody_knows_are_3() {
    let setup = Setup::open();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = setup.run(&["doctor", "--target", &format!("http://{closed}")]);
    shows(&output, 3, "FAILED", "tcp", "(target down)");
    shows(&output, 3, "-", "token", "out of reach");
    let output = setup.run(&["doctor", "--target", "http://no-such-host.invalid"]);
    shows(&output, 3, "FAILED", "dns", "(network)");
}

#[test]
fn what_is_no_such_api_is_a_matter_of_configuration() {
    let setup = Setup::open();
    let elsewhere = format!("{}/elsewhere", setup.api());
    let token_url = format!("{}/oauth2/token", setup.api());
    let arguments = ["doctor", "--target", &elsewhere, "--token-url", &token_url];
    shows(&setup.run(&arguments), 2, "FAILED", "call", "(configuration)");
    let nobody = setup.bankident.run(&["doctor", "--target", setup.api()]);
    shows(&nobody, 2, "FAILED", "call", "requires a token");
}

#[test]
fn a_private_authority_has_to_be_named_and_then_a_run_is_green() {
    let setup = Setup::open();
    let guarded = setup.guarded("localhost", date(2099, 1, 1));
    let (url, authority) = (guarded.url(), guarded.authority.to_str().unwrap());
    let without = setup.run(&["doctor", "--target", &url]);
    shows(&without, 2, "FAILED", "tls", "(configuration)");
    assert!(stdout(&without).contains("--ca-file"));
    ends(&setup.run(&["run", "--target", &url]), 2, "--ca-file");
    let with = setup.run(&["doctor", "--target", &url, "--ca-file", authority]);
    shows(&with, 0, "ok", "tls", "until 2099-01-01");
    let named = ["--target", &url, "--ca-file", authority, "--name", "Two persons"];
    ends(&setup.run(&named), 0, "reports: ");
    let other = setup.bankident.here.path().join("other.pem");
    std::fs::write(&other, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .unwrap();
    let broken = ["run", "--target", &url, "--ca-file", other.to_str().unwrap()];
    ends(&setup.run(&broken), 2, "other.pem is unusable");
}

#[test]
fn wrong_names_and_expired_and_expiring_certificates_are_distinguished() {
    let setup = Setup::open();
    let doctor = |guarded: &Guarded| {
        let authority = guarded.authority.to_str().unwrap();
        setup.run(&["doctor", "--target", &guarded.url(), "--ca-file", authority])
    };
    let other = doctor(&setup.guarded("other.example.com", date(2099, 1, 1)));
    shows(&other, 2, "FAILED", "tls", "(configuration)");
    assert!(stdout(&other).contains("for another name"));
    let over = doctor(&setup.guarded("localhost", date(2020, 1, 1)));
    shows(&over, 3, "FAILED", "tls", "(target down)");
    let soon = Zoned::now().date() + 5.days();
    shows(&doctor(&setup.guarded("localhost", soon)), 0, "odd", "tls", &soon.to_string());
}

#[test]
fn unusable_dependencies_are_reported() {
    let setup = Setup::open();
    let doctor =
        |arguments: &[&str]| setup.run(&[&["doctor", "--target", setup.api()], arguments].concat());
    shows(&doctor(&["--tan-source", "command:exit 4"]), 2, "FAILED", "tan", "exit status: 4");
    shows(&doctor(&["--tan-source", "command:echo 1"]), 0, "ok", "tan", "can be read");
    shows(&doctor(&["--tan-source", "prompt"]), 2, "FAILED", "tan", "not a terminal");
    let outbox = format!("outbox:{}/v1/persons?key=hush", setup.api());
    let output = doctor(&["--tan-source", &outbox]);
    shows(&output, 2, "FAILED", "tan", "the outbox answered 401");
    assert!(!stdout(&output).contains("hush"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let webhooks = ["--webhook-url", "http://127.0.0.1:9/x", "--webhook-listen", &listen];
    shows(&doctor(&webhooks), 2, "FAILED", "webhooks", "cannot listen");
    shows(&doctor(&webhooks[..2]), 0, "odd", "webhooks", "does not lead here");
}

#[test]
fn a_wrong_clock_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = "HTTP/1.1 401 Unauthorized\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                          connection: close\r\ncontent-length: 0\r\n\r\n";
            // The doctor connects once without a request.
            let read = stream.read(&mut [0; 4096]).unwrap_or(0);
            let _ = if read > 0 { stream.write_all(answer.as_bytes()) } else { Ok(()) };
        }
    });
    let bankident = Bankident::new();
    let output = bankident.run(&["doctor", "--target", &url]);
    shows(&output, 2, "odd", "clock", "behind that of this machine");
    shows(&output, 2, "FAILED", "call", "requires a token");
}

#[test]
fn a_page_in_place_of_the_api_is_a_matter_of_configuration() {
    let setup = Setup::open();
    let token_url = format!("{}/oauth2/token", setup.api());
    let page = a_page(setup.api());
    let output = setup.run(&["doctor", "--target", &page, "--token-url", &token_url]);
    shows(&output, 2, "FAILED", "call", "200 without JSON");
}

/// A front that answers every call with a page; it lives as long as the test.
fn a_page(behind: &str) -> String {
    let (tell, printed) = std::sync::mpsc::channel();
    let behind = behind.to_owned();
    std::thread::spawn(move || {
        block_on(async move {
            let front = Front::open(Habit::Page, &behind).await;
            let _ = tell.send(front.url);
            std::future::pending::<()>().await;
        });
    });
    printed.recv().unwrap()
}

fn plan(out: &str) -> &str {
    out.split_once("Plan of the whole suite on ").map_or("", |(_, plan)| plan)
}

#[test]
fn the_plan_says_what_runs_what_does_not_and_what_it_takes() {
    let setup = Setup::open();
    let output = setup.run(&["doctor", "--target", setup.api(), "--rate", "200/s"]);
    shows(&output, 0, "ok", "access", "23 of 23 operations can be called");
    let out = stdout(&output);
    let plan = plan(&out);
    let number = |row: &str| -> u64 {
        let line =
            plan.lines().find(|line| line.starts_with(row)).unwrap_or_else(|| panic!("{out}"));
        line[15..].split_whitespace().next().unwrap().parse().unwrap()
    };
    assert!(number("scenarios") > 300 && number("persons") > 300, "{out}");
    assert!(number("SMS") > 50 && number("failed") > 10, "{out}");
    for line in ["not applicable  ", "takes about     ", "give --tan-source"] {
        assert!(plan.contains(line), "`{line}` is not in: {out}");
    }
    assert!(!plan.contains("cannot pass"), "{out}");
}

#[test]
fn the_calls_of_the_doctor_leave_nothing_behind() {
    block_on(async {
        let simulator = crate::pacing::simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let config = crate::pacing::against(&front, &simulator);
        let code = run::doctor(&config, &mut |_| {}).await.unwrap().code;
        assert_eq!(code, ExitCode::Conformant);
        let calls = front.arrivals();
        assert_eq!(front.count("DELETE /v1/webhooks/"), 1, "{calls:?}");
        assert_eq!(calls.iter().filter(|(_, it)| it == "POST /v1/persons").count(), 1, "{calls:?}");
        assert!(calls.len() < 30, "{calls:?}");
        assert_eq!(front.changes(), 0);
    });
}

#[test]
fn each_operation_that_cannot_be_called_is_reported_once_with_its_scenarios() {
    let served = Setup::open();
    block_on(async {
        let front = Front::open(Habit::Partial, served.api()).await;
        let url = front.url.clone();
        let (served, output) = tokio::task::spawn_blocking(move || {
            let tan = ["--tan-source", "fixed:123456"];
            let output = served.run(&[&["doctor", "--target", &url][..], &tan].concat());
            (served, output)
        })
        .await
        .unwrap();
        drop(served);
        shows(&output, 0, "ok", "access", "19 of 23 operations can be called");
        let confirm = "PATCH /v1/persons/{person_id}/identifications/{id}/confirm: it was answered 403 \
                       unauthorized_action: the credentials may not call it; ";
        shows(&output, 0, "odd", "access", confirm);
        let lookup = "POST /v1/iban_lookups: it was answered 404 with a page (text/html), as a gateway \
                      does: this target does not offer it; ";
        shows(&output, 0, "odd", "access", lookup);
        shows(&output, 0, "odd", "access", "POST /v1/webhooks: it was answered 405");
        let snapshot = "account_snapshot: it was answered 501 not_implemented: this target does not \
                        offer it, and the guide demands it; ";
        shows(&output, 0, "odd", "access", snapshot);
        let out = stdout(&output);
        assert_eq!(out.matches("odd     access").count(), 4, "{out}");
        assert!(out.contains(" scenarios call it and are inconclusive"), "{out}");
        assert!(out.contains("; no selected scenario calls it"), "{out}");
        assert!(plan(&out).contains("cannot pass     "), "{out}");
    });
}

#[test]
fn a_target_that_answers_no_more_calls_is_asked_twice() {
    let setup = Setup::open();
    block_on(async {
        let front = Front::open(Habit::Crowded, setup.api()).await;
        let url = front.url.clone();
        let output = tokio::task::spawn_blocking(move || {
            let limits = ["--settle-timeout", "300ms", "--request-timeout", "300ms"];
            setup.run(&[&["doctor", "--target", &url][..], &limits].concat())
        })
        .await
        .unwrap();
        let out = stdout(&output);
        assert_eq!(out.matches(": this shows nothing about the operation").count(), 2, "{out}");
        let rest = "operations were not called: two calls before them had no answer";
        shows(&output, 0, "-", "access", rest);
    });
}

#[test]
fn on_production_only_operations_that_read_are_called() {
    block_on(async {
        let simulator = crate::pacing::simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let mut target = Target::new("front", Target::parse_url(&front.url).unwrap());
        target.credentials = Some(crate::pacing::credentials(&simulator));
        let context = RunContext::new(target).unwrap();
        let probes = probe_operations(&context, true).await;
        let called = probes.iter().filter(|it| it.result == ProbeResult::Offered).count();
        let calls = front.arrivals();
        assert_eq!(calls.iter().filter(|(_, it)| it.starts_with("GET ")).count(), called);
        let others: Vec<_> = calls.iter().filter(|(_, it)| !it.starts_with("GET ")).collect();
        assert!(
            called >= 8 && others.len() == 1 && others[0].1 == "POST /oauth2/token",
            "{calls:?}"
        );
    });
}
