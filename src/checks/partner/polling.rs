//! Polling of an identification.

use jiff::{SignedDuration, Timestamp};

use crate::api::operation;

use super::calls::AppCall;
use super::identifications::{AppIdentification, NewsSource};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::view::View;

/// Shortest average time between two polls: three seconds, less what timers may differ.
const SHORTEST_GAP: SignedDuration = SignedDuration::from_millis(2_800);
/// Number of polls that make a rate.
const RATE_POLLS: usize = 6;
/// Fewest polls in a row that are judged at all.
const FEWEST_POLLS: usize = 4;
/// Number of reads of an identification that has ended: its documents, and a last look.
const MAX_LAST_READS: usize = 2;

/// Status code of an answer to a token that is not valid.
const UNAUTHORIZED: u16 = 401;

/// Rules about polling.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "PA-004",
        statement: "an identification is polled at most every three seconds",
        correct: "The app waits three seconds between two polls, or for a webhook.",
        judge: Judge::Trace(slow_enough),
    },
    AppRule {
        requirement: "PA-005",
        statement: "an identification is not polled after its end",
        correct: "The app stops polling at successful, failed and expired.",
        judge: Judge::Trace(none_after_end),
    },
];

/// Polls in rows: a call that changes the identification, or a webhook about it, begins a new row,
/// and the poll that follows it is not counted. Nor is one whose token had expired: it showed nothing, and
/// is made again with a new token.
fn rows<'v, 'a>(
    view: &'v View<'a>,
    identification: &AppIdentification<'_>,
) -> Vec<Vec<&'v AppCall<'a>>> {
    let answered = |it: &&AppCall<'a>| it.status() != Some(UNAUTHORIZED);
    let own = view.calls.iter().filter(|it| it.id == identification.id).filter(answered);
    let mut deliveries =
        view.deliveries.iter().filter(|it| it.identification() == identification.id).peekable();
    let mut rows: Vec<Vec<&AppCall<'a>>> = vec![Vec::new()];
    let mut is_caused = true;
    for call in own {
        while deliveries.next_if(|it| it.event < call.event).is_some() {
            is_caused = true;
        }
        let is_poll = call.is(operation::GET) && call.query.is_empty();
        if is_poll && !is_caused {
            if let Some(row) = rows.last_mut() {
                row.push(call);
            }
        } else if call.is_step() {
            rows.push(Vec::new());
        }
        is_caused = !is_poll;
    }
    rows
}

/// Average time between polls.
fn average(polls: &[&AppCall<'_>]) -> Option<SignedDuration> {
    let (first, last) = (polls.first()?, polls.last()?);
    let gaps = i32::try_from(polls.len().checked_sub(1)?).ok().filter(|it| *it > 0)?;
    Some(last.since(first)? / gaps)
}

fn slow_enough(view: &View<'_>) -> Ruling {
    let times: Vec<Timestamp> = view.calls.iter().filter_map(|it| it.at).collect();
    if times.iter().min() == times.iter().max() {
        return Ruling::unseen("no time passes in the trace");
    }
    let rulings = view.identifications.iter().flat_map(|it| rows(view, it)).filter_map(|row| {
        let last = row.last().filter(|_| row.len() >= FEWEST_POLLS)?;
        let fast = |polls: &[&AppCall<'_>]| average(polls).filter(|it| *it < SHORTEST_GAP);
        let windows =
            row.windows(RATE_POLLS).find_map(|polls| Some((polls.last()?.event, fast(polls)?)));
        let whole = fast(&row).map(|it| (last.event, it));
        Some(match windows.or(whole) {
            Some((event, gap)) => {
                let actual = format!("{} ms on average", gap.as_millis());
                Ruling::failed(event, "time between polls", "3000 ms", actual)
            }
            None => Ruling::passed(last.event),
        })
    });
    Ruling::worst(rulings, "no identification was polled four times in a row")
}

/// Reads after a webhook, and those for the documents, are not polls.
fn none_after_end(view: &View<'_>) -> Ruling {
    let rulings = view.identifications.iter().filter_map(|it| {
        let is_end = |news: &&super::identifications::StatusNews| {
            news.source == NewsSource::Answer
                && news.status.is_some_and(crate::api::Status::is_final)
        };
        let end = it.news.iter().find(is_end)?;
        let mut since = end.event;
        let mut polls = Vec::new();
        for call in
            view.calls_after(end.event).filter(|call| call.id == it.id && call.is(operation::GET))
        {
            let notified = view.deliveries.iter().any(|news| {
                (since..call.event).contains(&news.event) && news.identification() == it.id
            });
            if !notified && call.query.is_empty() {
                polls.push(call.event);
            }
            since = call.event;
        }
        Some(match polls.get(MAX_LAST_READS) {
            Some(event) => {
                let actual = format!("{} of them", polls.len());
                Ruling::failed(*event, "polls after the end", "none", actual)
            }
            None => Ruling::passed(end.event),
        })
    });
    Ruling::worst(rulings, "no identification was read after its end")
}
