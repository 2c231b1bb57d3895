//! Elements that several sections share: chips, links, tables.

use maud::{Markup, html};
use url::form_urlencoded;

use crate::report::text::visible;
use crate::verdict::Verdict;

use super::texts::Texts;

/// Formats a text that does not come from this program: every character is visible, and the
/// direction of the surrounding text is unchanged.
pub fn text_of(text: &str) -> Markup {
    html! { bdi { (visible(text)) } }
}

/// The verdict with its sign, never by colour alone.
pub fn chip(verdict: Verdict, texts: &Texts) -> Markup {
    html! { span.chip data-verdict=(verdict.word()) { (texts.verdict(verdict)) } }
}

/// Link to the list, searched and filtered.
pub fn find(verdict: Option<Verdict>, search: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(verdict) = verdict {
        query.append_pair("verdict", verdict.word());
    }
    if !search.is_empty() {
        query.append_pair("q", &visible(search));
    }
    format!("#find/{}", query.finish())
}

/// Link to a scenario.
pub fn anchor(id: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("#scenario/{id}")
}

/// Returns a section with a table, or with the word for an empty one.
pub fn section(id: &str, title: &str, note: &str, texts: &Texts, table: Option<&Markup>) -> Markup {
    let heading = format!("{id}-title");
    html! {
        section id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (title) }
            @if let Some(table) = table {
                @if !note.is_empty() { p { (note) } }
                div.wide tabindex="0" role="group" aria-labelledby=(heading) { (table) }
            } @else {
                p { (texts.get("none")) }
            }
        }
    }
}

/// Returns a table with a caption; nothing when there is no row.
pub fn captioned(
    caption: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Markup>,
) -> Option<Markup> {
    let mut rows = rows.peekable();
    rows.peek()?;
    Some(html! {
        table {
            caption { (caption) }
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody { @for row in rows { tr { (row) } } }
        }
    })
}
