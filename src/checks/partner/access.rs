//! Access tokens and what must not be in a URL.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::api::operation;

use super::calls::AppCall;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{iban_signs, is_masked, normal};
use super::view::View;

/// Number of tokens without need from which an app does not keep them: its parts may have one each.
const MAX_NEEDLESS: usize = 3;
/// Time before the end of a token in which it may be renewed.
const RENEWAL: SignedDuration = SignedDuration::from_mins(10);
/// Lifetime of a token if its answer does not say.
const LIFETIME_S: i64 = 3_599;
/// Number of calls with a refused token from which the app does not renew it.
const MAX_REFUSED: usize = 5;
/// Shortest value that is looked for in a URL.
const SHORTEST: usize = 4;
/// Parameters that hold a secret.
const SECRET_PARAMETERS: [&str; 5] = ["access_token", "token", "otp", "tan", "client_secret"];
/// Members of a person and of a number that are personal.
const PERSONAL: [&str; 6] =
    ["first_name", "last_name", "email", "mobile_number", "birth_date", "number"];

/// Rules about tokens and URLs.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "PA-001",
        statement: "an access token is used for its lifetime",
        correct: "The app keeps its access token and asks for another one when it expires.",
        judge: Judge::Trace(token_kept),
    },
    AppRule {
        requirement: "PA-002",
        statement: "no access token is in a URL",
        correct: "The app sends its access token in the header field Authorization only.",
        judge: Judge::Trace(no_token_in_url),
    },
    AppRule {
        requirement: "PA-003",
        statement: "a token that was refused is replaced",
        correct: "The app asks for another token after 401 and repeats the call.",
        judge: Judge::Trace(token_replaced),
    },
    AppRule {
        requirement: "PA-013",
        statement: "no personal data are in a query string",
        correct: "The app sends personal data and codes in the body of a request only.",
        judge: Judge::Trace(no_personal_data_in_url),
    },
];

fn lifetime(call: &AppCall<'_>) -> SignedDuration {
    let seconds = call.answer().and_then(|it| it.get("expires_in")).and_then(Value::as_i64);
    SignedDuration::from_secs(seconds.unwrap_or(LIFETIME_S))
}

/// A token is needed at first, at the end of the last one, and after a refusal.
fn token_kept(view: &View<'_>) -> Ruling {
    let mut needless = Vec::new();
    let mut last: Option<&AppCall<'_>> = None;
    let mut refused = false;
    let mut used = 0;
    for call in &view.calls {
        if call.status() == Some(401) {
            refused = true;
        } else if !call.is(operation::TOKEN) {
            used += 1;
        } else if call.succeeded() {
            if last.is_some_and(|it| is_alive(it, call.at)) && !refused {
                needless.push(call.event);
            }
            (last, refused) = (Some(call), false);
        }
    }
    let Some(last) = last.filter(|_| used > 0) else {
        return Ruling::unseen("no token was asked for and used");
    };
    match needless.get(MAX_NEEDLESS - 1) {
        Some(event) => {
            let actual = format!("{} in {used} calls", needless.len());
            Ruling::failed(*event, "tokens asked for without need", "none", actual)
        }
        None => Ruling::passed(last.event),
    }
}

fn is_alive(token: &AppCall<'_>, now: Option<Timestamp>) -> bool {
    let (Some(begin), Some(now)) = (token.at, now) else { return true };
    let renewal = RENEWAL.min(lifetime(token) / 2);
    now.duration_since(begin) < lifetime(token).saturating_sub(renewal)
}

fn no_token_in_url(view: &View<'_>) -> Ruling {
    let answered = view.calls.iter().filter(|it| it.is(operation::TOKEN));
    let mut tokens: HashSet<&str> = answered.filter_map(|it| it.answered("access_token")).collect();
    let headers = view.calls.iter().filter_map(|it| it.header("authorization"));
    let sent = headers.filter(|it| !is_masked(it)).filter_map(|it| it.split(' ').nth(1));
    tokens.extend(sent);
    tokens.retain(|it| it.len() > SHORTEST);
    let calls = view.calls.iter().filter(|it| !it.exchange.sent.url.is_empty());
    let rulings = calls.map(|call| {
        let url = &call.exchange.sent.url;
        let named = parameters(call.query).iter().any(|(name, _)| name == "access_token");
        let found = named || !call.query.is_empty() && tokens.iter().any(|it| url.contains(it));
        Ruling::unless(!found, call.event, "query", "no access token", "an access token")
    });
    Ruling::worst(rulings, "the app made no call")
}

fn token_replaced(view: &View<'_>) -> Ruling {
    let refused = view.calls.iter().filter(|it| {
        it.status() == Some(401) && !it.is(operation::TOKEN) && it.header("authorization").is_some()
    });
    let first = refused.clone().next();
    let Some(first) = first else { return Ruling::unseen("no token was refused") };
    let renewed = view.calls_after(first.event).find(|it| it.is(operation::TOKEN));
    let repeated = renewed.and_then(|renewed| {
        let mut later = view.calls_after(renewed.event);
        later.find(|it| it.operation == first.operation && it.id == first.id)
    });
    if let Some(call) = repeated {
        return Ruling::passed(call.event);
    }
    let many = refused.count();
    if many >= MAX_REFUSED && renewed.is_none() {
        let actual = format!("{many} calls with it");
        return Ruling::failed(first.event, "refused token", "replaced", actual);
    }
    if view.done.is_none() || !view.is_whole() {
        return Ruling::unseen("the trace ends before the app does");
    }
    let actual = if renewed.is_some() { "the call was not repeated" } else { "no new token" };
    Ruling::failed(first.event, "refused token", "replaced, and the call repeated", actual)
}

/// Parameters of a query, decoded.
fn parameters(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Values of the customer, normalised.
fn personal_values(view: &View<'_>) -> HashSet<String> {
    let mut values: HashSet<String> = HashSet::new();
    let mut add = |text: &str| {
        values.insert(normal(text));
    };
    if let Some(card) = view.card() {
        let texts =
            [&card.first_name, &card.last_name, &card.email, &card.mobile_number, &card.birth_date];
        for text in texts {
            add(text);
        }
    }
    for call in &view.calls {
        PERSONAL.iter().filter_map(|name| call.text(name)).for_each(&mut add);
        call.text("iban").map(iban_signs).iter().for_each(|it| add(it));
    }
    let ibans = [&view.circumstances.iban, &view.circumstances.other_iban];
    ibans.into_iter().flatten().for_each(|it| add(it));
    values.retain(|it| it.chars().count() >= SHORTEST);
    values
}

fn no_personal_data_in_url(view: &View<'_>) -> Ruling {
    let personal = personal_values(view);
    let rulings = view.calls.iter().filter(|it| !it.exchange.sent.url.is_empty()).map(|call| {
        let mut parameters = parameters(call.query).into_iter();
        let found = parameters.find(|(name, value)| {
            let value = normal(value);
            let is_secret = SECRET_PARAMETERS.contains(&name.as_str()) && !value.is_empty();
            is_secret || personal.contains(&value)
        });
        let actual = found.map(|(name, _)| name).unwrap_or_default();
        Ruling::unless(actual.is_empty(), call.event, "query", "no personal data", actual.clone())
    });
    Ruling::worst(rulings, "the app made no call")
}
