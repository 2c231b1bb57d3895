//! Masks the record of a scenario: exchanges, and the texts that quote them.

use crate::evidence::{
    Exchange, OpenRule, Outcome, Payload, ScenarioRecord, StepOutcome, Unobserved,
};

use super::{Redaction, detect, mask_header, mask_json, mask_quoted, mask_text};

/// Maximum number of characters kept of a text that is not JSON.
const EXCERPT: usize = 400;

/// Masks a record. A secret in one exchange is masked in the whole record.
pub fn mask_record(redaction: &Redaction, record: &mut ScenarioRecord) {
    for exchange in &record.exchanges {
        let answered = match &exchange.outcome {
            Outcome::Received(received) => Some(&received.body),
            Outcome::Unobserved(_) => None,
        };
        for body in exchange.sent.body.iter().chain(answered) {
            match body {
                Payload::Json(json) => redaction.learn_from(json),
                Payload::Text { excerpt, .. } => detect::learn(redaction, excerpt),
                Payload::Empty | Payload::Binary { .. } => {}
            }
        }
    }
    record.exchanges.iter_mut().for_each(|it| mask_exchange(redaction, it));
    let mask = |text: &mut String| *text = mask_text(redaction, text);
    for step in &mut record.steps {
        match &mut step.outcome {
            StepOutcome::CheckFailed(text)
            | StepOutcome::Misuse(text)
            | StepOutcome::Panicked(text) => mask(text),
            StepOutcome::Unobserved(why) => mask_unobserved(redaction, why),
            StepOutcome::Passed
            | StepOutcome::TimedOut { .. }
            | StepOutcome::Undefined
            | StepOutcome::Ambiguous(_)
            | StepOutcome::Interrupted
            | StepOutcome::NotRun => {}
        }
    }
    for check in &mut record.checks {
        mask(&mut check.statement);
        for it in &mut check.mismatches {
            it.expected = mask_quoted(redaction, &it.path, &it.expected);
            it.actual = mask_quoted(redaction, &it.path, &it.actual);
        }
        match check.rule.as_mut().and_then(|it| it.open.as_mut()) {
            Some(OpenRule::Review(review)) => mask(&mut review.shown),
            Some(OpenRule::Attested(text) | OpenRule::NotObserved(text)) => mask(text),
            None => {}
        }
    }
    record.readings.iter_mut().for_each(|it| mask(&mut it.note));
    record.deviations.iter_mut().for_each(|it| {
        mask(&mut it.what);
        mask(&mut it.place);
    });
}

/// Masks an exchange.
fn mask_exchange(redaction: &Redaction, exchange: &mut Exchange) {
    exchange.sent.url = mask_text(redaction, &exchange.sent.url);
    mask_headers(redaction, &mut exchange.sent.headers);
    if let Some(body) = &mut exchange.sent.body {
        mask_payload(redaction, body);
    }
    match &mut exchange.outcome {
        Outcome::Received(received) => {
            mask_headers(redaction, &mut received.headers);
            mask_payload(redaction, &mut received.body);
        }
        Outcome::Unobserved(why) => mask_unobserved(redaction, why),
    }
}

fn mask_headers(redaction: &Redaction, headers: &mut [(String, String)]) {
    for (name, value) in headers {
        *value = mask_header(redaction, name, value);
    }
}

pub(super) fn mask_payload(redaction: &Redaction, payload: &mut Payload) {
    match payload {
        Payload::Json(json) => *json = mask_json(redaction, json),
        Payload::Text { excerpt, length } => {
            // A secret that is cut off would not be recognised.
            let cut = excerpt.len() < *length;
            let part = |c: char| c.is_alphanumeric() || "+/=%_-.".contains(c);
            let whole = if cut { excerpt.trim_end_matches(part) } else { excerpt.as_str() };
            *excerpt = mask_text(redaction, whole).chars().take(EXCERPT).collect();
        }
        Payload::Empty | Payload::Binary { .. } => {}
    }
}

/// Masks the texts of a reason.
pub fn mask_unobserved(redaction: &Redaction, why: &mut Unobserved) {
    let quoted = match why {
        Unobserved::NoConnection { address, detail } => vec![address, detail],
        Unobserved::Broken { detail, .. }
        | Unobserved::Unavailable { detail, .. }
        | Unobserved::Inapplicable { detail } => vec![detail],
        Unobserved::NotReached { what, last_seen, .. } => vec![what, last_seen],
        Unobserved::Dependency { what, detail } => vec![what, detail],
        Unobserved::TimedOut { .. } | Unobserved::TooLarge { .. } => vec![],
    };
    for text in quoted {
        *text = mask_text(redaction, text);
    }
}
