//! Certificates of real runs of both sides.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use bankident_conformance::certificate::{
    self, CERTIFICATE, Obstacle, PrivateKey, ReceiverPolicy, Statement, TrustedKey,
    VerificationRequest,
};
use bankident_conformance::certify::{self, CertifyConfig, Decision, SigningMeans, own_program};
use bankident_conformance::config::{Retries, RunConfig};
use bankident_conformance::engine::StopSignal;
use bankident_conformance::observe::{self, AppOperator, AppStyle, ObserveConfig, ReferenceApp};
use bankident_conformance::report::{self, Format};
use bankident_conformance::run::{Folder, ResultSink, SilentObserver};
use bankident_conformance::verdict::ConformanceReport;
use jiff::{SignedDuration, Timestamp};
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use crate::cli::json;
use crate::support::{block_on, run};

/// Folders of runs that tests share: `api` of the whole suite, `partner` of all situations.
pub static RUNS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    // On a busy machine a scenario may time out.
    let retry = Retries { times: 2, ..Retries::default() };
    let config = RunConfig { retry, ..RunConfig::default() };
    save(&block_on(run(&config)), &folder.path().join("api"));
    save(&observed(&[]), &folder.path().join("partner"));
    folder
});

/// Saves a report with an id of its time, as the program gives one.
fn save(report: &ConformanceReport, folder: &Path) {
    let mut report = report.clone();
    let began: Timestamp = report.run.started_at.parse().unwrap();
    report.run.run_id = format!("{}-test", began.strftime("%Y%m%dT%H%M%SZ"));
    let report = &report;
    let output = report::Output { formats: vec![Format::Json], ..report::Output::default() };
    Folder::create(Some(folder), "test").unwrap().write(report, &output).unwrap();
}

/// An observation of a reference app in these situations, or in all.
fn observed(situations: &[&str]) -> ConformanceReport {
    let anywhere = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let config = ObserveConfig {
        app: "Shop 4.2.1".to_owned(),
        operator: AppOperator::Reference(ReferenceApp::conforming(AppStyle::ALL[2])),
        paths: Vec::new(),
        situations: situations.iter().map(ToString::to_string).collect(),
        jobs: 4,
        listen: anywhere,
        public_url: None,
        receivers: Vec::new(),
        desk: anywhere,
        desk_language: "en".to_owned(),
        limit: Duration::from_secs(60),
        language: "de".to_owned(),
        seed: Some(7),
        strict: false,
        flags: vec!["--drive".to_owned(), "TOKEN=hidden-in-a-command ./e2e.sh".to_owned()],
    };
    let (stop, mut observer) = (StopSignal::default(), SilentObserver);
    let sink = ResultSink::memory();
    block_on(observe::observe(&config, "observed", &stop, sink, &mut observer)).unwrap()
}

/// Configuration of a certificate for these runs.
pub fn config(runs: &[&str]) -> CertifyConfig {
    CertifyConfig {
        runs: runs.iter().map(|it| RUNS.path().join(it)).collect(),
        subject: "Shop 4.2.1".to_owned(),
        subject_digest: None,
        answers: None,
        conceal: None,
        max_age: SignedDuration::from_hours(24),
        expires_at: None,
    }
}

/// Answers everything that is asked, and returns the file.
pub fn answered(config: &CertifyConfig, folder: &Path) -> PathBuf {
    let (draft, _) = certify::drafted(config, Timestamp::now()).unwrap();
    let day = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let filled = draft
        .replace("answer = \"\"", "answer = \"accepted\"")
        .replace("who = \"\"", "who = \"Erika Muster\"")
        .replace("role = \"\"", "role = \"tester\"")
        .replace("when = \"\"", &format!("when = \"{day}\""));
    let file = folder.join("answers.toml");
    fs::write(&file, filled).unwrap();
    file
}

/// Bundle of a certificate that must be issued.
pub fn issued(config: &CertifyConfig, key: &PrivateKey) -> Vec<u8> {
    let key = PrivateKey::parse(&key.pem().unwrap()).unwrap();
    match certify::certify(config, &SigningMeans::Key(key), true, Timestamp::now()).unwrap() {
        Decision::Issued(issued) => issued.bytes,
        Decision::Refused(why) => panic!("{}", listed(&why)),
    }
}

fn listed(obstacles: &[Obstacle]) -> String {
    let lines: Vec<String> = obstacles.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn refused(config: &CertifyConfig, now: Timestamp) -> String {
    let means = SigningMeans::Key(PrivateKey::generate());
    match certify::certify(config, &means, true, now).unwrap() {
        Decision::Issued(_) => panic!("it was issued"),
        Decision::Refused(why) => listed(&why),
    }
}

/// Messages of everything that is wrong.
fn flaws(bytes: &[u8], key: &PrivateKey) -> Vec<String> {
    let policy = ReceiverPolicy::none();
    let keys = [TrustedKey { key: key.public(), name: "key".into(), role: None, until: None }];
    let now = Timestamp::now();
    let own = own_program().unwrap();
    let request =
        VerificationRequest { bytes, keys: &keys, policy: &policy, revealed: &[], own: &own, now };
    match certificate::verify(&request) {
        Ok(found) => found.flaws.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn a_run_of_the_whole_suite_is_certified_and_a_thousand_changed_bits_are_refused() {
    let key = PrivateKey::generate();
    let bundle = issued(&config(&["api"]), &key);
    assert_eq!(flaws(&bundle, &key), Vec::<String>::new());
    let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(14);
    for _ in 0..1000 {
        let bit = random.random_range(0..bundle.len() * 8);
        let mut changed = bundle.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let (found, name) = (flaws(&changed, &key), file_at(&bundle, bit / 8));
        assert!(found.iter().any(|it| it.contains(&name)), "bit {bit} in {name}: {found:?}");
    }
}

/// Name of the file whose header or content has this place in a bundle.
fn file_at(bundle: &[u8], place: usize) -> String {
    let (_, files) = certificate::opened(bundle).unwrap();
    let mut end = 0;
    let file = files.unwrap().into_iter().find(|(name, content)| {
        end += 30 + name.len() + content.len();
        place < end
    });
    file.map_or_else(|| "directory".to_owned(), |it| it.0)
}

#[test]
fn an_observation_is_certified_when_a_person_has_answered() {
    let folder = tempfile::tempdir().unwrap();
    let open = config(&["partner"]);
    let why = refused(&open, Timestamp::now());
    assert!(why.contains("a person has to") || why.contains("attested"), "{why}");
    let config = CertifyConfig { answers: Some(answered(&open, folder.path())), ..open };
    let key = PrivateKey::generate();
    let bundle = issued(&config, &key);
    assert_eq!(flaws(&bundle, &key), Vec::<String>::new());
    let (_, files) = certificate::opened(&bundle).unwrap();
    let files = files.unwrap();
    let situations = files.iter().filter(|it| it.0.ends_with("situation.json")).count();
    assert!(situations >= 29, "{situations}");
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("hidden-in-a-command"), "{name}");
        assert!(name != CERTIFICATE || !text.contains("Erika"), "the payload is base64");
    }
}

#[test]
fn nothing_of_the_customers_is_readable_in_the_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let open = config(&["partner"]);
    let config = CertifyConfig { answers: Some(answered(&open, folder.path())), ..open };
    let bundle = issued(&config, &PrivateKey::generate());
    let (envelope, files) = certificate::opened(&bundle).unwrap();
    let payload = String::from_utf8(envelope.payload).unwrap();
    let mut shown: Vec<String> = vec![payload];
    shown.extend(files.unwrap().iter().map(|it| String::from_utf8_lossy(it.1).into_owned()));
    let names = personal(&RUNS.path().join("partner"));
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(!shown.iter().any(|it| it.contains(&name)), "{name}");
    }
}

/// Names, days and streets of the customers in the files of an observation.
fn personal(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join("attachments")).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_str().unwrap().ends_with("situation.json") {
            continue;
        }
        let card = json(&path)["circumstances"]["customer"].clone();
        for member in ["first_name", "last_name", "birth_date", "birth_city"] {
            found.extend(card[member].as_str().map(str::to_owned));
        }
        found.extend(card["address"]["line_1"].as_str().map(str::to_owned));
    }
    found.retain(|it| it.len() >= 5 && !it.starts_with("[masked"));
    found.sort();
    found.dedup();
    found
}

/// Pages of both sides, also with the longest texts, which the consumers print and look at.
#[test]
fn pages_name_their_number_and_shorten_what_others_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let open = config(&["partner"]);
    let partner = CertifyConfig { answers: Some(answered(&open, folder.path())), ..open };
    for (side, config) in [("api", config(&["api"])), ("partner", partner)] {
        let bundle = issued(&config, &PrivateKey::generate());
        let (envelope, _) = certificate::opened(&bundle).unwrap();
        let usual = Statement::parse(&envelope.payload).unwrap();
        for (kind, statement) in [("usual", usual.clone()), ("longest", with_long_texts(usual))] {
            for (name, page) in &certificate::pages(&statement, &"0".repeat(64))[..2] {
                assert!(page.contains(&statement.predicate.bankident.number));
                assert!(!page.contains("must not be shown"), "{kind} {side}");
                let file = format!("certificate-{side}-{kind}-{name}");
                fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), page).unwrap();
            }
        }
    }
}

/// The same with names of 120 signs and more, and an edition of three lines.
fn with_long_texts(mut statement: Statement) -> Statement {
    let long =
        "Überweisungsidentifikation für Geschäftskundinnen, Fassung 12.34.56-rc.7 (Staging) ";
    let name = long.repeat(2) + "must not be shown";
    statement.subject[0].name.clone_from(&name);
    let claims = &mut statement.predicate.bankident;
    claims.target.name = name;
    claims.guide.edition = long.repeat(2);
    "10.20.30-rc.7+build.20261130".clone_into(&mut claims.harness.version);
    statement.predicate.warned_tests = vec!["BI-001".to_owned(); 81];
    statement
}

#[test]
fn parts_are_certified_together_and_not_alone() {
    let folder = tempfile::tempdir().unwrap();
    save(&observed(&["happy-path"]), &folder.path().join("part"));
    let part = CertifyConfig { runs: vec![folder.path().join("part")], ..config(&[]) };
    let why = refused(&part, Timestamp::now());
    assert!(why.contains("only a part of the suite ran, 1 of"), "{why}");
    let runs = vec![folder.path().join("part"), RUNS.path().join("partner")];
    let both = CertifyConfig { runs, ..config(&[]) };
    let both = CertifyConfig { answers: Some(answered(&both, folder.path())), ..both };
    let key = PrivateKey::generate();
    assert_eq!(flaws(&issued(&both, &key), &key), Vec::<String>::new());
    let twice = refused(&config(&["api", "api"]), Timestamp::now());
    assert!(twice.contains("it is the same run as"), "{twice}");
    let sides = refused(&config(&["api", "partner"]), Timestamp::now());
    assert!(sides.contains("it tests the other side"), "{sides}");
}

#[test]
fn runs_that_are_too_old_or_of_the_future_are_refused() {
    let later = Timestamp::now().checked_add(SignedDuration::from_hours(49)).unwrap();
    let why = refused(&config(&["api"]), later);
    assert!(why.contains("it is 2 days old, and the limit is 1"), "{why}");
    let earlier = Timestamp::now().checked_sub(SignedDuration::from_hours(49)).unwrap();
    let why = refused(&config(&["api"]), earlier);
    assert!(why.contains("after now: check the clock of this machine"), "{why}");
}

#[test]
fn a_changed_record_is_not_certified() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = json(&RUNS.path().join("api/run.json"));
    let changes: [(&str, serde_json::Value, &str); 4] = [
        ("/interrupted", true.into(), "did not come to its end"),
        ("/harness/binary_digest", "0".into(), "its binary is 0"),
        ("/harness/suite_digest", "sha256:0".into(), "its suite is sha256:0"),
        ("/requirements/0/verdict", "failed".into(), "failed ("),
    ];
    let original = record.clone();
    for (place, value, expected) in changes {
        record.clone_from(&original);
        *record.pointer_mut(place).unwrap() = value;
        if place.starts_with("/requirements") {
            record["requirements"][0]["level"] = "MUST".into();
        }
        fs::write(folder.path().join("run.json"), record.to_string()).unwrap();
        let altered = CertifyConfig { runs: vec![folder.path().to_owned()], ..config(&[]) };
        let why = refused(&altered, Timestamp::now());
        assert!(why.contains(expected), "{expected}: {why}");
    }
}

#[test]
fn ten_megabytes_are_verified_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = json(&RUNS.path().join("api/run.json"));
    let size = record.to_string().len();
    let filler = "x".repeat(10_000);
    let scenarios = record["scenarios"].as_array_mut().unwrap();
    let each = (10_000_000 - size.min(9_000_000)) / filler.len() / scenarios.len() + 1;
    for it in scenarios {
        it["filler"] = vec![filler.as_str(); each].into();
    }
    fs::write(folder.path().join("run.json"), record.to_string()).unwrap();
    let large = CertifyConfig { runs: vec![folder.path().to_owned()], ..config(&[]) };
    let key = PrivateKey::generate();
    let bundle = issued(&large, &key);
    assert!(bundle.len() >= 10_000_000, "{}", bundle.len());
    let started = Instant::now();
    assert_eq!(flaws(&bundle, &key), Vec::<String>::new());
    let took = started.elapsed();
    let limit = if cfg!(debug_assertions) { 5000 } else { 100 };
    assert!(took < Duration::from_millis(limit), "{} bytes took {took:?}", bundle.len());
}
