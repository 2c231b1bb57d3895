//! One line of a feature text: its table cells, tags and language.

/// A line without its line end.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct FeatureLine<'a> {
    /// Number, from 1.
    pub number: usize,
    /// Whole text.
    pub text: &'a str,
}

/// A text with its column in bytes, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) struct TextAt {
    /// The text.
    pub text: String,
    /// Column in bytes, from 1.
    pub col: usize,
}

impl<'a> FeatureLine<'a> {
    /// The text without indentation.
    pub(super) fn content(&self) -> &'a str {
        self.text.trim_start()
    }

    /// Column of the first character that is not white space.
    pub(in crate::engine) fn col(&self) -> usize {
        self.text.len() - self.content().len() + 1
    }

    /// The cells of a table row, and the text behind its last `|`, which belongs to no cell.
    pub(in crate::engine) fn cells(&self) -> (Vec<TextAt>, &'a str) {
        let line = self.content().trim_end();
        let (mut cells, mut cell, mut begins) = (Vec::new(), String::new(), None);
        let mut signs = line.char_indices();
        let mut rest = 0;
        while let Some((at, sign)) = signs.next() {
            match sign {
                '|' => {
                    if let Some(begins) = begins {
                        cells.push(trimmed_cell(&cell, self.col() + begins));
                    }
                    cell.clear();
                    begins = Some(at + 1);
                    rest = at + 1;
                }
                '\\' => match signs.next() {
                    Some((_, 'n')) => cell.push('\n'),
                    Some((_, known @ ('|' | '\\'))) => cell.push(known),
                    Some((_, other)) => cell.extend(['\\', other]),
                    None => cell.push('\\'),
                },
                other => cell.push(other),
            }
        }
        (cells, line[rest..].trim())
    }

    /// The tags of a line that begins with `@`, without it; a comment may follow them.
    pub(super) fn tags(&self) -> Vec<TextAt> {
        let line = self.content();
        let comment = line
            .match_indices('#')
            .find(|(at, _)| line[..*at].chars().next_back().is_some_and(char::is_whitespace));
        let line = comment.map_or(line, |(at, _)| &line[..at]);
        let mut col = self.col();
        let mut tags = Vec::new();
        for part in line.split('@') {
            let text = part.trim_end().to_owned();
            if !text.is_empty() {
                tags.push(TextAt { text, col: col - 1 });
            }
            col += part.len() + 1;
        }
        tags
    }

    /// The language of a line `# language: de`.
    pub(super) fn language(&self) -> Option<&'a str> {
        let rest = self.content().strip_prefix('#')?.trim_start().strip_prefix("language")?;
        let named = rest.trim_start().strip_prefix(':')?.trim();
        let is_name = |it: char| it.is_ascii_alphabetic() || it == '-' || it == '_';
        (!named.is_empty() && named.chars().all(is_name)).then_some(named)
    }

    /// The line in a doc string that is indented by N characters.
    pub(super) fn without_indent(&self, indent: usize) -> &'a str {
        let mut rest = self.text.chars();
        for _ in 0..indent {
            match rest.next() {
                Some(sign) if sign.is_whitespace() => {}
                _ => return self.content(),
            }
        }
        rest.as_str()
    }

    /// Number of characters of its indentation.
    pub(super) fn indent(&self) -> usize {
        self.text.chars().take_while(|it| it.is_whitespace()).count()
    }
}

/// Line breaks in a cell are written, so they are not trimmed.
fn trimmed_cell(cell: &str, col: usize) -> TextAt {
    let is_blank = |it: char| it.is_whitespace() && it != '\n';
    let text = cell.trim_start_matches(is_blank);
    let col = col + cell.len() - text.len();
    TextAt { text: text.trim_end_matches(is_blank).to_owned(), col }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> FeatureLine<'_> {
        FeatureLine { number: 1, text }
    }

    #[track_caller]
    fn check(row: &str, cells: &[(&str, usize)], rest: &str) {
        let row = line(row);
        let (found, behind) = row.cells();
        let found: Vec<_> = found.iter().map(|it| (it.text.as_str(), it.col)).collect();
        assert_eq!((found.as_slice(), behind), (cells, rest));
    }

    #[test]
    fn cells_are_read_as_the_official_parser_does() {
        check("  | a | b c |  ", &[("a", 5), ("b c", 9)], "");
        check("||", &[("", 2)], "");
        check("|", &[], "");
        check(r"| \d | \\ | \| | \n |", &[(r"\d", 3), (r"\", 8), ("|", 13), ("\n", 18)], "");
        check(r"| a \", &[], r"a \");
        check("| a | b", &[("a", 3)], "b");
        check("|\u{a0}ä\t|", &[("ä", 4)], "");
    }

    #[test]
    fn tags_end_at_a_comment() {
        let tags = |text| -> Vec<(String, usize)> {
            line(text).tags().into_iter().map(|it| (it.text, it.col)).collect()
        };
        assert_eq!(tags("  @a @b-1 # @c"), [("a".into(), 3), ("b-1".into(), 6)]);
        assert_eq!(tags("@a@b#c"), [("a".into(), 1), ("b#c".into(), 3)]);
        assert_eq!(tags("@a b"), [("a b".into(), 1)]);
        assert_eq!(tags("@"), []);
    }

    #[test]
    fn the_language_is_read() {
        assert_eq!(line("  # language : de ").language(), Some("de"));
        assert_eq!(line("#language:zh-CN").language(), Some("zh-CN"));
        assert_eq!(line("# language: de please").language(), None);
        assert_eq!(line("# a language: de").language(), None);
    }

    #[test]
    fn a_doc_string_loses_its_own_indentation_alone() {
        assert_eq!(line("      x").without_indent(4), "  x");
        assert_eq!(line("  x ").without_indent(4), "x ");
        assert_eq!(line("").without_indent(4), "");
    }
}
