//! Wrong codes that a mistake accepts.

use crate::simulator::call::Call;
use crate::simulator::machine::Mistake;

/// Whether one of the mistakes takes the code that was given for the right one: it is a neighbour, it is
/// written backwards, or it is the second wrong one for `subject`.
pub fn takes_wrong_code(
    call: &mut Call<'_>,
    (given, right): (&str, &str),
    subject: &str,
    [neighbour, backwards, second]: [Mistake; 3],
) -> bool {
    if given == right {
        return false;
    }
    let rules = call.tenant_state.rules.clone();
    let number = |code: &str| code.parse::<u64>().ok();
    let apart = number(given).zip(number(right)).map(|(given, right)| given.abs_diff(right));
    let is_neighbour = given.len() == right.len() && apart == Some(1);
    let counter = format!("wrong codes of {subject}");
    let is_second = call.tenant_state.tallied(&counter) > 0;
    if rules.makes(second) {
        call.tenant_state.tally(counter);
    }
    (rules.makes(neighbour) && is_neighbour)
        || (rules.makes(backwards) && given.chars().rev().eq(right.chars()))
        || (rules.makes(second) && is_second)
}
