//! A hundred secrets and personal values that a server sends in every way it can: none of them is
//! in any file, on the screen or in a name, in any form.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bankident_conformance::config::RunConfig;
use bankident_conformance::report::{Format, Output as Reports};
use bankident_conformance::run::Folder;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::cli::{Bankident, Served, stderr};
use crate::support::{block_on, run};

/// Number of values of each kind but the client's secret.
const EACH: usize = 17;
const SECRET: &str = "canary/secret+\"<ü&'\\ 0815";
const FORMATS: &str = "table,junit,json,html,markdown,tap,ctrf";

/// Values that nobody may ever read.
struct Canaries {
    tokens: Vec<String>,
    tans: Vec<String>,
    ibans: Vec<String>,
    phones: Vec<String>,
    names: Vec<String>,
    emails: Vec<String>,
}

impl Canaries {
    fn new() -> Self {
        let each = |make: &dyn Fn(usize) -> String| (0..EACH).map(make).collect::<Vec<_>>();
        let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
        Self {
            tokens: each(&|n| format!("canary~bearer.{n:02}/Zk9+x{}", n * 7919)),
            tans: each(&|n| (591_337 + n * 2003).to_string()),
            ibans: each(&|n| iban(&format!("3704004405{:08}", 71_000_013 + n * 97))),
            phones: each(&|n| format!("+49170{}", 7_654_000 + n * 31)),
            names: each(&|n| format!("Kanari{}{}vögel", letter(n), letter(n * 5 + 1))),
            emails: each(&|n| format!("canary.{n}@nest-{n}.example.org")),
        }
    }

    fn all(&self) -> Vec<&str> {
        let lists =
            [&self.tokens, &self.tans, &self.ibans, &self.phones, &self.names, &self.emails];
        lists.into_iter().flatten().map(String::as_str).chain([SECRET]).collect()
    }

    /// Everything of one turn, in words.
    fn words(&self, turn: usize) -> String {
        let n = turn % EACH;
        let coded = BASE64_STANDARD.encode(format!("partner:{SECRET}"));
        let url: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        format!(
            "{} or {} wrote from {} and {} to {}: your TAN is {}; Bearer {}, {SECRET}, {coded}, \
             https://h/?access_token={}&phone=%2B{}&x={url}",
            self.names[n],
            self.names[n].to_uppercase(),
            self.phones[n],
            self.ibans[n],
            self.emails[n],
            self.tans[n],
            self.tokens[n],
            self.tokens[n],
            &self.phones[n][1..],
        )
    }

    fn body(&self, turn: usize) -> Value {
        let n = turn % EACH;
        json!({
            "id": format!("{turn:032x}cper"),
            "first_name": self.names[n],
            "last_name": self.names[(n + 1) % EACH],
            "email": self.emails[n],
            "number": self.phones[n],
            "iban": self.ibans[n],
            "token": self.tans[n],
            "access_token": self.tokens[n],
            "url": "http://127.0.0.1:1/bank",
            "status": self.words(turn),
            "deep": [{ "note": self.words(turn), "client_secret": SECRET }],
            "errors": [{ "code": self.words(turn), "detail": self.names[n] }],
        })
    }
}

fn iban(account: &str) -> String {
    let rest = format!("{account}131400")
        .chars()
        .fold(0, |rest, digit| (rest * 10 + digit.to_digit(10).unwrap()) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

type Leaking = State<(Arc<Canaries>, Arc<AtomicUsize>)>;

/// Sends everything in answer to anything, each time in another way.
async fn leak(State((canaries, turns)): Leaking, request: Request) -> Response {
    let turn = turns.fetch_add(1, Ordering::Relaxed);
    if request.uri().path().ends_with("/oauth2/token") {
        let token = &canaries.tokens[turn % EACH];
        return axum::Json(json!({ "access_token": token, "expires_in": 1 })).into_response();
    }
    if request.uri().path().ends_with("/sms") {
        let entry = |n: usize| json!({ "token": canaries.tans[n], "text": canaries.words(n) });
        return axum::Json((0..=turn % EACH).map(entry).collect::<Vec<_>>()).into_response();
    }
    let statuses = [201, 200, 400, 404, 412, 422, 500, 503, 200, 201, 401];
    let status = StatusCode::from_u16(statuses[turn % statuses.len()]).unwrap();
    let (json, words) = (canaries.body(turn), canaries.words(turn));
    let header = url::form_urlencoded::byte_serialize(words.as_bytes()).collect::<String>();
    let token = format!("Bearer {}", canaries.tokens[turn % EACH]);
    let headers =
        [("x-trace", header.clone()), ("x-token", token), ("location", format!("/?q={header}"))];
    let text = json.to_string();
    let body = match turn % 7 {
        0 => format!("<p>{words}</p>{text}"),
        // Cut off within a secret.
        1 => text[..text.find("canary").unwrap() + 9].to_owned(),
        2 => format!("{{\"pad\": \"{}\", \"it\": {text}}}", "x".repeat(70_000)),
        _ => text,
    };
    (status, headers, body).into_response()
}

/// Serves as long as the tests run.
fn served() -> &'static (String, Arc<Canaries>) {
    static SERVED: OnceLock<(String, Arc<Canaries>)> = OnceLock::new();
    SERVED.get_or_init(|| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let canaries = Arc::new(Canaries::new());
        let state = (Arc::clone(&canaries), Arc::default());
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, Router::new().fallback(leak).with_state(state)).await
            })
        });
        (url, canaries)
    })
}

/// The guises a value may have, made another way than the product does.
fn guises(value: &str) -> Vec<String> {
    let plus: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let path = url::Url::parse(&format!("http://h/?{value}")).unwrap();
    let json = serde_json::to_string(value).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let mut guises = vec![
        value.to_owned(),
        plus.replace('+', "%20"),
        plus.to_lowercase(),
        plus,
        path.query().unwrap_or_default().to_owned(),
        serde_json::to_string(&json).unwrap().trim_matches('"').to_owned(),
        json.replace('<', "\\u003c"),
        json,
    ];
    for before in ["", "-", "--"] {
        let coded = BASE64_STANDARD.encode(format!("{before}{value}~~~"));
        let (from, to) = (before.len().div_ceil(3) * 4, coded.len() - 6);
        guises.push(coded[from..to].to_owned());
        guises.push(coded[from..to].replace('+', "-").replace('/', "_"));
    }
    guises
}

/// Returns the needles that occur in `text`; figures only where they occur alone.
fn occurring(needles: &[String], text: &[u8]) -> BTreeSet<usize> {
    let figures = |needle: &str| needle.bytes().all(|it| it.is_ascii_digit());
    let free = |at: Option<usize>| {
        let byte = at.and_then(|at| text.get(at));
        byte.is_none_or(|it| !it.is_ascii_alphanumeric() && *it != b'.')
    };
    let finder = AhoCorasick::new(needles).unwrap();
    let found = finder.find_overlapping_iter(text).filter(|it| {
        let alone = free(it.start().checked_sub(1)) && free(Some(it.end()));
        alone || !figures(&needles[it.pattern().as_usize()])
    });
    found.map(|it| it.pattern().as_usize()).collect()
}

/// Everything that can be read after a run: name and content of each file, and what was printed.
fn readable(folder: &Path, output: &Output, found: &mut BTreeMap<String, Vec<u8>>) {
    found.insert("stdout".into(), output.stdout.clone());
    found.insert("stderr".into(), output.stderr.clone());
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
}

#[track_caller]
fn is_free_of_canaries(canaries: &Canaries, found: &BTreeMap<String, Vec<u8>>) {
    let needles: Vec<String> = canaries.all().into_iter().flat_map(guises).collect();
    let mut seen = Vec::new();
    for (name, text) in found {
        let shown_text = [occurring(&needles, text), occurring(&needles, name.as_bytes())];
        seen.extend(
            shown_text.into_iter().flatten().map(|it| format!("{} in {name}", needles[it])),
        );
    }
    let some = &seen[..seen.len().min(40)];
    assert!(seen.is_empty(), "{} canaries sing:\n{}", seen.len(), some.join("\n"));
}

fn against(bankident: &Bankident, arguments: &[&str]) -> Output {
    let (url, _) = served();
    let mut command = bankident.command(arguments);
    command.env("BANKIDENT_TARGET", url).env("BANKIDENT_CLIENT_ID", "partner");
    command.env("BANKIDENT_CLIENT_SECRET", SECRET).env("BANKIDENT_GIVE_UP_AFTER", "0");
    command.env("BANKIDENT_TAN_SOURCE", format!("outbox:{url}/sms?number={{number}}"));
    command.env("BANKIDENT_STEP_TIMEOUT", "2s").env("BANKIDENT_MAX_WAIT", "0s");
    command.output().unwrap()
}

#[test]
fn a_hundred_canaries_are_silent_in_all_that_a_run_leaves() {
    let (_, canaries) = served();
    assert!(canaries.all().len() >= 100);
    let bankident = Bankident::new();
    let own = "Feature: own\n  Scenario: shown_text\n    When a GET request is sent to \"/v1/persons/x\"\n    \
               Then the answer's \"status\" is \"x\"\n    And the answer's \"number\" is \"x\"\n";
    let features = concat!(env!("CARGO_MANIFEST_DIR"), "/features");
    let own = bankident.feature(own);
    let rest = ["--format", FORMATS, "--evidence", "all", "--retries", "1", "--report-dir", "out"];
    let output = against(&bankident, &[&["run", features, &own][..], &rest].concat());
    assert!(matches!(output.status.code(), Some(1 | 3)), "{}", stderr(&output));
    let mut found = BTreeMap::new();
    readable(bankident.here.path(), &output, &mut found);
    let here = bankident.here.path().join("out");
    for name in [
        "run.json",
        "junit.xml",
        "report.html",
        "summary.md",
        "report.tap",
        "ctrf.json",
        "created.ndjson",
    ] {
        assert!(here.join(name).exists(), "{name}: {}", stderr(&output));
    }
    let run = fs::read_to_string(here.join("run.json")).unwrap();
    for kind in ["client secret", "token", "tan", "phone", "iban", "name", "email"] {
        assert!(run.contains(&format!("[masked {kind} 1]")), "nothing was masked as {kind}");
    }
    is_free_of_canaries(canaries, &found);
}

#[test]
fn what_other_customers_were_sent_is_not_recorded() {
    let (url, canaries) = served();
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let arguments = ["run", "--name", "The answer to the right TAN says confirmed"];
    let rest = ["--format", FORMATS, "--evidence", "all", "--report-dir", "out"];
    let mut command = bankident.command(&[&arguments[..], &rest].concat());
    command.env("BANKIDENT_TARGET", served.value("api:"));
    command.env("BANKIDENT_CLIENT_ID", served.value("client id:"));
    command.env("BANKIDENT_CLIENT_SECRET", served.value("client secret:"));
    command.env("BANKIDENT_TAN_SOURCE", format!("outbox:{url}/sms?number={{number}}"));
    command.env("BANKIDENT_MAX_WAIT", "0s");
    let mut found = BTreeMap::new();
    readable(bankident.here.path(), &command.output().unwrap(), &mut found);
    let run = fs::read_to_string(bankident.here.path().join("out/run.json")).unwrap();
    assert!(run.contains("[not recorded: "), "the outbox was not read: {run}");
    is_free_of_canaries(canaries, &found);
}

#[test]
fn the_doctor_and_a_run_that_cannot_start_tell_no_canary() {
    let (_, canaries) = served();
    let bankident = Bankident::new();
    for arguments in [
        &["doctor"][..],
        &["doctor", "--proxy", "http://me:canary-pass-0815@127.0.0.1:1"],
        &["run", "--proxy", "http://me:canary-pass-0815@127.0.0.1:1", "--name", "Two persons"],
        &["run", "--token-url", "http://127.0.0.1:1/oauth2/token", "--name", "Two persons"],
    ] {
        for _ in 0..3 {
            let output = against(&bankident, arguments);
            let mut found = BTreeMap::new();
            readable(bankident.here.path(), &output, &mut found);
            is_free_of_canaries(canaries, &found);
            let password = guises("canary-pass-0815");
            assert!(found.values().all(|it| occurring(&password, it).is_empty()), "{output:?}");
        }
    }
}

#[test]
fn what_was_not_masked_when_it_was_recorded_is_masked_when_it_is_written() {
    let here = tempfile::tempdir().unwrap();
    let names = vec!["Two persons".to_owned()];
    let mut report = block_on(run(&RunConfig { names, ..RunConfig::default() }));
    report.run.known_secrets.note("client secret", "forgotten-0815");
    report.run.known_secrets.note("token", "schema_version");
    let encoded = BASE64_STANDARD.encode("xx forgotten-0815");
    report.scenarios[0].record.name = format!("Two forgotten-0815 or {encoded}");
    let formats = [Format::Json, Format::Junit, Format::Html].to_vec();
    let output = Reports { formats, ..Reports::default() };
    let folder = Folder::create(Some(here.path()), "test").unwrap();
    folder.write(&report, &output).unwrap();
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 3);
    for file in fs::read_dir(here.path()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("forgotten-0815") && !text.contains(&encoded[4..20]), "{text}");
    }
    assert_eq!(folder.masked().len(), 3);
    // A token that is a word of every report spoils none.
    let run = crate::cli::json(&here.path().join("run.json"));
    assert_eq!(run["schema_version"], 1);
    assert!(run["scenarios"][0]["name"].as_str().unwrap().starts_with("Two **************"));
}
