//! Wrong codes that a mistake accepts.

use crate::simulator::machine::{Mistake, Rules};

/// Whether one of the mistakes takes the code that was given for the right one: it is a neighbour, or it
/// is written backwards.
pub fn takes_wrong_code(
    rules: &Rules,
    (given, right): (&str, &str),
    [neighbour, backwards]: [Mistake; 2],
) -> bool {
    if given == right {
        return false;
    }
    let number = |code: &str| code.parse::<u64>().ok();
    let apart = number(given).zip(number(right)).map(|(given, right)| given.abs_diff(right));
    let is_neighbour = given.len() == right.len() && apart == Some(1);
    (rules.makes(neighbour) && is_neighbour)
        || (rules.makes(backwards) && given.chars().rev().eq(right.chars()))
}
