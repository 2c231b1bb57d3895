//! The request of an identification and its bank page (Step 4).

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use crate::evidence::Reply;

use super::expectation::{Expectation, shown};
use super::known::KnownPerson;
use super::readings;
use super::unchanged::reason_to_expire;

/// Parts of the query of the address.
const QUERY: [&str; 2] = ["wizard_session_key", "interface_id"];

/// The answer contains an absolute web address with session key and interface (BI-088); with TLS if
/// the API uses it.
pub fn bank_page_address(reply: &Reply, tls: bool) -> Expectation<'_> {
    let url = reply.text("url").and_then(|text| Url::parse(text).ok());
    let is_web = |it: &Url| matches!(it.scheme(), "http" | "https") && it.has_host();
    let has = |url: &Url, name: &str| {
        url.query_pairs().any(|(key, value)| key == name && !value.is_empty())
    };
    let lacks = |name: &str| url.as_ref().is_some_and(|it| is_web(it) && !has(it, name));
    let missing: Vec<&str> = QUERY.into_iter().filter(|name| lacks(name)).collect();
    let words = format!("an address with {} in its query", missing.join(" and "));
    let web = url.as_ref().is_some_and(is_web);
    let exposed = tls && url.as_ref().is_some_and(|it| it.scheme() == "http");
    let actual = shown(reply.member("url"));
    Expectation::of(reply)
        .unless(web, "url", "an absolute web address", &*actual)
        .unless(!exposed, "url", "https, as the API itself", &*actual)
        .unless(missing.is_empty(), "url", &words, &*actual)
}

/// Each customer has a bank page of their own (BI-088); the latest person is the one of the answer.
pub fn own_bank_page<'a>(reply: &'a Reply, people: &[KnownPerson]) -> Expectation<'a> {
    let others = people.iter().rev().skip(1).flat_map(|it| &it.identifications);
    let other = others.last().map(|it| it.requested["url"].clone()).unwrap_or_default();
    let url = reply.member("url");
    let differs = url.is_some_and(|it| it.is_string() && *it != other);
    Expectation::of(reply).done(200).unless(differs, "url", "an address of its own", shown(url))
}

/// The payment is not authorised without the TAN (BI-009, BI-093). A page that asks for account,
/// PIN and TAN `at_once` cannot show this.
pub fn unauthorised_payment(reply: &Reply, at_once: bool) -> Expectation<'_> {
    let waits = readings::payment_before_tan(reply).is_some() || at_once;
    let freedom = "the bank page asks for account, PIN and TAN at once";
    Expectation::of(reply)
        .done(200)
        .unless(waits, "status", "\"pending\"", shown(reply.member("status")))
        .freedom(at_once, freedom, "bank page")
}

/// Amounts in a text: the number of euros before or after their sign, or the number of cents.
static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let euros = r"(?:EUR|€)\s*(\d+(?:[.,]\d{1,2})?)|(\d+(?:[.,]\d{1,2})?)\s*(?:EUR|€)";
    Regex::new(&format!(r"(?i){euros}|(\d+)[\s-]?cents?\b")).ok()
});

/// Parts of a page that are not visible text.
static HIDDEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->").ok());

/// Tags that may be inside a word; all other tags end it.
static INLINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)</?(?:a|b|i|em|small|span|strong|sup)\b[^>]*>").ok());

/// Tags of a page.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("<[^>]*>").ok());

/// If the bank pages contain amounts of money, one of them is five cents (BI-101). A page may also
/// show a balance.
pub fn transferred_amount<'a>(reply: &'a Reply, pages: &[Reply]) -> Expectation<'a> {
    let amounts: Vec<u32> = pages.iter().flat_map(named_amounts).collect();
    let words = amounts.iter().map(|it| format!("{it} cents")).collect::<Vec<_>>().join(", ");
    let holds = amounts.is_empty() || amounts.contains(&5);
    Expectation::of(reply)
        .undecided_if(pages.is_empty(), "the text of the bank page was not read")
        .unless(holds, "transferred amount", "5 cents", words)
        .freedom(amounts.is_empty(), "no amount of the transfer on the bank page", "bank page")
}

/// Amounts in the text of a page, in cents.
fn named_amounts(page: &Reply) -> Vec<u32> {
    let Some(pattern) = AMOUNT.as_ref() else { return Vec::new() };
    let text = text_of(&String::from_utf8_lossy(&page.body));
    let found = pattern.captures_iter(&text);
    found
        .filter_map(|found| match (found.get(1).or_else(|| found.get(2)), found.get(3)) {
            (Some(euros), _) => cents(euros.as_str()),
            (None, whole) => whole?.as_str().parse().ok(),
        })
        .collect()
}

/// Returns the text of a page in which amounts are searched: without tags, with character
/// references for blanks and euro signs replaced.
fn text_of(page: &str) -> String {
    const REFERENCES: [(&str, &str); 6] = [
        ("&nbsp;", " "),
        ("&#160;", " "),
        ("&#xa0;", " "),
        ("&euro;", "€"),
        ("&#8364;", "€"),
        ("&#x20ac;", "€"),
    ];
    let steps = [(&HIDDEN, " "), (&INLINE, ""), (&TAG, " ")];
    let bare = steps.into_iter().fold(page.to_lowercase(), |text, (pattern, with)| {
        pattern.as_ref().map_or(text.clone(), |it| it.replace_all(&text, with).into_owned())
    });
    REFERENCES.iter().fold(bare, |text, (reference, character)| text.replace(reference, character))
}

/// Number of cents in an amount of euros.
fn cents(euros: &str) -> Option<u32> {
    let (whole, part) = euros.split_once(['.', ',']).unwrap_or((euros, ""));
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)
}

/// The identification ended because its bank page was completed too late (BI-102, BI-188). The
/// identification or the answer to the QES call shows it.
pub fn late_bank_page<'a>(state: &'a Reply, authorized: &Reply) -> Expectation<'a> {
    let ended = readings::timer_of_late_payment(state, authorized).is_some();
    let words = "expired, or failed with ACCOUNT_SNAPSHOT_EXPIRED, or 412 ACCOUNT_SNAPSHOT_EXPIRED on the QES call";
    let actual = late_bank_page_note(state, authorized);
    reason_to_expire(Expectation::of(state).unless(ended, "status", words, actual), state)
}

/// Describes the status of the identification and the answer to the QES call.
pub fn late_bank_page_note(state: &Reply, authorized: &Reply) -> String {
    let status = shown(state.member("status"));
    format!("GET says {status}, a QES call is answered {}", authorized.brief())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::KnownIdentification;
    use crate::checks::samples::{failed, identification, paths, refusal, reply};
    use serde_json::json;

    fn requested(url: &str) -> Reply {
        reply("PATCH /x/request", 200, &json!({ "url": url }))
    }

    #[test]
    fn addresses_are_absolute_and_own() {
        let rows: [(&str, bool, &[&str]); 6] = [
            ("https://bank.example.com/?wizard_session_key=1&interface_id=2", true, &[]),
            ("https://bank.example.com/?wizard_session_key=1", true, &["url"]),
            ("https://bank.example.com/?wizard_session_key=&interface_id=2", true, &["url"]),
            ("http://bank.example.com/?wizard_session_key=1&interface_id=2", false, &[]),
            ("http://bank.example.com/?wizard_session_key=1&interface_id=2", true, &["url"]),
            ("/page", true, &["url"]),
        ];
        for (url, tls, expected) in rows {
            assert_eq!(paths(bank_page_address(&requested(url), tls)), expected, "{url}");
        }
        let known = |url: &str| {
            let requested = json!({ "url": url });
            let identification = KnownIdentification { requested, ..Default::default() };
            KnownPerson { identifications: vec![identification], ..Default::default() }
        };
        let people = [known("a"), known("b")];
        assert!(paths(own_bank_page(&requested("b"), &people)).is_empty());
        assert_eq!(paths(own_bank_page(&requested("a"), &people)), ["url"]);
    }

    #[test]
    fn a_page_names_five_cents_or_no_amount() {
        let rows: [(&str, &[u32]); 12] = [
            ("<td>01.02.2024</td><td>0,05 EUR</td>", &[5]),
            ("<script>var fee = '3 EUR';</script><style>x</style>0.05 EUR", &[5]),
            ("<b>0,05</b>&nbsp;&#x20AC;", &[5]),
            ("<span>0</span>,<span>05</span> EUR", &[5]),
            ("<p>5 cents (EUR 0.05) are transferred</p>", &[5, 5]),
            ("Wir buchen 0,05 € ab", &[5]),
            ("a 5-cent transfer", &[5]),
            ("Betrag: €1", &[100]),
            ("Betrag 0,05 EUR, Kontostand 20 EUR", &[5, 2000]),
            ("1.00 EUR", &[100]),
            ("width: 5px; 12 centimetres", &[]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            let mut page = reply("GET the bank page", 200, &json!(null));
            page.body = text.as_bytes().into();
            assert_eq!(named_amounts(&page), expected, "{text}");
            let right = expected.is_empty() || expected.contains(&5);
            let state = identification("pending");
            let found = paths(transferred_amount(&state, std::slice::from_ref(&page)));
            assert_eq!(found.is_empty(), right, "{text}");
        }
        assert!(transferred_amount(&identification("pending"), &[]).undecided().is_some());
    }

    #[test]
    fn payments_need_the_tan_and_are_in_time() {
        assert!(paths(unauthorised_payment(&identification("pending"), false)).is_empty());
        let paid = identification("confirmation_required");
        assert_eq!(paths(unauthorised_payment(&paid, false)), ["status"]);
        assert!(paths(unauthorised_payment(&paid, true)).is_empty());
        let call = refusal(422, "invalid_status");
        assert!(paths(late_bank_page(&identification("expired"), &call)).is_empty());
        assert_eq!(paths(late_bank_page(&failed("JOINT_ACCOUNT"), &call)), ["status"]);
    }
}
