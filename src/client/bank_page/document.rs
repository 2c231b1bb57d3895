//! A page of the bank, parsed once, within limits.
//!
//! The parser needs time and memory that grow with the square of the nesting, and a page can make it
//! add as many elements again for each of its own. It is given one tag at a time, so that it can be
//! stopped.

use std::time::Instant;

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink as _;
use scraper::{Html, HtmlTreeSink};
use url::Url;

use crate::client::bank_page::form::{
    HtmlForm, TypedAnswers, filled_form, framed_page, has_unusable_field,
};
use crate::client::bank_page::page_limit::{MAX_DEPTH, MAX_NODES, MAX_TIME, PageLimit};
use crate::client::bank_page::page_text::{is_drawn_by_scripts, may_need_scripts, visible_text};
use crate::evidence::Reply;

/// The parts of a page that a visitor needs to know.
#[derive(Debug)]
pub(crate) struct PageContent {
    /// The main form, filled in.
    pub form: Option<HtmlForm>,
    /// Address of the page in the first frame of a page without a form.
    pub framed: Option<Url>,
    /// Text that a customer sees.
    pub text: String,
    /// Whether the page has a text field, but no form in which one can be filled in.
    pub has_unusable_field: bool,
    /// Whether a browser could find something to fill in.
    pub may_need_scripts: bool,
    /// Whether the page shows nothing without scripts.
    pub is_drawn_by_scripts: bool,
}

/// A page, as received and as read.
#[derive(Debug)]
pub(super) struct SeenPage {
    pub reply: Reply,
    pub at: Url,
    pub content: PageContent,
}

impl PageContent {
    /// Reads a page at this address, and fills in its form.
    ///
    /// # Errors
    /// When the page exceeds a limit.
    pub fn read(html: &str, at: &Url, answers: &TypedAnswers) -> Result<Self, PageLimit> {
        let document = parsed(html)?;
        let text = visible_text(&document);
        let form = filled_form(&document, at, answers)?;
        Ok(Self {
            form,
            framed: framed_page(&document, at),
            has_unusable_field: has_unusable_field(&document),
            may_need_scripts: may_need_scripts(&document),
            is_drawn_by_scripts: is_drawn_by_scripts(&document, &text),
            text,
        })
    }
}

/// Parses a page.
///
/// # Errors
/// When it exceeds a limit.
pub(super) fn parsed(html: &str) -> Result<Html, PageLimit> {
    let began = Instant::now();
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = parse_document(sink, ParseOpts::default());
    for piece in html.split_inclusive('<') {
        parser.process(piece.into());
        within_limits(&parser.tokenizer.sink.sink.0.borrow())?;
        if began.elapsed() > MAX_TIME {
            return Err(PageLimit::Time);
        }
    }
    let document = parser.finish();
    within_limits(&document).map(|()| document)
}

/// The last node is as deep as the tag that was read last.
fn within_limits(document: &Html) -> Result<(), PageLimit> {
    let nodes = document.tree.values().len();
    if nodes > MAX_NODES {
        return Err(PageLimit::Nodes);
    }
    let last = document.tree.nodes().next_back();
    let depth = last.map_or(0, |it| it.ancestors().take(MAX_DEPTH + 1).count());
    if depth > MAX_DEPTH { Err(PageLimit::Depth) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::bank_page::words::NumberForm;

    fn read(html: &str) -> Result<PageContent, PageLimit> {
        let answers = TypedAnswers { iban: "DE11".into(), numbers: NumberForm::Any, start: 0 };
        PageContent::read(html, &Url::parse("http://h/w/").unwrap(), &answers)
    }

    #[test]
    fn a_page_that_would_take_for_ever_is_refused_at_once() {
        let began = Instant::now();
        let fonts: Vec<String> = (0..5000).map(|it| format!("<font a={it}>")).collect();
        let fonts = fonts.concat();
        let rows = [
            ("<div>".repeat(390_000), PageLimit::Depth),
            ("<p><b>".repeat(60_000), PageLimit::Nodes),
            (fonts + &"<p>".repeat(5000), PageLimit::Depth),
            ("<input>".repeat(170_000), PageLimit::Nodes),
            (format!("<form>{}", "<input name=a>".repeat(20_000)), PageLimit::Form),
            (
                format!("<form><input type=hidden name=a value={}>", "x".repeat(1_900_000)),
                PageLimit::Form,
            ),
        ];
        for (page, limit) in rows {
            assert_eq!(read(&page).err(), Some(limit), "{}", &page[..30]);
        }
        assert!(began.elapsed() < MAX_TIME);
    }

    #[test]
    fn an_ordinary_page_is_read_as_before() {
        let nested = format!("{}<p>Hello{}", "<div>".repeat(400), "</div>".repeat(400));
        let page = read(&format!("<!doctype html>{nested}<form><input name=a><br>1 < 2")).unwrap();
        assert_eq!((page.text.as_str(), page.form.unwrap().typed), ("Hello 1 < 2", 1));
        assert!(read(&"<p>row".repeat(20_000)).is_ok());
    }
}
