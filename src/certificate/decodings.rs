//! Decodings of a text, with the place of each letter in it: an encoded text is compared as it reads.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Minimum number of letters of base64.
const SHORTEST_BASE64: usize = 12;
/// Minimum number of bytes in hexadecimal digits.
const SHORTEST_HEX: usize = 4;
/// Names of HTML entities that begin with the letter that they decorate.
const DECORATIONS: [&str; 9] =
    ["uml", "grave", "acute", "circ", "tilde", "ring", "cedil", "slash", "caron"];

/// A letter, and the bytes of the text that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub letter: char,
    pub start: usize,
    pub end: usize,
}

/// Reads letters at the beginning of the pieces: what they mean, and how many pieces they are.
type Decoding = fn(&[Piece]) -> Option<(String, usize)>;

/// The text as it is, and as each decoding reads it, if that is something else.
pub fn decoded(text: &str) -> Vec<Vec<Piece>> {
    let plain = text.char_indices();
    let plain =
        plain.map(|(start, letter)| Piece { letter, start, end: start + letter.len_utf8() });
    let plain: Vec<Piece> = plain.collect();
    let chains: [&[Decoding]; 9] = [
        &[percent],
        &[percent, percent],
        &[quoted_printable],
        &[entity],
        &[entity, entity],
        &[json_escape],
        &[hex],
        &[base64_of_bytes],
        &[base64_of_utf16],
    ];
    let read = chains.iter().filter_map(|chain| {
        chain.iter().try_fold(plain.clone(), |pieces, decoding| decode(&pieces, *decoding))
    });
    let read: Vec<_> = read.collect();
    std::iter::once(plain).chain(read).collect()
}

/// The pieces with everything decoded; `None` if there is nothing to decode.
fn decode(pieces: &[Piece], decoding: Decoding) -> Option<Vec<Piece>> {
    let (mut read, mut at, mut is_other) = (Vec::with_capacity(pieces.len()), 0, false);
    while let Some(piece) = pieces.get(at) {
        if let Some((text, length)) = decoding(&pieces[at..]) {
            let end = pieces[at + length - 1].end;
            read.extend(text.chars().map(|letter| Piece { letter, start: piece.start, end }));
            at += length;
            is_other = true;
        } else {
            // A run of letters that is no code has none in its rest.
            let rest = pieces[at..].iter().take_while(|it| it.letter.is_ascii_alphanumeric());
            let length = rest.count().max(1);
            read.extend(&pieces[at..at + length]);
            at += length;
        }
    }
    is_other.then_some(read)
}

/// Bytes as text: UTF-8, or else Latin-1.
fn text_of(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|it| char::from(*it)).collect(), str::to_owned)
}

fn byte_at(pieces: &[Piece]) -> Option<u8> {
    let digit = |at: usize| pieces.get(at)?.letter.to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn percent(pieces: &[Piece]) -> Option<(String, usize)> {
    marked(pieces, '%')
}

fn quoted_printable(pieces: &[Piece]) -> Option<(String, usize)> {
    let is = |at: usize, letter: char| pieces.get(at).is_some_and(|it| it.letter == letter);
    match (is(0, '='), is(1, '\n'), is(1, '\r') && is(2, '\n')) {
        (true, true, _) => Some((String::new(), 2)),
        (true, _, true) => Some((String::new(), 3)),
        _ => marked(pieces, '='),
    }
}

/// Bytes in hexadecimal digits, each after a mark.
fn marked(pieces: &[Piece], mark: char) -> Option<(String, usize)> {
    let codes = pieces.chunks_exact(3).take_while(|it| it[0].letter == mark);
    let bytes: Vec<u8> = codes.map_while(|it| byte_at(&it[1..])).collect();
    (!bytes.is_empty()).then(|| (text_of(&bytes), 3 * bytes.len()))
}

/// Bytes in hexadecimal digits, with or without one blank, colon or comma between them.
fn hex(pieces: &[Piece]) -> Option<(String, usize)> {
    let (mut bytes, mut at) = (Vec::new(), 0);
    while let Some(byte) = byte_at(&pieces[at..]) {
        bytes.push(byte);
        at += 2;
        let is_between = |it: &Piece| matches!(it.letter, ' ' | ':' | ',');
        if pieces.get(at).is_some_and(is_between) && byte_at(&pieces[at + 1..]).is_some() {
            at += 1;
        }
    }
    (bytes.len() >= SHORTEST_HEX).then(|| (text_of(&bytes), at))
}

fn entity(pieces: &[Piece]) -> Option<(String, usize)> {
    let first = pieces.first().filter(|it| it.letter == '&');
    let end = first.and_then(|_| pieces.iter().take(12).position(|it| it.letter == ';'))?;
    let name: String = pieces[1..end].iter().map(|it| it.letter).collect();
    let number = name.strip_prefix('#').and_then(|it| match it.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => it.parse().ok(),
    });
    let decorated = || {
        let mut letters = name.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?;
        DECORATIONS.contains(&letters.as_str()).then(|| letter.to_string())
    };
    let named = || match name.as_str() {
        "szlig" => Some("ß".to_owned()),
        "aelig" | "AElig" => Some("æ".to_owned()),
        "nbsp" => Some(" ".to_owned()),
        "amp" => Some("&".to_owned()),
        _ => decorated(),
    };
    let text = number.and_then(char::from_u32).map(String::from).or_else(named)?;
    Some((text, end + 1))
}

/// `\u00fc`, also after several backslashes.
fn json_escape(pieces: &[Piece]) -> Option<(String, usize)> {
    let (mut units, mut at) = (Vec::new(), 0);
    loop {
        let slashes = pieces[at..].iter().take_while(|it| it.letter == '\\').count();
        let code = at + slashes;
        let is_code = slashes > 0 && pieces.get(code).is_some_and(|it| it.letter == 'u');
        let digits = pieces.get(code + 1..code + 5).filter(|_| is_code);
        let bytes = digits.and_then(|it| Some((byte_at(it)?, byte_at(&it[2..])?)));
        let Some((high, low)) = bytes else { break };
        units.push(u16::from_be_bytes([high, low]));
        at = code + 5;
    }
    (!units.is_empty()).then(|| (String::from_utf16_lossy(&units), at))
}

/// Bytes in base64 of either alphabet, with or without padding.
fn base64_bytes(pieces: &[Piece]) -> Option<(Vec<u8>, usize)> {
    let is_code = |it: &&Piece| it.letter.is_ascii_alphanumeric() || "+/-_".contains(it.letter);
    let code: String = pieces.iter().take_while(is_code).map(|it| it.letter).collect();
    if code.len() < SHORTEST_BASE64 {
        return None;
    }
    let padding = pieces[code.len()..].iter().take_while(|it| it.letter == '=').count();
    let length = code.len() + padding.min(2);
    let code = code.replace('-', "+").replace('_', "/");
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let bytes = GeneralPurpose::new(&alphabet::STANDARD, config).decode(code).ok()?;
    Some((bytes, length))
}

fn base64_of_bytes(pieces: &[Piece]) -> Option<(String, usize)> {
    base64_bytes(pieces).map(|(bytes, length)| (text_of(&bytes), length))
}

/// UTF-16 of either order of bytes: both are read.
fn base64_of_utf16(pieces: &[Piece]) -> Option<(String, usize)> {
    let (bytes, length) = base64_bytes(pieces)?;
    let read = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|it| unit([it[0], it[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    Some((format!("{}\0{}", read(u16::from_le_bytes), read(u16::from_be_bytes)), length))
}
