//! The pattern of a definition as pieces: texts, choices and holes.

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PatternPiece {
    /// Text that is always the same.
    Text(String),
    /// One of several texts; a parameter if it captures a value.
    Choice { words: Vec<String>, is_value: bool },
    /// A text in quotes.
    Quoted,
    /// A value that fits a pattern.
    Hole(String),
}

/// Divides an anchored pattern.
pub(super) fn pieces(pattern: &str) -> Vec<PatternPiece> {
    let mut rest = pattern.trim_start_matches('^').trim_end_matches('$');
    let mut pieces = Vec::new();
    let mut text = String::new();
    while let Some(sign) = rest.chars().next() {
        match sign {
            '\\' => {
                let escaped = rest[1..].chars().next().unwrap_or('\\');
                text.push(escaped);
                rest = &rest[(1 + escaped.len_utf8()).min(rest.len())..];
            }
            '(' => {
                let length = group_length(rest);
                let (group, behind) = rest.split_at(length);
                let is_optional = behind.starts_with('?');
                rest = behind.strip_prefix('?').unwrap_or(behind);
                if !text.is_empty() {
                    pieces.push(PatternPiece::Text(std::mem::take(&mut text)));
                }
                pieces.push(piece(&group[1..length - 1], is_optional));
            }
            other => {
                text.push(other);
                rest = &rest[other.len_utf8()..];
            }
        }
    }
    if !text.is_empty() {
        pieces.push(PatternPiece::Text(text));
    }
    pieces
}

/// The words of all choices in a pattern that are values.
pub(in crate::engine) fn choices_of(pattern: &str) -> Vec<String> {
    let choices = pieces(pattern).into_iter().filter_map(|it| match it {
        PatternPiece::Choice { words, is_value: true } => Some(words),
        _ => None,
    });
    choices.flatten().collect()
}

/// The piece that a group is; `group` is without its brackets.
fn piece(group: &str, is_optional: bool) -> PatternPiece {
    let inner = group.strip_prefix("?:");
    let (is_value, inner) = (inner.is_none(), inner.unwrap_or(group));
    let is_plain = |it: char| it.is_alphanumeric() || " -_'|,".contains(it);
    if inner.chars().all(is_plain) {
        let mut words: Vec<String> = inner.split('|').map(str::to_owned).collect();
        words.extend(is_optional.then(String::new));
        PatternPiece::Choice { words, is_value }
    } else if inner.starts_with('"') || inner.starts_with("(\"") {
        PatternPiece::Quoted
    } else {
        PatternPiece::Hole(inner.to_owned())
    }
}

/// Length of the group that begins the text, up to its own closing bracket.
fn group_length(text: &str) -> usize {
    let (mut depth, mut is_escaped, mut in_class) = (0_usize, false, false);
    for (at, sign) in text.char_indices() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_divided() {
        let choice = |words: &[&str], is_value| PatternPiece::Choice {
            words: words.iter().map(|it| (*it).to_owned()).collect(),
            is_value,
        };
        let text = |text: &str| PatternPiece::Text(text.to_owned());
        assert_eq!(
            pieces(
                r#"^an (?:is|are) (created|past due) day(?:s)? \(x\) ((?:-?\d+)|(?:\d+)) (?:"([^"\\]*)"|'(.*)')$"#
            ),
            [
                text("an "),
                choice(&["is", "are"], false),
                text(" "),
                choice(&["created", "past due"], true),
                text(" day"),
                choice(&["s", ""], false),
                text(" (x) "),
                PatternPiece::Hole(r"(?:-?\d+)|(?:\d+)".to_owned()),
                text(" "),
                PatternPiece::Quoted,
            ]
        );
        assert_eq!(pieces("^[^)]*$"), [text("[^)]*")]);
    }
}
