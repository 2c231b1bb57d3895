//! Mutants that equal a documented freedom, recognised by rules.

use super::observed::GeneratedMutant;

/// Mutants that a conforming API may be, with the reason.
struct Rule {
    /// Pattern of their names; `*` is any text.
    pattern: &'static str,
    /// Only if the member is always null.
    of_null: bool,
    /// Why.
    reason: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        pattern: "*:drop:*",
        of_null: true,
        reason: "an unset member may be left out instead of being null (C-13)",
    },
    Rule { pattern: "*:drop:links*", of_null: false, reason: "undocumented members come and go" },
];

/// Why the mutant is a documented freedom, if it is one.
pub fn free(generated: &GeneratedMutant) -> Option<&'static str> {
    let name = generated.mutant.to_string();
    let rule = RULES
        .iter()
        .find(|rule| (generated.of_null || !rule.of_null) && matches(rule.pattern, &name));
    rule.map(|rule| rule.reason)
}

/// Whether a text fits a pattern in which `*` is any text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| matches(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        assert!(matches("a*c", "abbc") && matches("*", "") && matches("a", "a"));
        assert!(!matches("a*c", "abcd") && !matches("a", "ab"));
    }
}
