//! One document and its parts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A document.
pub struct Page {
    /// Path from the root of the repository.
    pub name: String,
    pub text: String,
}

/// A part of a document that the walkthrough acts on.
#[derive(Debug)]
pub enum Part {
    /// A block that the reader is asked to save under this path.
    File { path: String, text: String },
    /// A command, with the lines shown as its output.
    Command { line: usize, text: String, output: Vec<String> },
}

impl Page {
    /// The document with this path.
    pub fn read(name: &str) -> Self {
        let text = fs::read_to_string(root().join(name));
        let text = text.unwrap_or_else(|why| panic!("{name}: {why}"));
        Self { name: name.to_owned(), text }
    }

    /// All documents: those of the root and those in `docs/`.
    pub fn all() -> Vec<Self> {
        let folders = ["", "docs/"].map(|it| (it, fs::read_dir(root().join(it)).unwrap()));
        let names = folders.into_iter().flat_map(|(folder, entries)| {
            entries.map(move |it| format!("{folder}{}", it.unwrap().file_name().to_str().unwrap()))
        });
        let markdown = |it: &String| Path::new(it).extension().is_some_and(|it| it == "md");
        names.filter(markdown).map(|it| Self::read(&it)).collect()
    }

    /// The path from the root of a path that is relative to this document.
    pub fn beside(&self, file: &str) -> String {
        match file.strip_prefix("../") {
            Some(above) => above.to_owned(),
            None if self.name.starts_with("docs/") => format!("docs/{file}"),
            None => file.to_owned(),
        }
    }

    /// The anchors of its headings.
    pub fn anchors(&self) -> BTreeSet<String> {
        let headings = self.text.lines().filter(|it| it.starts_with('#'));
        headings.map(|it| anchor(it.trim_start_matches('#').trim())).collect()
    }

    /// Files and commands of the page, in order.
    pub fn parts(&self) -> Vec<Part> {
        let save_as = Regex::new(r"Save this as\s+`([^`]+)`:\s*$").unwrap();
        let (mut parts, mut prose) = (Vec::new(), String::new());
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let Some(kind) = line.strip_prefix("```") else {
                prose += line;
                prose.push('\n');
                continue;
            };
            let block = lines.by_ref().map(|(_, it)| it).take_while(|it| !it.starts_with("```"));
            let block: Vec<&str> = block.collect();
            if kind == "console" {
                parts.extend(commands(number + 2, &block));
            } else if let Some(path) = save_as.captures(&prose) {
                let text = block.join("\n") + "\n";
                parts.push(Part::File { path: path[1].to_owned(), text });
            }
            prose.clear();
        }
        parts
    }
}

/// The anchor that a Markdown renderer gives a heading.
fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase().replace(' ', "-");
    lower.chars().filter(|it| it.is_alphanumeric() || "-_".contains(*it)).collect()
}

/// The commands of a block whose first line has this number.
fn commands(first: usize, block: &[&str]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut continued = false;
    for (number, line) in block.iter().enumerate() {
        match (line.strip_prefix("$ "), parts.last_mut()) {
            (Some(command), _) if !continued => {
                let (line, text) = (first + number, command.to_owned());
                parts.push(Part::Command { line, text, output: Vec::new() });
            }
            (_, Some(Part::Command { text, .. })) if continued => {
                text.push('\n');
                text.push_str(line);
            }
            (_, Some(Part::Command { output, .. })) => output.push((*line).to_owned()),
            _ => panic!("line {}: a console block begins with `$ `", first + number),
        }
        continued = line.ends_with('\\');
    }
    parts
}
