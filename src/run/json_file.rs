//! JSON files of earlier runs, which may be damaged or written by another program.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::de::{DeserializeOwned, Error as _};

/// Maximum size of a file, in bytes; no run is larger.
const MAX_BYTES: u64 = 1 << 30;
/// Maximum nesting: that of a body (128, the limit of the JSON library) and of the record around it.
const MAX_DEPTH: usize = 160;

/// Reads a regular file that is not larger than any run. A pipe is not opened: nobody may ever write into it.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file, but a folder, a pipe or a device"));
    }
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    if file.take(MAX_BYTES + 1).read_to_end(&mut bytes)? as u64 > MAX_BYTES {
        return Err(io::Error::other("it is larger than any run record"));
    }
    Ok(bytes)
}

/// Parses JSON with bodies that are nested as deeply as the JSON library allows.
///
/// # Errors
/// When it is not JSON of this shape, or nested more deeply than any record.
pub fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    if depth(bytes) > MAX_DEPTH {
        return Err(serde_json::Error::custom("it is nested too deeply"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Maximum nesting of lists and objects.
fn depth(bytes: &[u8]) -> usize {
    let (mut deepest, mut depth, mut quoted, mut escaped) = (0, 0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_pipe_is_refused_before_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("run.json");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let error = bytes(&pipe).unwrap_err().to_string();
        assert_eq!(error, "it is no file, but a folder, a pipe or a device");
    }
}
