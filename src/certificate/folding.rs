//! Folds a text to what its notations have in common: small letters without marks, and digits without
//! separators. A value is found in every notation that folds to the same.

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;

use super::decodings::{Piece, decoded};

/// Minimum length of a folded value, in letters.
const SHORTEST: usize = 4;
/// Names of the months in both languages, folded.
const MONTHS: [[&str; 2]; 12] = [
    ["januar", "january"],
    ["februar", "february"],
    ["marz", "march"],
    ["april", "april"],
    ["mai", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["august", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["dezember", "december"],
];
/// Letters with marks, each with the letter without.
const BASES: [(&str, char); 14] = [
    ("äàáâãåāăąæ", 'a'),
    ("çćčĉ", 'c'),
    ("ďđð", 'd'),
    ("èéêëēėęě", 'e'),
    ("ğģ", 'g'),
    ("ìíîïīįı", 'i'),
    ("ķ", 'k'),
    ("łļľ", 'l'),
    ("ñńňņ", 'n'),
    ("öòóôõøōőœ", 'o'),
    ("řŕ", 'r'),
    ("ßśšşș", 's'),
    ("ťţț", 't'),
    ("ùúûüūůűų", 'u'),
];

/// A folded form of a value.
struct FoldedForm {
    text: String,
    /// The value that it is a form of.
    value: usize,
    /// Whether it counts only if separators are between its digits.
    is_separated: bool,
}

/// Finds values in every notation.
pub struct FoldedFinder {
    forms: Vec<FoldedForm>,
    finder: Option<AhoCorasick>,
}

impl FoldedFinder {
    /// A finder of these values, which are numbered.
    pub fn new<'a>(values: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let forms = values.flat_map(|(value, text)| {
            let form = move |(text, is_separated)| FoldedForm { text, value, is_separated };
            forms_of(text).into_iter().map(form)
        });
        let forms: Vec<FoldedForm> =
            forms.filter(|it| it.text.chars().count() >= SHORTEST).collect();
        let builder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(forms.iter().map(|it| &it.text));
        let finder = builder.ok().filter(|_| !forms.is_empty());
        Self { forms, finder }
    }

    /// The text with each found value replaced; `replacement` returns the text for the number of a value.
    pub fn replaced<'a>(&self, text: &str, replacement: impl Fn(usize) -> &'a str) -> String {
        let Some(finder) = &self.finder else { return text.to_owned() };
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for pieces in decoded(text) {
            let (folded, places) = folded(&pieces);
            for it in finder.find_iter(&folded) {
                let (first, last) = (places[it.start()], places[it.end() - 1]);
                let form = &self.forms[it.pattern().as_usize()];
                let length = last.end - first.start;
                let is_whole = !continues(&folded, &places, it.start(), it.end());
                if is_whole && !(form.is_separated && length == form.text.len()) {
                    found.push((first.start, last.end, form.value));
                }
            }
        }
        found.sort_by_key(|it| (it.0, std::cmp::Reverse(it.1)));
        let (mut changed, mut end) = (String::new(), 0);
        for (start, stop, value) in found {
            if start >= end {
                changed.push_str(&text[end..start]);
                changed.push_str(replacement(value));
            }
            end = end.max(stop);
        }
        changed + &text[end..]
    }
}

/// Whether digits are only a part of a longer number in the text.
fn continues(folded: &str, places: &[Piece], start: usize, end: usize) -> bool {
    let is_digit = |at: usize| folded.as_bytes()[at].is_ascii_digit();
    let touches = |left: usize, right: usize| {
        is_digit(left) && is_digit(right) && places[left].end == places[right].start
    };
    (start > 0 && touches(start - 1, start)) || (end < folded.len() && touches(end - 1, end))
}

/// The folded text, with the place of each of its bytes.
fn folded(pieces: &[Piece]) -> (String, Vec<Piece>) {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut is_separated = false;
    for piece in pieces {
        let last = kept.last().copied();
        if is_separator(piece.letter) {
            is_separated = true;
            continue;
        }
        if ('\u{300}'..='\u{36f}').contains(&piece.letter) {
            if let Some(it) = kept.last_mut() {
                it.end = piece.end;
            }
            continue;
        }
        let letter = base(piece.letter);
        if let Some(last) = last.filter(|_| is_separated) {
            if !last.letter.is_ascii_digit() && !letter.is_ascii_digit() {
                kept.push(Piece { letter: ' ', start: last.end, end: piece.start.max(last.end) });
            }
        } else if last.is_some_and(|it| is_same_sound(it.letter, letter)) {
            if let Some(it) = kept.last_mut() {
                it.end = piece.end;
            }
            continue;
        }
        is_separated = false;
        kept.push(Piece { letter, ..*piece });
    }
    let (mut text, mut places) = (String::new(), Vec::new());
    for it in kept {
        text.push(it.letter);
        places.extend(std::iter::repeat_n(it, it.letter.len_utf8()));
    }
    (text, places)
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{ad}' || "-./(),+_–".contains(letter)
}

/// `ae`, `oe` and `ue` are other notations of letters with marks, and `ss` is one of `ß`.
fn is_same_sound(last: char, letter: char) -> bool {
    letter == 'e' && "aou".contains(last) || letter == 's' && last == 's'
}

/// The small letter without marks.
fn base(letter: char) -> char {
    let small = letter.to_lowercase().next().unwrap_or(letter);
    let known = BASES.iter().find(|it| !small.is_ascii() && it.0.contains(small));
    known.map_or(small, |it| it.1)
}

/// The folded forms of a value, and whether each counts only with separators.
fn forms_of(text: &str) -> Vec<(String, bool)> {
    let plain = decoded(text).swap_remove(0);
    let plain = folded(&plain).0;
    let mut forms = vec![(plain.clone(), false)];
    forms.extend(text.parse::<Date>().map(of_date).unwrap_or_default());
    let is_phone =
        text.trim().starts_with(['+', '0']) && plain.bytes().all(|it| it.is_ascii_digit());
    let bare = plain.trim_start_matches('0');
    if let Some(national) = bare.strip_prefix("49").filter(|it| is_phone && it.len() >= 7) {
        forms.extend([(bare.to_owned(), false), (format!("0{national}"), false)]);
        forms.push((format!("0049{national}"), false));
    }
    forms
}

fn of_date(date: Date) -> Vec<(String, bool)> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let short = year.rem_euclid(100);
    let mut forms = vec![
        (format!("{day:02}{month:02}{year}"), false),
        (format!("{month:02}{day:02}{year}"), false),
        (format!("{year}{month:02}{day:02}"), false),
        (format!("{day}{month}{year}"), true),
        (format!("{month}{day}{year}"), true),
        (format!("{day:02}{month:02}{short:02}"), true),
        (format!("{day}{month}{short:02}"), true),
    ];
    let names = usize::try_from(month - 1).ok().and_then(|it| MONTHS.get(it));
    for name in names.into_iter().flatten() {
        let short: String = name.chars().take(3).collect();
        for name in [*name, short.as_str()] {
            forms.push((format!("{day}{name}{year}"), false));
            forms.push((format!("{day:02}{name}{year}"), false));
            forms.push((format!("{name}{day}{year}"), false));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    const VALUES: [&str; 5] =
        ["Jürgen Groß", "1993-02-24", "1962-09-01", "+491713920038", "DE89370400440532013000"];

    fn replaced(text: &str) -> String {
        let finder = FoldedFinder::new(VALUES.into_iter().enumerate());
        finder.replaced(text, |at| ["[0]", "[1]", "[2]", "[3]", "[4]"][at])
    }

    #[test]
    fn a_value_is_found_in_every_notation() {
        let rows = [
            ("for JUERGEN GROSS.", "for [0]."),
            ("for Ju\u{308}rgen  Groß!", "for [0]!"),
            ("J&uuml;rgen Gro&szlig;", "[0]"),
            ("J&amp;uuml;rgen Gro&amp;szlig;", "[0]"),
            ("n=J%FCrgen+Gro%DF&x", "n=[0]&x"),
            ("n=J%25C3%25BCrgen%2520Gro%25C3%259F", "n=[0]"),
            ("J=C3=BCrgen Gro=\r\n=C3=9F", "[0]"),
            ("4a c3 bc 72 67 65 6e 20 47 72 6f c3 9f", "[0]"),
            (r"J\u00fcrgen Gro\\u00df", "[0]"),
            ("born 24021993 or 24-02-1993, 24.2.93", "born [1] or [1], [1]"),
            ("1. September 1962; 01.09.62; Sep 1, 1962", "[2]; [2]; [2]"),
            ("0171/392-0038 (0171) 3920038 0049 171 3920038", "[3] ([3] [3]"),
            ("DE89-3704-0044-0532-0130-00 de89.3704/0044\u{a0}0532013000", "[4] [4]"),
        ];
        for (text, expected) in rows {
            assert_eq!(replaced(text), expected, "{text}");
        }
        let utf16: Vec<u8> = "Jürgen Groß".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let code = base64::prelude::BASE64_STANDARD;
        for bytes in [utf16.as_slice(), "01713920038".as_bytes()] {
            let shown = replaced(&format!("token {} end", code.encode(bytes)));
            assert!(shown.starts_with("token [") && shown.ends_with("] end"), "{shown}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "",
            "id 240219931",
            "1240219932",
            "at 2026-12-01T13:15:55.000Z",
            "24293 010962",
            "POST /v1/persons/0123456789abcdef0123456789abcdefcper",
            "Jürg Großmann",
            "100 %",
            "a & b = c",
            "sha256:8e6c819c35b23812a11425edcc1a4d90a6c9f57c3920b6e58d7e9757f81ce5db",
        ] {
            assert_eq!(replaced(text), text);
        }
    }
}
