//! Refuses JSON in which an object has a member twice: two programs could read it in two ways.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Any JSON value without a doubled member.
struct UniqueMembers;

/// Returns an error that names the first doubled member.
///
/// # Errors
/// When there is one, or `bytes` is no JSON.
pub fn must_have_unique_members(bytes: &[u8]) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    // The nesting of a record is limited when it is read.
    reader.disable_recursion_limit();
    UniqueMembers::deserialize(&mut reader).map(drop)
}

impl<'de> Deserialize<'de> for UniqueMembers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(UniqueVisitor)
    }
}

/// Name of a member, borrowed if it has no escapes.
#[derive(Deserialize)]
struct MemberName<'a>(#[serde(borrow)] Cow<'a, str>);

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = UniqueMembers;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<UniqueMembers, E> {
        Ok(UniqueMembers)
    }

    fn visit_i64<E>(self, _: i64) -> Result<UniqueMembers, E> {
        Ok(UniqueMembers)
    }

    fn visit_u64<E>(self, _: u64) -> Result<UniqueMembers, E> {
        Ok(UniqueMembers)
    }

    fn visit_f64<E>(self, _: f64) -> Result<UniqueMembers, E> {
        Ok(UniqueMembers)
    }

    fn visit_str<E>(self, _: &str) -> Result<UniqueMembers, E> {
        Ok(UniqueMembers)
    }

    fn visit_unit<E>(self) -> Result<UniqueMembers, E> {
        Ok(UniqueMembers)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<UniqueMembers, A::Error> {
        while items.next_element::<UniqueMembers>()?.is_some() {}
        Ok(UniqueMembers)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<UniqueMembers, A::Error> {
        let mut met: Vec<Cow<'de, str>> = Vec::new();
        while let Some(MemberName(name)) = members.next_key()? {
            met.push(name);
            members.next_value::<UniqueMembers>()?;
        }
        met.sort_unstable();
        match met.windows(2).find(|it| it[0] == it[1]) {
            Some(it) => Err(A::Error::custom(format!("member `{}` is there twice", it[0]))),
            None => Ok(UniqueMembers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_member_is_named_at_any_depth() {
        let rows = [
            ("{}", None),
            (r#"{"a": 1, "b": -1.5, "c": null, "d": true, "e": ["x"]}"#, None),
            (r#"{"b": {"a": 1}, "a": {"a": 1}}"#, None),
            (r#"{"a": 1, "a": 2}"#, Some("a")),
            (r#"{"c": 1, "a": 1, "b": 1, "a": 2}"#, Some("a")),
            (r#"{"a": 1, "c": 1, "b": 1, "c": 2}"#, Some("c")),
            (r#"[{"x": {"\u0061": 1, "a": 2}}]"#, Some("a")),
        ];
        for (text, expected) in rows {
            let found = must_have_unique_members(text.as_bytes()).err().map(|it| it.to_string());
            let expected = expected.map(|it| format!("member `{it}` is there twice"));
            let is_same =
                found.as_ref().zip(expected.as_ref()).map(|(it, part)| it.starts_with(part));
            assert_eq!(is_same, expected.is_some().then_some(true), "{text}: {found:?}");
        }
    }
}
