//! Versions: what the program prints about itself, and runs of the last version, which it reads.

use std::path::Path;
use std::process::{Command, Output};

use crate::cli::{Bankident, ends, stderr, stdout};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A run of requirement BI-022 by the last version.
fn last() -> String {
    format!("{ROOT}/tests/it/runs/0.1.0")
}

#[test]
fn a_run_of_the_last_version_is_read() {
    let bankident = Bankident::new();
    let last = last();
    let run = ["run", "--requirement", "BI-022", "--baseline", &last, "--report-dir", "now"];
    let output = bankident.run(&run);
    ends(&output, 0, "reports: now");
    assert!(stdout(&output).contains("0 newly failing, 0 lost"), "{}", stdout(&output));
    ends(
        &bankident.run(&["report", &last, "--format", "junit,html", "--report-dir", "again"]),
        0,
        "",
    );
    ends(&bankident.run(&["diff", &last, "now"]), 0, "");
    let history = bankident.run(&["history", &last, "now"]);
    ends(&history, 0, "");
    assert!(stdout(&history).contains("20261201T010913Z-a50a"), "{}", stdout(&history));
    ends(&bankident.run(&["run", "--rerun", &last]), 5, "");
}

#[test]
fn the_program_prints_what_it_is_made_of() {
    let bankident = Bankident::new();
    let short = stdout(&bankident.run(&["--version"]));
    assert_eq!(short, format!("bankident {}\n", env!("CARGO_PKG_VERSION")));
    let long = stdout(&bankident.run(&["--version", "--verbose"]));
    let value = |name: &str| {
        let line = long.lines().find_map(|it| it.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name}: {long}")).to_owned()
    };
    for name in ["suite", "situations", "catalogue", "binary"] {
        assert_eq!(value(name).len(), "sha256:".len() + 64, "{name}");
    }
    assert!(value("build").contains("linux"), "{long}");
    assert!(value("guide").starts_with("Bankident API integration, "), "{long}");
    ends(&bankident.run(&["run", "--requirement", "BI-022", "--report-dir", "out"]), 0, "");
    let run = crate::cli::json(&bankident.here.path().join("out/run.json"));
    assert_eq!(run["harness"]["suite_digest"].as_str(), Some(value("suite").as_str()));
    assert_eq!(
        run["schema_version"],
        value("run.json").trim_start_matches("layout ").parse::<u32>().unwrap()
    );
}

#[test]
fn pages_and_completions_name_every_command() {
    let bankident = Bankident::new();
    ends(&bankident.run(&["man", "."]), 0, "");
    let page = |name: &str| bankident.here.path().join(name).is_file();
    let completions = stdout(&bankident.run(&["completions", "bash"]));
    for command in ["run", "observe", "certify", "completions"] {
        assert!(page(&format!("bankident-{command}.1")), "{command}");
        assert!(completions.contains(command), "{command}");
    }
    ends(&bankident.run(&["man", "nowhere"]), 2, "failed to write manual pages to nowhere");
}

fn script(name: &str, arguments: &[&str]) -> Output {
    Command::new("bash").arg(Path::new(ROOT).join(name)).args(arguments).output().unwrap()
}

#[test]
fn a_tag_is_the_version_and_its_notes_are_a_section() {
    let version = env!("CARGO_PKG_VERSION");
    let output = script("release/version", &[&format!("v{version}")]);
    ends(&output, 0, "");
    assert_eq!(stdout(&output).trim(), version);
    ends(
        &script("release/version", &["v99.0.0"]),
        2,
        "the tag is v99.0.0, and Cargo.toml has version",
    );

    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("CHANGELOG.md");
    let text = "# Changelog\n\n## [Unreleased]\n\n- new\n\n## [0.2.0] - 2026-12-24\n\n- two\n\n## [0.1.0] - 2026-12-01\n\n- one\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(stdout(&script("release/notes", &["0.2.0", file])).trim(), "- two");
    let missing = script("release/notes", &["0.3.0", file]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(stderr(&missing).contains("no section"), "{}", stderr(&missing));
}
