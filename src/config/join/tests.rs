use super::*;
use crate::config::Rate;

const FILE: &str = r#"
target = "sandbox"
[targets.sandbox]
url = "https://api.example.com"
client_id = "partner"
client_secret = "hush-hush"
reading.C-01 = "http-412"
[targets.sandbox.limits]
jobs = 4
rate = "10/s"
max_wait = "5s"
[targets.bare]
[targets.mine]
url = "http://localhost:1"
"#;

fn join(overrides: Overrides, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("bankident.toml"), FILE).unwrap();
    let lookup = |name: &str| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    Settings::join(overrides, &Environment::new(&lookup), dir.path())
        .map_err(|error| error.to_string())
}

fn target(name: &str) -> Overrides {
    Overrides { target: Some(name.to_owned()), ..Overrides::default() }
}

fn shown(settings: &Settings, name: &str) -> (String, String) {
    let row = settings.effective.iter().find(|row| row.name == name).unwrap();
    let origin = row.origin.to_string();
    let file = origin.rsplit('/').next().unwrap_or_default();
    (row.value.clone(), file.to_owned())
}

fn server_of(settings: &Settings) -> &Server {
    match &settings.run.target {
        TargetChoice::Server(server) => server,
        TargetChoice::Simulator => panic!("the simulator"),
    }
}

#[test]
fn flag_wins_over_variable_over_file_over_default() {
    let flags =
        Layer { jobs: Some(Sourced::by_flag("--jobs", NonZeroU64::MIN)), ..Layer::default() };
    let overrides = Overrides { flags, ..Overrides::default() };
    let settings = join(overrides, &[("BANKIDENT_JOBS", "2"), ("BANKIDENT_RATE", "7/s")]).unwrap();
    assert_eq!(shown(&settings, "limits.jobs"), ("1".into(), "--jobs".into()));
    assert_eq!(shown(&settings, "limits.rate"), ("7/s".into(), "BANKIDENT_RATE".into()));
    assert_eq!(shown(&settings, "limits.max_wait"), ("5s".into(), "bankident.toml:11:12".into()));
    assert_eq!(shown(&settings, "step_timeout"), ("30s".into(), "default".into()));
    let server = server_of(&settings);
    let run = &settings.run.settings;
    assert_eq!(run.rate, Some(Rate::per_second(7)));
    assert_eq!((run.jobs, run.max_wait.as_secs()), (Some(NonZeroU64::MIN), 5));
    assert_eq!(run.readings[0].value.reading, "http-412");
    assert_eq!(
        (server.name.as_str(), server.base_url.as_str()),
        ("sandbox", "https://api.example.com/")
    );
}

#[test]
fn secrets_are_masked_wherever_settings_are_shown() {
    let settings = join(Overrides::default(), &[]).unwrap();
    let secret = &server_of(&settings).credentials.as_ref().unwrap().client_secret;
    assert_eq!(secret.reveal(), "hush-hush");
    assert_eq!(settings.warnings.len(), 1);
    assert!(!format!("{settings:?}").contains("hush"));
}

#[test]
fn the_default_rate_is_low_except_on_this_machine() {
    let guest = join(target("https://other.example.com"), &[]).unwrap();
    assert_eq!(shown(&guest, "limits.jobs").0, "8");
    assert_eq!(guest.run.settings.rate, Some(Rate::per_second(20)));
    for home in ["mine", "simulator"] {
        assert_eq!(join(target(home), &[]).unwrap().run.settings.rate, None, "{home}");
    }
}

#[test]
fn the_target_is_a_name_or_an_address() {
    let named = join(target("sandbx"), &[]).unwrap_err();
    assert!(named.starts_with("--target: `sandbx` is not a target"), "{named}");
    assert!(named.ends_with("bankident.toml is `sandbox`"), "{named}");
    let variable = join(Overrides::default(), &[("BANKIDENT_TARGET", "simulator")]).unwrap();
    assert!(matches!(variable.run.target, TargetChoice::Simulator));
    assert!(join(target("bare"), &[]).unwrap_err().contains("[targets.bare] has no `url`"));
}

#[test]
fn a_built_in_target_has_its_addresses_and_the_file_goes_before() {
    let built_in = join(target("production"), &[]).unwrap();
    let server = server_of(&built_in);
    assert_eq!(server.base_url.as_str(), "https://api.solarisbank.de/");
    assert_eq!(
        shown(&built_in, "token_url"),
        ("https://auth.solarisbank.de/oauth2/token".into(), "built in".into())
    );
    // The file has an address of its own: its tokens are not fetched from the Sandbox.
    let own = join(target("sandbox"), &[]).unwrap();
    assert_eq!(server_of(&own).base_url.as_str(), "https://api.example.com/");
    assert_eq!(server_of(&own).token_url, None);
    let token_url = "https://auth.example.com/token";
    let elsewhere = join(target("production"), &[("BANKIDENT_TOKEN_URL", token_url)]).unwrap();
    assert_eq!(server_of(&elsewhere).token_url.as_ref().unwrap().as_str(), token_url);
    let near = join(target("productoin"), &[]).unwrap_err();
    assert!(near.contains("the nearest built-in name is `production`"), "{near}");
}

#[test]
fn the_file_completes_a_built_in_target() {
    let dir = tempfile::tempdir().unwrap();
    let text =
        "[targets.sandbox]\ntan_source = \"fixed:1234\"\n[targets.sandbox.limits]\njobs = 2\n";
    std::fs::write(dir.path().join("bankident.toml"), text).unwrap();
    let none = |_: &str| None;
    let joined = Settings::join(target("sandbox"), &Environment::new(&none), dir.path()).unwrap();
    let server = server_of(&joined);
    assert_eq!(server.base_url.as_str(), "https://api.solaris-sandbox.de/");
    let token_url = server.token_url.as_ref().unwrap().as_str();
    assert_eq!(token_url, "https://auth.solaris-sandbox.de/oauth2/token");
    assert_eq!((joined.run.jobs(), joined.run.settings.tan_source.is_some()), (2, true));
}

#[test]
fn the_address_of_a_named_target_means_its_settings() {
    let dir = tempfile::tempdir().unwrap();
    let joined = |address: &str, more: &str| {
        let text = format!(
            "[targets.mine]\nurl = \"https://api.example.com\"\ntan_source = \"fixed:1\"\n{more}"
        );
        std::fs::write(dir.path().join("bankident.toml"), text).unwrap();
        let none = |_: &str| None;
        let joined = Settings::join(target(address), &Environment::new(&none), dir.path());
        joined.map_err(|error| error.to_string())
    };
    for address in ["https://api.example.com", "https://api.example.com/v1"] {
        let it = joined(address, "").unwrap();
        assert_eq!(
            (server_of(&it).name.as_str(), shown(&it, "tan_source").0.as_str()),
            (address, "fixed:[masked]")
        );
        assert_eq!(
            shown(&it, "target"),
            (format!("{address}, with the settings of `mine`"), "--target".into())
        );
    }
    let other = joined("https://other.example.com", "").unwrap();
    assert!(other.run.settings.tan_source.is_none());
    let sandbox = joined("https://api.solaris-sandbox.de", "").unwrap();
    assert!(server_of(&sandbox).token_url.is_some(), "the built-in one has this address");
    let twice = "[targets.yours]\nurl = \"https://api.example.com/\"\n";
    let error = joined("https://api.example.com", twice).unwrap_err();
    assert!(error.ends_with("give --target one of mine, yours"), "{error}");
}

#[test]
fn a_tan_source_may_be_at_another_place_which_only_its_target_needs() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("source"), "fixed:1234\n").unwrap();
    let text = "[targets.mine]\nurl = \"https://h\"\ntan_source = { file = \"source\" }\n\
                [targets.other]\nurl = \"https://i\"\ntan_source = { env = \"NOT_SET_HERE\" }\n";
    std::fs::write(dir.path().join("bankident.toml"), text).unwrap();
    let none = |_: &str| None;
    let joined = |name| Settings::join(target(name), &Environment::new(&none), dir.path());
    let mine = joined("mine").unwrap();
    assert_eq!(mine.run.settings.tan_source, Some("fixed:1234".parse().unwrap()));
    assert_eq!(shown(&mine, "tan_source").0, "fixed:[masked]");
    let error = joined("other").unwrap_err().to_string();
    assert!(error.ends_with("tan_source: the variable NOT_SET_HERE is not set"), "{error}");
}

#[test]
fn half_of_a_pair_is_an_error_that_names_the_other_half() {
    let rows: [(&[(&str, &str)], &str); 3] = [
        (&[("BANKIDENT_CLIENT_ID", "x")], "set BANKIDENT_CLIENT_SECRET"),
        (&[("BANKIDENT_CLIENT_SECRET", "x")], "set BANKIDENT_CLIENT_ID"),
        (&[("BANKIDENT_CONTROL_URL", "http://localhost:2")], "set BANKIDENT_CONTROL_TOKEN"),
    ];
    for (variables, hint) in rows {
        let error = join(target("mine"), variables).unwrap_err();
        assert!(error.contains(hint), "{error}");
    }
}

#[test]
fn an_unusable_value_names_its_source() {
    let step = [("BANKIDENT_STEP_TIMEOUT", "1ms")];
    assert!(
        join(Overrides::default(), &step)
            .unwrap_err()
            .starts_with("BANKIDENT_STEP_TIMEOUT: the time-out")
    );
    let ca = [("BANKIDENT_CA_FILE", "/nowhere/ca.pem")];
    assert!(
        join(Overrides::default(), &ca)
            .unwrap_err()
            .starts_with("BANKIDENT_CA_FILE: failed to read")
    );
    let config = [("BANKIDENT_CONFIG", "/nowhere/bankident.toml")];
    assert!(join(Overrides::default(), &config).unwrap_err().contains("/nowhere/bankident.toml"));
}
