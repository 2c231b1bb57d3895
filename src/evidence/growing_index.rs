//! An index of secrets that become known one after the other.

use super::known::{KnownSecret, KnownSecrets};

/// An index in parts, each for some secrets.
///
/// A part is built again only together with as many newer secrets, so that `n` secrets cost the
/// building of `n log n`, and a search visits `log n` parts.
#[derive(Debug)]
pub(super) struct GrowingIndex<I> {
    /// Number of secrets before each part, and the part.
    parts: Vec<(usize, I)>,
    /// Number of secrets in all parts.
    indexed: usize,
}

impl<I> Default for GrowingIndex<I> {
    fn default() -> Self {
        Self { parts: Vec::new(), indexed: 0 }
    }
}

impl<I> GrowingIndex<I> {
    /// The parts for all secrets that are known now; `build` makes a part.
    pub fn parts(
        &mut self,
        known: &KnownSecrets,
        build: impl Fn(&[KnownSecret]) -> I,
    ) -> impl Iterator<Item = &I> {
        let total = known.len();
        if total > self.indexed {
            let mut begin = self.indexed;
            while let Some((earlier, _)) =
                self.parts.pop_if(|(earlier, _)| begin - *earlier <= total - begin)
            {
                begin = earlier;
            }
            let secrets = known.without_first(begin);
            self.parts.push((begin, build(&secrets)));
            self.indexed = begin + secrets.len();
        }
        self.parts.iter().map(|(_, part)| part)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn all_secrets_are_in_one_part_each_and_few_are_built_again() {
        const ALL: usize = 1000;
        let (known, mut index, cost) =
            (KnownSecrets::default(), GrowingIndex::default(), Cell::new(0));
        let build = |secrets: &[KnownSecret]| {
            cost.set(cost.get() + secrets.len());
            secrets.iter().map(|it| it.0.clone()).collect::<Vec<_>>()
        };
        for number in 0..ALL {
            known.note("tan", &number.to_string());
            known.note("tan", "0");
            let parts: Vec<_> = index.parts(&known, build).collect();
            assert!(parts.len() <= 10, "{} parts for {number}", parts.len());
            let found: Vec<_> = parts.into_iter().flatten().cloned().collect();
            assert_eq!(found, (0..=number).map(|it| it.to_string()).collect::<Vec<_>>());
        }
        // Each secret is built into at most log2(1000) parts; all anew each time would be 500,500.
        assert!(cost.get() <= 10 * ALL, "{}", cost.get());
    }
}
