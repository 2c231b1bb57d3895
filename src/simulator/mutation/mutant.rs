//! Mutants and their names.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::operator::{Operator, UnknownMutant};
use super::turn::Turn;
use super::{values, words};
use crate::simulator::operation::Operation;

/// One wrong behaviour: these answers of this operation, made wrong by this operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerMutant {
    /// The operation.
    pub operation: Operation,
    /// Answers that are made wrong.
    pub selector: Selector,
    /// Turns at which they are made wrong.
    pub turn: Turn,
    /// The operator.
    pub operator: Operator,
    /// Path, value or both; empty if the operator needs none.
    pub argument: String,
}

/// Selects answers of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selector {
    /// Every answer of success.
    Done,
    /// Answers of success with this member and value.
    Member(String, String),
    /// Refusals with this code.
    Refused(String),
}

/// Members by whose values answers of one operation are distinguished.
const STATES: [&str; 4] = ["status", "eligible", "verified", "document_type"];

impl Selector {
    /// The selector of an answer.
    pub fn of(status: u16, body: Option<&Value>) -> Self {
        let code = body.and_then(|body| body.pointer("/errors/0/code")?.as_str());
        if status >= 400 {
            return Self::Refused(code.unwrap_or_default().to_owned());
        }
        let state = |name: &&str| Some(((*name).to_owned(), values::word(body?.get(*name)?)?));
        STATES.iter().find_map(state).map_or(Self::Done, |(name, value)| Self::Member(name, value))
    }

    /// Whether it selects an answer.
    pub fn selects(&self, status: u16, body: Option<&Value>) -> bool {
        match self {
            Self::Done => status < 400,
            other => *other == Self::of(status, body),
        }
    }
}

impl AnswerMutant {
    /// The wrong behaviour as a sentence.
    pub fn sentence(&self) -> String {
        let effect = self.operator.sentence().replace("{}", &self.argument);
        let state = self.selector.to_string().trim_start_matches('.').to_owned();
        let with = if state.is_empty() { String::new() } else { format!(" with {state}") };
        let which = self.turn.phrase();
        format!("In {which} to {}{with}, {effect}.", words::word(self.operation))
    }

    /// Whether its answers depend on the calls about other customers.
    pub fn depends_on_other_customers(&self) -> bool {
        self.operator.takes_from_others() || matches!(self.turn, Turn::Beside(_))
    }

    /// Path of the member that is edited, and the value it gets, if any.
    pub fn member(&self) -> (&str, &str) {
        self.argument.split_once('=').unwrap_or((&self.argument, ""))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => Ok(()),
            Self::Member(name, value) => write!(out, ".{name}={value}"),
            Self::Refused(code) => write!(out, ".code={code}"),
        }
    }
}

impl fmt::Display for AnswerMutant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, selector, turn, operator, argument } = self;
        let place = words::word(*operation);
        write!(out, "{place}{selector}{turn}:{}", operator.word())?;
        if argument.is_empty() { Ok(()) } else { write!(out, ":{argument}") }
    }
}

impl FromStr for AnswerMutant {
    type Err = UnknownMutant;

    fn from_str(name: &str) -> Result<Self, UnknownMutant> {
        let mut parts = name.splitn(3, ':');
        let (place, turn) = Turn::split_off(parts.next().unwrap_or_default());
        let (operation, state) = place.split_once('.').unwrap_or((place, ""));
        let unknown = || UnknownMutant(format!("`{operation}` is not an operation"));
        let selector = match state.split_once('=') {
            None if state.is_empty() => Selector::Done,
            None => return Err(UnknownMutant(format!("`{state}` has no value"))),
            Some(("code", code)) => Selector::Refused(code.to_owned()),
            Some((name, value)) => Selector::Member(name.to_owned(), value.to_owned()),
        };
        Ok(Self {
            operation: words::operation(operation).ok_or_else(unknown)?,
            selector,
            turn,
            operator: Operator::named(parts.next().unwrap_or_default())?,
            argument: parts.next().unwrap_or_default().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parsed_back() {
        for name in [
            "get-identification.status=pending:drop:completed_at",
            "create-person:change:address.line_1",
            "confirm-identification.code=invalid_tan:accept",
            "get-identification.status=failed@later:say:status=successful",
            "get-person@first:drop:address",
            "confirm-identification.code=invalid_tan@third:accept",
            "get-snapshot@after-update-person:drop:iban",
            "get-identification.status=pending@beside-confirm-identification:drop:url",
            "issue-token:declare:text/html",
        ] {
            assert_eq!(name.parse::<AnswerMutant>().unwrap().to_string(), name);
        }
        for name in ["", "wrong-tan-accepted", "get-person.x:drop:id", "get-person@fifth:drop:id"] {
            assert!(name.parse::<AnswerMutant>().is_err(), "{name}");
        }
    }
}
