//! Ids, seeds and times of a run.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ring::digest::{Context, SHA256};

/// A new id of a run, which sorts by time: `20261123T101500Z-1a2b`.
pub fn new_run_id() -> String {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    format!("{time}-{:04x}", rand::random::<u16>())
}

/// A random seed of at most 53 bits, which every JSON reader holds exactly.
pub fn new_seed() -> u64 {
    rand::random::<u64>() >> 11
}

/// Current time, ISO 8601 UTC with milliseconds.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// Current day in UTC, so that it does not depend on the machine.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// SHA-256 of the file of this program, once it is computed; `None` in it if it cannot be read.
static BINARY: OnceLock<Option<String>> = OnceLock::new();

/// Begins to compute [`binary_digest`] on another thread, so that a run need not wait for it.
pub fn begin_binary_digest() {
    if BINARY.get().is_none() {
        // Without a thread it is computed when it is needed.
        let _ = std::thread::Builder::new().spawn(binary_digest);
    }
}

/// SHA-256 of the file of this program, as 64 hexadecimal digits; `None` if it cannot be read.
pub fn binary_digest() -> Option<String> {
    let digest = || std::env::current_exe().and_then(|it| file_digest(&it)).ok();
    BINARY.get_or_init(digest).clone()
}

fn file_digest(path: &Path) -> io::Result<String> {
    let (mut file, mut context) = (File::open(path)?, Context::new(&SHA256));
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => context.update(&buffer[..read]),
        }
    }
    let digest = context.finish();
    Ok(digest.as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")))
}
