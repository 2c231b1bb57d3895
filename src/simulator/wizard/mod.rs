//! The hosted page on which the customer logs in to the bank and authorises the transfer (Step 4).
//!
//! The forms work without scripts, in a browser and for a program that fills in fields.

mod pages;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::answer::{Answer, HTML};
use super::call::Call;
use super::freedoms::{BankPage, Freedoms};
use super::machine::{
    BankPageSession, Draft, Guard, IdentificationState, Mistake, PaymentResult, Refusal, Rules,
};
use super::readings::{Payment, SchufaCall};
use super::routes::attempts;
use super::tenant_state::TenantState;
use crate::api::{SnapshotStatus, Status};

/// Name of the query parameter and field with the session key.
pub const KEY: &str = "wizard_session_key";
/// Name of the query parameter and field with the interface id.
pub const INTERFACE: &str = "interface_id";
const KEY_LENGTH: usize = 40;
/// Header field that says what a page may load and run.
const POLICY: &str = "content-security-policy";

/// A new session key. It begins with the tenant's tag, by which the tenant is found.
pub fn session_key(tenant_state: &mut TenantState) -> String {
    let rest = tenant_state.ids.alphanumeric(KEY_LENGTH - tenant_state.tag.len());
    format!("{}{rest}", tenant_state.tag)
}

/// Address of the page of a session (BI-088).
pub fn url(origin: &str, key: &str, interface_id: &str) -> String {
    format!("{origin}/index.html?{KEY}={key}&{INTERFACE}={interface_id}")
}

/// GET: the current page of the customer.
#[expect(clippy::unnecessary_wraps, reason = "every handler has this signature")]
pub fn open(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (key, interface_id) = (call.query(KEY), call.query(INTERFACE));
    let rules = call.tenant_state.rules.clone();
    let Some(identification) = find(call, key, interface_id) else {
        return Ok(unknown_session());
    };
    if let Some(session) = identification.session.as_mut()
        && !rules.enforces(Guard::VisitKeepsWindow)
    {
        session.opened_at = Timestamp::MAX;
    }
    if identification.opens_completed_page(&rules) {
        return Ok(page(200, ended(PaymentResult::Done)));
    }
    Ok(page(200, current(identification, &rules)))
}

/// POST: takes a filled-in form, answers the next page (BI-093, BI-099, BI-100).
pub fn submit(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (key, interface_id) = (call.form(KEY), call.form(INTERFACE));
    let rules = call.tenant_state.rules.clone();
    let only = rules.only_field();
    let only = only.map(|name| (name, the_only(call, name)));
    let filled = |name: &str| {
        let accepted =
            |value: &String| only.as_ref().is_none_or(|(field, it)| *field != name || it == value);
        let value = call.form(name).filter(accepted).filter(|it| !is_refused(name, it, &rules));
        value.is_some_and(|value| !value.trim().is_empty())
    };
    let login = filled("account_number") && filled("pin");
    let tan = filled("tan");
    let contracts = [call.tenant_state.id("cdoc"), call.tenant_state.id("cdoc")];
    let now = call.now;
    let Some(identification) = find(call, key, interface_id) else {
        return Ok(unknown_session());
    };
    let open = awaits_customer(identification, &rules);
    let pending = identification.status == Status::Pending;
    let Some(session) = identification.session.as_mut().filter(|_| open) else {
        return Ok(page(200, current(identification, &rules)));
    };
    let unasked = login && !rules.enforces(Guard::TransferAuthorised);
    if (tan && session.logged_in) || unasked {
        session.authorised = true;
        if !pending || identification.bank.is_some() {
            return Ok(page(200, ended(PaymentResult::Done)));
        }
        let payment = identification.pay(now, &rules, contracts);
        let draft = identification.draft.clone();
        call.tenant_state.spread_status(Guard::PaymentLeavesOthers, &draft.person_id, &draft.id);
        ask_schufa(call, &draft)?;
        return Ok(page(200, ended(payment)));
    }
    if login && rules.readings.payment == Payment::Open {
        session.logged_in = true;
        let next = match identification.pay(now, &rules, contracts) {
            PaymentResult::Done => current(identification, &rules),
            PaymentResult::Refused => ended(PaymentResult::Refused),
        };
        let draft = identification.draft.clone();
        ask_schufa(call, &draft)?;
        return Ok(page(200, next));
    }
    session.logged_in |= login;
    let complete = login || tan;
    let status = if complete { 200 } else { 422 };
    Ok(page(status, form(session, !complete, &rules)))
}

/// Whether a mistake refuses the number in a field.
fn is_refused(field: &str, value: &str, rules: &Rules) -> bool {
    let even = value.bytes().last().is_some_and(|it| it % 2 == 0);
    match field {
        "tan" => rules.makes(Mistake::PageOddTan) && !even,
        "account_number" => {
            (rules.makes(Mistake::PageEvenAccount) && even)
                || (rules.makes(Mistake::PageLeadingZero) && value.starts_with('0'))
        }
        _ => false,
    }
}

/// The first value that anybody typed into a field.
fn the_only(call: &mut Call<'_>, name: &'static str) -> String {
    let typed = call.form(name).unwrap_or_default();
    call.tenant_state.first_typed.entry(name).or_insert(typed).clone()
}

/// Counts a refusal by SCHUFA if the bank page asks it (C-18).
fn ask_schufa(call: &mut Call<'_>, draft: &Draft) -> Result<(), Refusal> {
    let asked = call.tenant_state.rules.readings.schufa_call == SchufaCall::Wizard;
    if asked && draft.account.schufa_reason().is_some() {
        attempts::count_failure(call, draft)?;
    }
    Ok(())
}

/// The page for an unknown key.
pub fn unknown_session() -> Answer {
    page(404, pages::unknown())
}

fn find<'b>(
    call: &'b mut Call<'_>,
    key: Option<String>,
    interface_id: Option<String>,
) -> Option<&'b mut IdentificationState> {
    let id = call.tenant_state.sessions.get(&key?)?.clone();
    let person_id = call.tenant_state.identifications.get(&id)?.draft.person_id.clone();
    let found = call.tenant_state.identification(&person_id, &id).ok()?;
    if found.session.as_ref()?.interface_id != interface_id? {
        return None;
    }
    let id = owner_of_page(call.tenant_state, &person_id, id);
    call.tenant_state.identification(&person_id, &id).ok()
}

/// The identification that a page is about: its own, or the person's latest one that was requested,
/// if a fault demands it.
fn owner_of_page(tenant_state: &mut TenantState, person_id: &str, own: String) -> String {
    let all = tenant_state.identifications_of(person_id).unwrap_or_default();
    let latest = all.iter().rev().find(|it| it.session.is_some());
    let latest = latest.map(|it| it.draft.id.clone()).filter(|it| *it != own);
    latest.filter(|_| !tenant_state.rules.enforces(Guard::PageIsOwn)).unwrap_or(own)
}

/// Whether the page still waits for the customer. With an open payment it does so although the
/// status asks for the QES already (C-11).
fn awaits_customer(identification: &IdentificationState, rules: &Rules) -> bool {
    let authorised = identification.session.as_ref().is_some_and(|session| session.authorised);
    identification.status == Status::Pending
        || (rules.readings.payment == Payment::Open
            && identification.status == Status::AuthorizationRequired
            && !authorised)
}

fn current(identification: &IdentificationState, rules: &Rules) -> maud::Markup {
    let snapshot = identification.snapshot.as_ref().map(|snapshot| snapshot.status);
    match (&identification.session, snapshot) {
        (_, Some(SnapshotStatus::Failed)) => ended(PaymentResult::Refused),
        (Some(session), Some(SnapshotStatus::Pending | SnapshotStatus::Available))
            if awaits_customer(identification, rules) =>
        {
            form(session, false, rules)
        }
        (_, Some(SnapshotStatus::Available)) => ended(PaymentResult::Done),
        _ => pages::expired(),
    }
}

fn form(session: &BankPageSession, incomplete: bool, rules: &Rules) -> maud::Markup {
    if session.logged_in {
        pages::transfer(session, incomplete, rules.transfer_cents())
    } else {
        pages::login(session, incomplete)
    }
}

fn ended(payment: PaymentResult) -> maud::Markup {
    match payment {
        PaymentResult::Done => pages::success(),
        PaymentResult::Refused => pages::failure(),
    }
}

/// A page as the freedoms want it: its content may be drawn by a script.
pub fn drawn(answer: Answer, freedoms: &Freedoms) -> Answer {
    if freedoms.bank_page == BankPage::Forms || answer.content_type != HTML {
        return answer;
    }
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let parts = text.split_once("<main>").and_then(|(head, rest)| {
        let (content, end) = rest.split_once("</main>")?;
        Some((head, content, end))
    });
    let Some((head, content, end)) = parts else { return answer };
    // A `<` in a script could end it.
    let content = serde_json::json!(content).to_string().replace('<', "\\u003c");
    let script = format!("document.getElementById('page').innerHTML = {content};");
    let body = format!("{head}<main id=\"page\"></main><script>{script}</script>{end}");
    let headers = answer.headers.into_iter().map(|(name, value)| match name {
        POLICY => (name, format!("{value}; script-src 'unsafe-inline'")),
        _ => (name, value),
    });
    Answer { headers: headers.collect(), body: body.into(), ..answer }
}

fn page(status: u16, markup: maud::Markup) -> Answer {
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'";
    Answer::new(status, HTML, markup.into_string())
        .with(POLICY, policy)
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
}
