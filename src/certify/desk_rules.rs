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
