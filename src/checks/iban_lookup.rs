//! Answers to the lookup of an IBAN (Step 3).

use crate::api::names_bank;
use crate::evidence::Reply;

use super::expectation::Expectation;
use super::resources::declared;

/// A valid IBAN leads to information about its bank (BI-070).
pub fn named_bank(reply: &Reply) -> Expectation<'_> {
    let named = reply.json.as_ref().is_ok_and(names_bank);
    declared(reply).done(200).unless(named, "body", "information about the bank", "none")
}

/// An invalid IBAN is refused, or answered without a bank (BI-071). A page that is not JSON counts
/// for neither.
pub fn no_bank(reply: &Reply) -> Expectation<'_> {
    let named = reply.json.as_ref().is_ok_and(names_bank);
    let freedom = "an invalid IBAN is answered rather than refused";
    Expectation::of(reply)
        .done_or_refused(200)
        .unless(!(reply.is_success() && named), "body", "no information about a bank", "a bank")
        .freedom(reply.is_success(), freedom, "status code")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    #[test]
    fn a_bank_has_many_names() {
        for json in [json!({"bic": "X"}), json!({"bank": {"x": "Y"}}), json!([{"bankName": "Z"}])] {
            let named = reply("POST /x", 200, &json);
            assert!(paths(named_bank(&named)).is_empty(), "{json}");
            assert_eq!(paths(no_bank(&named)), ["body"], "{json}");
        }
        for json in [json!({"iban": "DE", "valid": true}), json!({"bic": null, "bank_name": ""})] {
            let silent = reply("POST /x", 200, &json);
            assert_eq!(paths(named_bank(&silent)), ["body"], "{json}");
            assert!(paths(no_bank(&silent)).is_empty(), "{json}");
        }
        assert!(paths(no_bank(&refusal(400, "x"))).is_empty());
    }
}
