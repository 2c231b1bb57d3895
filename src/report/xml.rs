//! What XML 1.0 cannot hold, it must not be given.

/// Text that any XML parser accepts: no colour codes, no control characters.
pub fn xml_text(text: &str) -> String {
    console::strip_ansi_codes(text)
        .chars()
        .map(|c| if is_legal(c) { c } else { '\u{FFFD}' })
        .collect()
}

/// The same, safe inside a CDATA section.
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
}
