//! `--wizard auto`: by form, in a browser where forms are not enough, and without one a cause that
//! says so.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use bankident_conformance::client::{RunContext, Session, VisitOutcome};
use bankident_conformance::config::{Chromedriver, RunConfig, RunSettings, WizardDriver};
use bankident_conformance::evidence::Unobserved;
use bankident_conformance::verdict::{Conclusion, ConformanceReport, Verdict};

use crate::bank_page_server::Bank;
use crate::browser::{bank_page_visit, target};
use crate::cli::{Bankident, ends, stdout};
use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

fn no_driver() -> Chromedriver {
    Chromedriver::Program("/nonexistent/chromedriver".into())
}

async fn visit(
    page: &str,
    wizard: WizardDriver,
    chromedriver: Chromedriver,
) -> (Result<VisitOutcome, Unobserved>, Vec<String>) {
    let bank = Bank::open().await;
    let mut target = target(wizard);
    target.settings.chromedriver = chromedriver;
    target.deadlines.settle = Duration::from_millis(400);
    let context = RunContext::new(target).unwrap();
    let address = format!("{}/{page}", bank.url);
    let end = Session::open(&context).visit_bank_page(bank_page_visit(&address, usize::MAX)).await;
    context.close().await;
    (end, bank.got())
}

#[test]
fn a_page_of_forms_needs_no_browser() {
    let (end, got) = block_on(visit("cancel-first", WizardDriver::Auto, no_driver()));
    assert_eq!(end, Ok(VisitOutcome::LastPage { submitted: 1, typed: 4 }));
    assert!(got[0].ends_with("button=next"), "{got:?}");
}

#[test]
fn without_a_browser_the_cause_quotes_the_page_and_names_the_remedy() {
    let detail = |page: &str, wizard| match block_on(visit(page, wizard, no_driver())).0 {
        Ok(VisitOutcome::NoForm { detail }) => detail,
        other => panic!("{page}: {other:?}"),
    };
    let install = detail("empty", WizardDriver::Auto);
    let seen =
        "no form was submitted, the page was answered 200 and shows `Welcome to your bank`; ";
    assert!(install.starts_with(seen), "{install}");
    for remedy in ["/nonexistent/chromedriver", "chromium chromium-driver", "--wizard form"] {
        assert!(install.contains(remedy), "{install}");
    }
    assert!(detail("fetching", WizardDriver::Auto).contains("shows `TAN Confirm`"));
    assert!(detail("scripted", WizardDriver::Form).ends_with("--wizard auto or --wizard browser"));
    let nothing = detail("closed", WizardDriver::Auto);
    assert!(nothing.contains("shows `Closed on`; open it yourself"), "{nothing}");
}

#[test]
fn a_page_that_needs_scripts_after_its_first_form_is_not_done() {
    for (wizard, remedy) in
        [(WizardDriver::Auto, "chromium-driver"), (WizardDriver::Form, "--wizard auto")]
    {
        let why = block_on(visit("halfway", wizard, no_driver())).0.unwrap_err().to_string();
        let what = "the page after the last form needs scripts, the page was answered 200";
        assert!(why.contains(what) && why.contains(remedy), "{why}");
    }
}

#[test]
fn controls_outside_their_form_and_the_address_of_the_button_are_used() {
    let (end, got) = block_on(visit("outside", WizardDriver::Form, no_driver()));
    assert_eq!(end, Ok(VisitOutcome::LastPage { submitted: 1, typed: 2 }));
    assert_eq!(got.len(), 1, "{got:?}");
    assert!(got[0].starts_with("key=k&account=") && got[0].ends_with("&go=next"), "{got:?}");
}

#[test]
fn a_page_that_did_not_take_the_form_is_not_done() {
    let rows = [
        ("unchanged", "the page came back unchanged after its form was submitted", "Log in Log in"),
        (
            "unnamed-later",
            "no field of the page after the last form could be filled in",
            "Your TAN OK",
        ),
        (
            "button-only",
            "no field could be filled in, only buttons were pressed",
            "Thank you Close",
        ),
    ];
    for (page, what, quote) in rows {
        for (wizard, remedy) in
            [(WizardDriver::Auto, "chromium-driver"), (WizardDriver::Form, "--wizard auto")]
        {
            let why = block_on(visit(page, wizard, no_driver())).0.unwrap_err().to_string();
            let begin = format!("{what}, the page was answered 200 and shows `{quote}`; ");
            assert!(why.contains(&begin) && why.contains(remedy), "{page}: {why}");
        }
    }
    let (end, got) = block_on(visit("disabled", WizardDriver::Form, no_driver()));
    let Ok(VisitOutcome::NoForm { detail }) = end else { panic!("{end:?}") };
    assert!(detail.contains("no form was submitted") && got.is_empty(), "{detail}: {got:?}");
}

#[test]
fn a_login_that_came_back_unchanged_is_no_login() {
    let end = block_on(async {
        let bank = Bank::open().await;
        let mut target = target(WizardDriver::Form);
        target.deadlines.settle = Duration::from_millis(400);
        let context = RunContext::new(target).unwrap();
        let address = format!("{}/unchanged", bank.url);
        let end = Session::open(&context).visit_bank_page(bank_page_visit(&address, 1)).await;
        context.close().await;
        end
    });
    assert!(end.unwrap_err().to_string().contains("came back unchanged"));
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_browser_completes_what_forms_cannot() {
    let chromedriver = Chromedriver::default;
    let done = |typed| Ok(VisitOutcome::LastPage { submitted: 1, typed });
    block_on(async {
        assert_eq!(visit("scripted", WizardDriver::Auto, chromedriver()).await.0, done(1));
        let (end, got) = visit("fetching", WizardDriver::Auto, chromedriver()).await;
        assert_eq!((end, got), (done(1), vec!["tan=123456".to_owned()]));
        let (end, got) = visit("halfway", WizardDriver::Auto, chromedriver()).await;
        assert_eq!(end, Ok(VisitOutcome::LastPage { submitted: 2, typed: 1 }));
        assert_eq!(got.last().map(String::as_str), Some("tan=123456"));
        let (end, _) = visit("empty", WizardDriver::Auto, chromedriver()).await;
        let Ok(VisitOutcome::NoForm { detail }) = end else { panic!("{end:?}") };
        assert!(detail.contains("a browser finds no field"), "{detail}");
    });
}

fn drawn_run(chromedriver: Chromedriver, text: &'static str, names: &[&str]) -> ConformanceReport {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::DrawnPages(text), simulator.api_url()).await;
        let config = against(&front, &simulator);
        let settings = RunSettings { chromedriver, ..config.settings };
        let names = names.iter().map(|it| (*it).to_owned()).collect();
        run(&RunConfig { settings, names, ..config }).await
    })
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn pages_drawn_by_scripts_change_no_verdict() {
    let names = ["QES may start once", "enters no TAN", "Once the bank page is done"];
    let report = drawn_run(Chromedriver::default(), "", &names);
    for verdict in [Verdict::Failed, Verdict::Inconclusive, Verdict::Error] {
        assert_eq!(with_verdict(&report, verdict), [""; 0]);
    }
    assert!(report.totals.passed > 0, "{:?}", report.totals);
}

#[test]
fn without_a_browser_pages_drawn_by_scripts_are_one_cause_and_no_failure() {
    let report = drawn_run(no_driver(), "", &[]);
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    assert_eq!(report.conclusion, Conclusion::Inconclusive);
    let unseen = with_verdict(&report, Verdict::Inconclusive);
    let cause =
        |reason: &String| reason.split_once("no form was submitted").map(|it| it.1.to_owned());
    let causes: BTreeSet<String> = unseen.iter().filter_map(cause).collect();
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert!(report.totals.passed > 200, "{:?}", report.totals);
}

/// Makes the forms of a page send nothing: the same page is answered.
fn deaf(fields: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let kind = fields.get("content-type").map_or(&b""[..], HeaderValue::as_bytes);
    if !kind.starts_with(b"text/html") {
        return body.to_vec();
    }
    String::from_utf8_lossy(body).replace("method=\"post\"", "method=\"get\"").into_bytes()
}

#[test]
fn pages_that_come_back_unchanged_are_one_cause_and_no_failure() {
    let report = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Pages(deaf), simulator.api_url()).await;
        let config = against(&front, &simulator);
        let settings = RunSettings { wizard: WizardDriver::Form, ..config.settings };
        run(&RunConfig { settings, ..config }).await
    });
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    assert_eq!(report.conclusion, Conclusion::Inconclusive);
    let unseen = with_verdict(&report, Verdict::Inconclusive);
    let causes = unseen.iter().filter_map(|it| Some(it.split_once("the page came back")?.1));
    let causes: BTreeSet<&str> = causes.collect();
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert!(report.totals.passed > 200, "{:?}", report.totals);
}

#[test]
fn the_quoted_page_has_the_name_of_no_customer() {
    // Every first name that a person may have.
    let text = "Hello Alma Bruno Carla Dorian Elif Falk Greta Henning Ida Jonas Käthe Lorenz";
    let report = drawn_run(no_driver(), text, &["QES may start once"]);
    let [reason] = with_verdict(&report, Verdict::Inconclusive).try_into().unwrap();
    assert!(reason.contains("shows `Hello ") && reason.contains("[masked name 1]"), "{reason}");
    let left = text.split(' ').filter(|name| reason.contains(&format!("{name} "))).count();
    assert!(left >= 10 && !reason.contains(text), "{reason}");
}

#[test]
fn the_doctor_says_what_auto_lacks() {
    let bankident = Bankident::new();
    let doctor = |driver: &str| {
        let mut command = bankident.command(&["doctor"]);
        let output = command.env("BANKIDENT_CHROMEDRIVER", driver).output().unwrap();
        ends(&output, 0, "");
        stdout(&output)
    };
    let lacking = doctor("/nonexistent/chromedriver");
    assert!(lacking.contains("a page that needs scripts needs a browser and"), "{lacking}");
    assert!(doctor("/bin/sh").contains("by form, or in a browser if the page needs one"));
}
