//! Words of the features about access tokens.

use std::str::FromStr;
use std::time::Duration;

use cucumber::Parameter;

use crate::client::Caller;

/// A moment in the lifetime of an access token.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "token_age", regex = "expires in one second|has expired")]
pub struct TokenAge {
    expired: bool,
}

impl TokenAge {
    /// Returns the time since the token was issued; the announced lifetime may be a second less than
    /// the granted one.
    pub fn since_issue(self, lifetime: Duration) -> Duration {
        let [before, after] = [1, 2].map(Duration::from_secs);
        if self.expired { lifetime + after } else { lifetime.saturating_sub(before) }
    }
}

impl FromStr for TokenAge {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Ok(Self { expired: words == "has expired" })
    }
}

/// Secret that is sent with the client id.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "secret", regex = "with its secret|with a wrong secret")]
pub enum ClientSecret {
    /// The secret of the client.
    Own,
    /// Another one.
    Wrong,
}

impl FromStr for ClientSecret {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Ok(if words == "with a wrong secret" { Self::Wrong } else { Self::Own })
    }
}

/// Source of the access token in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "token",
    regex = "no access token|an invented access token|that access token|its access token in the URL"
)]
pub enum TokenSource {
    /// There is no token.
    Nothing,
    /// A token that was never issued.
    Invented,
    /// The scenario's own token.
    Held,
    /// A valid token, in the URL instead of the header.
    Url,
}

impl TokenSource {
    /// Returns the caller that sends this token; `held` is the scenario's own.
    pub fn caller(self, held: &str) -> Caller<'_> {
        match self {
            Self::Nothing => Caller::Nobody,
            Self::Invented => Caller::Holder("invented-0000000000000000"),
            Self::Held => Caller::Holder(held),
            Self::Url => Caller::HolderInUrl(held),
        }
    }
}

impl FromStr for TokenSource {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        Ok(match words {
            "no access token" => Self::Nothing,
            "an invented access token" => Self::Invented,
            "that access token" => Self::Held,
            "its access token in the URL" => Self::Url,
            other => return Err(format!("`{other}` is no source of a token")),
        })
    }
}

/// A method and a path below a person, as in `PATCH /identifications/x/request`.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "operation", regex = "(?:GET|POST|PATCH|DELETE) /[a-z_/{}]*")]
pub struct Operation(pub &'static str);

impl FromStr for Operation {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let known = OPERATIONS.into_iter().find(|it| *it == words);
        known.map(Self).ok_or_else(|| format!("`{words}` is none of {}", OPERATIONS.join(", ")))
    }
}

/// Operations that are tried without a token.
const OPERATIONS: [&str; 9] = [
    "POST /persons",
    "PATCH /persons/{person_id}",
    "POST /persons/{person_id}/mobile_number",
    "POST /persons/{person_id}/identifications",
    "GET /persons/{person_id}/identifications",
    "GET /persons/{person_id}/bank_identification_attempts",
    "GET /persons/{person_id}/documents",
    "POST /iban_lookups",
    "GET /webhooks",
];
