//! Files that are read up to a limit, and written only where nothing is yet.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::CertifyError;

/// Maximum size of a text that a person writes, in bytes.
const MOST_TEXT: u64 = 4 << 20;

/// Reads a file of at most `most` bytes.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, CertifyError> {
    let read = || {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        let kind = metadata.file_type();
        if kind.is_dir() || is_device(kind) {
            return Err(io::Error::other("it is a folder or a device"));
        }
        let size = usize::try_from(metadata.len().min(most)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(size + 1);
        if file.take(most + 1).read_to_end(&mut bytes)? as u64 > most {
            return Err(io::Error::other(format!("it is larger than {} MiB", most >> 20)));
        }
        Ok(bytes)
    };
    read().map_err(|error| CertifyError::read(path, error))
}

#[cfg(unix)]
fn is_device(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: FileType) -> bool {
    false
}

/// Reads a text.
pub fn read_text(path: &Path) -> Result<String, CertifyError> {
    let bytes = read(path, MOST_TEXT)?;
    let text =
        String::from_utf8(bytes).map_err(|_| CertifyError::shape(path, "it is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Creates a file that only its owner may read, or everybody; an existing one is not overwritten.
pub fn create(path: &Path, bytes: &[u8], is_secret: bool) -> Result<(), CertifyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if is_secret { 0o600 } else { 0o644 });
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| CertifyError::write(path, error))
}
