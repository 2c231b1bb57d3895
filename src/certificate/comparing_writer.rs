//! A writer that compares what is written with known bytes, and keeps nothing of it.

use std::collections::BTreeSet;
use std::io::{Error, Result, Seek, SeekFrom, Write};

/// Maximum number of differences of one call that can be withdrawn; no header has more bytes.
const MOST_DIFFERENCES: usize = 1024;

/// Compares with known bytes. Bytes that are written twice count as they were written last.
#[derive(Debug)]
pub struct ComparingWriter<'a> {
    known: &'a [u8],
    position: usize,
    end: usize,
    differing: BTreeSet<usize>,
    /// A difference of a call with more than can be withdrawn.
    lasting: Option<usize>,
}

impl<'a> ComparingWriter<'a> {
    /// Nothing was written yet.
    pub fn new(known: &'a [u8]) -> Self {
        Self { known, position: 0, end: 0, differing: BTreeSet::new(), lasting: None }
    }

    /// Offset of the first byte that differs, or that only one of both has.
    pub fn first_difference(&self) -> Option<usize> {
        let missing = (self.end < self.known.len()).then_some(self.end);
        [self.differing.first().copied(), self.lasting, missing].into_iter().flatten().min()
    }

    fn note(&mut self, bytes: &[u8]) {
        let known = self.known.get(self.position..).unwrap_or_default();
        let differs = |it: &(usize, &u8)| known.get(it.0) != Some(it.1);
        let start = self.position;
        let mut found = bytes.iter().enumerate().filter(differs).map(|it| start + it.0);
        self.differing.extend(found.by_ref().take(MOST_DIFFERENCES));
        if let Some(more) = found.next() {
            let first = self.differing.first().copied().unwrap_or(more);
            self.lasting = Some(self.lasting.unwrap_or(first).min(first));
        }
    }
}

impl Write for ComparingWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let end = self.position + bytes.len();
        self.differing.retain(|it| !(self.position..end).contains(it));
        if self.known.get(self.position..end) != Some(bytes) {
            self.note(bytes);
        }
        self.position = end;
        self.end = self.end.max(end);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Seek for ComparingWriter<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => usize::try_from(at).ok(),
            SeekFrom::Current(by) => moved(self.position, by),
            SeekFrom::End(by) => moved(self.end, by),
        };
        self.position = target.ok_or_else(|| Error::other("no such position"))?;
        Ok(self.position as u64)
    }
}

fn moved(position: usize, by: i64) -> Option<usize> {
    i64::try_from(position).ok()?.checked_add(by)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First difference after these writes, each with its position.
    fn difference(parts: &[(u64, &[u8])]) -> Option<usize> {
        let mut writer = ComparingWriter::new(b"0123456789");
        for (at, bytes) in parts {
            writer.seek(SeekFrom::Start(*at)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.first_difference()
    }

    #[test]
    fn the_last_bytes_of_a_place_count() {
        assert_eq!(difference(&[(0, b"0123456789")]), None);
        assert_eq!(difference(&[(0, b"0..3456.89"), (1, b"12")]), Some(7));
        assert_eq!(difference(&[(0, b"0..3456789"), (1, b"12")]), None);
        assert_eq!(difference(&[(0, b"0123456789"), (4, b"x")]), Some(4));
        assert_eq!(difference(&[(0, b"01234")]), Some(5));
        assert_eq!(difference(&[(0, b"0123456789a")]), Some(10));
        let long = vec![b'x'; 2 * MOST_DIFFERENCES];
        assert_eq!(difference(&[(0, &long), (0, b"0123456789")]), Some(0));
    }
}
