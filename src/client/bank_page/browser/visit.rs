//! Visits the bank page with a browser, as a customer would.

use std::cell::Cell;
use std::time::{Duration, Instant};

use http::HeaderMap;
use url::Url;

use crate::client::bank_page::page_text::excerpt;
use crate::client::bank_page::visit::{
    BankPageVisit, MAX_PAGES, VisitOutcome, is_gone, is_refusal, is_unavailable, page_failed, web,
};
use crate::client::http::recording::kept_body;
use crate::client::polling::{Observation, eventually, while_waiting};
use crate::client::session::Session;
use crate::evidence::{Attachment, Exchange, Outcome, Received, Reply, Sent, Unobserved};

use super::driver::DriverError;
use super::page::{BrowserWindow, PageFingerprint, PageView};

/// Time without changes after which a first page without a question counts as the last page. It is
/// long, because such a page is usually not ready yet.
const STILL_AT_FIRST_MS: f64 = 2500.0;
/// Time without changes after which a page after a form counts as the last page.
const STILL_LATER_MS: f64 = 1000.0;
/// Minimum wait for the bank page, even if the step time-out is shorter.
const MIN_LIMIT: Duration = Duration::from_secs(10);
const EXCERPT_CHARS: usize = 200;
/// Maximum number of characters of a message of the browser itself.
const MESSAGE_CHARS: usize = 300;
const NO_QUESTION_REMEDY: &str =
    "a browser finds no field and no button to press: open it yourself, or use --wizard manual";

impl Session {
    /// [`Session::visit_bank_page`] in one of the run's browsers.
    pub(in crate::client) async fn visit_in_browser(
        &self,
        visit: BankPageVisit<'_>,
    ) -> Result<VisitOutcome, Unobserved> {
        let url = web(visit.address)?;
        self.must_be_named(&url, &url)?;
        let waiting = |extra| self.grant(extra);
        let browser = while_waiting(self.context().browser(), waiting).await;
        let browser = browser.map_err(|error| page_failed(error.to_string()))?;
        let context = self.context();
        let turn = while_waiting(browser.turn(&context.target), waiting).await;
        let mut turn = turn.ok_or_else(|| page_failed("the browsers have ended".to_owned()))?;
        let running = &mut turn.running;
        while_waiting(running.trust_server(&context.target, &context.transport, &url), waiting)
            .await
            .map_err(|error| page_failed(error.to_string()))?;
        let limit = self.context().settle_limit().max(MIN_LIMIT);
        let visited = async {
            let page =
                BrowserWindow::open(&running.driver).await.map_err(|error| self.failed(&error))?;
            let is_limited = Cell::new(false);
            let in_browser = BrowserVisit { session: self, page: &page, limit, is_limited };
            // The bank did not carry out a call that it answered 429, and continues where it was.
            let end = eventually(limit, async || {
                let end = in_browser.run(&url, visit).await;
                Ok(Observation::new(!in_browser.is_limited.take(), end))
            });
            let end = end.await?.into_inner();
            in_browser.keep_evidence().await;
            end
        };
        let visited = while_waiting(visited, waiting).await;
        let Err(why) = visited else { return visited };
        match while_waiting(running.restart_if_ended(&context.target), waiting).await {
            Some(event) => Err(page_failed(format!("{event} ({why})"))),
            None => Err(why),
        }
    }

    fn failed(&self, error: &DriverError) -> Unobserved {
        page_failed(self.masked(&error.message))
    }
}

struct BrowserVisit<'a> {
    session: &'a Session,
    page: &'a BrowserWindow<'a>,
    limit: Duration,
    /// Whether a page was answered 429.
    is_limited: Cell<bool>,
}

impl BrowserVisit<'_> {
    async fn run(&self, url: &Url, visit: BankPageVisit<'_>) -> Result<VisitOutcome, Unobserved> {
        let most = visit.forms.min(MAX_PAGES);
        let mut began = Instant::now();
        self.page.open_url(url.as_str()).await.map_err(|error| self.session.failed(&error))?;
        let mut seen = self.next(None, "").await?;
        let exchange = self.write(&seen, began);
        if is_gone(seen.top.status) {
            return Ok(VisitOutcome::Missing { status: seen.top.status, exchange });
        }
        let home = host(&seen);
        let mut typed = 0;
        for submitted in 0..=most {
            if is_unavailable(seen.top.status) {
                self.is_limited.set(seen.top.status == 429);
                return Err(page_failed(format!("it was answered {}", seen.top.status)));
            }
            // At the end the bank redirects its customer to another host.
            let asked = seen.question().filter(|_| host(&seen) == home);
            let Some((fingerprint, group)) = asked else {
                let (status, text) = (seen.top.status, &seen.frame.text);
                return Ok(match submitted {
                    0 => self.session.no_form(status, text, NO_QUESTION_REMEDY),
                    _ if is_refusal(status) => self.session.refused(status, text),
                    _ => VisitOutcome::LastPage { submitted, typed },
                });
            };
            if submitted < most {
                self.may_type_into(&seen, url)?;
                typed = group.fields.len();
                let filled = self.page.fill(group, visit.iban, visit.numbers).await;
                filled.map_err(|error| self.session.failed(&error))?;
                began = Instant::now();
                let (fingerprint, pressed) = self.press(&seen, fingerprint).await?;
                seen = self.next(Some(&fingerprint), &pressed).await?;
                self.write(&seen, began);
            }
        }
        Ok(VisitOutcome::StillAsking)
    }

    /// Refuses to type into a page, or the frame of a page, of a host that nobody named.
    fn may_type_into(&self, seen: &PageView, named: &Url) -> Result<(), Unobserved> {
        let mut pages = [&seen.top.url, &seen.frame.url].into_iter().filter_map(|it| web(it).ok());
        pages.try_for_each(|page| self.session.must_be_named(&page, named))
    }

    /// Presses the button to the next page as soon as it is enabled. Returns the question at that
    /// moment and the caption of the button. Some pages continue by themselves after the last digit.
    async fn press(
        &self,
        filled: &PageView,
        asked: PageFingerprint,
    ) -> Result<(PageFingerprint, String), Unobserved> {
        let seen = eventually(self.limit, async || {
            let seen = self.look().await?;
            let ready = seen.question().is_none_or(|(fingerprint, group)| {
                let left = !seen.is_same_document(filled)
                    || fingerprint != asked && group.has_empty_field();
                left || group.next_button().is_some() || group.has_no_button()
            });
            Ok(Observation::new(ready, seen))
        });
        let seen = match seen.await? {
            Observation::Settled(seen) => seen,
            Observation::Pending(seen) => {
                return Err(self.stuck("no button of the bank page leads to the next page", &seen));
            }
        };
        let still = seen.question().filter(|(fingerprint, group)| {
            seen.is_same_document(filled) && (*fingerprint == asked || !group.has_empty_field())
        });
        let Some((fingerprint, group)) = still else { return Ok((asked, String::new())) };
        let (pressed, words) = match group.next_button() {
            Some(button) => (self.page.press(&button.element).await, button.words.clone()),
            None => (self.page.enter(group).await, "Enter".to_owned()),
        };
        pressed.map_err(|error| self.session.failed(&error))?;
        Ok((fingerprint, words))
    }

    /// Waits for a question other than `before`, or for a page without a question that has loaded.
    async fn next(
        &self,
        before: Option<&PageFingerprint>,
        pressed: &str,
    ) -> Result<PageView, Unobserved> {
        let stillness = if before.is_none() { STILL_AT_FIRST_MS } else { STILL_LATER_MS };
        let seen = eventually(self.limit, async || {
            let seen = self.look().await?;
            let settled = match seen.question() {
                Some((fingerprint, _)) => before != Some(&fingerprint),
                None => seen.is_over(stillness) || is_gone(seen.top.status) || seen.is_no_page(),
            };
            Ok(Observation::new(settled, seen))
        });
        match seen.await? {
            Observation::Settled(seen) if seen.is_no_page() && before.is_none() => {
                // The browser's own message has its error code at the end, and nothing personal.
                let words: Vec<&str> = seen.frame.text.split_whitespace().collect();
                let message: String = words.join(" ").chars().take(MESSAGE_CHARS).collect();
                Err(page_failed(self.session.masked(&message)))
            }
            Observation::Pending(seen) if seen.question().is_some() => {
                let what = format!("the bank page does not change after `{pressed}` was pressed");
                Err(self.stuck(&what, &seen))
            }
            Observation::Pending(seen) if seen.is_waiting() => {
                Err(self.stuck("the bank page does not get ready", &seen))
            }
            // A page with a progress display changes continuously, and has no question.
            Observation::Settled(seen) | Observation::Pending(seen) => Ok(seen),
        }
    }

    async fn look(&self) -> Result<PageView, Unobserved> {
        self.page.look().await.map_err(|error| self.session.failed(&error))
    }

    fn stuck(&self, what: &str, seen: &PageView) -> Unobserved {
        Unobserved::NotReached {
            what: self.session.masked(what),
            limit_ms: u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX),
            last_seen: self.excerpt(seen),
        }
    }

    fn excerpt(&self, seen: &PageView) -> String {
        excerpt(&seen.frame.text, EXCERPT_CHARS, |text| self.session.masked(text))
    }

    /// Records the text of the page as the answer to opening it.
    fn write(&self, seen: &PageView, began: Instant) -> usize {
        const OPERATION: &str = "SEE the bank page";
        let took = began.elapsed();
        let at = jiff::Timestamp::now() - took;
        let index = self.session.recorder.write(Exchange {
            operation: OPERATION.to_owned(),
            sent: Sent { method: "GET".to_owned(), url: seen.top.url.clone(), ..Sent::default() },
            outcome: Outcome::Received(Received {
                status: seen.top.status,
                headers: Vec::new(),
                body: kept_body(seen.frame.text.as_bytes()),
            }),
            at: format!("{at:.3}"),
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            retry: 0,
            availability: None,
        });
        let (status, text) = (seen.top.status, seen.frame.text.clone().into_bytes());
        self.session.recorder.keep(&Reply::new(
            OPERATION.to_owned(),
            index,
            status,
            HeaderMap::new(),
            text,
        ));
        index
    }

    /// Attaches a screenshot and the console's lines to the scenario.
    async fn keep_evidence(&self) {
        if let Ok(bytes) = self.page.picture().await {
            self.session.recorder.attach(Attachment::new("bank-page.png", "image/png", bytes));
        }
        if let Ok(text) = self.page.console().await
            && !text.is_empty()
        {
            let text = self.session.masked(&text);
            let text = text.into_bytes();
            self.session.recorder.attach(Attachment::new(
                "bank-page-console.txt",
                "text/plain",
                text,
            ));
        }
    }
}

fn host(seen: &PageView) -> Option<String> {
    Url::parse(&seen.top.url).ok()?.host_str().map(str::to_owned)
}
