//! A browser before a server of a private authority, and one that ends in the midst of a run.

use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use bankident_conformance::client::{RunContext, Session, VisitOutcome, wait_real_time};
use bankident_conformance::config::{CaFile, Chromedriver, WizardDriver};
use bankident_conformance::evidence::Unobserved;
use jiff::civil::date;

use crate::bank_page_server::Bank;
use crate::browser::{bank_page_visit, kill, started_by, target, traceable};
use crate::support::block_on;
use crate::tls_server::Guarded;

const DONE: Result<VisitOutcome, Unobserved> =
    Ok(VisitOutcome::LastPage { submitted: 1, typed: 1 });

async fn walk(context: &Rc<RunContext>, address: &str) -> Result<VisitOutcome, Unobserved> {
    Session::open(context).visit_bank_page(bank_page_visit(address, usize::MAX)).await
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn the_browser_trusts_whom_ca_file_trusts_and_nobody_else() {
    let here = tempfile::tempdir().unwrap();
    block_on(async {
        let bank = Bank::open().await;
        let origin = bank.url.trim_end_matches("/page");
        let (good, other) = ("localhost", "elsewhere");
        let [guarded, other] =
            [good, other].map(|it| Guarded::start(here.path(), origin, it, date(2999, 1, 1)));
        let address = format!("{}/page/scripted", guarded.url());
        for (authority, trusted) in [(&guarded.authority, true), (&other.authority, false)] {
            let mut target = target(WizardDriver::Browser);
            target.route.authorities = Some(CaFile::read(authority).unwrap());
            let context = RunContext::new(target).unwrap();
            let end = walk(&context, &address).await;
            // The right authority does not make a certificate good that is for another name.
            let misnamed = walk(&context, &format!("{}/page/scripted", other.url())).await;
            context.close().await;
            let refused = |end: &Result<VisitOutcome, Unobserved>| {
                end.as_ref().is_err_and(|why| why.to_string().contains("ERR_CERT_"))
            };
            if trusted {
                assert_eq!(end, DONE);
            } else {
                assert!(refused(&end), "{end:?}");
            }
            assert!(refused(&misnamed), "{misnamed:?}");
        }
    });
}

/// Waits for the end of the processes.
async fn have_ended(processes: &[String]) {
    for _ in 0..200 {
        if !processes.iter().any(|it| Path::new("/proc").join(it).exists()) {
            return;
        }
        wait_real_time(Duration::from_millis(50)).await;
    }
    panic!("one of {processes:?} is left");
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_browser_that_ends_is_started_again_once_and_the_walk_that_met_it_says_so() {
    let here = tempfile::tempdir().unwrap();
    let (program, id) = traceable(here.path());
    let driver = || fs::read_to_string(&id).unwrap().trim().to_owned();
    block_on(async {
        let bank = Bank::open().await;
        let address = format!("{}/scripted", bank.url);
        let chromedriver = Chromedriver::Program(program);
        let mut target = target(WizardDriver::Browser);
        target.settings.chromedriver = chromedriver;
        let context = RunContext::new(target).unwrap();
        assert_eq!(walk(&context, &address).await, DONE);
        kill(&started_by(&driver()));
        let met = walk(&context, &address).await.unwrap_err().to_string();
        assert!(met.contains("the browser ended") && met.contains("was restarted"), "{met}");
        assert_eq!(walk(&context, &address).await, DONE);
        let left = started_by(&driver());
        kill(&[driver()]);
        for _ in 0..2 {
            let met = walk(&context, &address).await.unwrap_err().to_string();
            assert!(met.contains("is not restarted a second time"), "{met}");
        }
        context.close().await;
        have_ended(&left).await;
    });
}
