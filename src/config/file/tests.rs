use super::*;
use crate::config::{Capability, Origin, Rate, Reference, Subject, Window};

fn parse(text: &str) -> Result<ConfigFile, ConfigError> {
    ConfigFile::parse(Path::new("dir/bankident.toml"), text)
}

const FULL: &str = r#"
target = "sandbox"

[targets.sandbox]
url = "https://api.example.com/v1"
client_id = "partner"
client_secret = { file = "secret" }
capabilities = ["wizard", "tan"]
timing = { snapshot = "2s" }
tan_source = "prompt"
ca_file = "ca.pem"
reading.C-01 = "http-412"

[targets.sandbox.limits]
jobs = 4
rate = "10/s"
max_sms = 0x10

[targets.sandbox.webhooks]
listen = "0.0.0.0:9000"

[[waivers]]
requirement = "BI-145"
owner = "me"
reason = "because"
ticket = "KYC-1"
expires = 2027-01-31
scope = "sandbox"
"#;

#[test]
fn everything_is_read_with_its_place() {
    let file = parse(FULL).unwrap();
    assert_eq!(file.target.as_ref().unwrap().value, "sandbox");
    let target = &file.targets["sandbox"];
    assert_eq!(target.url.as_ref().unwrap().value.as_str(), "https://api.example.com/");
    let secret = target.client_secret.as_ref().unwrap();
    assert_eq!(secret.value, Reference::File("dir/secret".into()));
    assert_eq!(secret.origin.to_string(), "dir/bankident.toml:7:26");
    assert_eq!(target.ca_file.as_ref().unwrap().value, Path::new("dir/ca.pem"));
    let offered = &target.capabilities.as_ref().unwrap().value;
    assert_eq!(*offered, [Capability::Wizard, Capability::Tan]);
    let timing = target.timing.as_ref().unwrap().value;
    assert_eq!(timing.window(Window::Snapshot).as_secs(), 2);
    assert_eq!(target.readings.as_ref().unwrap().value[0].value.reading, "http-412");
    assert_eq!(target.jobs.as_ref().unwrap().value.get(), 4);
    assert_eq!(target.rate.as_ref().unwrap().value, Rate::per_second(10));
    assert_eq!(target.max_sms.as_ref().unwrap().value, 16);
    assert!(target.webhook_listen.is_some() && file.warnings.is_empty());
}

#[test]
fn waivers_are_read_and_know_their_targets() {
    let waiver = &parse(FULL).unwrap().waivers[0];
    assert_eq!(waiver.subject, Subject::Requirement("BI-145".into()));
    assert_eq!((waiver.owner.as_str(), waiver.expires.to_string().as_str()), ("me", "2027-01-31"));
    assert_eq!(waiver.scope.as_deref(), Some("sandbox"));
}

#[test]
fn waivers_may_have_a_file_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE_NAME);
    std::fs::write(&path, "waivers = \"known.toml\"").unwrap();
    let missing = ConfigFile::read(&path).unwrap_err().to_string();
    assert!(
        missing.contains("bankident.toml:1:11: ") && missing.contains("known.toml"),
        "{missing}"
    );
    let waivers =
        "[[waivers]]\nscenario = \"a > b\"\nowner = \"o\"\nreason = \"r\"\nticket = \"T\"\n";
    let expires = format!("{waivers}expires = \"2027-02-30\"\n");
    std::fs::write(dir.path().join("known.toml"), expires).unwrap();
    let wrong = ConfigFile::read(&path).unwrap_err().to_string();
    assert!(wrong.contains("known.toml:6:11: `2027-02-30` is not a day"), "{wrong}");
    std::fs::write(dir.path().join("known.toml"), format!("{waivers}expires = 2027-02-28\n"))
        .unwrap();
    assert_eq!(ConfigFile::read(&path).unwrap().waivers.len(), 1);
}

#[test]
fn a_secret_that_is_written_out_is_warned_of_with_its_place_and_not_shown() {
    let file = parse("[targets.x]\nclient_id = \"me\"\nclient_secret = \"hush-hush\"\n").unwrap();
    let [warning] = file.warnings.as_slice() else { panic!("{:?}", file.warnings) };
    assert!(warning.starts_with("dir/bankident.toml:3:17: `client_secret`"), "{warning}");
    assert!(!format!("{warning}{file:?}").contains("hush"));
}

#[test]
fn every_mistake_has_a_place_and_a_way_out() {
    let rows = [
        ("tagret = \"x\"", "1:1: `tagret` is not a key of the file; the nearest one is `target`"),
        ("[targets.x]\nurl = 3", "2:7: `url` in [targets.x] must be a text, not integer"),
        (
            "[targets.x]\n\ntokn_url = \"http://h\"",
            "3:1: `tokn_url` is not a key of [targets.x]; the nearest one is `token_url`",
        ),
        ("[targets.x]\nurl = \"sandbox\"", "2:7: `url`: `sandbox` is not a target"),
        ("[targets.x.limits]\nrate = \"fast\"", "2:8: `rate`: `fast` is not a rate"),
        (
            "[targets.x.limits]\njobs = 0",
            "2:8: `jobs` in [targets.x.limits] must be a whole number from 1 up",
        ),
        (
            "[targets.x.limits]\njobz = 1",
            "2:1: `jobz` is not a key of [targets.x.limits]; the nearest one is `jobs`",
        ),
        ("[targets.x]\ntiming = { otp = \"soon\" }", "2:18: `otp`: `soon` is not a duration"),
        (
            "[targets.x]\ntiming = { tan = \"1s\" }",
            "2:12: `tan` is not a key of [targets.x.timing]; the nearest one is",
        ),
        ("[targets.x]\ncapabilities = [\"wizzard\"]", "2:17: `wizzard` is not a capability"),
        (
            "[targets.x]\nclient_secret = { evn = \"A\" }",
            "2:19: `evn` is not a key of [targets.x.client_secret]; the nearest one is `env`",
        ),
        ("[targets.x]\nclient_secret = { env = \"A\", file = \"b\" }", "2:17: give one place"),
        (
            "[targets.x]\nclient_secret = 12",
            "2:17: `client_secret` in [targets.x] must be a text, or one of",
        ),
        ("[targets.simulator]", "1:1: `simulator` is not a name"),
        ("[[waivers]]\nowner = \"o\"", "1:1: a waiver is for one `scenario` or one `requirement`"),
        (
            "[[waivers]]\nscenario = \"s\"\nowner = \"o\"\nreason = \"r\"\nticket = \"T\"",
            "`expires` is missing",
        ),
        ("[[waivers]]\nscenario = \"s\"\nreason = \"r\"", "`owner` is missing"),
        ("[targets.x\nurl = 1", "bankident.toml:1:"),
        ("a = 1\na = 2", "bankident.toml:2:1: duplicate key"),
    ];
    for (text, expected) in rows {
        let error = parse(text).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected} is not in: {error}");
    }
}

#[test]
fn a_broken_line_is_not_repeated() {
    let error = parse("[targets.x]\nclient_secret = \"hush-hush").unwrap_err().to_string();
    assert!(error.contains("bankident.toml:2:") && !error.contains("hush"), "{error}");
}

#[test]
fn the_template_is_valid_as_written_and_with_every_setting_switched_on() {
    let file = parse(TEMPLATE).unwrap();
    assert_eq!(file.targets.keys().collect::<Vec<_>>(), ["local"]);
    let setting = |line: &str| line.contains(" = ") || line.starts_with('[');
    let on: Vec<&str> = TEMPLATE
        .lines()
        .map(|line| {
            line.strip_prefix("# ").filter(|it| setting(it) && !it.starts_with('#')).unwrap_or(line)
        })
        .filter(|line| setting(line) && !line.starts_with('#') && !line.starts_with("Secrets"))
        .filter(|line| !line.contains("waivers = "))
        .collect();
    let file = parse(&on.join("\n")).unwrap();
    let sandbox = &file.targets["sandbox"];
    assert!(sandbox.max_requests.is_some() && sandbox.webhook_url.is_some());
    assert!(sandbox.control_token.is_some() && sandbox.proxy.is_some() && sandbox.strict.is_some());
    assert_eq!((file.waivers.len(), sandbox.readings.as_ref().unwrap().value.len()), (1, 1));
    assert!(matches!(sandbox.url.as_ref().unwrap().origin, Origin::File(_)));
}

#[test]
fn the_nearest_file_upwards_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let deep = dir.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(dir.path().join(FILE_NAME), "").unwrap();
    assert_eq!(ConfigFile::find(&deep), Some(dir.path().join(FILE_NAME)));
    std::fs::write(dir.path().join("a").join(FILE_NAME), "").unwrap();
    assert_eq!(ConfigFile::find(&deep), Some(dir.path().join("a").join(FILE_NAME)));
}

#[test]
fn the_documented_example_is_valid() {
    let page = include_str!("../../../docs/partner.md");
    let example = page.split("```toml\n").nth(1).and_then(|it| it.split("```").next()).unwrap();
    let file = parse(example).unwrap();
    assert_eq!(file.targets["sandbox"].jobs.as_ref().unwrap().value.get(), 4);
}
