//! `bankident.toml` as the binary reads it: found, obeyed, overruled, refused.

use std::fs;

use crate::cli::{Bankident, GREEN, Served, ends, stderr, stdout};

fn write(bankident: &Bankident, text: &str) {
    fs::write(bankident.here.path().join("bankident.toml"), text).unwrap();
}

#[test]
fn init_writes_a_file_that_works_and_keeps_one_that_is_there() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    ends(&bankident.run(&["init"]), 0, "wrote bankident.toml");
    ends(&bankident.run(&["run", &feature]), 0, "");
    write(&bankident, "mine");
    ends(&bankident.run(&["init"]), 2, "--force replaces it");
    assert_eq!(fs::read_to_string(bankident.here.path().join("bankident.toml")).unwrap(), "mine");
    ends(&bankident.run(&["run", &feature]), 2, "bankident.toml:1:");
    ends(&bankident.run(&["init", "--force"]), 0, "");
    ends(&bankident.run(&["run", &feature]), 0, "");
}

#[test]
fn a_named_target_is_run_with_credentials_from_where_they_are() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let secret = served.value("client secret:");
    fs::write(bankident.here.path().join("secret"), format!("{secret}\n")).unwrap();
    let target = format!(
        "target = \"home\"\n[targets.home]\nurl = \"{}\"\nclient_id = \"{}\"\n",
        served.value("api:"),
        served.value("client id:"),
    );
    let run = |client_secret: &str| {
        write(&bankident, &format!("{target}client_secret = {client_secret}\n"));
        let mut command = bankident.command(&["run", "--name", "Two persons"]);
        command.env("HOME_SECRET", secret).output().unwrap()
    };
    for reference in [
        "{ file = \"secret\" }",
        "{ env = \"HOME_SECRET\" }",
        "{ command = \"echo $HOME_SECRET\" }",
    ] {
        ends(&run(reference), 0, "reports: ");
        assert_eq!(bankident.latest()["target"]["name"], "home");
    }
    let literal = run(&format!("\"{secret}\""));
    ends(&literal, 0, "warning: ");
    assert!(stderr(&literal).contains("bankident.toml:5:17: `client_secret` is written out"));
    assert!(!stderr(&literal).contains(secret));
    ends(&run("{ env = \"BANKIDENT_NOBODY\" }"), 2, "BANKIDENT_NOBODY is not set");
}

#[test]
fn mistakes_in_the_file_and_its_name_are_2_with_their_place() {
    let bankident = Bankident::new();
    write(&bankident, "[targets.sandbox]\nurl = \"http://127.0.0.1:1\"\n\njobz = 3\n");
    ends(&bankident.run(&["run"]), 2, "bankident.toml:4:1: `jobz` is not a key of");
    write(&bankident, "[targets.sandbox]\nurl = \"http://127.0.0.1:1\"\n");
    ends(&bankident.run(&["run", "--target", "sandbocks"]), 2, "is `sandbox`");
    ends(&bankident.run(&["run", "--config", "other.toml"]), 2, "other.toml");
    let mut variable = bankident.command(&["run"]);
    ends(&variable.env("BANKIDENT_JOBS", "many").output().unwrap(), 2, "BANKIDENT_JOBS: `many`");
}

#[test]
fn a_run_on_production_is_one_message_and_sends_nothing() {
    let bankident = Bankident::new();
    let rows: [&[&str]; 4] = [
        &["--target", "production"],
        &["--target", "https://api.solarisbank.de/v1"],
        &["run", "--target", "http://127.0.0.1:1", "--token-url", "https://auth.solarisbank.de/t"],
        &["run", "--target", "production", "--plan"],
    ];
    for arguments in rows {
        let output = bankident.run(arguments);
        ends(&output, 2, "is production, and a run is refused there");
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert!(stderr(&output).contains("Run with --target sandbox"), "{}", stderr(&output));
    }
    assert!(!bankident.here.path().join("reports").exists());
}

#[test]
fn the_sandbox_is_known_by_name_and_the_file_may_replace_it() {
    let bankident = Bankident::new();
    let plan = bankident.run(&["run", "--target", "sandbox", "--plan", "--name", "Two persons"]);
    ends(&plan, 0, "");
    assert!(
        stdout(&plan).contains("Plan for sandbox; nothing was sent to it."),
        "{}",
        stdout(&plan)
    );
    let served = Served::start(&bankident);
    let text = format!("[targets.sandbox]\nurl = \"{}\"\n", served.value("api:"));
    write(&bankident, &text);
    let mut run = bankident.command(&["run", "--target", "sandbox", "--name", "Two persons"]);
    run.env("BANKIDENT_CLIENT_ID", served.value("client id:"));
    run.env("BANKIDENT_CLIENT_SECRET", served.value("client secret:"));
    ends(&run.output().unwrap(), 0, "reports: ");
    assert_eq!(bankident.latest()["target"]["url"], format!("{}/", served.value("api:")));
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    write(&bankident, "target = \"gone\"\n[targets.gone]\nurl = \"http://127.0.0.1:1\"\n");
    let mut variable = bankident.command(&["run", &feature]);
    ends(&variable.env("BANKIDENT_TARGET", "simulator").output().unwrap(), 0, "");
    let mut flag = bankident.command(&["run", &feature, "--target", "simulator"]);
    ends(&flag.env("BANKIDENT_TARGET", "gone").output().unwrap(), 0, "");
    let below = bankident.here.path().join("below");
    fs::create_dir(&below).unwrap();
    ends(&bankident.command(&["run", &feature]).current_dir(below).output().unwrap(), 3, "");
}
