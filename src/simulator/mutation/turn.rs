//! Turns: which of the answers about a resource a mutant makes wrong.

use std::fmt;

use super::words;
use crate::simulator::operation::Operation;

/// Part of the selected answers to calls of one address that is made wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Each of them.
    #[default]
    Every,
    /// Only the first.
    First,
    /// The second and all further ones.
    Later,
    /// The third and all further ones.
    Third,
    /// Those after this operation succeeded for the same customer.
    After(Operation),
    /// Those after this operation succeeded for another customer.
    Beside(Operation),
}

/// Turns that are counted.
const COUNTED: [(Turn, &str); 3] =
    [(Turn::First, "first"), (Turn::Later, "later"), (Turn::Third, "third")];

impl Turn {
    /// The place without its turn, and the turn.
    pub fn split_off(place: &str) -> (&str, Self) {
        let Some((rest, word)) = place.rsplit_once('@') else { return (place, Self::Every) };
        let counted = COUNTED.iter().find(|(_, known)| *known == word).map(|(turn, _)| *turn);
        let after = || Some(Self::After(words::operation(word.strip_prefix("after-")?)?));
        let beside = || Some(Self::Beside(words::operation(word.strip_prefix("beside-")?)?));
        let turn = counted.or_else(after).or_else(beside);
        turn.map_or((place, Self::Every), |turn| (rest, turn))
    }

    /// Whether the answer with this number, from 1 on, has this turn.
    pub fn includes(self, number: usize) -> bool {
        match self {
            Self::Every | Self::After(_) | Self::Beside(_) => true,
            Self::First => number == 1,
            Self::Later => number > 1,
            Self::Third => number > 2,
        }
    }

    /// The answers as a part of a sentence.
    pub fn phrase(self) -> String {
        match self {
            Self::Every => "answers".to_owned(),
            Self::First => "the first answers".to_owned(),
            Self::Later => "all but the first answers".to_owned(),
            Self::Third => "all but the first two answers".to_owned(),
            Self::After(call) => format!("answers after {}", words::word(call)),
            Self::Beside(call) => {
                format!("answers after {} of another customer", words::word(call))
            }
        }
    }
}

impl fmt::Display for Turn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, word)) = COUNTED.iter().find(|(turn, _)| turn == self) {
            return write!(out, "@{word}");
        }
        match self {
            Self::After(call) => write!(out, "@after-{}", words::word(*call)),
            Self::Beside(call) => write!(out, "@beside-{}", words::word(*call)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_turns_include_their_numbers() {
        let included = |turn: Turn| [1, 2, 3].map(|number| turn.includes(number));
        assert_eq!(included(Turn::First), [true, false, false]);
        assert_eq!(included(Turn::Later), [false, true, true]);
        assert_eq!(included(Turn::Third), [false, false, true]);
    }

    #[test]
    fn unknown_turns_are_left_in_the_place() {
        for place in ["get-person@fifth", "get-person@after-lunch", "get-person"] {
            assert_eq!(Turn::split_off(place), (place, Turn::Every));
        }
    }
}
