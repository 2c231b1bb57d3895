//! Files that are read up to a limit, and written only where nothing is yet.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::CertifyError;

/// Maximum size of a text that a person writes, in bytes.
const MOST_TEXT: u64 = 4 << 20;

/// Reads a file of at most `most` bytes. A pipe is not opened: nobody may ever write into it.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, CertifyError> {
    let read = || {
        let metadata = must_be_file(path)?;
        let too_large = || io::Error::other(format!("it is larger than {}", size(most)));
        let length = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
        if metadata.len() > most {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(length + 1);
        if File::open(path)?.take(most + 1).read_to_end(&mut bytes)? as u64 > most {
            return Err(too_large());
        }
        Ok(bytes)
    };
    read().map_err(|error| CertifyError::read(path, error))
}

/// Refuses a folder, a device, and a pipe into which perhaps nobody ever writes. The shell's own pipes,
/// as in `--key <(decrypt tester.key)`, have a writer.
pub fn must_be_file(path: &Path) -> io::Result<Metadata> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_file() || is_pipe_of_shell(path, &metadata) {
        Ok(metadata)
    } else {
        Err(io::Error::other("it is no file, but a folder, a pipe or a device"))
    }
}

#[cfg(unix)]
fn is_pipe_of_shell(path: &Path, metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_descriptor = path == Path::new("/dev/stdin")
        || path.starts_with("/dev/fd")
        || path.starts_with("/proc/self/fd");
    metadata.file_type().is_fifo() && is_descriptor
}

#[cfg(not(unix))]
fn is_pipe_of_shell(_: &Path, _: &Metadata) -> bool {
    false
}

/// A size in words.
fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes >> 10),
        mib => format!("{mib} MiB"),
    }
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
