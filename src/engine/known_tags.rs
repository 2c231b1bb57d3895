//! Tags that have a meaning, and what an unknown one probably means.

use crate::requirement::is_requirement_id;

/// Beginning of the tags that are an author's own.
const OWN: &str = "my:";

/// Beginnings of the tags that decide whether a scenario runs.
const DECIDING: [&str; 2] = ["needs:", "waits:"];

/// Tags that have a meaning.
pub struct KnownTags<'a> {
    /// Whether a requirement id is in the catalogue.
    pub is_requirement: &'a dyn Fn(&str) -> bool,
    /// The other tags, such as `needs:tan`; those with a beginning are `situation:*`. If empty, they
    /// are not compared.
    pub words: Vec<String>,
}

/// Fault of a tag.
pub(super) struct TagFault {
    pub message: String,
    pub help: String,
    pub is_warning: bool,
}

impl<'a> KnownTags<'a> {
    /// Requirement ids are compared, other tags are not.
    pub fn requirements(is_requirement: &'a dyn Fn(&str) -> bool) -> Self {
        Self { is_requirement, words: Vec::new() }
    }

    /// Returns what is wrong with `tag`, if anything.
    pub(super) fn fault(&self, tag: &str) -> Option<TagFault> {
        if is_requirement_id(tag) {
            return (!(self.is_requirement)(tag)).then(|| TagFault {
                message: format!("requirement {tag} is not in the catalogue"),
                help: "add it to `requirements.toml`, or correct the tag".to_owned(),
                is_warning: false,
            });
        }
        let begins = |word: &String| word.strip_suffix('*').is_some_and(|it| tag.starts_with(it));
        let is_known = self.words.iter().any(|word| word == tag || begins(word));
        if self.words.is_empty() || tag.starts_with(OWN) || is_known {
            return None;
        }
        Some(self.unknown(tag))
    }

    fn unknown(&self, tag: &str) -> TagFault {
        let deciding = DECIDING.iter().find(|it| tag.starts_with(**it));
        let near = self.requirement_like(tag).or_else(|| self.nearest(tag));
        let message = match deciding {
            Some(_) => format!("`@{tag}` is not known, so the scenario runs on no target"),
            None => format!("`@{tag}` has no meaning"),
        };
        let help = match (near, deciding) {
            (Some(near), _) => format!("did you mean `@{near}`?"),
            (None, Some(beginning)) => {
                let known = self.words.iter().filter(|it| it.starts_with(beginning));
                let known: Vec<_> = known.map(|it| format!("`@{it}`")).collect();
                format!("write one of {}", known.join(", "))
            }
            (None, None) => format!("write `@{OWN}{tag}` if it is a label of your own"),
        };
        TagFault { message, help, is_warning: deciding.is_none() }
    }

    /// The requirement id that `tag` is but for case and hyphen.
    fn requirement_like(&self, tag: &str) -> Option<String> {
        let plain = tag.replace(['-', '_'], "").to_uppercase();
        let (letters, digits) = (plain.get(..2)?, plain.get(2..)?);
        let number: u32 = digits.parse().ok()?;
        let id = format!("{letters}-{number:03}");
        (is_requirement_id(&id) && (self.is_requirement)(&id)).then_some(id)
    }

    fn nearest(&self, tag: &str) -> Option<String> {
        let lower = tag.to_lowercase();
        let words = self.words.iter().filter(|it| !it.ends_with('*'));
        let near = words.map(|word| (strsim::damerau_levenshtein(word, &lower), word));
        let (typos, word) = near.min()?;
        let tail = word.rsplit(':').next().unwrap_or(word);
        (typos <= 2 && typos * 2 < tail.len()).then(|| word.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, expected: Option<(&str, bool)>) {
        let words = ["needs:clock", "needs:tan", "waits:token", "alone", "situation:*"];
        let known = KnownTags {
            is_requirement: &|id| id == "BI-117" || id == "BI-007",
            words: words.map(str::to_owned).to_vec(),
        };
        let found = known.fault(tag).map(|it| (it.help, it.is_warning));
        match (&found, expected) {
            (Some((help, warning)), Some((part, is_warning))) => {
                assert!(help.contains(part) && *warning == is_warning, "{tag}: {found:?}");
            }
            (found, expected) => assert!(found.is_none() && expected.is_none(), "{tag}: {found:?}"),
        }
    }

    #[test]
    fn tags_are_compared_with_those_that_have_a_meaning() {
        for known in ["BI-117", "alone", "needs:tan", "situation:late", "my:label"] {
            check(known, None);
        }
        check("BI-999", Some(("requirements.toml", false)));
        check("needs:clok", Some(("did you mean `@needs:clock`?", false)));
        check("needs:money", Some(("write one of `@needs:clock`, `@needs:tan`", false)));
        check("waits:tokn", Some(("`@waits:token`", false)));
        check("bi-117", Some(("did you mean `@BI-117`?", true)));
        check("BI117", Some(("did you mean `@BI-117`?", true)));
        check("BI-7", Some(("did you mean `@BI-007`?", true)));
        check("Alone", Some(("did you mean `@alone`?", true)));
        check("nonsense", Some(("`@my:nonsense`", true)));
    }
}
