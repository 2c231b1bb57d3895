//! Tests of the fault table. That each fault has its effect is proven by `bankident prove`.

use std::collections::HashSet;

use super::{all, named};

/// Whether `id` has the form of a requirement id, such as `BI-145`.
fn is_id(id: &str) -> bool {
    id.len() == 6 && ["BI-", "AU-", "ER-", "WH-"].iter().any(|family| id.starts_with(family))
}

#[test]
fn names_are_unique_kebab_case_and_requirements_are_ids() {
    let mut names = HashSet::new();
    for fault in all() {
        let name = fault.name;
        assert!(names.insert(name), "{name}");
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(name.bytes().all(kebab), "{name}");
        assert!(fault.sentence.ends_with('.'), "{name}");
        assert!(!fault.breaks.is_empty() && fault.breaks.iter().all(|id| is_id(id)), "{name}");
        assert!(named(name).is_some());
    }
    assert!(named("no-such-fault").is_none());
}
