//! Refuses JSON in which an object has a member twice: two programs could read it in two ways.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Maximum nesting; records are nested less deeply.
const MOST_LEVELS: usize = 200;

/// Returns an error that names the first doubled member.
///
/// # Errors
/// When there is one, or `bytes` is no JSON, or nested too deeply.
pub fn must_have_unique_members(bytes: &[u8]) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    // The limit is counted here, because that of the library is lower.
    reader.disable_recursion_limit();
    UniqueMembers { levels: MOST_LEVELS }.deserialize(&mut reader)
}

/// Reads any JSON value of at most this number of levels.
#[derive(Clone, Copy)]
struct UniqueMembers {
    levels: usize,
}

impl UniqueMembers {
    fn below<E: serde::de::Error>(self) -> Result<Self, E> {
        let levels = self.levels.checked_sub(1);
        let levels = levels.ok_or_else(|| E::custom("it is nested too deeply"))?;
        Ok(Self { levels })
    }
}

impl<'de> DeserializeSeed<'de> for UniqueMembers {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

/// Name of a member, borrowed if it has no escapes.
#[derive(Deserialize)]
struct MemberName<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Visitor<'de> for UniqueMembers {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let below = self.below()?;
        while items.next_element_seed(below)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let below = self.below()?;
        let mut met: Vec<Cow<'de, str>> = Vec::new();
        while let Some(MemberName(name)) = members.next_key()? {
            met.push(name);
            members.next_value_seed(below)?;
        }
        met.sort_unstable();
        match met.windows(2).find(|it| it[0] == it[1]) {
            Some(it) => Err(A::Error::custom(format!("member `{}` occurs twice", it[0]))),
            None => Ok(()),
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
            let expected = expected.map(|it| format!("member `{it}` occurs twice"));
            let is_same =
                found.as_ref().zip(expected.as_ref()).map(|(it, part)| it.starts_with(part));
            assert_eq!(is_same, expected.is_some().then_some(true), "{text}: {found:?}");
        }
    }

    #[test]
    fn nesting_is_limited() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(must_have_unique_members(nested(MOST_LEVELS).as_bytes()).is_ok());
        let error = must_have_unique_members(nested(1 << 20).as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("it is nested too deeply"), "{error}");
    }
}
