//! Sizes of data.

use std::fmt;
use std::str::FromStr;

use super::ConfigError;

/// A number of bytes, as in 64MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(u64);

const KIB: u64 = 1024;
const MIB: u64 = 1024 * 1024;

impl ByteSize {
    /// Some MiB.
    pub const fn mib(count: u64) -> Self {
        Self(count * MIB)
    }

    /// Number of bytes.
    pub fn bytes(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes > 0 && bytes % MIB == 0 => write!(out, "{}MiB", bytes / MIB),
            bytes if bytes > 0 && bytes % KIB == 0 => write!(out, "{}KiB", bytes / KIB),
            bytes => write!(out, "{bytes}"),
        }
    }
}

impl FromStr for ByteSize {
    type Err = ConfigError;

    /// Reads `64MiB`, `512KiB` or a number of bytes.
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let (number, unit) = match text.strip_suffix("MiB") {
            Some(number) => (number, MIB),
            None => text.strip_suffix("KiB").map_or((text, 1), |number| (number, KIB)),
        };
        let number = number.trim().parse::<u64>().ok();
        let bytes = number.and_then(|it| it.checked_mul(unit)).filter(|bytes| *bytes > 0);
        bytes.map(Self).ok_or_else(|| {
            ConfigError::new(format!("`{text}` is not a size: write 64MiB, 512KiB or bytes"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit_or_none() {
        for (text, bytes, shown) in
            [("64MiB", 64 * MIB, "64MiB"), ("1536KiB", 1536 * KIB, "1536KiB"), ("9", 9, "9")]
        {
            let size: ByteSize = text.parse().unwrap();
            assert_eq!((size.bytes() as u64, size.to_string().as_str()), (bytes, shown));
        }
        for wrong in ["", "0", "-1", "64 MB", "1e3", "99999999999999999MiB"] {
            assert!(wrong.parse::<ByteSize>().is_err(), "{wrong}");
        }
    }
}
