//! Prepares what the program embeds: it is built anew when a feature file or the catalogue comes, goes or
//! changes, knows the target triple (`--version --verbose`), and has a table of the plain words that each
//! step definition begins with, so that it need not compile all their patterns at its start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Attributes of the crate `cucumber` that define a step.
const ATTRIBUTES: [&str; 3] = ["#[given(", "#[when(", "#[then("];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=features");
    println!("cargo:rerun-if-changed=src");
    let target = env::var("TARGET").unwrap_or_default();
    println!("cargo:rustc-env=BUILD_TARGET={target}");
    let mut rows = Vec::new();
    collect(Path::new("src"), &mut rows)?;
    rows.sort();
    let mut table = String::from("[\n");
    for (path, line, beginning) in rows {
        let _ = writeln!(table, "({path:?}, {line}, {beginning:?}),");
    }
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("beginnings.rs"), table + "]")
}

/// Adds path, line and beginning of each definition below a folder.
fn collect(folder: &Path, rows: &mut Vec<(String, usize, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, rows)?;
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path)?;
            let name = path.display().to_string().replace('\\', "/");
            let found = definitions(&text);
            rows.extend(found.map(|(line, beginning)| (name.clone(), line, beginning)));
        }
    }
    Ok(())
}

/// Line and beginning of the definitions in a file.
fn definitions(text: &str) -> impl Iterator<Item = (usize, String)> {
    let attributes = text.match_indices("#[").filter_map(|(at, _)| {
        let rest = ATTRIBUTES.iter().find_map(|it| text[at..].strip_prefix(it))?;
        Some((text[..at].matches('\n').count() + 1, beginning(rest.trim_start())?))
    });
    attributes.collect::<Vec<_>>().into_iter()
}

/// The plain words at the begin of a definition's text or expression. `None` for a regular expression:
/// such a definition is compiled at the start.
fn beginning(arguments: &str) -> Option<String> {
    let literal = match arguments.strip_prefix("expr") {
        Some(rest) => rest.trim_start().strip_prefix('=')?.trim_start(),
        None => arguments,
    };
    let text = literal.strip_prefix(['"'])?;
    let end = text.find(|c: char| r#""{(\/"#.contains(c))?;
    let plain = &text[..end];
    // A slash separates alternatives, of which the word before it is one.
    let plain = if text[end..].starts_with('/') {
        &plain[..plain.rfind(' ').map_or(0, |at| at + 1)]
    } else {
        plain
    };
    Some(plain.to_owned())
}
