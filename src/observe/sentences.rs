//! Sentences about situations: each changes how the bank behaves, operates the app, or judges.

use cucumber::{given, then, when};
use serde_json::json;

use crate::api::operation;
use crate::checks::partner::InstructionProof;

use super::judgement;
use super::observation;
use super::parameters::{
    BankCall, DawdlePoint, HowOften, MockedAccount, RefusalReason, TimeUnitWord,
};
use super::situation::Instruction;
use super::world::{SituationStep, SituationWorld};

/// The customer has an account that the guide mocks; with `good`, an account of their own.
#[given(expr = "the customer uses the {mocked_account} account")]
fn uses_account(world: &mut SituationWorld, account: MockedAccount) {
    world.situation.use_account(account.0);
}

/// The customer speaks English or German.
#[given(regex = "^the customer speaks (English|German)$")]
fn speaks(world: &mut SituationWorld, language: String) {
    let code = if language == "German" { "de" } else { "en" };
    code.clone_into(&mut world.situation.language);
}

/// The customer dawdles.
#[given(expr = "the customer lets {int} {time_unit} pass {moment}")]
fn lets_time_pass(world: &mut SituationWorld, count: u32, unit: TimeUnitWord, moment: DawdlePoint) {
    world.situation.instructions.push(moment.instruction(count, unit));
}

/// The customer makes a mistake with the TAN.
#[given("the customer enters the TAN with another last digit first, and then the right one")]
fn enters_wrong_tan_first(world: &mut SituationWorld) {
    world.situation.instructions.push(Instruction {
        en: "Enter the TAN with another last digit first, and then the right one.".to_owned(),
        de: "Die TAN zuerst mit einer anderen letzten Ziffer eingeben, dann richtig.".to_owned(),
        proof: InstructionProof::WrongCode,
    });
}

/// The bank takes a documented reading of an ambiguous question.
#[given(regex = r"^the bank reads (C-\d\d) as ([a-z0-9-]+)$")]
fn reads(world: &mut SituationWorld, question: String, reading: String) {
    world.situation.readings.insert(question, reading.into());
}

/// The bank refuses a call with a reason of Appendix III.
#[given(expr = "the bank answers {bank_call} with {reason} {how_often}")]
fn refuses(world: &mut SituationWorld, call: BankCall, reason: RefusalReason, times: HowOften) {
    let rule = json!({ "on": call.0.name(), "answer": reason.0, "times": times.0 });
    world.situation.script.push(rule);
    world.situation.reason = Some(reason.0);
}

/// The bank answers a call with a status code that is no refusal, such as that of a gateway.
#[given(expr = "the bank answers {bank_call} with {int} {how_often}")]
fn answers_status(world: &mut SituationWorld, call: BankCall, status: u16, times: HowOften) {
    let answer = json!({ "status": status });
    let rule = json!({ "on": call.0.name(), "answer": answer, "times": times.0 });
    world.situation.script.push(rule);
}

/// The bank needs real time for an answer.
#[given(expr = "the bank answers {bank_call} after {int} seconds")]
fn answers_late(world: &mut SituationWorld, call: BankCall, seconds: u64) {
    let rule = json!({ "on": call.0.name(), "delay_ms": seconds.saturating_mul(1000) });
    world.situation.script.push(rule);
}

/// The bank's statuses change a moment after the call that changes them.
#[given(regex = "^the bank's statuses change after (two|ten) seconds$")]
fn statuses_change_late(world: &mut SituationWorld, seconds: String) {
    world.situation.freedoms.insert("settling".to_owned(), format!("{seconds}-seconds").into());
}

/// The bank's webhooks cannot be relied on.
#[given(regex = "^the bank's webhooks are (forged|doubled|reordered|lost)$")]
fn webhooks_are(world: &mut SituationWorld, disturbance: String) {
    let rule = json!({ "on": "webhook IDENTIFICATION", "answer": disturbance, "times": null });
    // If all were held back, none would ever be sent: the second one comes after the third.
    let second = json!({ "on": "webhook IDENTIFICATION", "answer": disturbance, "after": 1 });
    world.situation.script.push(if disturbance == "reordered" { second } else { rule });
}

/// The bank shows more than the guide announces.
#[given("the bank shows members and statuses that nobody announced")]
fn shows_more(world: &mut SituationWorld) {
    world.situation.freedoms.insert("extra-members".to_owned(), "some".into());
    let answer = json!({ "shows": "waiting_for_bank", "instead_of": "pending" });
    let rule = json!({ "on": operation::GET.name(), "answer": answer });
    world.situation.script.push(rule);
}

/// The app is operated to its end; its trace is judged by every rule for partners.
#[when("the customer comes to the end of what the app offers")]
async fn comes_to_the_end(world: &mut SituationWorld) -> SituationStep {
    Box::pin(observation::observe(world)).await
}

/// No rule for partners was found broken.
#[then("every rule that was observed is kept")]
fn every_rule_is_kept(world: &mut SituationWorld) -> SituationStep {
    judgement::every_rule(world)
}

/// The customer was identified.
#[then("the customer is identified")]
fn is_identified(world: &mut SituationWorld) -> SituationStep {
    judgement::identified(world)
}

/// No signature is accepted for what the bank refused; another account may be signed for.
#[then(expr = "nobody signs( with this account)")]
fn nobody_signs(world: &mut SituationWorld) -> SituationStep {
    judgement::nobody_signs(world)
}

/// The refused call is repeated once, after the cause was removed.
#[then("the refused call is repeated once")]
fn repeated_once(world: &mut SituationWorld) -> SituationStep {
    judgement::repeated_once(world)
}

/// An identification that ended is never used again.
#[then("the old identification is not used again")]
fn old_identification_not_again(world: &mut SituationWorld) -> SituationStep {
    judgement::old_identification_not_again(world)
}

/// The app does not say that the customer is identified unless the bank does.
#[then("the app claims no success that the bank does not report")]
fn no_false_success(world: &mut SituationWorld) -> SituationStep {
    judgement::no_false_success(world)
}

/// A refused IBAN is not tried again.
#[then("the same IBAN is not handed in again")]
fn same_iban_not_again(world: &mut SituationWorld) -> SituationStep {
    judgement::same_iban_not_again(world)
}

/// The app takes the action of the guide for a reason: it stops, or repeats the right call once.
#[then(expr = "the app acts as the guide says on {reason}")]
fn acts_as_the_guide_says(world: &mut SituationWorld, reason: RefusalReason) -> SituationStep {
    judgement::acts_as_guided(world, &reason.0)
}

/// The app explains the reason in the words of the guide.
#[then(expr = "the app says what the guide says of {reason}")]
fn says_what_the_guide_says(world: &mut SituationWorld, reason: RefusalReason) -> SituationStep {
    judgement::says_text_of(world, &reason.0)
}
