//! Feature files, given by the caller or found on disk.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::Problem;

/// One feature file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Path as it is shown in reports, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Lines whose scenarios are wanted; all scenarios if empty.
    pub lines: Vec<usize>,
}

impl Source {
    /// A file with all its scenarios.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), lines: Vec::new() }
    }
}

/// Reads the feature files at `paths`: files, directories (searched in full, in sorted order) and
/// `FILE:LINE`.
///
/// # Errors
/// When a path is missing or unreadable, or a directory holds no feature file.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<Source>, Problem> {
    let mut wanted = RequestedFiles::default();
    for given in paths {
        let (path, lines) = split_lines(given);
        for file in files_at(&path)? {
            wanted.note(file, &lines);
        }
    }
    wanted.files.into_iter().map(|(file, lines)| read(&file, lines)).collect()
}

/// Files in the order they were named, each once, even if it is named by different paths.
#[derive(Default)]
struct RequestedFiles {
    files: Vec<(PathBuf, Vec<usize>)>,
    places: BTreeMap<PathBuf, usize>,
}

impl RequestedFiles {
    /// Adds a file. A file that is named once without a line is wanted as a whole.
    fn note(&mut self, file: PathBuf, lines: &[usize]) {
        let real = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        let place = *self.places.entry(real).or_insert(self.files.len());
        match self.files.get_mut(place) {
            None => self.files.push((file, lines.to_vec())),
            Some((_, known)) if known.is_empty() || lines.is_empty() => known.clear(),
            Some((_, known)) => known.extend(lines),
        }
    }
}

/// Splits `a.feature:12:40`, unless a file with exactly this name exists.
fn split_lines(given: &Path) -> (PathBuf, Vec<usize>) {
    let mut rest = given.to_string_lossy().into_owned();
    let mut lines = Vec::new();
    while !Path::new(&rest).exists() {
        let Some((before, line)) = rest
            .rsplit_once(':')
            .and_then(|(before, line)| Some((before.to_owned(), line.parse().ok()?)))
        else {
            break;
        };
        lines.push(line);
        rest = before;
    }
    if lines.is_empty() { (given.to_owned(), lines) } else { (PathBuf::from(rest), lines) }
}

fn files_at(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    walk(path, &mut found)?;
    if found.is_empty() {
        return Err(Problem::new(shown(path), "no feature file in this directory").help(
            "names of feature files end in `.feature`; name a directory that contains some",
        ));
    }
    Ok(found)
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let entries = fs::read_dir(directory)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(|error| unreadable(directory, &error))?;
    let mut paths: Vec<_> = entries
        .into_iter()
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .collect();
    paths.sort_by_key(fs::DirEntry::file_name);
    for entry in paths {
        let path = entry.path();
        // A link to a directory is not followed: it may lead in a circle.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|it| it == "feature") {
            found.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path, lines: Vec<usize>) -> Result<Source, Problem> {
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = before.matches('\n').count() + 1;
        let excerpt = before.lines().last().unwrap_or_default().to_owned();
        Problem::new(shown(path), "not UTF-8 text")
            .at(line, excerpt.len() + 1, excerpt)
            .help("save the file as UTF-8")
    })?;
    Ok(Source { path: shown(path), text, lines })
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let problem = Problem::new(shown(path), error.to_string());
    match error.kind() {
        io::ErrorKind::NotFound => {
            problem.help("check the spelling; paths are relative to the working directory")
        }
        io::ErrorKind::PermissionDenied => problem.help("check the permissions of the file"),
        _ => problem,
    }
}

/// The path as reports show it: relative to the working directory if it is below it.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&here).unwrap_or(path);
    let parts: Vec<_> = short
        .components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/").replacen("//", "/", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("sub")).unwrap();
        for name in ["b.feature", "a.feature", "sub/c.feature", "notes.txt"] {
            fs::write(root.path().join(name), "Feature: f\n").unwrap();
        }
        root
    }

    #[test]
    fn a_directory_is_searched_in_sorted_order() {
        let root = suite();
        let found = discover(&[root.path().to_owned()]).unwrap();
        let names: Vec<_> = found.iter().map(|it| it.path.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["a.feature", "b.feature", "c.feature"]);
        assert!(found[0].path.starts_with('/') && !found[0].path.starts_with("//"));
    }

    #[test]
    fn lines_select_and_a_bare_name_wins() {
        let root = suite();
        let at = |suffix: &str| PathBuf::from(format!("{}{suffix}", root.path().display()));
        let found = discover(&[at("/a.feature:3:9"), at("/b.feature:1"), at("/b.feature")]);
        let lines: Vec<_> = found.unwrap().into_iter().map(|it| it.lines).collect();
        assert_eq!(lines, [vec![9, 3], vec![]]);
    }

    #[test]
    fn missing_empty_and_binary_paths_are_problems() {
        let root = suite();
        fs::create_dir(root.path().join("empty")).unwrap();
        fs::write(root.path().join("x.feature"), b"Feature: f\n  \xff").unwrap();
        let problem = |name: &str| discover(&[root.path().join(name)]).unwrap_err();
        assert!(problem("nowhere").help.is_some());
        assert!(problem("empty").message.contains("no feature file"));
        let binary = problem("x.feature");
        assert_eq!((binary.message.as_str(), binary.line, binary.col), ("not UTF-8 text", 2, 3));
    }
}
