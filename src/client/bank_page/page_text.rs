//! The visible text of a page, and whether scripts draw it.

use scraper::{ElementRef, Html, Node, Selector};

/// Elements whose text a customer does not see.
const UNSEEN: [&str; 6] = ["script", "style", "noscript", "template", "title", "head"];

/// The text that a customer sees without scripts.
pub(super) fn visible_text(document: &Html) -> String {
    let is_seen = |element: ElementRef<'_>| !UNSEEN.contains(&element.value().name());
    let texts = document.tree.nodes().filter_map(|node| match node.value() {
        Node::Text(text) => {
            let mut around = node.ancestors().filter_map(ElementRef::wrap);
            around.all(is_seen).then_some(text.as_ref())
        }
        _ => None,
    });
    texts.collect::<Vec<&str>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a browser could find something to fill in on a page without a form: it has scripts, a
/// frame, or a control outside forms.
pub(super) fn may_need_scripts(document: &Html) -> bool {
    has(document, "script, iframe, input, select, textarea, button, [role=button]")
}

/// Whether the page, with this visible text, shows nothing without scripts, or says that it needs them.
pub(super) fn is_drawn_by_scripts(document: &Html, text: &str) -> bool {
    let asks = select(document, "noscript").iter().any(|it| {
        let text = it.text().collect::<String>().to_lowercase();
        text.contains("javascript")
    });
    has(document, "script") && (asks || text.is_empty())
}

/// A piece of a page's text, of at most `most_chars`. Words with digits are left out, because they are numbers of the
/// customer, or differ from visit to visit; `mask` masks other personal data.
pub(crate) fn excerpt(text: &str, most_chars: usize, mask: impl Fn(&str) -> String) -> String {
    let plain = |word: &&str| !word.contains(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = text.split_whitespace().filter(plain).collect();
    let masked = mask(&words.join(" "));
    let (mut kept, mut length) = (Vec::new(), 0);
    for word in masked.split(' ') {
        length += word.chars().count() + 1;
        if length > most_chars {
            // A name that is cut off would not be recognised when the record is masked.
            while kept.last().is_some_and(|it: &&str| it.starts_with(char::is_uppercase)) {
                kept.pop();
            }
            return kept.join(" ") + " …";
        }
        kept.push(word);
    }
    kept.join(" ")
}

fn has(document: &Html, selector: &str) -> bool {
    !select(document, selector).is_empty()
}

fn select<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map_or(Vec::new(), |it| document.select(&it).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_customer_sees_is_text() {
        let page = "<!doctype html><title>T</title><style>p{}</style><h1>Your\n bank</h1>\
                    <noscript>no</noscript><script>draw()</script><p>Welcome</p>";
        assert_eq!(visible_text(&Html::parse_document(page)), "Your bank Welcome");
    }

    #[test]
    fn a_page_that_is_empty_without_scripts_is_drawn_by_them() {
        let rows = [
            ("<title>Bank</title><div id=app></div><script src=app.js></script>", true, true),
            (
                "<p>Hello</p><noscript>Please enable JavaScript.</noscript><script></script>",
                true,
                true,
            ),
            ("<p>Thank you</p><script src=count.js></script>", true, false),
            ("<p>Thank you</p><button>Close</button>", true, false),
            ("<p>Thank you</p>", false, false),
            ("", false, false),
        ];
        for (page, may_need, is_drawn) in rows {
            let document = Html::parse_document(page);
            let text = visible_text(&document);
            assert_eq!(
                (may_need_scripts(&document), is_drawn_by_scripts(&document, &text)),
                (may_need, is_drawn),
                "{page}"
            );
        }
    }

    #[test]
    fn an_excerpt_is_short_and_has_no_numbers_and_no_part_of_a_name() {
        let mask = |text: &str| text.replace("me@x.de", "[masked email 1]");
        let text = "Hello me@x.de your account DE89 3704 0044 is open since 01.02.1980";
        assert_eq!(excerpt(text, 80, mask), "Hello [masked email 1] your account is open since");
        let long = format!("{} to Ada Maria Lovelace of London", "word ".repeat(13));
        assert_eq!(excerpt(&long, 80, str::to_owned), format!("{}to …", "word ".repeat(13)));
        assert_eq!(excerpt("", 80, str::to_owned), "");
    }
}
