//! The worth of a run, in words.

use crate::evidence::TestedSide;
use crate::verdict::{ConformanceReport, Gain, Worth, WorthOfKind};

/// Maximum number of capabilities named.
const NAMED: usize = 5;

/// Returns how much of what is known to go wrong the run could have noticed, and what each absent
/// capability would bring; `None` for a run that tested a partner's app.
pub fn worth_line(report: &ConformanceReport) -> Option<String> {
    if report.run.tested == TestedSide::Partner {
        return None;
    }
    let Some(worth) = &report.worth else {
        return Some("worth: unknown for this suite; only the built-in one is proven".to_owned());
    };
    let gains = worth.gains.iter().filter(|it| it.more > 0).take(NAMED).map(gain);
    let all = (worth.all_gains > 0).then(|| format!("with all of them: +{}", worth.all_gains));
    let parts: Vec<String> = gains.chain(all).collect();
    let more = if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) };
    Some(format!("worth: this run could have noticed {}{more}", noticeable(worth)))
}

/// Returns the capabilities with which a run of an API could notice more; `None` if there are none.
pub fn gain_line(report: &ConformanceReport) -> Option<String> {
    let worth = report.worth.as_ref().filter(|_| report.run.tested != TestedSide::Partner)?;
    let gains = worth.gains.iter().filter(|it| it.more > 0).take(NAMED);
    let gains: Vec<String> = gains.map(|it| format!("{} +{}", it.capability, it.more)).collect();
    let known = worth.known;
    (!gains.is_empty())
        .then(|| format!("of {known} known faults more are noticed with: {}", gains.join(", ")))
}

/// Returns the number of known wrong behaviours that the run could have noticed, by kind.
pub fn noticeable(worth: &Worth) -> String {
    let of = |it: &WorthOfKind| format!("{} of {} known {}s", it.noticeable, it.known, it.kind);
    worth.kinds.iter().map(of).collect::<Vec<_>>().join(" and ")
}

fn gain(it: &Gain) -> String {
    format!("with {}: +{}", it.capability, it.more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_apart() {
        let kind = |kind: &str| WorthOfKind { kind: kind.to_owned(), known: 3, noticeable: 2 };
        let (kinds, gains) = (vec![kind("fault"), kind("mutant")], Vec::new());
        let worth = Worth { known: 6, noticeable: 4, kinds, gains, all_gains: 0 };
        assert_eq!(noticeable(&worth), "2 of 3 known faults and 2 of 3 known mutants");
    }
}
