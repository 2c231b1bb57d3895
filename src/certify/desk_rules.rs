//! The rules of the receiving desk, written in Gherkin: what to send back for each flaw.

use crate::certificate::Flaw;

const RULES: &str = include_str!("receiving.feature");
const TAG: &str = "@rule:";
const REQUEST: &str = "the sender gets the request \"";

/// Returns the requests to the sender, each once, in the order of the rules.
pub fn requests(flaws: &[Flaw]) -> Vec<&'static str> {
    let is_broken = |rule: &str| flaws.iter().any(|it| it.rule() == rule);
    rules().filter(|(rule, _)| is_broken(rule)).map(|(_, request)| request).collect()
}

/// Each rule with its request.
fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.split(TAG).skip(1).filter_map(|part| {
        let rule = part.lines().next()?.trim();
        let request = part.split_once(REQUEST)?.1.split_once('"')?.0;
        Some((rule, request))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A flaw of each rule.
    fn flaws() -> [Flaw; 10] {
        let text = || "x".to_owned();
        [
            Flaw::Unsigned,
            Flaw::Number,
            Flaw::Missing { name: text() },
            Flaw::Predicate { member: "result" },
            Flaw::Expired { expires_at: text() },
            Flaw::NoRow { id: text() },
            Flaw::Waiver { id: text() },
            Flaw::Worth { found: 1, demanded: 2 },
            Flaw::Guide { found: text() },
            Flaw::Revealed { placeholder: text() },
        ]
    }

    #[test]
    fn each_flaw_has_a_rule_and_each_rule_a_request() {
        let named: BTreeSet<&str> = flaws().iter().map(Flaw::rule).collect();
        let known: BTreeSet<&str> = rules().map(|it| it.0).collect();
        assert_eq!(named, known);
        assert_eq!(RULES.matches("Scenario:").count(), rules().count());
        assert_eq!(requests(&flaws()).len(), known.len());
        let twice = [Flaw::Unsigned, Flaw::NoKey];
        assert_eq!(requests(&twice).len(), 1);
        assert_eq!(requests(&[]), Vec::<&str>::new());
    }
}
