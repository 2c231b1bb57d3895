//! Pages are read beside the event loop, a few at a time.

use std::sync::Arc;

use url::Url;

use crate::client::bank_page::document::{PageContent, SeenPage};
use crate::client::bank_page::form::TypedAnswers;
use crate::client::bank_page::visit::{BankPageVisit, html, page_failed};
use crate::client::session::Session;
use crate::evidence::{Reply, Unobserved};

/// Length of a page that is read at once: it takes a millisecond at most, and runs that are repeated
/// keep their order.
const SMALL_PAGE_BYTES: usize = 64 * 1024;

impl Session {
    /// Reads a page, a large one on a thread of its own, so that timers and signals do not wait for it.
    pub(super) async fn read_page(
        &self,
        (reply, at): (Reply, Url),
        visit: BankPageVisit<'_>,
    ) -> Result<SeenPage, Unobserved> {
        let (text, address) = (html(&reply), at.clone());
        let (iban, start) = (visit.iban.to_owned(), reply.exchange);
        let answers = TypedAnswers { iban, numbers: visit.numbers, start };
        if text.len() <= SMALL_PAGE_BYTES {
            let content = PageContent::read(&text, &address, &answers);
            let content = content.map_err(|limit| page_failed(limit.to_string()))?;
            return Ok(SeenPage { reply, at, content });
        }
        let turn = Arc::clone(&self.context.page_reads).acquire_owned().await;
        let reading = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            PageContent::read(&text, &address, &answers)
        });
        let content = reading.await.map_err(|error| page_failed(error.to_string()))?;
        let content = content.map_err(|limit| page_failed(limit.to_string()))?;
        Ok(SeenPage { reply, at, content })
    }
}
