//! The request of an identification and its bank page (Step 4).

use url::Url;

use crate::evidence::Reply;

use super::expectation::{Expectation, shown};
use super::known::KnownPerson;
use super::readings;

/// The answer contains an absolute web address with session key and interface (BI-088); with TLS if
/// the API uses it.
pub fn bank_page_address(reply: &Reply, tls: bool) -> Expectation<'_> {
    let url = reply.text("url").and_then(|text| Url::parse(text).ok());
    let is_web = |it: &Url| matches!(it.scheme(), "http" | "https") && it.has_host();
    let has = |url: &Url, name: &str| {
        url.query_pairs().any(|(key, value)| key == name && !value.is_empty())
    };
    let is_keyed = |it: &Url| has(it, "wizard_session_key") && has(it, "interface_id");
    let web = url.as_ref().is_some_and(is_web);
    let exposed = tls && url.as_ref().is_some_and(|it| it.scheme() == "http");
    let keyed = url.as_ref().is_some_and(is_keyed);
    let actual = shown(reply.member("url"));
    Expectation::of(reply)
        .unless(web, "url", "an absolute web address", &*actual)
        .unless(!exposed, "url", "https, as the API itself", &*actual)
        .freedom(web && !keyed, "no wizard_session_key and interface_id in the query", "url")
}

/// Each customer has a bank page of their own (BI-088); the latest person is the one of the answer.
pub fn own_bank_page<'a>(reply: &'a Reply, people: &[KnownPerson]) -> Expectation<'a> {
    let others = people.iter().rev().skip(1).flat_map(|it| &it.identifications);
    let other = others.last().map(|it| it.requested["url"].clone()).unwrap_or_default();
    let url = reply.member("url");
    let differs = url.is_some_and(|it| it.is_string() && *it != other);
    Expectation::of(reply).done(200).unless(differs, "url", "an address of its own", shown(url))
}

/// Without the TAN the payment waits (BI-009, BI-093); a page that asks for account, PIN and TAN
/// `at_once` cannot show that.
pub fn unauthorised_payment(reply: &Reply, at_once: bool) -> Expectation<'_> {
    let waits = readings::payment_before_tan(reply).is_some() || at_once;
    let freedom = "the bank page asks for account, PIN and TAN at once";
    Expectation::of(reply)
        .done(200)
        .unless(waits, "status", "\"pending\"", shown(reply.member("status")))
        .freedom(at_once, freedom, "bank page")
}

/// The identification ended because its bank page was late (BI-102, BI-188), as itself or the
/// answer to the QES shows.
pub fn late_bank_page<'a>(state: &'a Reply, authorized: &Reply) -> Expectation<'a> {
    let ended = readings::timer_of_late_payment(state, authorized).is_some();
    let words = "expired, or failed with ACCOUNT_SNAPSHOT_EXPIRED, or 412 ACCOUNT_SNAPSHOT_EXPIRED on the QES call";
    Expectation::of(state).unless(ended, "status", words, late_bank_page_note(state, authorized))
}

/// Describes what identification and QES answered.
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
        let rows: [(&str, bool, &[&str]); 5] = [
            ("https://bank.example.com/?wizard_session_key=1&interface_id=2", true, &[]),
            ("https://bank.example.com/", true, &[]),
            ("http://bank.example.com/", false, &[]),
            ("http://bank.example.com/", true, &["url"]),
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
