//! `bankident observe`: drivers of every kind, captures, and observations judged again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::{Bankident, ends, stderr, stdout};

/// Rows that need the card, the phone or the bank page in addition to the calls of the app.
const BEYOND_TRAFFIC: [&str; 8] =
    ["BI-008", "BI-012", "BI-017", "BI-056", "BI-061", "PA-010", "PA-014", "PA-015"];
const DRIVERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/drivers");

fn situation_ids(run: &Value) -> Vec<&str> {
    let tags = |it: &'_ Value| {
        let tags = it["tags"].as_array().unwrap().clone();
        tags.iter().any(|tag| tag.as_str().unwrap().starts_with("situation:"))
    };
    let scenarios = run["scenarios"].as_array().unwrap();
    scenarios.iter().filter(|it| tags(it)).map(|it| it["verdict"].as_str().unwrap()).collect()
}

/// Verdict of each requirement that was decided.
fn verdicts(run: &Value) -> BTreeMap<String, String> {
    let rows = run["requirements"].as_array().unwrap().iter();
    let decided = rows.filter(|it| it["verdict"] != "not-observed");
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    decided.map(|it| (text(&it["id"]), text(&it["verdict"]))).collect()
}

#[test]
fn an_app_that_does_nothing_is_not_called_conformant() {
    let bankident = Bankident::new();
    let output = bankident.run(&["observe", "--drive", "true", "--situation", "happy-path"]);
    ends(&output, 1, "reports:");
    let run = bankident.latest();
    assert_eq!(run["tested"], "partner");
    assert_eq!(situation_ids(&run), ["failed"]);
}

#[test]
fn a_driver_that_fails_or_hangs_leaves_its_situation_inconclusive() {
    let bankident = Bankident::new();
    let observe = |drive: &str| {
        let limit = ["--situation-timeout", "1s", "--situation", "joint-account"];
        bankident.run(&[&["observe", "--drive", drive][..], &limit].concat())
    };
    for (drive, reason) in [
        ("echo broken >&2; exit 7", "ended with exit status: 7"),
        ("sleep 600", "still running after 1 s"),
        ("/nowhere/e2e.sh", "ended with exit status: 127"),
    ] {
        let output = observe(drive);
        ends(&output, 3, "reports:");
        assert!(stdout(&output).contains(reason), "{}", stdout(&output));
    }
}

#[test]
fn unusable_arguments_are_named_with_a_remedy() {
    let bankident = Bankident::new();
    fs::write(bankident.here.path().join("no.har"), "{\"log\": 1}").unwrap();
    fs::write(bankident.here.path().join("empty.har"), r#"{"log": {"entries": []}}"#).unwrap();
    let rows: [(&[&str], &str); 5] = [
        (&["observe"], "--drive"),
        (&["observe", "--drive", "true", "--situation", "rain"], "there are already-identified"),
        (&["observe", "--from", "no.har"], "neither a HAR file nor a trace"),
        (&["observe", "--from", "empty.har"], "--target-host"),
        (&["observe", "--replay", "nowhere"], "nowhere"),
    ];
    for (arguments, message) in rows {
        let output = bankident.run(arguments);
        ends(&output, 2, message);
    }
}

/// A call of a HAR file.
fn entry(second: u32, method: &str, path: &str, body: &Value, answer: &Value) -> Value {
    json!({
        "startedDateTime": format!("2026-11-30T10:00:{second:02}.000Z"),
        "time": 3,
        "request": {
            "method": method,
            "url": format!("https://api.example.com{path}"),
            "headers": [{"name": "Authorization", "value": "Bearer s3cr3t-t0ken-of-staging"}],
            "postData": {"mimeType": "application/json", "text": body.to_string()},
        },
        "response": {
            "status": 201,
            "headers": [],
            "content": {"text": answer.to_string()},
        },
    })
}

#[test]
fn a_capture_is_judged_by_what_it_shows_and_its_secrets_are_masked() {
    let bankident = Bankident::new();
    let person = json!({"first_name": "Ada", "last_name": "Probe", "birth_date": "1990-01-01"});
    let shown = json!({"id": "0123456789abcdef0123456789abcdefcper"});
    let entries = [
        entry(1, "POST", "/v1/persons", &person, &shown),
        entry(2, "GET", "/status", &Value::Null, &Value::Null),
    ];
    let har = json!({"log": {"entries": entries}}).to_string();
    fs::write(bankident.here.path().join("traffic.har"), har).unwrap();
    let arguments = ["observe", "--from", "traffic.har", "--target-host", "api.example.com"];
    let output = bankident.run(&arguments);
    ends(&output, 1, "reports:");
    let printed = stdout(&output);
    for part in [
        "FAILED: BI-022 MUST: a person is created with the salutation of the customer",
        "guide: ",
        "expected: MR or MS",
        "exchange: POST /v1/persons → 201 (number 1 of ",
        "a correct app: The app collects it in the sign-up",
        "seen in: ",
    ] {
        assert!(printed.contains(part), "`{part}` is not in {printed}");
    }
    assert!(!printed.contains("[]"), "{printed}");
    let verdicts = verdicts(&bankident.latest());
    // Salutation and consents are missing; nothing was signed.
    assert_eq!(verdicts.get("BI-022").map(String::as_str), Some("failed"));
    assert_eq!(verdicts.get("BI-013"), None);
    let folder = bankident.here.path().join("reports/latest");
    for file in walk(&folder) {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("s3cr3t-t0ken"), "{}", file.display());
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.flat_map(|it| if it.is_dir() { walk(&it) } else { vec![it] }).collect()
}

#[test]
#[ignore = "needs Python 3"]
fn the_worked_driver_in_python_breaks_no_rule_and_is_judged_alike_again() {
    let bankident = Bankident::new();
    let drive = format!("python3 {DRIVERS}/driver.py");
    let output = bankident.run(&["observe", "--drive", &drive, "--jobs", "4"]);
    ends(&output, 0, "reports:");
    let run = bankident.latest();
    assert_eq!(run["totals"]["failed"], 0, "{}", stdout(&output));
    assert_eq!(run["totals"]["inconclusive"], 0, "{}", stdout(&output));
    assert!(situation_ids(&run).len() >= 29);
    let folder = fs::canonicalize(bankident.here.path().join("reports/latest")).unwrap();
    let again = bankident.run(&["observe", "--replay", folder.to_str().unwrap()]);
    ends(&again, 0, "reports:");
    assert_eq!(verdicts(&run), verdicts(&bankident.latest()), "{}", stderr(&again));
}

/// The calls of a trace as a HAR file.
fn har_of(trace: &Value) -> Value {
    let events = trace["events"].as_array().unwrap();
    let entries = events.iter().filter_map(|it| {
        let call = match it["event"].as_str().unwrap() {
            "again" => &events[usize::try_from(it["detail"].as_u64().unwrap()).unwrap()],
            _ => it,
        };
        let exchange = (call["event"] == "call").then_some(&call["detail"])?;
        let fields = |fields: &Value| -> Vec<Value> {
            let fields = fields.as_array().unwrap().iter();
            fields.map(|it| json!({"name": it[0], "value": it[1]})).collect()
        };
        let text = |payload: &Value| payload.get("json").map(Value::to_string).unwrap_or_default();
        let (sent, received) = (&exchange["sent"], &exchange["outcome"]["received"]);
        Some(json!({
            "startedDateTime": it["at"],
            "time": exchange["duration_ms"],
            "request": {
                "method": sent["method"], "url": sent["url"], "headers": fields(&sent["headers"]),
                "postData": {"mimeType": "application/json", "text": text(&sent["body"])},
            },
            "response": {
                "status": received["status"], "headers": fields(&received["headers"]),
                "content": {"text": text(&received["body"])},
            },
        }))
    });
    json!({"log": {"entries": entries.collect::<Vec<_>>()}})
}

#[test]
#[ignore = "needs Python 3"]
fn a_capture_of_the_same_traffic_is_judged_like_the_live_observation() {
    let bankident = Bankident::new();
    let drive = format!("python3 {DRIVERS}/driver.py");
    let output = bankident.run(&["observe", "--drive", &drive, "--situation", "happy-path"]);
    ends(&output, 0, "reports:");
    let run = bankident.latest();
    let live = verdicts(&run);
    let mut files = run["scenarios"][0]["attachments"].as_array().unwrap().iter();
    let file = files.find(|it| it["name"] == "situation.json").unwrap()["path"].as_str().unwrap();
    let seen = crate::cli::json(&bankident.here.path().join("reports/latest").join(file));
    let har = har_of(&seen["trace"]);
    fs::write(bankident.here.path().join("traffic.har"), har.to_string()).unwrap();
    ends(&bankident.run(&["observe", "--from", "traffic.har"]), 0, "reports:");
    let captured = verdicts(&bankident.latest());
    for (id, verdict) in &captured {
        // The tester affirmed some rows in addition.
        let live = live.get(id).map(|it| it.replace("attested", "passed"));
        assert_eq!(live.as_ref(), Some(verdict), "{id}");
    }
    let by_traffic = run["requirements"].as_array().unwrap().iter().filter(|it| {
        it["known_by"] == json!(["exchange"]) && !captured.contains_key(it["id"].as_str().unwrap())
    });
    let beyond: Vec<&str> = by_traffic.map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(beyond, BEYOND_TRAFFIC, "rows that need more than the calls of the app");
}

#[test]
#[ignore = "needs Node.js"]
fn the_worked_driver_in_javascript_breaks_no_rule() {
    let bankident = Bankident::new();
    let drive = format!("node {DRIVERS}/driver.mjs");
    let output = bankident.run(&["observe", "--drive", &drive, "--jobs", "4"]);
    ends(&output, 0, "reports:");
    let run = bankident.latest();
    assert_eq!(run["totals"]["failed"], 0, "{}", stdout(&output));
    assert_eq!(run["totals"]["inconclusive"], 0, "{}", stdout(&output));
}
