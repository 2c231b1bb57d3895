//! Where the TAN is read: a person types it, and a source that yields nothing says how long it took.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use std::time::Duration;

use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::verdict::{Conclusion, Verdict};
use serde_json::Value;

use crate::cli::{Bankident, Served};
use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

const SCENARIO: &str = "The answer to the right TAN says confirmed";

fn start(bankident: &Bankident, served: &Served, stdin: Stdio) -> Child {
    let api = served.value("api:");
    let arguments = ["run", "--target", api, "--tan-source", "prompt", "--name", SCENARIO];
    let mut command = bankident.command(&arguments);
    command.env("BANKIDENT_CLIENT_ID", served.value("client id:"));
    command.env("BANKIDENT_CLIENT_SECRET", served.value("client secret:"));
    command.stdin(stdin).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The identification a question on standard error is about.
fn asked(process: &mut Child) -> String {
    let err = process.stderr.as_mut().unwrap();
    let (mut text, mut byte) = (String::new(), [0]);
    while !text.ends_with("): ") {
        err.read_exact(&mut byte).unwrap();
        text.push(char::from(byte[0]));
    }
    let question = text.split("TAN of identification ").nth(1).unwrap();
    question.split_whitespace().next().unwrap().to_owned()
}

/// The SMS, as the customer's phone would show it.
fn sms(served: &Served, identification: &str) -> String {
    let control = served.value("control:").trim_start_matches("http://");
    let control = control.trim_end_matches('/');
    let mut stream = TcpStream::connect(control).unwrap();
    let token = served.value("control token:");
    write!(
        stream,
        "GET /tenants/default/outbox HTTP/1.1\r\nhost: {control}\r\nconnection: close\r\n\
         authorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let outbox: Vec<Value> =
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let own = outbox.iter().rfind(|it| it["identification_id"] == identification).unwrap();
    own["token"].as_str().unwrap().to_owned()
}

#[test]
fn the_tan_that_is_typed_signs() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let mut process = start(&bankident, &served, Stdio::piped());
    let identification = asked(&mut process);
    let tan = sms(&served, &identification);
    writeln!(process.stdin.as_mut().unwrap(), "{tan}").unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0));
    let run = bankident.latest();
    assert_eq!(run["totals"]["passed"], 1);
    assert!(!run.to_string().contains(&tan), "the report holds the TAN");
}

#[test]
fn nobody_to_ask_is_inconclusive_and_says_so() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let mut process = start(&bankident, &served, Stdio::null());
    assert_eq!(process.wait().unwrap().code(), Some(3));
    let run = bankident.latest();
    let reason = run["scenarios"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("standard input is closed"), "{reason}");
}

#[test]
fn a_source_that_yields_nothing_is_inconclusive_and_says_how_long_it_was_watched() {
    for (source, output) in [
        ("command:true # {identification_id}", "the command printed nothing new within 40 ms"),
        ("outbox:http://{host}/outbox/{identification_id}", "no TAN was sent within 40 ms"),
    ] {
        let report = block_on(async {
            let simulator = simulator().await;
            let front = Front::open(Habit::EmptyOutbox, simulator.api_url()).await;
            let host = front.url.trim_start_matches("http://");
            let config = RunConfig {
                names: vec![SCENARIO.to_owned()],
                settings: RunSettings {
                    tan_source: Some(source.replace("{host}", host).parse().unwrap()),
                    ..RunSettings::default()
                },
                settle_limit: Some(Duration::from_millis(40)),
                ..against(&front, &simulator)
            };
            run(&config).await
        });
        assert_eq!(report.conclusion, Conclusion::Inconclusive);
        let reasons = with_verdict(&report, Verdict::Inconclusive);
        assert!(reasons[0].contains(output), "{reasons:?}");
    }
}
