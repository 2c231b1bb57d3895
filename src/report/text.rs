//! Texts of strangers, made harmless for XML and for terminals.

/// Text that any XML parser accepts: no colour codes, no control characters.
pub fn xml_text(text: &str) -> String {
    console::strip_ansi_codes(text)
        .chars()
        .map(|c| if is_legal(c) { c } else { '\u{FFFD}' })
        .collect()
}

/// Text for a terminal: besides, nothing that moves the cursor or turns the direction of writing.
pub fn terminal_text(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let replaced = |c: char| if turns(c) { '\u{FFFD}' } else { c };
    xml_text(text).replace('\r', "").replace('\t', " ").chars().map(replaced).collect()
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
}
