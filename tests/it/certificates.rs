//! Certificates that are their own authority, client certificates, and files with a byte order mark.

use std::fs;
use std::path::Path;
use std::process::Output;

use jiff::civil::{Date, date};

use crate::cli::{Bankident, GREEN, Served, ends, stdout};
use crate::tls_server::Guarded;

const FAR: Date = date(2999, 1, 1);
const SOME: [&str; 3] = ["run", "--name", "Two persons"];

/// The binary, and a simulator behind TLS servers.
struct Setup {
    bankident: Bankident,
    served: Served,
}

impl Setup {
    fn new() -> Self {
        let bankident = Bankident::new();
        let served = Served::start(&bankident);
        Self { bankident, served }
    }

    fn here(&self) -> &Path {
        self.bankident.here.path()
    }

    fn run(&self, command: &[&str], url: &str, flags: &[&str]) -> Output {
        let arguments = [command, &["--target", url], flags].concat();
        let mut command = self.bankident.command(&arguments);
        command.env("BANKIDENT_CLIENT_ID", self.served.value("client id:"));
        command.env("BANKIDENT_CLIENT_SECRET", self.served.value("client secret:"));
        command.output().unwrap()
    }
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_for_its_name_and_its_time() {
    let setup = Setup::new();
    let api = setup.served.value("api:");
    let open = |name, last| Guarded::self_signed(setup.here(), api, name, last);
    let (own, over) = (open("localhost", FAR), date(2020, 1, 1));
    let trusted = own.authority.to_str().unwrap();
    ends(&setup.run(&SOME, &own.url(), &["--ca-file", trusted]), 0, "");
    let doctor = setup.run(&["doctor"], &own.url(), &["--ca-file", trusted]);
    ends(&doctor, 0, "");
    assert!(stdout(&doctor).contains("until 2999-01-01"), "{}", stdout(&doctor));
    let doctor = setup.run(&["doctor"], &own.url(), &[]);
    ends(&doctor, 2, "");
    let remedy = "the certificate is its own authority and is not trusted: give this certificate";
    assert!(stdout(&doctor).contains(remedy), "{}", stdout(&doctor));
    let other = open("elsewhere", FAR);
    let its = other.authority.to_str().unwrap();
    ends(&setup.run(&SOME, &other.url(), &["--ca-file", its]), 2, "for another name");
    ends(&setup.run(&SOME, &other.url(), &["--ca-file", trusted]), 2, "its own authority");
    let old = open("localhost", over);
    let its = old.authority.to_str().unwrap();
    ends(&setup.run(&SOME, &old.url(), &["--ca-file", its]), 3, "");
}

#[test]
fn a_server_that_asks_for_a_client_certificate_gets_it() {
    let setup = Setup::new();
    let (guarded, files) = Guarded::mutual(setup.here(), setup.served.value("api:"));
    let [certificate, key, both] = files.each_ref().map(|it| it.to_str().unwrap());
    let trusted = guarded.authority.to_str().unwrap();
    let run = |flags: &[&str]| {
        setup.run(&SOME, &guarded.url(), &[&["--ca-file", trusted], flags].concat())
    };
    ends(&run(&["--client-cert", certificate, "--client-key", key]), 0, "");
    ends(&run(&["--client-cert", both]), 0, "");
    let flags = ["--ca-file", trusted, "--client-cert", both];
    ends(&setup.run(&["doctor"], &guarded.url(), &flags), 0, "");
    let without = run(&[]);
    ends(&without, 3, "");
    let reason = setup.bankident.latest()["scenarios"][0]["reason"].to_string();
    assert!(reason.contains("asks for a client certificate: give --client-cert"), "{reason}");
    ends(&run(&["--client-cert", certificate]), 2, "contains no private key");
    ends(&run(&["--client-cert", key]), 2, "contains no certificate");
    ends(&run(&["--client-key", key]), 2, "client_cert is not: give --client-cert");
    let text = fs::read_to_string(key).unwrap().replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE");
    fs::write(key, text).unwrap();
    ends(&run(&["--client-cert", certificate, "--client-key", key]), 2, "is encrypted");
}

#[test]
fn a_byte_order_mark_at_the_beginning_of_a_file_is_ignored() {
    let setup = Setup::new();
    let (api, own) = (setup.served.value("api:"), |name: &str| setup.here().join(name));
    let guarded = Guarded::start(setup.here(), api, "localhost", FAR);
    let authority = fs::read_to_string(&guarded.authority).unwrap();
    let write = |name: &str, text: &str| fs::write(own(name), format!("\u{feff}{text}")).unwrap();
    write("ca.pem", &authority);
    write("secret", &format!("{}\r\n", setup.served.value("client secret:")));
    write("waivers.toml", "");
    write("own.feature", GREEN);
    let file = format!(
        "target = \"x\"\nwaivers = \"waivers.toml\"\n[targets.x]\nurl = \"{}\"\nca_file = \"ca.pem\"\n\
         client_id = \"{}\"\nclient_secret = {{ file = \"secret\" }}\n",
        guarded.url(),
        setup.served.value("client id:"),
    );
    write("bankident.toml", &file);
    ends(&setup.bankident.run(&["doctor"]), 0, "");
    ends(&setup.bankident.run(&SOME), 0, "");
    ends(&setup.bankident.run(&["run", "own.feature"]), 0, "");
}

#[test]
fn a_secret_of_several_lines_and_an_empty_port_are_one_message_and_nothing_is_sent() {
    let bankident = Bankident::new();
    let run = |secret: &str, url: &str| {
        let mut command = bankident.command(&["doctor", "--target", url]);
        command.env("BANKIDENT_CLIENT_ID", "partner").env("BANKIDENT_CLIENT_SECRET", secret);
        command.output().unwrap()
    };
    let output = run("hush-hush\nhush", "http://127.0.0.1:1");
    ends(&output, 2, "BANKIDENT_CLIENT_SECRET: client_secret: the value has a line");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"));
    ends(&run("hush-hush", "http://127.0.0.1:"), 2, "`127.0.0.1:` has no port after the colon");
}
