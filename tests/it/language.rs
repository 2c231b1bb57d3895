//! Comments, messages and pages are plain English, without phrases that a reader has to translate.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Phrases to avoid, in any letter case, each with what to write instead.
const PHRASES: [(&str, &str); 19] = [
    (r"\btold\b", "reported, printed, notified or recorded"),
    (r"\btells?\b(?: [^a]|$)", "reports, prints, names or shows"),
    (r"\bso (?:many|long|often|much)\b(?: [^a]|[.,;:]|$)", "N, at most N, maximum"),
    (r"\bstands?\b", "is, appears"),
    (r"\bonce more\b", "again"),
    (r"\bany more\b", "no longer"),
    (r"\ball the same\b", "anyway, still"),
    (r"\b(?:goes|go|went) on\b", "continues"),
    (r"\b(?:is|are|was|were) (?:not )?there\b", "exists, is missing"),
    (r"\bmend(?:s|ed|ing)?\b", "fix"),
    (r"\bhears? of\b|\bheard of\b", "is notified of"),
    (r"\bwh(?:o|oso)ever\b", "the noun that is meant"),
    (r"\blook(?:s|ed)? after\b", "check, cover"),
    (r"\bto hand\b", "available"),
    (r"\bbesides\b", "also"),
    (r"\bby way of\b", "through"),
    (r"^\s*/// (?-i:Its|Their) ", "the noun that is meant"),
    (r#""(?-i:Who|Whose) [^?"]*""#, "a noun as the subject"),
    (r"^\s*//[/!]? (?:Who|Whose|What|That|Whatever|Which) (?:[^?]*)$", "a noun as the subject"),
];

/// Files and folders without such a phrase; this file names them.
const PLACES: [&str; 6] = ["src", "docs", "features", "tests/it", "README.md", "CONTRIBUTING.md"];

fn files(place: &Path, found: &mut Vec<PathBuf>) {
    if place.is_file() {
        let wanted = ["rs", "md", "toml", "feature", "js"].map(Some);
        if wanted.contains(&place.extension().and_then(|it| it.to_str())) {
            found.push(place.to_owned());
        }
        return;
    }
    for entry in fs::read_dir(place).unwrap() {
        files(&entry.unwrap().path(), found);
    }
}

/// The comment and the string literals of a line of Rust; other lines whole.
fn prose(path: &Path, line: &str, literals: &Regex) -> String {
    if path.extension().is_none_or(|it| it != "rs") || line.trim_start().starts_with("//") {
        return line.to_owned();
    }
    literals.find_iter(line).map(|it| it.as_str()).collect::<Vec<_>>().join(" ")
}

fn offences(place: &str) -> Vec<String> {
    let phrases =
        PHRASES.map(|(phrase, better)| (Regex::new(&format!("(?i){phrase}")).unwrap(), better));
    let literals = Regex::new(r#""(?:[^"\\]|\\.)*"|// .*"#).unwrap();
    let mut paths = Vec::new();
    files(&Path::new(ROOT).join(place), &mut paths);
    paths.retain(|it| !it.ends_with("tests/it/language.rs"));
    let mut found = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let prose = prose(&path, line, &literals);
            if let Some((_, better)) = phrases.iter().find(|(phrase, _)| phrase.is_match(&prose)) {
                let name = path.strip_prefix(ROOT).unwrap().display();
                found.push(format!("{name}:{}: {} (better: {better})", number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn no_phrase_is_one_to_avoid() {
    let found = PLACES.map(offences).concat();
    assert!(found.is_empty(), "lines with a phrase to avoid:\n{}", found.join("\n"));
}

#[test]
fn phrases_are_found_in_comments_and_texts_alone() {
    let literals = Regex::new(r#""(?:[^"\\]|\\.)*"|// .*"#).unwrap();
    let rust = Path::new("a.rs");
    assert_eq!(prose(rust, "let told = \"is told\";", &literals), "\"is told\"");
    assert_eq!(prose(rust, "    /// Is told.", &literals), "    /// Is told.");
    assert_eq!(prose(Path::new("a.md"), "told", &literals), "told");
}
