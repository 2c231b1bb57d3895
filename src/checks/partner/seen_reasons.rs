//! Reasons of Appendix III that the app learned, in whichever way the bank gave them.

use crate::api::{EXPECTATION_MISMATCH, Reason, Status, operation, same_code};
use crate::evidence::Circumstances;

use super::calls::{AppCall, CallTime, reason_named};
use super::identifications::{AppIdentification, NewsSource, StatusNews};

/// A reason that the app learned.
#[derive(Clone, Copy, Debug)]
pub struct SeenReason<'a> {
    /// Index of the event with which the app learned it.
    pub event: usize,
    /// The time until the app knew it.
    pub moment: CallTime,
    /// The reason.
    pub reason: Reason,
    /// Id of the person.
    pub person: &'a str,
    /// Id of the identification; empty if none was created.
    pub identification: &'a str,
    /// The call that was refused; `None` if the identification failed.
    pub refused: Option<AppCall<'a>>,
    /// IBAN that the customer tried; empty if it is unknown.
    pub iban: &'a str,
    /// Whether the bank wrote the code as the guide prints it.
    pub is_printed: bool,
}

/// All reasons in the order in which the app learned them, each once for an identification or an
/// IBAN. `visits` are the events of the visits of the bank page.
pub fn seen_reasons<'a>(
    circumstances: &Circumstances,
    calls: &[AppCall<'a>],
    identifications: &[AppIdentification<'a>],
    visits: &[usize],
) -> Vec<SeenReason<'a>> {
    let scripted = circumstances.reason.as_deref().and_then(Reason::named);
    let mut seen = Vec::new();
    for call in calls.iter().filter(|it| it.is_step()) {
        let identification = identifications.iter().find(|it| it.id == call.id);
        seen.extend(of_refusal(call, identification, scripted, visits));
    }
    for identification in identifications {
        seen.extend(of_status(identification, scripted));
    }
    seen.sort_by_key(|it: &SeenReason<'_>| it.event);
    let mut first: Vec<SeenReason<'a>> = Vec::new();
    for it in seen {
        let same = |known: &&SeenReason<'a>| {
            (known.reason, known.person, known.identification, known.iban)
                == (it.reason, it.person, it.identification, it.iban)
        };
        if !first.iter().any(|known| same(&known)) {
            first.push(it);
        }
    }
    first
}

/// The reason in a refusal. Of the server's own failures only the one that the situation is about
/// counts (C-28), and `expectation_mismatch` after the bank page of this identification is the reason of
/// the situation (C-02).
fn of_refusal<'a>(
    call: &AppCall<'a>,
    identification: Option<&AppIdentification<'a>>,
    scripted: Option<Reason>,
    visits: &[usize],
) -> Option<SeenReason<'a>> {
    if call.status().is_none_or(|it| it < 400) {
        return None;
    }
    let codes = call.codes();
    let named = codes.iter().find_map(|code| Some((reason_named(code)?, code)));
    let counted = named.filter(|(reason, _)| call.was_refused() || Some(*reason) == scripted);
    let ended_at_bank = matches!(
        scripted,
        Some(
            Reason::JointAccount | Reason::AccountSnapshotFailed | Reason::AccessByAuthorizedHolder
        )
    );
    let created = identification.and_then(|it| it.created).map_or(0, |it| it.event);
    let mismatch = call.is(operation::AUTHORIZE)
        && ended_at_bank
        && visits.iter().any(|it| (created..call.event).contains(it))
        && codes.iter().any(|code| same_code(code, EXPECTATION_MISMATCH));
    let implied = scripted.filter(|_| mismatch);
    let (reason, is_printed) = match counted {
        Some((reason, code)) => (reason, code == reason.code()),
        None => (implied?, true),
    };
    let iban = call.text("iban").or(identification.map(AppIdentification::iban));
    Some(SeenReason {
        event: call.event,
        moment: call.moment(),
        reason,
        person: call.person,
        identification: call.id,
        refused: Some(*call),
        iban: iban.unwrap_or_default(),
        is_printed,
    })
}

/// The reason of an identification that failed or expired. If the app did not read it, it is that of
/// the situation. An app may not look at a webhook before its next call, so that answers come first,
/// and only they show that something expired.
fn of_status<'a>(
    identification: &AppIdentification<'a>,
    scripted: Option<Reason>,
) -> Option<SeenReason<'a>> {
    let late = |it: &Reason| matches!(it, Reason::Expired | Reason::AccountSnapshotExpired);
    let reason = |news: &StatusNews| match news.status? {
        Status::Failed => news.reason.or(scripted),
        Status::Expired => news.reason.or(scripted.filter(late)).or(Some(Reason::Expired)),
        _ => None,
    };
    let found = || identification.news.iter().filter_map(|it| Some((it, reason(it)?)));
    let by_answer = found().find(|(it, _)| it.source == NewsSource::Answer);
    let failed = |it: &StatusNews| it.status == Some(Status::Failed);
    let (news, reason) = by_answer.or_else(|| found().find(|(it, _)| failed(it)))?;
    Some(SeenReason {
        event: news.event,
        moment: news.moment,
        reason,
        person: identification.person,
        identification: identification.id,
        refused: None,
        iban: identification.iban(),
        is_printed: news.is_printed,
    })
}
