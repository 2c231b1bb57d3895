//! Codes that customers read in an SMS and type into the app.

use crate::api::{STATIC_NUMBER, STATIC_OTP, operation};
use crate::evidence::TracedSms;

use super::calls::AppCall;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{code_signs, is_masked};
use super::view::View;

const CORRECT: &str = "The app asks the customer for the code of the SMS and sends it unchanged.";

/// Rules about codes.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-012",
        statement: "the code of the signature is the one that the customer typed",
        correct: CORRECT,
        judge: Judge::Trace(of_signature),
    },
    AppRule {
        requirement: "BI-056",
        statement: "the code of the number is the one that the customer read",
        correct: CORRECT,
        judge: Judge::Trace(of_number),
    },
];

/// The code in a request, a number or not.
pub fn given(call: &AppCall<'_>) -> String {
    let token = call.member("token");
    let text = token.map(|it| it.as_str().map_or(it.to_string(), str::to_owned));
    text.map(|it| code_signs(&it)).unwrap_or_default()
}

/// One right code is enough: the customer may mistype the others. Masked codes cannot be compared.
fn ruling(view: &View<'_>, calls: &[&AppCall<'_>], sent: &[&(usize, &TracedSms)]) -> Ruling {
    let Some(last) = calls.last() else { return Ruling::unseen("no code was sent") };
    if sent.is_empty() {
        return Ruling::unseen("the trace shows no SMS");
    }
    let is_right = |call: &&AppCall<'_>| {
        let given = given(call);
        let mut earlier = sent.iter().filter(|(event, _)| *event < call.event);
        let is_static = call.is(operation::CONFIRM_NUMBER)
            && call.text("number") == Some(STATIC_NUMBER)
            && given == STATIC_OTP;
        is_static || earlier.any(|(_, sms)| code_signs(&sms.token) == given)
    };
    if let Some(made_up) = calls.iter().find(|it| is_made_up(view, it, sent) && !is_right(it)) {
        let actual = "a code that the customer cannot have read";
        return Ruling::failed(made_up.event, "token", "the code of the SMS", actual);
    }
    if let Some(right) = calls.iter().find(|it| is_right(it)) {
        return Ruling::passed(right.event);
    }
    let masked = |call: &&AppCall<'_>| call.text("token").is_some_and(is_masked);
    if calls.iter().any(masked) || sent.iter().any(|(_, sms)| is_masked(&sms.token)) {
        return Ruling::unseen("the codes are masked");
    }
    Ruling::failed(last.event, "token", "the code of the SMS", "another code")
}

/// Whether no customer can have typed the code: any before the first SMS, the static one, which is in
/// no SMS to them, or one of as many digits of which at most a quarter agree with the code. They may
/// confuse two SMS.
fn is_made_up(view: &View<'_>, call: &AppCall<'_>, sent: &[&(usize, &TracedSms)]) -> bool {
    let given = given(call);
    let mut earlier = sent.iter().filter(|(event, _)| *event < call.event).peekable();
    let knows = |code: &str| view.messages.iter().any(|(_, sms)| code_signs(&sms.token) == code);
    if given.is_empty() || is_masked(&given) || knows(&given) {
        return false;
    }
    let differs = |code: &str| {
        let code = code_signs(code);
        let agreeing = code.chars().zip(given.chars()).filter(|(one, other)| one == other).count();
        code.len() == given.len() && agreeing * 4 <= code.len()
    };
    given == STATIC_OTP || earlier.peek().is_none() || earlier.all(|(_, sms)| differs(&sms.token))
}

fn of_signature(view: &View<'_>) -> Ruling {
    let rulings = view.identifications.iter().filter_map(|it| {
        let own = |operation| {
            view.calls.iter().filter(move |call| call.is(operation) && call.id == it.id)
        };
        let calls: Vec<&AppCall<'_>> = own(operation::CONFIRM).collect();
        calls.first()?;
        let started = own(operation::AUTHORIZE).next().map_or(0, |it| it.event);
        let sent = view.messages.iter().filter(|(event, sms)| match &sms.identification_id {
            Some(id) => id == it.id,
            None => *event > started,
        });
        Some(ruling(view, &calls, &sent.collect::<Vec<_>>()))
    });
    Ruling::worst(rulings, "no signature was confirmed")
}

fn of_number(view: &View<'_>) -> Ruling {
    let confirmations = view.calls.iter().filter(|it| it.is(operation::CONFIRM_NUMBER));
    let mut people: Vec<&str> = confirmations.clone().map(|it| it.person).collect();
    people.dedup();
    let sent = view.messages.iter().filter(|(_, sms)| sms.identification_id.is_none());
    let sent: Vec<_> = sent.collect();
    let rulings = people.into_iter().map(|person| {
        let calls: Vec<&AppCall<'_>> =
            confirmations.clone().filter(|it| it.person == person).collect();
        ruling(view, &calls, &sent)
    });
    Ruling::worst(rulings, "no number was confirmed")
}
