use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;
use crate::config::file::section::{FileText, Section};
use crate::config::{ConfigFile, Environment, FlagArity, Origin, TEMPLATE, Window};

settings! {
    /// A table with one row, as a newcomer would add it.
    pub struct NewLayer;
    /// Value of the new setting in force.
    pub struct NewSettings;

    /// Number of attempts.
    attempts: u64 {
        key: "limits.attempts", flag: "--attempts" "N", variable: "BANKIDENT_ATTEMPTS", default: 7
    }
}

fn by_flag(text: &str) -> Sourced<String> {
    Sourced::by_flag("--attempts", text.to_owned())
}

fn from_file(text: &str) -> Result<NewLayer, ConfigError> {
    let source = FileText { path: Path::new("bankident.toml"), text };
    let document = source.parse()?;
    let mut tables = TargetTables::new(Section::root(source, &document), Path::new(""));
    let layer = NewLayer::from_file(&mut tables)?;
    tables.finish().map(|_| layer)
}

#[test]
fn one_row_is_enough_for_a_new_setting() {
    let [setting] = NewLayer::SETTINGS else { panic!("{:?}", NewLayer::SETTINGS) };
    let flag = setting.flag.as_ref().unwrap();
    assert_eq!((flag.name, flag.value_name, flag.arity), ("--attempts", "N", FlagArity::One));
    assert_eq!(
        (setting.variable, setting.help.trim()),
        (Some("BANKIDENT_ATTEMPTS"), "Number of attempts.")
    );
    let flags = NewLayer::read(&|_| Some(by_flag("3"))).unwrap();
    let file = from_file("[limits]\nattempts = 5").unwrap();
    let shown = |layer: &NewLayer| {
        let [row] = layer.rows(true).try_into().unwrap();
        format!("{} {} {}", row.name, row.value, row.origin)
    };
    assert_eq!(shown(&NewLayer::default()), "limits.attempts 7 default");
    assert_eq!(shown(&file), "limits.attempts 5 bankident.toml:2:12");
    let joined = flags.or(file);
    assert_eq!(shown(&joined), "limits.attempts 3 --attempts");
    assert_eq!(NewSettings::from(joined).attempts, 3);
    assert_eq!(NewSettings::default().attempts, 7);
    let error = NewLayer::read(&|_| Some(by_flag("many"))).unwrap_err().to_string();
    assert_eq!(error, "--attempts: `many` is not a whole number from 0 up");
    let error = from_file("[limits]\natempts = 5").unwrap_err().to_string();
    assert!(error.contains("the nearest one is `attempts`"), "{error}");
}

/// A usable text for each type of value.
fn sample(setting: &Setting) -> &'static str {
    match setting.flag.as_ref().map_or("", |flag| flag.value_name) {
        "N/s" => "7/s",
        "C-NN=READING" => "C-01=http-412",
        "DURATION" => "9s",
        "TIMERS" => "otp=9s",
        "DRIVER" => "manual",
        "SOURCE" => "prompt",
        "NUMBER,…" => "+4915112345678",
        "ADDR" => "127.0.0.1:9",
        "URL" | "PUBLIC_URL" => "http://127.0.0.1:9",
        _ if ["strict", "new_connections", "allow_production"].contains(&setting.key) => "true",
        _ if ["capabilities", "requires"].contains(&setting.key) => "tan",
        _ => "9",
    }
}

#[test]
fn every_variable_and_every_flag_reaches_the_row_of_doctor() {
    for setting in Layer::SETTINGS {
        let by_variable =
            |name: &str| (Some(name) == setting.variable).then(|| sample(setting).into());
        let by_flag = |it: &'static Setting| {
            let flag = it.flag.as_ref().filter(|_| it.key == setting.key)?;
            Some(Sourced::by_flag(flag.name, sample(it).to_owned()))
        };
        let layers = [
            (setting.variable, Environment::new(&by_variable).layer().unwrap()),
            (setting.flag.as_ref().map(|flag| flag.name), Layer::read(&by_flag).unwrap()),
        ];
        for (source, layer) in layers {
            let Some(source) = source else { continue };
            let rows = layer.rows(true);
            let given: Vec<_> = rows.iter().filter(|row| row.origin != Origin::Default).collect();
            let [row] = given.as_slice() else { panic!("{source}: {given:?}") };
            assert!(row.name.starts_with(setting.key), "{source}: {row:?}");
            assert_eq!(row.origin.to_string(), source);
        }
    }
}

#[test]
fn names_of_a_setting_agree_and_are_unique() {
    let mut names = BTreeSet::new();
    for setting in Layer::SETTINGS {
        let flag = setting.flag.as_ref().map(|flag| flag.name);
        if let (Some(flag), Some(variable)) = (flag, setting.variable) {
            let word = flag.trim_start_matches('-').replace('-', "_").to_uppercase();
            assert_eq!(variable, format!("BANKIDENT_{word}"));
        }
        for name in [Some(setting.key), flag, setting.variable].into_iter().flatten() {
            assert!(names.insert(name), "{name} is the name of two settings");
        }
        assert!(setting.help.ends_with('.'), "{}", setting.help);
    }
}

#[test]
fn the_template_shows_every_setting() {
    let uncommented: String = TEMPLATE.lines().map(|it| it.trim_start_matches("# ")).collect();
    for setting in Layer::SETTINGS {
        let key = setting.key.rsplit('.').next().unwrap();
        let shown = uncommented.contains(&format!("{key} = "))
            || uncommented.contains(&format!("{key}.C-01 = "));
        assert!(shown, "`{}` is not in the template", setting.key);
    }
}

#[test]
fn the_file_reads_every_key() {
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for setting in Layer::SETTINGS {
        let (table, key) = setting.key.split_once('.').unwrap_or(("", setting.key));
        tables.entry(table).or_default().push(key);
    }
    for (table, keys) in tables {
        for key in keys {
            let header = if table.is_empty() { String::new() } else { format!(".{table}") };
            let text = format!("[targets.x{header}]\n{key} = 1979-05-27\n");
            let error = ConfigFile::parse(Path::new("a.toml"), &text).unwrap_err().to_string();
            assert!(error.starts_with("a.toml:2:") && !error.contains("is not a key"), "{error}");
        }
    }
}

#[test]
fn the_upper_layer_wins_setting_by_setting() {
    let layer = |jobs: &str, timing: &str, readings: &str, sms: Option<&str>| {
        let text = |setting: &'static Setting| {
            let value = match setting.key {
                "limits.jobs" => Some(jobs),
                "timing" => Some(timing),
                "reading" => Some(readings),
                "limits.max_sms" => sms,
                _ => None,
            };
            value.map(|value| Sourced::by_flag("--x", value.to_owned()))
        };
        Layer::read(&text).unwrap()
    };
    let upper = layer("3", "snapshot=2s", "C-01=a", None);
    let merged = upper.or(layer("9", "snapshot=9s,otp=4s", "C-01=b,C-02=c", Some("5")));
    assert_eq!(merged.jobs.map(|it| it.value.get()), Some(3));
    assert_eq!(merged.max_sms.map(|it| it.value), Some(5));
    let timing = merged.timing.unwrap().value;
    assert_eq!(timing.window(Window::Snapshot).as_secs(), 2);
    assert_eq!(timing.window(Window::TanAtMost).as_secs(), 4);
    let readings = merged.readings.unwrap().value;
    let readings: Vec<_> = readings.iter().map(|it| it.value.reading.as_str()).collect();
    assert_eq!(readings, ["a", "c"]);
}
