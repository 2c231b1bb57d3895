//! The bundle: certificate, pages and evidence in one zip file.
//!
//! Its members are stored, not compressed, and have no attributes, so that the same members are
//! always the same bytes: any other byte is noticed.

use std::io::{Cursor, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::comparing_writer::ComparingWriter;

/// Maximum number of files in a bundle.
const MOST_FILES: usize = 20_000;
/// Maximum length of a name.
const LONGEST_NAME: usize = 200;
/// First bytes of a zip file.
const MAGIC: &[u8] = b"PK\x03\x04";

/// Error of a bundle that cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The zip library refuses it.
    #[error("it is no zip file: {0}")]
    Zip(String),
    /// It has too many files.
    #[error("it has more than {MOST_FILES} files")]
    TooMany,
    /// The name leads out of the bundle, or has other characters than a bundle's.
    #[error("its file `{0}` has a name that no bundle has")]
    Name(String),
    /// The file is compressed, encrypted, a folder or a link.
    #[error("its file `{0}` is not stored as a plain file: send the bundle as certify wrote it")]
    Form(String),
    /// Two files have the same name.
    #[error("its file `{0}` is in it twice")]
    Twice(String),
    /// Other bytes than those of its files.
    #[error("the zip file has been changed at byte {at}, {place}")]
    Altered {
        /// Offset of the first other byte.
        at: usize,
        /// Place, in words.
        place: String,
    },
}

/// A file of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledFile<'a> {
    /// Name, with `/` between folders.
    pub name: &'a str,
    /// Contents.
    pub bytes: &'a [u8],
}

/// Whether bytes begin like a zip file.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Whether a file of a bundle may have this name: relative, without `.` and `..`, of plain characters.
pub fn is_safe(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let part = |it: &str| !it.is_empty() && !it.starts_with('.') && it.chars().all(plain);
    name.len() <= LONGEST_NAME && name.split('/').all(part)
}

/// Writes the files in this order.
///
/// # Errors
/// When a name is not safe or there are too many files.
pub fn write<'a>(files: impl IntoIterator<Item = BundledFile<'a>>) -> Result<Vec<u8>, BundleError> {
    write_to(Cursor::new(Vec::new()), files).map(Cursor::into_inner)
}

/// Writes the files to `place`, and returns it.
fn write_to<'a, W: Write + Seek>(
    place: W,
    files: impl IntoIterator<Item = BundledFile<'a>>,
) -> Result<W, BundleError> {
    let mut zip = ZipWriter::new(place);
    let failed = |error: zip::result::ZipError| BundleError::Zip(error.to_string());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (count, file) in files.into_iter().enumerate() {
        if count == MOST_FILES {
            return Err(BundleError::TooMany);
        }
        if !is_safe(file.name) {
            return Err(BundleError::Name(file.name.to_owned()));
        }
        zip.start_file(file.name, options).map_err(failed)?;
        zip.write_all(file.bytes).map_err(|it| BundleError::Zip(it.to_string()))?;
    }
    zip.finish().map_err(failed)
}

/// Reads the files of a bundle, in order.
///
/// # Errors
/// When it is no bundle, or a byte of it belongs to no file.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, &[u8])>, BundleError> {
    let failed = |error: zip::result::ZipError| BundleError::Zip(error.to_string());
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    if zip.len() > MOST_FILES {
        return Err(BundleError::TooMany);
    }
    let mut files: Vec<(String, &[u8])> = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(failed)?;
        let shown = String::from_utf8_lossy(file.name_raw()).into_owned();
        if !is_safe(&shown) {
            return Err(BundleError::Name(shown.chars().take(LONGEST_NAME).collect()));
        }
        let is_plain = file.compression() == CompressionMethod::Stored
            && file.compressed_size() == file.size()
            && file.is_file()
            && !file.encrypted();
        let range = file.data_start().and_then(|start| {
            let start = usize::try_from(start).ok()?;
            Some(start..start.checked_add(usize::try_from(file.size()).ok()?)?)
        });
        match range.and_then(|it| bytes.get(it)).filter(|_| is_plain) {
            Some(content) => files.push((shown, content)),
            None => return Err(BundleError::Form(shown)),
        }
    }
    unaltered(bytes, &files)?;
    Ok(files)
}

/// Compares the bundle with the one that these files make.
fn unaltered(bytes: &[u8], files: &[(String, &[u8])]) -> Result<(), BundleError> {
    // Members that overlap would make a small bundle large.
    let content: usize = files.iter().map(|it| it.1.len()).sum();
    if content <= bytes.len() {
        let members = files.iter().map(|(name, bytes)| BundledFile { name, bytes });
        let written = match write_to(ComparingWriter::new(bytes), members) {
            Err(BundleError::Zip(_)) => return Err(twice(files)),
            other => other?,
        };
        return match written.first_difference() {
            None => Ok(()),
            Some(at) => Err(BundleError::Altered { at, place: place(files, at) }),
        };
    }
    Err(twice(files))
}

fn twice(files: &[(String, &[u8])]) -> BundleError {
    let doubled =
        files.iter().enumerate().find(|(at, it)| files[..*at].iter().any(|o| o.0 == it.0));
    let name = doubled.map_or_else(|| "(overlapping)".to_owned(), |(_, it)| it.0.clone());
    BundleError::Twice(name)
}

/// The file whose header or content has this offset.
fn place(files: &[(String, &[u8])], at: usize) -> String {
    let mut end = 0;
    for (name, content) in files {
        end += 30 + name.len() + content.len();
        if at < end {
            return format!("in the entry of {name}");
        }
    }
    "in its directory".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let files = [("page.html", &b"<p>"[..]), ("runs/1/run.json", b"{}"), ("empty", b"")];
        write(files.map(|(name, bytes)| BundledFile { name, bytes })).unwrap()
    }

    #[test]
    fn files_are_read_as_they_were_written() {
        let bytes = sample();
        let files = read(&bytes).unwrap();
        let names: Vec<_> = files.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(names, ["page.html", "runs/1/run.json", "empty"]);
        assert_eq!(files[1].1, b"{}");
        assert_eq!(sample(), bytes);
    }

    #[test]
    fn every_changed_bit_outside_the_files_is_noticed() {
        let bytes = sample();
        let contents: Vec<_> = read(&bytes).unwrap().iter().map(|it| it.1.to_vec()).collect();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let unnoticed = read(&changed).is_ok_and(|files| {
                files.iter().zip(&contents).all(|(file, known)| file.1 == known)
                    && files[0].0 == "page.html"
            });
            assert!(!unnoticed, "bit {bit}");
        }
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err(), "cut off at {end}");
        }
        assert!(read(&[&bytes[..], b"x"].concat()).is_err());
        assert!(read(&[b"x", &bytes[..]].concat()).is_err());
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let names = ["../a", "/a", "a/../b", "a\\b", "a//b", "", ".a", "a/.b", "c:a", "ä", "a/"];
        for name in names {
            assert!(!is_safe(name), "{name}");
            let written = write([BundledFile { name, bytes: b"" }]);
            assert_eq!(written, Err(BundleError::Name(name.to_owned())));
        }
        assert!(is_safe("runs/1/attachments/0001-1-1-situation.json"));
        assert!(!is_safe(&"a".repeat(201)));
    }

    #[test]
    fn zip_files_of_other_programs_are_refused() {
        let other = |options: SimpleFileOptions| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file("a", options).unwrap();
            zip.write_all(b"text").unwrap();
            zip.finish().unwrap().into_inner()
        };
        let executable = other(SimpleFileOptions::default().unix_permissions(0o755));
        assert!(matches!(read(&executable), Err(BundleError::Altered { .. })));
        let mut link = ZipWriter::new(Cursor::new(Vec::new()));
        link.add_symlink("a", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let link = link.finish().unwrap().into_inner();
        assert_eq!(read(&link), Err(BundleError::Form("a".to_owned())));
        assert!(read(b"PK\x03\x04 nothing").is_err());
        assert!(read(b"").is_err());
    }
}
