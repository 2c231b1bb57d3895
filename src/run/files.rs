//! Puts attached files where reports look for them.

use std::fs;
use std::io;
use std::path::Path;

use crate::evidence::{Attachment, Content, SecretScanner};

use super::reports::{ReportError, cannot};

/// Writes a file, or brings it along from the folder of the run it is from; whether it is there now.
pub fn place(
    file: &Attachment,
    folder: &Path,
    scanner: &SecretScanner,
) -> Result<bool, ReportError> {
    let path = folder.join(&file.path);
    let there = |done: io::Result<()>| done.map(|()| true).map_err(|error| cannot(&path, error));
    let above = || path.parent().map_or(Ok(()), fs::create_dir_all);
    match &file.content {
        Content::Lost => Ok(false),
        Content::Bytes(bytes) => match scanner.catches(bytes, true) {
            Some(kind) => Err(ReportError::Leak { path, kind }),
            None => there(above().and_then(|()| fs::write(&path, bytes))),
        },
        Content::Kept(from) if !from.is_file() => Ok(false),
        Content::Kept(from) if is_same(from, &path) => Ok(true),
        Content::Kept(from) => there(above().and_then(|()| fs::copy(from, &path).map(drop))),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
