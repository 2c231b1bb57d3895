//! Feature files, given by the caller or found on disk.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::Problem;

/// Size of the largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

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

/// Feature files that were found, and paths that cannot be read.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files that were read.
    pub sources: Vec<Source>,
    /// Errors of paths, and warnings about files that are not read.
    pub problems: Vec<Problem>,
}

/// Reads the feature files at `paths`: files, directories (searched in full, in sorted order) and
/// `FILE:LINE`. What cannot be read does not hide the rest.
pub fn discover(paths: &[PathBuf]) -> Discovered {
    let mut wanted = RequestedFiles::default();
    let mut found = Discovered::default();
    for given in paths {
        let (path, lines) = split_lines(given);
        for file in files_at(&path, &mut found.problems) {
            wanted.note(file, &lines);
        }
    }
    for (file, lines) in wanted.files {
        match read(&file, lines) {
            Ok(source) => found.sources.push(source),
            Err(problem) => found.problems.push(problem),
        }
    }
    found
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
/// The path without the lines behind it, and these lines.
pub fn split_lines(given: &Path) -> (PathBuf, Vec<usize>) {
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

fn files_at(path: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return vec![path.to_owned()],
        Err(error) => {
            problems.push(unreadable(path, &error));
            return Vec::new();
        }
    }
    let mut found = Vec::new();
    let before = problems.len();
    walk(path, &mut found, problems);
    if found.is_empty() && problems.len() == before {
        problems.push(
            Problem::new(shown(path), "no feature file in this directory").help(
                "names of feature files end in `.feature`; name a directory that contains some",
            ),
        );
    }
    found
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>, problems: &mut Vec<Problem>) {
    let entries = fs::read_dir(directory).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.unwrap_or_else(|error| {
        problems.push(unreadable(directory, &error));
        Vec::new()
    });
    let mut paths: Vec<_> = entries
        .into_iter()
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .collect();
    paths.sort_by_key(fs::DirEntry::file_name);
    for entry in paths {
        let path = entry.path();
        let ending = path.extension().unwrap_or_default();
        // A link to a directory is not followed: it may lead in a circle.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found, problems);
        } else if ending == "feature" {
            found.push(path);
        } else if ending.eq_ignore_ascii_case("feature") {
            let message = "this file is not read: its name does not end in `.feature`";
            let help = "write the ending in lower case";
            problems.push(Problem::warning(shown(&path), message).help(help));
        }
    }
}

fn read(path: &Path, lines: Vec<usize>) -> Result<Source, Problem> {
    let bytes = read_bytes(path)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = before.matches('\n').count() + 1;
        let excerpt = before.rsplit('\n').next().unwrap_or_default();
        Problem::new(shown(path), "not UTF-8 text")
            .at(line, excerpt.len() + 1, excerpt)
            .help("save the file as UTF-8")
    })?;
    Ok(Source { path: shown(path), text, lines })
}

/// Reads a regular file of bearable size: a pipe would block, and a device never ends.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        let problem = Problem::new(shown(path), "this is not a regular file");
        return Err(problem.help("name a feature file, or a directory that contains some"));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("the file is larger than {} MiB", LARGEST >> 20);
        return Err(Problem::new(shown(path), message).help("divide it into several files"));
    }
    Ok(bytes)
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

    fn read_at(paths: &[PathBuf]) -> Vec<Source> {
        let found = discover(paths);
        assert_eq!(found.problems, []);
        found.sources
    }

    fn names(sources: &[Source]) -> Vec<&str> {
        sources.iter().map(|it| it.path.rsplit('/').next().unwrap()).collect()
    }

    #[test]
    fn a_directory_is_searched_in_sorted_order() {
        let root = suite();
        let found = read_at(&[root.path().to_owned()]);
        assert_eq!(names(&found), ["a.feature", "b.feature", "c.feature"]);
        assert!(found[0].path.starts_with('/') && !found[0].path.starts_with("//"));
    }

    #[test]
    fn lines_select_and_a_bare_name_wins() {
        let root = suite();
        let at = |suffix: &str| PathBuf::from(format!("{}{suffix}", root.path().display()));
        let found = read_at(&[at("/a.feature:3:9"), at("/b.feature:1"), at("/b.feature")]);
        let lines: Vec<_> = found.into_iter().map(|it| it.lines).collect();
        assert_eq!(lines, [vec![9, 3], vec![]]);
    }

    #[test]
    fn missing_empty_and_binary_paths_are_problems_and_hide_nothing() {
        let root = suite();
        fs::create_dir(root.path().join("empty")).unwrap();
        fs::write(root.path().join("x.feature"), b"Feature: f\n  \xff").unwrap();
        let at = |name: &str| root.path().join(name);
        let found = discover(&[at("nowhere"), at("empty"), at("x.feature"), at("a.feature")]);
        assert_eq!(names(&found.sources), ["a.feature"]);
        let [missing, empty, binary] = &found.problems[..] else {
            panic!("{:?}", found.problems);
        };
        assert!(missing.help.is_some());
        assert!(empty.message.contains("no feature file"));
        assert_eq!((binary.message.as_str(), binary.line, binary.col), ("not UTF-8 text", 2, 3));
        let found = discover(&[root.path().to_owned()]);
        assert_eq!((found.sources.len(), found.problems.len()), (3, 1));
    }

    #[test]
    fn an_ending_in_capitals_is_reported() {
        let root = suite();
        fs::write(root.path().join("D.FEATURE"), "Feature: f\n").unwrap();
        let found = discover(&[root.path().to_owned()]);
        assert_eq!(found.sources.len(), 3);
        assert!(found.problems[0].is_warning && found.problems[0].file.ends_with("D.FEATURE"));
    }

    #[cfg(unix)]
    #[test]
    fn devices_circles_and_huge_files_are_not_read() {
        let root = suite();
        let at = |name: &str| root.path().join(name);
        std::os::unix::fs::symlink("/dev/zero", at("zero.feature")).unwrap();
        std::os::unix::fs::symlink(at("y.feature"), at("x.feature")).unwrap();
        std::os::unix::fs::symlink(at("x.feature"), at("y.feature")).unwrap();
        std::os::unix::fs::symlink(root.path(), at("sub/again")).unwrap();
        fs::File::create(at("huge.feature")).unwrap().set_len(LARGEST + 1).unwrap();
        let found = discover(&[root.path().to_owned()]);
        assert_eq!(names(&found.sources), ["a.feature", "b.feature", "c.feature"]);
        let messages: Vec<_> = found.problems.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert_eq!(messages[0], "the file is larger than 64 MiB");
        assert_eq!(messages[3], "this is not a regular file");
    }
}
