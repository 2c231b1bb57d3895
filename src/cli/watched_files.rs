//! The files that a repeated run reads, and whether one of them changed.
//!
//! They are looked at in short intervals. Events of the operating system would come a little earlier, but
//! not from network and container mounts, and they would need several crates.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::engine::split_lines;

/// Shortest interval in which the files are looked at.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(50);
/// Share of the time that looking at the files may take: one part in this many.
const SHARE: u32 = 10;
/// Maximum depth of directories, which may contain themselves by a link.
const DEEPEST: usize = 24;
/// Name of a catalogue of one's own.
const CATALOGUE: &str = "requirements.toml";

/// Files and directories to watch.
pub(super) struct WatchedFiles {
    paths: Vec<PathBuf>,
}

/// Each file with what changes when it is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FilesSeen {
    files: Vec<(PathBuf, Option<SystemTime>, u64)>,
    /// Whether each path exists: an editor that replaces a file may remove it first.
    pub is_complete: bool,
}

impl WatchedFiles {
    /// Feature files and directories, which may end in `:LINE`, and other files.
    pub fn of(features: &[PathBuf], others: impl IntoIterator<Item = PathBuf>) -> Self {
        let features: Vec<PathBuf> = features.iter().map(|it| split_lines(it).0).collect();
        let above = features.iter().flat_map(|it| it.ancestors()).map(|it| it.join(CATALOGUE));
        let catalogues: Vec<PathBuf> = above.filter(|it| it.is_file()).collect();
        Self { paths: features.into_iter().chain(catalogues).chain(others).collect() }
    }

    /// The files as they are, and the time after which they are looked at again.
    pub fn look(&self) -> (FilesSeen, Duration) {
        let began = Instant::now();
        let mut seen = FilesSeen { files: Vec::new(), is_complete: true };
        for path in &self.paths {
            seen.is_complete &= path.exists();
            add(path, DEEPEST, &mut seen.files);
        }
        seen.files.sort();
        (seen, SHORTEST_INTERVAL.max(began.elapsed() * SHARE))
    }
}

fn add(path: &Path, depth: usize, files: &mut Vec<(PathBuf, Option<SystemTime>, u64)>) {
    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.is_file() {
        files.push((path.to_owned(), metadata.modified().ok(), metadata.len()));
    }
    let Some(deeper) = depth.checked_sub(1).filter(|_| metadata.is_dir()) else { return };
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_read = |it: &Path| {
            let ending = it.extension().map(|it| it.to_string_lossy().to_lowercase());
            ending.is_some_and(|it| it == "feature") || it.ends_with(CATALOGUE)
        };
        if is_read(&path) || entry.file_type().is_ok_and(|it| !it.is_file()) {
            add(&path, deeper, files);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_and_a_replacement_are_seen_and_another_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.feature"), "a").unwrap();
        let line = PathBuf::from(format!("{}:3", at("a.feature").display()));
        for watched in [line, folder.path().to_owned()] {
            fs::write(at("a.feature"), "a").unwrap();
            let files = WatchedFiles::of(&[watched], None);
            let first = files.look().0;
            fs::write(at("notes.txt"), "x").unwrap();
            assert_eq!(files.look().0, first);
            assert!(first.is_complete);
            fs::write(at("a.feature"), "ab").unwrap();
            let saved = files.look().0;
            assert_ne!(saved, first);
            fs::write(at("b"), "abc").unwrap();
            fs::rename(at("b"), at("a.feature")).unwrap();
            assert_ne!(files.look().0, saved);
        }
    }

    #[test]
    fn a_file_that_is_being_replaced_is_missing_for_a_moment() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.feature");
        fs::write(&file, "a").unwrap();
        let files = WatchedFiles::of(std::slice::from_ref(&file), None);
        fs::remove_file(file).unwrap();
        assert!(!files.look().0.is_complete);
    }
}
