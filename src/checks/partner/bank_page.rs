//! The way to the hosted bank page (Step 4).

use jiff::SignedDuration;

use crate::api::{Reason, operation};
use crate::evidence::{Exchange, TracedExchange};

use super::calls::{AppCall, header};
use super::deliveries::AppDelivery;
use super::identifications::AppIdentification;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::is_masked;
use super::view::View;

/// Query parameter that makes an address that of a bank page.
const SESSION: &str = "wizard_session_key";
/// Beginning of the user agent of every browser.
const BROWSER: &str = "Mozilla";
/// Part of the user agent of the desk, which visits the page for the customer.
const DESK: &str = "bankident";

/// Time within which a second call is the effect of a button that was pressed twice.
const DOUBLE_SUBMISSION: SignedDuration = SignedDuration::from_secs(5);

/// Rules about the bank page.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-007",
        statement: "every identification that was created is requested",
        correct: "The app calls PATCH request with the id of the identification it created.",
        judge: Judge::Trace(requested),
    },
    AppRule {
        requirement: "BI-008",
        statement: "the customer is sent to exactly the url of the answer",
        correct: "The app sends the customer to the url of PATCH request without any change.",
        judge: Judge::Trace(exact_url),
    },
    AppRule {
        requirement: "PA-010",
        statement: "the bank page is opened by the customer only",
        correct: "The app hands the url to the browser of the customer and never opens it itself.",
        judge: Judge::Trace(opened_by_customer),
    },
];

/// Whether neither the bank nor time ended it.
fn is_open(view: &View<'_>, identification: &AppIdentification<'_>) -> bool {
    let has_reason = view.reasons.iter().any(|it| it.identification == identification.id);
    identification.end().is_none() && !has_reason
}

/// Whether nobody paid, and nothing but time ended it.
fn is_unpaid(view: &View<'_>, identification: &AppIdentification<'_>) -> bool {
    let late = [Reason::Expired, Reason::AccountSnapshotExpired];
    let reason = view.reasons.iter().find(|it| it.identification == identification.id);
    let by_time = reason.is_some_and(|it| late.contains(&it.reason));
    identification.paid().is_none() && (by_time || is_open(view, identification))
}

fn requested(view: &View<'_>) -> Ruling {
    let request = |id: &str| view.calls.iter().find(|it| it.is(operation::REQUEST) && it.id == id);
    let own = view.identifications.iter().filter(|it| it.created.is_some());
    let rulings = own.map(|it| {
        let created = it.created.map_or(0, |call| call.event);
        if let Some(call) = request(it.id) {
            return Ruling::passed(call.event);
        }
        let mut later = view.identifications.iter().filter_map(|other| other.created);
        let next = later.find(|other| other.event > created);
        if let Some(twice) = it.created.and_then(|it| submitted_twice(&it, next.as_ref()?)) {
            return twice;
        }
        if next.is_some() || !is_open(view, it) {
            return Ruling::unseen("the identification ended before it could be requested");
        }
        let never =
            Ruling::failed(created, "PATCH request", "called for the identification", "not called");
        view.missing_after(created, never)
    });
    Ruling::worst(rulings, "no identification was created")
}

/// A second identification that is created at once for the same account, although the first call was
/// answered in time.
fn submitted_twice(first: &AppCall<'_>, next: &AppCall<'_>) -> Option<Ruling> {
    let is_same = first.body() == next.body() && first.person == next.person;
    let at_once = next.since(first).is_some_and(|it| it < DOUBLE_SUBMISSION);
    let twice = is_same && at_once && !first.may_be_lost();
    twice.then(|| Ruling::failed(next.event, next.name(), "called once", "called twice at once"))
}

/// Addresses of the bank page that the app knew before an event.
fn known_urls<'a>(view: &View<'a>, before: usize) -> Vec<&'a str> {
    let answers = view.calls.iter().filter(|it| it.event < before && it.succeeded());
    let shown = answers.filter_map(AppCall::answer).flat_map(|it| match it.as_array() {
        Some(items) => items.as_slice(),
        None => std::slice::from_ref(it),
    });
    let answered = shown.filter_map(|it| it.get("url")?.as_str());
    let bodies =
        view.deliveries.iter().filter(|it| it.event < before).filter_map(AppDelivery::body);
    let delivered = bodies.filter_map(|it| it.get("url")?.as_str());
    answered.chain(delivered).collect()
}

fn exact_url(view: &View<'_>) -> Ruling {
    let visits = view.visits.iter().map(|(event, visit)| {
        let known = known_urls(view, *event).contains(&visit.url.trim());
        ruling(*event, known, &visit.url)
    });
    let opened = view.pages.iter().filter(|it| is_opened_by_browser(it.exchange));
    let opened = opened.map(|page| {
        let url = &page.exchange.sent.url;
        let same = |known: &&str| target(known) == target(url);
        ruling(page.event, known_urls(view, page.event).iter().any(same), url)
    });
    let seen = Ruling::worst(visits.chain(opened), "");
    if !seen.is_unseen() {
        return seen;
    }
    let requests = view.calls.iter().filter(|it| it.is(operation::REQUEST) && it.succeeded());
    let waiting = requests
        .filter(|it| it.answered("url").is_some())
        .filter(|it| view.identification(it.id).is_some_and(|known| is_unpaid(view, known)));
    let never = waiting.map(|it| {
        if view.is_capture() || !view.pages.is_empty() {
            return Ruling::unseen("the trace does not show the customer's browser");
        }
        let never =
            Ruling::failed(it.event, "url", "the customer is sent to it", "nobody visits it");
        view.missing_after(it.event, never)
    });
    Ruling::worst(never, "nobody was sent to the bank page")
}

fn ruling(event: usize, known: bool, url: &str) -> Ruling {
    if !known && is_masked(url) {
        return Ruling::unseen("the address is masked");
    }
    Ruling::unless(known, event, "url", "exactly the url of the answer", "another address")
}

/// Whether a browser opened an address of a bank page; a form that is submitted has none.
fn is_opened_by_browser(exchange: &Exchange) -> bool {
    let agent = header(exchange, "user-agent").unwrap_or_default();
    exchange.sent.method == "GET" && exchange.sent.url.contains(SESSION) && agent.contains(BROWSER)
}

/// Path and query, because a proxy may be between browser and bank.
fn target(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let start = rest.find(['/', '?']).unwrap_or(rest.len());
    rest[start..].split('#').next().unwrap_or_default()
}

fn opened_by_customer(view: &View<'_>) -> Ruling {
    let pages = view.pages.iter().map(|page: &TracedExchange<'_>| {
        let agent = header(page.exchange, "user-agent").unwrap_or("no user agent");
        let by_customer = agent.contains(BROWSER) || agent.contains(DESK);
        let shown: String = agent.chars().take(60).collect();
        Ruling::unless(by_customer, page.event, "user-agent", "that of a browser", shown)
    });
    let visits = view.visits.iter().map(|(event, _)| Ruling::passed(*event));
    Ruling::worst(pages.chain(visits), "nobody opened the bank page")
}
