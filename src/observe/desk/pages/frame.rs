//! The frame of every page: head, status line, texts for the script.

use maud::{DOCTYPE, Markup, html};

use crate::observe::desk::call::MOST_PICTURE_BYTES;
use crate::observe::desk::texts::DeskTexts;

/// A page.
pub struct Frame<'a> {
    /// Texts.
    pub texts: &'static DeskTexts,
    /// Name of the page; another one replaces all of its contents.
    pub key: &'a str,
    /// Whether another page follows by itself.
    pub waits: bool,
    /// Confirmation of the last form; empty if there is none.
    pub notice: &'a str,
    /// Contents.
    pub content: Markup,
}

impl Frame<'_> {
    /// The whole page.
    pub fn render(&self) -> Markup {
        let words = self.texts;
        html! {
            (DOCTYPE)
            html lang=(words.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (words.get("title")) }
                    @if self.waits { noscript { meta http-equiv="refresh" content="2"; } }
                    link rel="stylesheet" href="desk.css";
                    script src="desk.js" defer {}
                }
                body data-key=(self.key)
                    data-selected=(words.get("selected"))
                    data-lost=(words.get("lost"))
                    data-new-sms=(words.get("new_sms"))
                    data-local=(words.get("local_time"))
                    data-wait=(words.get("wait"))
                    data-too-large=(words.get("picture_too_large"))
                    data-most-bytes=(MOST_PICTURE_BYTES) {
                    a.skip href="#main" { (words.get("skip_to_main")) }
                    header { h1 { (words.get("title")) } }
                    div #page { (self.content) }
                    p #status role="status" { (self.notice) }
                }
            }
        }
    }
}
