//! Dependencies between rooms point one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

const SRC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Room and the rooms it may name.
const ARROWS: [(&str, &[&str]); 16] = [
    ("requirement", &[]),
    ("api", &[]),
    ("evidence", &["requirement"]),
    ("config", &["requirement"]),
    ("client", &["api", "evidence", "config"]),
    ("simulator", &["api", "evidence"]),
    ("checks", &["api", "evidence", "requirement"]),
    ("steps", &["client", "checks", "api", "evidence"]),
    ("engine", &["steps", "evidence", "requirement"]),
    ("verdict", &["api", "evidence", "requirement", "config"]),
    ("report", &["verdict", "evidence", "requirement"]),
    ("certificate", &["verdict", "evidence", "requirement"]),
    (
        "certify",
        &[
            "certificate",
            "config",
            "engine",
            "evidence",
            "observe",
            "requirement",
            "run",
            "verdict",
        ],
    ),
    (
        "run",
        &[
            "api",
            "client",
            "config",
            "engine",
            "evidence",
            "report",
            "requirement",
            "simulator",
            "steps",
            "verdict",
        ],
    ),
    (
        "observe",
        &[
            "api",
            "checks",
            "client",
            "config",
            "engine",
            "evidence",
            "requirement",
            "run",
            "simulator",
            "verdict",
        ],
    ),
    (
        "cli",
        &[
            "certificate",
            "certify",
            "config",
            "engine",
            "evidence",
            "observe",
            "report",
            "run",
            "simulator",
            "verdict",
        ],
    ),
];

/// Crates that only some rooms may name. `simulator` and `client` are independent models of the API,
/// so neither sends requests with the other's library; serving sockets is not a model, and both use axum.
const OWNED: [(&str, &[&str]); 23] = [
    ("reqwest", &["client"]),
    ("rustls", &["client"]),
    ("rustls_platform_verifier", &["client"]),
    ("tokio_rustls", &["client"]),
    ("axum", &["client", "observe", "simulator"]),
    ("hyper_rustls", &["simulator"]),
    ("hyper_util", &["client", "simulator"]),
    ("http_body_util", &["simulator", "observe"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("anyhow", &["cli"]),
    ("indicatif", &["cli"]),
    ("shlex", &["report"]),
    ("cucumber", &["steps", "engine", "observe", "certify"]),
    ("toml", &["certificate", "config", "requirement", "report", "observe"]),
    ("tabled", &["report"]),
    ("junit_report", &["report"]),
    ("quick_xml", &["report"]),
    ("ed25519_dalek", &["certificate"]),
    ("ssh_key", &["certificate"]),
    ("zip", &["certificate"]),
    ("qrcode", &["certificate"]),
];

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with its room and its text, comments taken out.
fn sources() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    files(Path::new(SRC), &mut found);
    let room = |path: &Path| {
        let first = path.strip_prefix(SRC).unwrap().components().next().unwrap();
        first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
    };
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    };
    found.into_iter().map(|path| (room(&path), path.clone(), code(&path))).collect()
}

fn named_rooms(code: &str) -> BTreeSet<String> {
    let single = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let group = Regex::new(r"(?s)\bcrate::\{(.*?)\};").unwrap();
    let head = Regex::new(r"(?:^|,)\s*([a-z_]+)").unwrap();
    let braces = Regex::new(r"\{[^{}]*\}").unwrap();
    let mut rooms: BTreeSet<String> =
        single.captures_iter(code).map(|it| it[1].to_owned()).collect();
    for inner in group.captures_iter(code) {
        let flat = braces.replace_all(&inner[1], "").into_owned();
        rooms.extend(head.captures_iter(&flat).map(|it| it[1].to_owned()));
    }
    rooms
}

#[test]
fn rooms_name_only_the_rooms_they_may() {
    let mut wrong = Vec::new();
    for (room, path, code) in sources() {
        if room == "main" || room == "lib" {
            continue;
        }
        let (_, allowed) = ARROWS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("`{room}` is not a room: {}", path.display()));
        for named in named_rooms(&code) {
            if named != room && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{}: {room} names {named}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn grouped_imports_are_seen() {
    let rooms = named_rooms("use crate::{api::{A, B}, evidence};\nlet x = crate::run::y();");
    assert_eq!(rooms, ["api", "evidence", "run"].map(str::to_owned).into());
}

#[test]
fn owned_crates_are_named_by_their_rooms_alone() {
    let mut wrong = Vec::new();
    for (room, path, code) in sources() {
        for (name, rooms) in OWNED {
            let naming = Regex::new(&format!(r"\b{name}::")).unwrap();
            if !rooms.contains(&room.as_str()) && naming.is_match(&code) {
                wrong.push(format!("{}: {room} names {name}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn pure_rooms_do_no_io_and_read_no_clock() {
    let impure = Regex::new(
        r"\b(std::(fs|net|env|process|thread)|tokio|SystemTime|Instant|Timestamp::now|Zoned::now)\b",
    )
    .unwrap();
    let pure = |room: &str, path: &Path| {
        ["api", "certificate", "requirement", "evidence", "checks", "verdict", "report"]
            .contains(&room)
            || path.starts_with(Path::new(SRC).join("simulator/machine"))
    };
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(room, path, code)| pure(room, path) && impure.is_match(code))
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// Rooms of the types with each name; associated types are left out.
fn type_names() -> BTreeMap<String, Vec<String>> {
    let definition =
        Regex::new(r"(?m)^(?:\s*(?:pub(?:\([^)]*\))? )?(?:struct|enum|trait|union)|(?:pub(?:\([^)]*\))? )?type) (\w+)")
            .unwrap();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (room, _, code) in sources() {
        for it in definition.captures_iter(&code) {
            names.entry(it[1].to_owned()).or_default().push(room.clone());
        }
    }
    names
}

#[test]
fn no_type_name_is_defined_twice() {
    let mut twice = type_names();
    twice.retain(|_, rooms| rooms.len() > 1);
    assert!(twice.is_empty(), "type names that are defined twice: {twice:#?}");
}

#[test]
fn paths_name_their_room_instead_of_climbing() {
    let climbing = |(_, _, code): &(String, PathBuf, String)| code.contains("super::super");
    let paths: Vec<_> = sources().into_iter().filter(climbing).map(|it| it.1).collect();
    assert!(paths.is_empty(), "write `crate::room::…` instead of `super::super` in {paths:?}");
}

#[test]
fn files_stay_small_and_rooms_have_names_of_their_own() {
    let vague = Regex::new(r"(^|/)(utils?|helpers?|common|misc|types)(\.rs|/)").unwrap();
    for (_, path, _) in sources() {
        let name = path.strip_prefix(SRC).unwrap().to_str().unwrap().to_owned();
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 400, "{name} has {lines} lines");
        assert!(!vague.is_match(&name), "{name}");
    }
}
