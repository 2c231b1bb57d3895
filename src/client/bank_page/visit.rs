//! Visits to the hosted bank page, as a browser without scripts would make them.

use reqwest::Method;
use reqwest::cookie::{CookieStore, Jar};
use url::Url;

use crate::client::bank_page::document::SeenPage;
use crate::client::bank_page::form::HtmlForm;
use crate::client::bank_page::page_text::excerpt;
use crate::client::bank_page::words::NumberForm;
use crate::client::http::request::{ApiRequest, Body, RecordedBody};
use crate::client::session::Session;
use crate::config::WizardDriver;
use crate::evidence::Reply;
use crate::evidence::Unobserved;

pub(crate) const MAX_PAGES: usize = 12;
const MAX_REDIRECTS: usize = 10;
const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;
/// Maximum number of characters quoted of a page on which nothing was done.
const QUOTED_CHARS: usize = 80;
pub(super) const NO_FORM_REMEDY: &str = "open it yourself, or use --wizard manual";

/// End of a visit to the bank page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitOutcome {
    /// The first page has no form, so that none was submitted.
    NoForm {
        /// Text of the page, and the remedy if it should have one.
        detail: String,
    },
    /// A page without a form was reached.
    LastPage {
        /// Forms submitted on the way.
        submitted: usize,
        /// Number of text fields in the form submitted last.
        typed: usize,
    },
    /// The entered values were answered with a client error and no form.
    Refused {
        /// Text of the page, and the remedy.
        detail: String,
    },
    /// The page still has a form after the maximum number of submissions.
    StillAsking,
    /// The page is missing or broken.
    Missing {
        /// Status code of the answer.
        status: u16,
        /// The exchange that shows it.
        exchange: usize,
    },
}

/// A visit by form: how it ended, and the last page.
#[derive(Debug)]
pub(super) struct FormWalk {
    pub end: VisitOutcome,
    pub page: SeenPage,
    /// Number of text fields filled in, in all forms.
    pub filled: usize,
    /// Whether the last page is the one that was submitted before it.
    pub is_unchanged: bool,
}

/// Parameters of a visit to the bank page.
#[derive(Clone, Copy, Debug)]
pub struct BankPageVisit<'a> {
    /// Address of the page.
    pub address: &'a str,
    /// The account.
    pub iban: &'a str,
    /// Maximum number of forms submitted.
    pub forms: usize,
    /// Form of the numbers that are typed.
    pub numbers: NumberForm,
    /// Person to be identified.
    pub person_id: &'a str,
    /// Identification the visit belongs to.
    pub identification_id: &'a str,
}

impl Session {
    /// Opens the page, fills each form and presses its button, until a page has no form or the maximum
    /// number of forms is submitted. Uses the driver that is configured for the target.
    ///
    /// # Errors
    /// When a page cannot be read or the address is not a web address.
    pub async fn visit_bank_page(
        &self,
        visit: BankPageVisit<'_>,
    ) -> Result<VisitOutcome, Unobserved> {
        match self.context.target.settings.wizard {
            WizardDriver::Auto | WizardDriver::Form => Box::pin(self.visit_by_form(visit)).await,
            WizardDriver::Browser => Box::pin(self.visit_in_browser(visit)).await,
            WizardDriver::Manual => Box::pin(self.visit_by_hand(visit)).await,
        }
    }

    /// Submits forms without a browser.
    pub(super) async fn submit_forms(
        &self,
        visit: BankPageVisit<'_>,
    ) -> Result<FormWalk, Unobserved> {
        let most = visit.forms.min(MAX_PAGES);
        let jar = Jar::default();
        let named = web(visit.address)?;
        self.must_be_named(&named, &named)?;
        let mut page = self.open_page(&jar, named.clone(), visit).await?;
        if is_gone(page.reply.status) {
            let (status, exchange) = (page.reply.status, page.reply.exchange);
            let end = VisitOutcome::Missing { status, exchange };
            return Ok(FormWalk { end, page, filled: 0, is_unchanged: false });
        }
        let (mut typed, mut filled, mut before) = (0, 0, None);
        for submitted in 0..=most {
            let Some(form) = page.content.form.take() else {
                let (status, shown) = (page.reply.status, &page.content.text);
                let end = match submitted {
                    0 => self.no_form(status, shown, NO_FORM_REMEDY),
                    _ if is_refusal(status) => self.refused(status, shown),
                    _ => VisitOutcome::LastPage { submitted, typed },
                };
                return Ok(FormWalk { end, page, filled, is_unchanged: false });
            };
            let seen = fingerprint(&page, &form);
            if before.as_ref() == Some(&seen) {
                let end = VisitOutcome::StillAsking;
                return Ok(FormWalk { end, page, filled, is_unchanged: true });
            }
            if submitted < most {
                before = Some(seen);
                typed = form.typed;
                filled += form.typed;
                let (method, url, body) = submission(form);
                self.must_be_named(&url, &named)?;
                let answer = self.visit(&jar, (method, url, body), None).await?;
                page = self.read_page(answer, visit).await?;
            }
        }
        Ok(FormWalk { end: VisitOutcome::StillAsking, page, filled, is_unchanged: false })
    }

    /// The end of a visit whose first page has no form.
    pub(super) fn no_form(&self, status: u16, text: &str, remedy: &str) -> VisitOutcome {
        let detail = self.quoting("no form was submitted", status, text, remedy);
        VisitOutcome::NoForm { detail }
    }

    /// The end of a visit whose form was answered with a client error.
    pub(super) fn refused(&self, status: u16, text: &str) -> VisitOutcome {
        let event = "the form was submitted";
        let detail =
            self.quoting(event, status, text, "open the page yourself and try other numbers");
        VisitOutcome::Refused { detail }
    }

    /// The event, a piece of the page's text, and the remedy.
    pub(super) fn quoting(&self, event: &str, status: u16, text: &str, remedy: &str) -> String {
        let shown = match excerpt(text, QUOTED_CHARS, |text| self.masked(text)) {
            none if none.is_empty() => "shows no text".to_owned(),
            shown => format!("shows `{shown}`"),
        };
        format!("{event}, the page was answered {status} and {shown}; {remedy}")
    }

    /// Opens the page, or the page of the same host that it only frames.
    async fn open_page(
        &self,
        jar: &Jar,
        url: Url,
        visit: BankPageVisit<'_>,
    ) -> Result<SeenPage, Unobserved> {
        let named = url.clone();
        let answer = self.visit(jar, (Method::GET, url, Body::None), Some(&named)).await?;
        let page = self.read_page(answer, visit).await?;
        let frame = page.content.framed.clone();
        match frame.filter(|frame| frame.host() == page.at.host()) {
            None => Ok(page),
            Some(frame) => {
                let request = (Method::GET, frame, Body::None);
                let answer = self.visit(jar, request, Some(&named)).await?;
                self.read_page(answer, visit).await
            }
        }
    }

    /// Sends a request and follows its redirects: to other hosts only until the page with this address
    /// is open, and only to named ones. A redirect that is not followed is the last page.
    async fn visit(
        &self,
        jar: &Jar,
        (mut method, mut url, mut body): (Method, Url, Body),
        opening: Option<&Url>,
    ) -> Result<(Reply, Url), Unobserved> {
        for _ in 0..=MAX_REDIRECTS {
            let reply = self.fetch(jar, method, &url, body).await?;
            let Some(next) = redirect(&reply, &url) else {
                return last(reply, url);
            };
            let next = next?;
            match opening {
                Some(named) => self.must_be_named(&next, named)?,
                // At the end the bank redirects its customer to another host.
                None if next.host() != url.host() => return Ok((reply, url)),
                None => {}
            }
            (method, url, body) = (Method::GET, next, Body::None);
        }
        Err(page_failed(format!("it redirects more than {MAX_REDIRECTS} times")))
    }

    async fn fetch(
        &self,
        jar: &Jar,
        method: Method,
        url: &Url,
        body: Body,
    ) -> Result<Reply, Unobserved> {
        refuse_other_schemes(url)?;
        let mut headers = vec![("accept", "text/html".to_owned())];
        if let Some(cookies) = jar.cookies(url)
            && let Ok(cookies) = cookies.to_str()
        {
            headers.push(("cookie", cookies.to_owned()));
        }
        let operation = format!("{method} the bank page");
        let recorded = RecordedBody::Whole;
        let call = ApiRequest { operation, method, url: url.clone(), headers, body, recorded };
        let reply = self.exchange(&call).await?;
        jar.set_cookies(&mut reply.headers.get_all("set-cookie").iter(), url);
        Ok(reply)
    }
}

/// Words of the page without numbers, and names in its form: equal if the page asks the same question
/// again. Hidden values and addresses may differ each time.
fn fingerprint(page: &SeenPage, form: &HtmlForm) -> (String, Vec<String>) {
    let text = excerpt(&page.content.text, usize::MAX, str::to_owned);
    (text, form.fields.iter().map(|(name, _)| name.clone()).collect())
}

fn submission(form: HtmlForm) -> (Method, Url, Body) {
    if form.post {
        return (Method::POST, form.action, Body::HtmlForm(form.fields));
    }
    let mut url = form.action;
    url.query_pairs_mut().clear().extend_pairs(&form.fields);
    (Method::GET, url, Body::None)
}

fn redirect(reply: &Reply, at: &Url) -> Option<Result<Url, Unobserved>> {
    if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = reply.headers.get("location")?;
    let location = String::from_utf8_lossy(location.as_bytes());
    Some(
        at.join(&location)
            .map_err(|error| page_failed(format!("it redirects to nowhere: {error}"))),
    )
}

/// Whether a form was answered with a client error.
pub(super) fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status)
}

/// Refuses an unavailable page; others may have a form again, such as a 422.
fn last(reply: Reply, at: Url) -> Result<(Reply, Url), Unobserved> {
    if is_unavailable(reply.status) {
        return Err(page_failed(format!("it was answered {}", reply.status)));
    }
    Ok((reply, at))
}

/// The text of a page, as much as is searched.
pub(super) fn html(page: &Reply) -> String {
    String::from_utf8_lossy(&page.body[..page.body.len().min(MAX_PAGE_BYTES)]).into_owned()
}

/// Parses the address of a page.
pub(crate) fn web(address: &str) -> Result<Url, Unobserved> {
    let url = Url::parse(address)
        .map_err(|error| page_failed(format!("its URL is unusable: {error}")))?;
    refuse_other_schemes(&url).map(|()| url)
}

fn refuse_other_schemes(url: &Url) -> Result<(), Unobserved> {
    if matches!(url.scheme(), "http" | "https") {
        return Ok(());
    }
    Err(page_failed(format!("`{}:` is not a web address", url.scheme())))
}

/// Whether the page is missing or broken.
pub(crate) fn is_gone(status: u16) -> bool {
    matches!(status, 404 | 410 | 500)
}

/// Whether the page is temporarily unavailable.
pub(crate) fn is_unavailable(status: u16) -> bool {
    matches!(status, 429 | 502..=504)
}

pub(crate) fn page_failed(detail: String) -> Unobserved {
    Unobserved::Dependency { what: "the bank page could not be driven".into(), detail }
}
