//! Texts of strangers, made harmless for XML, for terminals and for pages.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text that any XML parser accepts: no colour codes, no control characters.
pub fn xml_text(text: &str) -> String {
    console::strip_ansi_codes(text)
        .chars()
        .map(|c| if is_legal(c) { c } else { '\u{FFFD}' })
        .collect()
}

/// Text for a terminal: legal XML text without characters that move the cursor or change the
/// direction of writing; lines end with a line feed only.
pub fn terminal_text(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let ends = |c: char| matches!(c, '\u{2028}' | '\u{2029}') || c.is_control() && c != '\n';
    let replaced = |c: char| if turns(c) || ends(c) { '\u{FFFD}' } else { c };
    xml_text(text).replace('\r', "").replace('\t', " ").chars().map(replaced).collect()
}

/// Returns the text of `terminal_text` on one line.
pub fn one_line(text: &str) -> String {
    terminal_text(text).replace('\n', " ")
}

/// Text for a page: what a reader could not see, or what would turn the direction of writing, is
/// written out.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if !text.bytes().all(is_plain) && text.chars().any(is_unseen) {
        Cow::Owned(text.chars().fold(String::with_capacity(text.len()), write_out))
    } else {
        Cow::Borrowed(text)
    }
}

fn write_out(mut text: String, c: char) -> String {
    match c {
        '\r' => {}
        c if !is_unseen(c) => text.push(c),
        // The picture of a control character has a fixed distance from it.
        '\0'..='\u{1F}' => text.extend(char::from_u32(0x2400 + u32::from(c))),
        _ => {
            let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
        }
    }
    text
}

/// Whether it does not show, or turns the direction of what does.
pub fn is_unseen(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let separates = matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}');
    let control = c.is_control() && c != '\n' && c != '\t';
    turns || separates || control || !is_legal(c)
}

/// Text that is safe inside a CDATA section.
pub fn cdata(text: &str) -> String {
    xml_text(text).replace("]]>", "]]]]><![CDATA[>")
}

fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_codes_and_control_characters_go() {
        assert_eq!(
            xml_text("\u{1b}[31mred\u{1b}[0m\0\u{b}\u{ffff}ü"),
            "red\u{FFFD}\u{FFFD}\u{FFFD}ü"
        );
        assert_eq!(cdata("a]]>b"), "a]]]]><![CDATA[>b");
    }

    #[test]
    fn a_terminal_gets_lines_and_nothing_else() {
        assert_eq!(
            terminal_text("a\r\n\tb\u{2028}c\u{85}d\u{9b}2Je\u{202e}f\u{1b}[2Kg"),
            "a\n b\u{FFFD}c\u{FFFD}de\u{FFFD}fg"
        );
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(visible("a\u{1b}[31m\r\n\u{202e}ü\u{85}"), "a␛[31m\n\\u{202e}ü\\u{85}");
        assert!(matches!(visible("seen\n"), Cow::Borrowed(_)));
    }
}
