//! The documents: every command in them runs, every link, path and flag in them exists, and every
//! flag of the program is documented.

mod page;
mod walkthrough;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bankident_conformance::cli::Cli;
use bankident_conformance::config::tag_words;
use bankident_conformance::report::Format;
use clap::CommandFactory as _;
use regex::Regex;

use page::{Page, root};
use walkthrough::Walkthrough;

/// Flags of other programs that the documents name.
const FOREIGN_FLAGS: [&str; 7] = [
    "--release",
    "--all-targets",
    "--check",
    "--include-ignored",
    "--global",
    "--bench",
    "--short",
];

#[test]
fn the_commands_of_the_readme_run() {
    Walkthrough::check("README.md");
}

#[test]
fn the_commands_for_a_partner_run() {
    Walkthrough::check("docs/partner.md");
}

#[test]
fn the_commands_for_a_nightly_job_run() {
    Walkthrough::check("docs/nightly.md");
}

#[test]
fn the_commands_for_writers_of_scenarios_run() {
    Walkthrough::check("docs/scenarios.md");
}

#[test]
fn the_commands_for_contributors_run() {
    Walkthrough::check("CONTRIBUTING.md");
}

#[test]
fn the_commands_about_certificates_run() {
    Walkthrough::check("docs/certificate.md");
}

#[test]
fn the_commands_of_the_simulator_run() {
    Walkthrough::check("docs/simulator.md");
}

#[test]
fn the_commands_about_releases_run() {
    Walkthrough::check("docs/releases.md");
}

#[test]
#[ignore = "needs Python 3"]
fn the_commands_for_testers_of_apps_run() {
    Walkthrough::check("docs/observe.md");
}

#[test]
fn every_page_with_commands_is_checked() {
    let tests = include_str!("docs.rs");
    for page in Page::all().iter().filter(|it| it.text.contains("```console")) {
        let runs = tests.contains(&format!("Walkthrough::check(\"{}\")", page.name));
        assert!(runs, "no test runs the commands of {}", page.name);
    }
}

#[test]
fn the_readme_is_short() {
    let lines = Page::read("README.md").text.lines().count();
    assert!(lines <= 150, "README.md has {lines} lines; at most 150 are allowed");
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    for page in Page::all() {
        for found in link.captures_iter(&page.text) {
            let target = &found[1];
            if !target.starts_with("https://") {
                check_link(&page, target);
            }
        }
    }
}

#[track_caller]
fn check_link(page: &Page, target: &str) {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let name = if file.is_empty() { page.name.clone() } else { page.beside(file) };
    assert!(root().join(&name).is_file(), "{}: {target} does not exist", page.name);
    if !heading.is_empty() {
        let anchors = Page::read(&name).anchors();
        assert!(anchors.contains(heading), "{}: {target} is not in {anchors:?}", page.name);
    }
}

#[test]
fn every_page_is_linked_from_another() {
    let pages = Page::all();
    for page in &pages {
        let file = Path::new(&page.name).file_name().unwrap().to_str().unwrap();
        let linked = |it: &&Page| it.name != page.name && it.text.contains(&format!("{file})"));
        let linked = page.name == "README.md" || pages.iter().find(linked).is_some();
        assert!(linked, "no page links {}", page.name);
    }
}

#[test]
fn every_path_exists() {
    let path =
        Regex::new(r"`((?:src|tests|features|docs|release|templates|\.ci|\.github)/[^`\s]*)`")
            .unwrap();
    for page in Page::all() {
        for found in path.captures_iter(&page.text) {
            let written = &found[1];
            assert!(!glob(written).is_empty(), "{}: `{written}` does not exist", page.name);
        }
    }
}

/// The files that a written path names; `<…>` is any text, and the rest after `:` is ignored.
fn glob(written: &str) -> Vec<PathBuf> {
    let file = written.split(':').next().unwrap();
    let names = file.split('/').filter(|it| !it.is_empty());
    names.fold(vec![root().to_owned()], |folders, name| {
        folders.iter().flat_map(|folder| entries(folder, name)).collect()
    })
}

fn entries(folder: &Path, name: &str) -> Vec<PathBuf> {
    let Some((before, after)) = name.split_once('<') else {
        return Some(folder.join(name)).filter(|it| it.exists()).into_iter().collect();
    };
    let (_, after) = after.split_once('>').unwrap();
    let entries = fs::read_dir(folder).into_iter().flatten().map(|it| it.unwrap());
    let fits = |it: &str| it.starts_with(before) && it.ends_with(after);
    entries.filter(|it| fits(it.file_name().to_str().unwrap())).map(|it| it.path()).collect()
}

/// Names of types, functions and macros that the documents for developers use.
#[test]
fn every_item_exists() {
    let named = Regex::new(r"`([A-Z][a-z]+[A-Za-z]*|[a-z_]+\(\)|[a-z_]+!)`").unwrap();
    let code = sources(&root().join("src"));
    for page in ["docs/architecture.md", "CONTRIBUTING.md"].map(Page::read) {
        for found in named.captures_iter(&page.text) {
            let item = found[1].trim_end_matches(['(', ')', '!']);
            let defined = format!(r"\b(struct|enum|trait|type|fn|macro_rules!) {item}\b");
            let variant = format!(r"(?m)^    {item}(,|\(| \{{)");
            let defined = Regex::new(&format!("{defined}|{variant}")).unwrap();
            assert!(defined.is_match(&code), "{}: `{}` is not defined", page.name, &found[1]);
        }
    }
}

#[test]
fn every_variable_exists() {
    let named = Regex::new(r"BANKIDENT_[A-Z_]+[A-Z]").unwrap();
    let code = sources(&root().join("src"));
    for page in Page::all() {
        for found in named.find_iter(&page.text).map(|it| it.as_str()) {
            assert!(code.contains(found), "{}: {found} is unknown to the program", page.name);
        }
    }
}

/// The text of all source files in a folder.
fn sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let texts = entries.map(|it| match it.extension() {
        None => sources(&it),
        Some(end) if end == "rs" => fs::read_to_string(it).unwrap(),
        Some(_) => String::new(),
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The long flags of the program that `--help` shows.
fn flags() -> BTreeSet<String> {
    let cli = Cli::command();
    let commands = cli.get_subcommands().chain([&cli]);
    let arguments = commands.flat_map(clap::Command::get_arguments);
    let shown = arguments.filter(|it| !it.is_hide_set());
    shown.filter_map(|it| it.get_long()).map(|it| format!("--{it}")).collect()
}

/// The flags that the documents name; the changelog names flags of earlier versions, too.
fn documented_flags() -> BTreeSet<String> {
    let flag = Regex::new(r"(?:^|[\s`'])(--[a-z][a-z-]+)").unwrap();
    let pages: Vec<Page> = Page::all().into_iter().filter(|it| it.name != "CHANGELOG.md").collect();
    let found = pages.iter().flat_map(|it| flag.captures_iter(&it.text)).map(|it| it[1].to_owned());
    found.collect()
}

#[test]
fn every_documented_flag_exists() {
    let known = flags().into_iter().chain(FOREIGN_FLAGS.map(str::to_owned));
    let known = known.chain(["--help".to_owned(), "--version".to_owned()]).collect();
    let unknown: Vec<_> = documented_flags().difference(&known).cloned().collect();
    assert!(unknown.is_empty(), "documented, but unknown to the program: {unknown:?}");
}

#[test]
fn every_flag_is_documented() {
    let missing: Vec<_> = flags().difference(&documented_flags()).cloned().collect();
    assert!(missing.is_empty(), "in no document: {missing:?}");
}

#[test]
fn every_format_is_documented() {
    let page = Page::read("docs/nightly.md").text;
    for format in Format::ALL {
        let row = format!("| `{format}` | ");
        let file = format.file().map(|it| format!("{row}`{it}` |"));
        assert!(page.contains(&file.unwrap_or(row)), "{format} is not in docs/nightly.md");
    }
}

#[test]
fn every_exit_code_and_verdict_is_documented() {
    let page = Page::read("README.md").text;
    let codes = [0, 1, 2, 3, 4, 5, 130].map(|it| it.to_string());
    let verdicts = ["passed", "failed", "inconclusive", "error", "not-applicable"];
    for word in codes.into_iter().chain(verdicts.map(|it| format!("`{it}`"))) {
        assert!(page.contains(&format!("\n| {word} | ")), "{word} is not in README.md");
    }
}

#[test]
fn every_command_is_documented() {
    let pages = Page::all();
    for command in Cli::command().get_subcommands() {
        let named = format!("bankident {}", command.get_name());
        assert!(pages.iter().any(|it| it.text.contains(&named)), "`{named}` is not documented");
    }
}

#[test]
fn every_tag_with_a_meaning_of_its_own_is_documented() {
    let page = Page::read("docs/scenarios.md").text;
    for tag in tag_words().iter().filter(|it| *it != "journey") {
        assert!(page.contains(&format!("`@{tag}`")), "@{tag} is not in docs/scenarios.md");
    }
}
