//! Faults of the network on the way to a target: no scenario fails because of them.

use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bankident_conformance::config::{
    CaFile, Route, RunConfig, RunSettings, Server, Target, TargetChoice,
};
use bankident_conformance::run::CannotStart;
use bankident_conformance::simulator::Simulator;
use bankident_conformance::verdict::{Conclusion, ConformanceReport, Verdict};
use jiff::civil::date;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::cli::{Bankident, Served, ends, stdout};
use crate::pacing::{against, credentials, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, try_run, with_verdict};
use crate::tls_server::Guarded;

/// Some that create much and read much.
fn some() -> Vec<String> {
    ["Two persons", "is accepted", "is retrieved", "is refused"].map(str::to_owned).to_vec()
}

#[track_caller]
fn nobody_failed(report: &ConformanceReport) {
    for verdict in [Verdict::Failed, Verdict::Error] {
        assert_eq!(with_verdict(report, verdict), [""; 0]);
    }
    assert!(report.totals.passed > 5, "{:?}", report.totals);
}

fn two_jobs() -> RunSettings {
    RunSettings { jobs: NonZeroU64::new(2), ..RunSettings::default() }
}

async fn in_weather(habit: Habit, config: RunConfig) -> (ConformanceReport, Front) {
    let simulator = simulator().await;
    let front = Front::open(habit, simulator.api_url()).await;
    let there = against(&front, &simulator);
    let settings = RunSettings { max_wait: there.settings.max_wait, ..config.settings };
    let report = run(&RunConfig { target: there.target, settings, ..config }).await;
    (report, front)
}

/// Whether scenarios could not be observed for this reason, and all others for lack of a control that
/// met it.
fn is_due_to(unseen: &[String], reason: &str) -> bool {
    let met = unseen.iter().filter(|it| it.contains(reason)).count();
    let uncontrolled = unseen.iter().filter(|it| it.contains("was not seen to succeed")).count();
    met > 0 && met + uncontrolled == unseen.len()
}

#[test]
fn a_far_target_is_only_slow() {
    let config = RunConfig { names: some(), ..RunConfig::default() };
    let (report, _) = block_on(in_weather(Habit::Far, config));
    nobody_failed(&report);
    assert_eq!(report.conclusion, Conclusion::Partial);
}

#[test]
fn what_a_gateway_refuses_is_asked_again_if_that_is_safe_and_unseen_if_not() {
    let config = RunConfig {
        names: some(),
        settings: two_jobs(),
        all_evidence: true,
        ..RunConfig::default()
    };
    let (report, _) = block_on(in_weather(Habit::Gusts, config));
    nobody_failed(&report);
    let unseen = with_verdict(&report, Verdict::Inconclusive);
    assert!(is_due_to(&unseen, "502"), "{unseen:?}");
    let exchanges = || report.scenarios.iter().flat_map(|it| &it.record.exchanges);
    let again: Vec<_> = exchanges().filter(|it| it.retry > 0).collect();
    assert!(again.iter().any(|it| it.operation.starts_with("GET ")), "{again:?}");
    assert!(again.iter().all(|it| it.sent.method == "GET"), "{again:?}");
}

#[test]
fn tokens_of_a_second_are_renewed_before_their_end_and_after_they_are_refused() {
    for printed in [1, 3600] {
        let names = some()[..3].to_vec();
        let config = RunConfig { names, settings: two_jobs(), ..RunConfig::default() };
        let (report, front) = block_on(in_weather(Habit::ShortTokens(printed), config));
        nobody_failed(&report);
        assert_eq!(report.conclusion, Conclusion::Partial, "{printed}");
        assert!(front.count("POST /oauth2/token") > 2, "{printed}");
    }
}

/// Passes everything on, but breaks every seventh answer off: before it begins, within its head, or
/// near its end.
async fn cutting(behind: &str) -> (String, Arc<AtomicUsize>) {
    let behind = behind.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answers = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&answers);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(&behind).await.unwrap();
            tokio::spawn(cut(near, far, Arc::clone(&answers)));
        }
    });
    (url, counted)
}

async fn cut(near: TcpStream, far: TcpStream, answers: Arc<AtomicUsize>) -> Option<()> {
    let (mut asked, mut printed) = near.into_split();
    let (mut answered, mut passed_on) = far.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut asked, &mut passed_on).await });
    let mut bytes = vec![0; 1 << 16];
    loop {
        let length = answered.read(&mut bytes).await.ok().filter(|it| *it > 0)?;
        let number = answers.fetch_add(1, Ordering::Relaxed);
        let kept = match (number % 7, number % 3) {
            (6, 0) => 0,
            (6, 1) => 10,
            (6, _) => length - 5,
            _ => length,
        };
        printed.write_all(&bytes[..kept]).await.ok()?;
        if kept < length {
            return None;
        }
    }
}

#[test]
fn a_proxy_that_breaks_connections_off_makes_nothing_fail() {
    let (report, answers) = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let (proxy, answers) = cutting(&front.url).await;
        let route = Route { proxy: proxy.parse().unwrap(), ..Route::default() };
        let target = by_route(&simulator, "http://api.invalid", route);
        // The pages are on this machine, and the target seems not to be.
        let bank_page_hosts = vec!["127.0.0.1".parse().unwrap()];
        let settings = RunSettings { bank_page_hosts, ..two_jobs() };
        let config = RunConfig { target, names: some(), settings, ..RunConfig::default() };
        // Its first words may be cut off, too; then it says so and is started again.
        (run(&config).await, answers)
    });
    nobody_failed(&report);
    let unseen = with_verdict(&report, Verdict::Inconclusive);
    assert!(is_due_to(&unseen, "broke off"), "{unseen:?}");
    assert!(answers.load(Ordering::Relaxed) > 40);
}

fn by_route(simulator: &Simulator, url: &str, route: Route) -> TargetChoice {
    TargetChoice::Server(Box::new(Server {
        credentials: Some(credentials(simulator)),
        route,
        ..Server::new("guarded", Target::parse_url(url).unwrap())
    }))
}

/// A proxy that only tunnels; how many tunnels it dug.
fn tunnelling() -> (String, Arc<AtomicUsize>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let tunnels = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&tunnels);
    std::thread::spawn(move || {
        block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(tunnel(near, Arc::clone(&tunnels)));
            }
        });
    });
    (url, counted)
}

async fn tunnel(mut near: TcpStream, tunnels: Arc<AtomicUsize>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(near.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let place = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    let mut far = TcpStream::connect(place).await.ok()?;
    tunnels.fetch_add(1, Ordering::Relaxed);
    near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
    tokio::io::copy_bidirectional(&mut near, &mut far).await.ok().map(drop)
}

#[test]
fn a_private_authority_is_trusted_through_a_tunnel_and_no_other() {
    let here = tempfile::tempdir().unwrap();
    let (proxy, tunnels) = tunnelling();
    let through = async |authority: &std::path::Path, guarded: &Guarded, simulator: &Simulator| {
        let authorities = Some(CaFile::read(authority).unwrap());
        let route = Route { proxy: proxy.parse().unwrap(), authorities, ..Route::default() };
        let target = by_route(simulator, &guarded.url(), route);
        let names = vec!["Two persons".to_owned()];
        try_run(&RunConfig { target, names, ..RunConfig::default() }).await
    };
    block_on(async {
        let simulator = simulator().await;
        let api = simulator.api_url();
        let guarded = Guarded::start(here.path(), api, "localhost", date(2999, 1, 1));
        let other = Guarded::start(here.path(), api, "elsewhere", date(2999, 1, 1));
        let report = through(&guarded.authority, &guarded, &simulator).await.unwrap();
        assert_eq!(report.conclusion, Conclusion::Partial);
        assert!(tunnels.load(Ordering::Relaxed) > 0);
        match through(&other.authority, &guarded, &simulator).await {
            Ok(report) => assert_eq!(report.conclusion, Conclusion::Inconclusive),
            Err(why) => assert!(matches!(why, CannotStart::Target(_)), "{why}"),
        }
    });
}

#[test]
fn the_doctor_goes_through_the_tunnel_too() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let api = served.value("api:");
    let guarded = Guarded::start(bankident.here.path(), api, "localhost", date(2999, 1, 1));
    let (proxy, tunnels) = tunnelling();
    let (url, authority) = (guarded.url(), guarded.authority.to_str().unwrap());
    let doctor = |rest: &[&str]| {
        let arguments = [&["doctor", "--target", &url, "--proxy", &proxy][..], rest].concat();
        let mut command = bankident.command(&arguments);
        command.env("BANKIDENT_CLIENT_ID", served.value("client id:"));
        command.env("BANKIDENT_CLIENT_SECRET", served.value("client secret:")).output().unwrap()
    };
    let output = doctor(&["--ca-file", authority]);
    ends(&output, 0, "");
    assert!(stdout(&output).contains("ok      call"), "{}", stdout(&output));
    assert!(tunnels.load(Ordering::Relaxed) > 0);
    let output = doctor(&[]);
    assert_ne!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("ca_file"), "{}", stdout(&output));
}
