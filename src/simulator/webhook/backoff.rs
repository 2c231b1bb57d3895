//! Intervals between the attempts to deliver an event.
//!
//! The guide documents the number of attempts, the factor and roughly the whole span, in two
//! versions (C-39). The first interval follows from them: span · (f − 1) / (f^(attempts − 1) − 1).

use jiff::SignedDuration;

use crate::simulator::readings::Retries;

/// Each interval in thousandths of the previous one.
const FACTOR_PER_MILLE: i64 = 1561;

/// First interval of a schedule, in milliseconds.
fn first_pause(retries: Retries) -> i64 {
    match retries {
        Retries::TwentyFive => 5_530,
        Retries::Twenty => 71_850,
    }
}

/// The interval after this attempt, counted from 1.
pub fn pause_after(attempt: u32, retries: Retries) -> SignedDuration {
    let grown = (1..attempt)
        .fold(first_pause(retries), |pause, _| pause.saturating_mul(FACTOR_PER_MILLE) / 1000);
    SignedDuration::from_millis(grown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::readings::Readings;

    fn whole(retries: Retries) -> SignedDuration {
        (1..Readings { retries, ..Readings::default() }.webhook_attempts())
            .map(|attempt| pause_after(attempt, retries))
            .sum()
    }

    #[test]
    fn the_pauses_add_up_to_the_documented_span() {
        let hours = |retries| whole(retries).as_hours();
        assert!(
            (119..=121).contains(&hours(Retries::TwentyFive)),
            "{:?}",
            whole(Retries::TwentyFive)
        );
        assert!((166..=169).contains(&hours(Retries::Twenty)), "{:?}", whole(Retries::Twenty));
    }

    #[test]
    fn each_pause_is_longer_by_the_factor() {
        let pause = |attempt| pause_after(attempt, Retries::TwentyFive).as_millis();
        assert_eq!((pause(1), pause(2)), (5_530, 8_632));
        for attempt in 1..24 {
            let per_mille = pause(attempt + 1) * 1000 / pause(attempt);
            assert!((1559..=1561).contains(&per_mille), "{attempt}: {per_mille}");
        }
    }
}
