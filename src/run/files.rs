//! Places attached files where reports look for them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::evidence::{ATTACHMENTS, Attachment, Content};

use super::ReportError;

/// Writes a file into `folder`, or copies it from the folder of the run it is from. Returns whether
/// the file exists. A file in which `secret` finds something is not written.
pub fn place(
    file: &Attachment,
    folder: &Path,
    secret: impl FnOnce(&[u8]) -> Option<&'static str>,
) -> Result<bool, ReportError> {
    let path = folder.join(&file.path);
    let written = |result: io::Result<()>| match result {
        Ok(()) => Ok(true),
        Err(error) => Err(ReportError::write(&path, error)),
    };
    let parent = || path.parent().map_or(Ok(()), fs::create_dir_all);
    match &file.content {
        Content::Lost => Ok(false),
        Content::Bytes(bytes) => match secret(bytes) {
            Some(kind) => Err(ReportError::Leak { path, kind }),
            None => written(parent().and_then(|()| fs::write(&path, bytes))),
        },
        Content::Kept(from) if !from.is_file() => Ok(false),
        Content::Kept(from) if is_same(from, &path) => Ok(true),
        Content::Kept(from) => written(parent().and_then(|()| fs::copy(from, &path).map(drop))),
    }
}

/// Removes the attached files in `folder` that are not among `attached`: those of an earlier run.
pub fn remove_others<'a>(
    folder: &Path,
    attached: impl Iterator<Item = &'a Attachment>,
) -> Result<(), ReportError> {
    let known: HashSet<_> = attached.map(|it| folder.join(&it.path)).collect();
    let Ok(entries) = fs::read_dir(folder.join(ATTACHMENTS)) else { return Ok(()) };
    let paths = entries.filter_map(|it| Some(it.ok()?.path()));
    for path in paths.filter(|it| !known.contains(it) && it.is_file()) {
        fs::remove_file(&path).map_err(|error| ReportError::write(&path, error))?;
    }
    Ok(())
}

fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
