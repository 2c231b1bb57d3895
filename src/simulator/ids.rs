//! Ids, TANs and keys of the API, from one seed.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A source of ids, TANs and keys.
#[derive(Debug)]
pub struct Ids(StdRng);

impl Ids {
    /// Creates a source; the same seed gives the same ids in the same order.
    pub fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// 32 hexadecimal digits, followed by the letters of a class.
    pub fn id(&mut self, class: &str) -> String {
        format!("{:032x}{class}", self.0.random::<u128>())
    }

    /// Returns `length` decimal digits, at most nine, that are not in `taken`.
    pub fn otp(&mut self, digits: u32, taken: &[&str]) -> String {
        let (width, end) = (digits.min(9) as usize, 10_u32.pow(digits.min(9)));
        loop {
            let otp = format!("{:0width$}", self.0.random_range(0..end));
            if !taken.contains(&otp.as_str()) {
                return otp;
            }
        }
    }

    /// Four digits, a hyphen, four digits (BI-113).
    pub fn reference_token(&mut self) -> String {
        let (left, right) =
            (self.0.random_range(0..10_000_u32), self.0.random_range(0..10_000_u32));
        format!("{left:04}-{right:04}")
    }

    /// Letters and digits.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        alphanumeric(&mut self.0, length)
    }

    /// Four hexadecimal digits (BI-088).
    pub fn interface_id(&mut self) -> String {
        format!("{:04x}", self.0.random::<u16>())
    }
}

/// A random secret, independent of the seed.
pub fn secret(length: usize) -> String {
    alphanumeric(&mut rand::rng(), length)
}

fn alphanumeric(source: &mut impl rand::Rng, length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..length).map(|_| char::from(LETTERS[source.random_range(0..LETTERS.len())])).collect()
}
