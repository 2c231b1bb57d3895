//! The optional validation of an IBAN (Step 3).

use cucumber::{then, when};
use serde_json::Value;

use crate::checks::Expectation;
use crate::steps::Step;
use crate::steps::parameters::Account;
use crate::steps::world::World;

/// Parts of names under which a bank may be told.
const BANK_WORDS: [&str; 6] = ["bank", "bic", "blz", "institut", "name", "sort_code"];

/// A mocked IBAN is looked up.
#[when(expr = "the partner looks up the {account} IBAN")]
async fn looks_up_account(world: &mut World, account: Account) -> Step {
    look_up(world, account.0.iban()).await
}

/// Any text is looked up.
#[when(expr = "the partner looks up {string}")]
async fn looks_up(world: &mut World, iban: String) -> Step {
    look_up(world, &iban).await
}

/// Something is told about the bank; the guide does not print what (BI-070).
#[then("the bank is told")]
fn bank_told(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let told = reply.json.as_ref().is_ok_and(|it| names_bank(it, false));
    let expected = Expectation::of(&reply).done(200).unless(
        told,
        "body",
        "information about the bank",
        "none",
    );
    world.conclude(expected)
}

/// Refused, or answered without a bank (BI-071).
#[then("no bank is told")]
fn no_bank_told(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = if reply.is_success() {
        let told = reply.json.as_ref().is_ok_and(|it| names_bank(it, false));
        // A page that is no JSON tells nothing, neither a bank nor that there is none.
        Expectation::of(&reply)
            .done(200)
            .unless(!told, "body", "no information about a bank", "a bank")
            .freedom(true, "an invalid IBAN is answered rather than refused", "status code")
    } else {
        Expectation::of(&reply).refused()
    };
    world.conclude(expected)
}

/// Whether a member that is named after a bank says something.
fn names_bank(json: &Value, named: bool) -> bool {
    match json {
        Value::String(text) => named && !text.trim().is_empty() && text != "null",
        Value::Number(_) => named,
        Value::Array(items) => items.iter().any(|item| names_bank(item, named)),
        Value::Object(members) => members.iter().any(|(name, value)| {
            let name = name.to_lowercase();
            names_bank(value, named || BANK_WORDS.iter().any(|word| name.contains(word)))
        }),
        Value::Null | Value::Bool(_) => false,
    }
}

async fn look_up(world: &mut World, iban: &str) -> Step {
    let session = world.session().await?;
    let reply = session.look_up_iban(iban).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_bank_is_told_under_many_names() {
        for told in [json!({"bic": "X"}), json!({"bank": {"x": "Y"}}), json!([{"bankName": "Z"}])] {
            assert!(names_bank(&told, false), "{told}");
        }
        for silent in [json!({"iban": "DE", "valid": true}), json!({"bic": null, "bank_name": ""})]
        {
            assert!(!names_bank(&silent, false), "{silent}");
        }
    }
}
