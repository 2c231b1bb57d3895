//! The commands about certificates: exit codes, files, messages.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;

use bankident_conformance::certificate::{PrivateKey, opened};
use bankident_conformance::certify::{self, CertifyConfig, Decision, SigningMeans};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;

use crate::certificate::{RUNS, config, issued};
use crate::cli::{Bankident, ends, json, stderr, stdout};

/// Verifies with the command.
fn verify(bankident: &Bankident, arguments: &[&str]) -> Output {
    bankident.run(&[&["verify"][..], arguments].concat())
}

pub fn keygen(bankident: &Bankident, name: &str) {
    ends(&bankident.run(&["keygen", "--out", name]), 0, "");
}

#[test]
fn keys_are_for_their_owner_alone_and_are_not_overwritten() {
    let bankident = Bankident::new();
    let output = bankident.run(&["keygen", "--out", "tester.key"]);
    ends(&output, 0, "");
    let path = bankident.here.path().join("tester.key");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let secret = fs::read_to_string(&path).unwrap();
    let line = secret.lines().nth(1).unwrap();
    assert!(!stdout(&output).contains(line) && stdout(&output).contains("tester.key.pub"));
    ends(&bankident.run(&["keygen", "--out", "tester.key"]), 2, "keys are not overwritten");
    assert_eq!(fs::read_to_string(&path).unwrap(), secret);
    fs::remove_file(bankident.here.path().join("tester.key.pub")).unwrap();
    ends(&bankident.run(&["keygen", "--out", "tester.key"]), 2, "exists");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let arguments = ["certify", "x", "--key", "tester.key", "--subject", "a", "--out", "a.zip"];
    let output = bankident.run(&arguments);
    ends(&output, 2, "others can read it (mode 640)");
    assert!(!stderr(&output).contains(line));
}

/// A bundle that this binary can verify, although another one issued it.
pub fn bundle_for(bankident: &Bankident, key: &str) -> PathBuf {
    let secret = fs::read_to_string(bankident.here.path().join(key)).unwrap();
    let key = PrivateKey::parse(&secret).unwrap();
    let path = bankident.here.path().join("shop.zip");
    fs::write(&path, issued(&config(&["api"]), &key)).unwrap();
    path
}

#[test]
fn the_command_says_what_is_wrong_and_what_to_send_back() {
    let bankident = Bankident::new();
    keygen(&bankident, "tester.key");
    keygen(&bankident, "other.key");
    let path = bundle_for(&bankident, "tester.key");
    let output = verify(&bankident, &["shop.zip", "--key", "tester.key.pub"]);
    ends(&output, 0, "");
    assert!(stdout(&output).contains("subject: Shop 4.2.1\n"), "{}", stdout(&output));
    assert!(stdout(&output).ends_with("valid\n"));
    for (arguments, code, expected) in [
        (&["shop.zip"][..], 1, "no trusted key was named"),
        (&["shop.zip", "--key", "other.key.pub"], 1, "no signature is by a trusted key"),
        (&["shop.zip", "--key", "tester.key"], 2, "it is a private key"),
        (&["nowhere.zip", "--key", "tester.key.pub"], 2, "nowhere.zip"),
        (&["tester.key.pub", "--key", "tester.key.pub"], 2, "not a DSSE envelope"),
        (
            &["shop.zip", "--key", "tester.key.pub", "--at", "2030-01-01T00:00:00Z"],
            1,
            "it expired at",
        ),
        (
            &["shop.zip", "--key", "tester.key.pub", "--at", "2020-01-01T00:00:00Z"],
            1,
            "the clock of this machine is wrong",
        ),
    ] {
        let output = verify(&bankident, arguments);
        let text = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.contains(expected), "{arguments:?}: {text}");
        assert!(code == 2 || text.contains("to send back:\n- "), "{text}");
    }
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&path, bytes).unwrap();
    ends(&verify(&bankident, &["shop.zip", "--key", "tester.key.pub"]), 2, "shop.zip");
}

#[test]
fn two_of_three_signatures_are_not_enough() {
    let bankident = Bankident::new();
    for name in ["tester", "approver", "vendor"] {
        keygen(&bankident, &format!("{name}.key"));
    }
    bundle_for(&bankident, "tester.key");
    let policy = ["tester", "approver", "vendor"]
        .iter()
        .fold("[signatures]\ntester = 1\napprover = 1\nvendor = 1\n".to_owned(), |text, role| {
            format!("{text}[[signer]]\nrole = '{role}'\nkey = '{role}.key.pub'\n")
        });
    fs::write(bankident.here.path().join("policy.toml"), policy).unwrap();
    let sign = |from: &str, key: &str, out: &str| {
        bankident.run(&["certify", "--countersign", from, "--key", key, "--out", out])
    };
    ends(&sign("shop.zip", "approver.key", "two.zip"), 0, "");
    let output = verify(&bankident, &["two.zip", "--policy", "policy.toml"]);
    ends(&output, 1, "");
    assert!(stdout(&output).contains("signatures of role vendor: 0"), "{}", stdout(&output));
    let here = bankident.here.path();
    let two = fs::read(here.join("two.zip")).unwrap();
    let message = opened(&two).unwrap().0.signed_bytes();
    let secret = fs::read_to_string(here.join("vendor.key")).unwrap();
    let signature = PrivateKey::parse(&secret).unwrap().sign(&message);
    fs::write(here.join("signature"), &signature).unwrap();
    fs::write(here.join("base64"), BASE64_STANDARD.encode(&signature) + "\n").unwrap();
    let by_command = |command: &str, out: &str| {
        let sign = ["certify", "--countersign", "two.zip", "--key", "vendor.key.pub", "--out", out];
        bankident.run(&[&sign[..], &["--sign-command", command]].concat())
    };
    let wrong = by_command("cat > /dev/null; echo nothing", "wrong.zip");
    ends(&wrong, 2, "it printed no signature that --key accepts");
    ends(&by_command("cat > /dev/null; exit 3", "wrong.zip"), 2, "it ended with exit status: 3");
    ends(&by_command("cat > message; cat base64", "coded.zip"), 0, "");
    assert_eq!(fs::read(here.join("message")).unwrap(), message);
    ends(&by_command("cat > /dev/null; cat signature", "three.zip"), 0, "");
    assert_eq!(
        fs::read(here.join("coded.zip")).unwrap(),
        fs::read(here.join("three.zip")).unwrap()
    );
    ends(&verify(&bankident, &["three.zip", "--policy", "policy.toml"]), 0, "");
    let again = sign("three.zip", "tester.key", "four.zip");
    ends(&again, 1, "");
    assert!(stdout(&again).contains("signed twice"), "{}", stdout(&again));
}

#[test]
fn a_part_is_refused_by_the_command_and_its_draft_lists_why() {
    let bankident = Bankident::new();
    keygen(&bankident, "k");
    let feature = "features/qes/confirming.feature";
    ends(&bankident.run(&["run", feature, "--report-dir", "part", "--format", "json"]), 0, "");
    let output =
        bankident.run(&["certify", "part", "--key", "k", "--subject", "a", "--out", "a.zip"]);
    ends(&output, 1, "");
    assert!(stdout(&output).contains("part: only a part of the suite ran"), "{}", stdout(&output));
    assert!(!bankident.here.path().join("a.zip").exists());
    let output = bankident.run(&["certify", "part", "--draft", "answers.toml"]);
    ends(&output, 1, "");
    let draft = fs::read_to_string(bankident.here.path().join("answers.toml")).unwrap();
    assert!(draft.contains("only a part of the suite ran"), "{draft}");
}

#[test]
fn a_text_of_the_holder_is_replaced_and_can_be_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = json(&RUNS.path().join("api/run.json"));
    record["scenarios"][0]["reason"] = "the answer names CANARY-4711 and canary-4711".into();
    fs::write(folder.path().join("run.json"), record.to_string()).unwrap();
    let conceal = folder.path().join("texts");
    fs::write(&conceal, "CANARY-4711\n").unwrap();
    let config = CertifyConfig {
        runs: vec![folder.path().to_owned()],
        conceal: Some(conceal.clone()),
        ..config(&[])
    };
    let means = SigningMeans::Key(PrivateKey::generate());
    let Decision::Issued(issued) =
        certify::certify(&config, &means, true, Timestamp::now()).unwrap()
    else {
        panic!("it was refused")
    };
    let text = String::from_utf8_lossy(&issued.bytes).to_lowercase();
    assert!(!text.contains("canary-4711"));
    let bankident = Bankident::new();
    let here = bankident.here.path();
    fs::write(here.join("a.zip"), &issued.bytes).unwrap();
    fs::write(here.join("k.pub"), means.public().pem().unwrap()).unwrap();
    let salts = String::from_utf8(issued.salts.unwrap()).unwrap();
    fs::write(here.join("salts.json"), &salts).unwrap();
    let reveal = ["a.zip", "--key", "k.pub", "--reveal", "salts.json"];
    ends(&verify(&bankident, &reveal), 0, "");
    fs::write(here.join("salts.json"), salts.replace("CANARY-4711", "CANARY-4712")).unwrap();
    let output = verify(&bankident, &reveal);
    ends(&output, 1, "");
    assert!(stdout(&output).contains("the shown text is not"), "{}", stdout(&output));
}
