//! Content codings of answers. None is asked for, but a server may use one (RFC 9110, 12.5.3).

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// Buffer of the brotli decoder.
const BUFFER_BYTES: usize = 4096;

/// Reason why a body cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CodingError {
    /// The coding is not known.
    Unknown(String),
    /// The body is not in its coding.
    Damaged {
        /// The coding.
        coding: String,
        /// Message of the decoder.
        detail: String,
    },
    /// The decoded body exceeds the limit.
    TooLarge,
}

/// Decodes `body` from all its codings, the last one first, to at most `limit_bytes`.
pub(super) fn decoded(
    headers: &HeaderMap,
    mut body: Vec<u8>,
    limit_bytes: usize,
) -> Result<Vec<u8>, CodingError> {
    for coding in codings(headers).into_iter().rev() {
        if body.is_empty() {
            break;
        }
        body = match coding.as_str() {
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(body.as_slice()), &coding, limit_bytes)?,
            "deflate" => inflated(&body, &coding, limit_bytes)?,
            "br" => read(Decompressor::new(body.as_slice(), BUFFER_BYTES), &coding, limit_bytes)?,
            _ => return Err(CodingError::Unknown(coding)),
        };
    }
    Ok(body)
}

/// Names of the codings in the order of their application.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let fields = headers.get_all(CONTENT_ENCODING).iter();
    let fields: Vec<String> =
        fields.map(|it| String::from_utf8_lossy(it.as_bytes()).to_ascii_lowercase()).collect();
    let words = fields.iter().flat_map(|it| it.split(',')).map(str::trim);
    words.filter(|it| !it.is_empty() && *it != "identity").map(str::to_owned).collect()
}

/// The coding is zlib's format; some servers send the data without its frame.
fn inflated(body: &[u8], coding: &str, limit_bytes: usize) -> Result<Vec<u8>, CodingError> {
    match read(ZlibDecoder::new(body), coding, limit_bytes) {
        Err(CodingError::Damaged { .. }) => read(DeflateDecoder::new(body), coding, limit_bytes),
        other => other,
    }
}

fn read(source: impl Read, coding: &str, limit_bytes: usize) -> Result<Vec<u8>, CodingError> {
    let most = u64::try_from(limit_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut decoded = Vec::new();
    let damaged = |error: io::Error| CodingError::Damaged {
        coding: coding.to_owned(),
        detail: error.to_string(),
    };
    source.take(most).read_to_end(&mut decoded).map_err(damaged)?;
    if decoded.len() > limit_bytes { Err(CodingError::TooLarge) } else { Ok(decoded) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        let values = values.iter().map(|it| (CONTENT_ENCODING, HeaderValue::from_static(it)));
        values.collect()
    }

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut coder = GzEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(body).unwrap();
        coder.finish().unwrap()
    }

    #[test]
    fn codings_are_undone_from_the_last_to_the_first() {
        let mut coder = ZlibEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(b"text").unwrap();
        let both = gzip(&coder.finish().unwrap());
        let text = Ok(b"text".to_vec());
        assert_eq!(decoded(&headers(&["Deflate, x-gzip"]), both, 99), text);
        assert_eq!(decoded(&headers(&[" identity,"]), b"text".to_vec(), 9), text);
        assert_eq!(decoded(&headers(&[]), b"text".to_vec(), 9), text);
        let twice = headers(&["gzip", "GZIP"]);
        assert_eq!(decoded(&twice, gzip(&gzip(b"text")), 99), text);
    }

    #[test]
    fn what_cannot_be_decoded_says_why() {
        let unknown = decoded(&headers(&["gzip, zstd"]), b"text".to_vec(), 9);
        assert_eq!(unknown, Err(CodingError::Unknown("zstd".into())));
        for coding in ["gzip", "deflate", "br"] {
            let damaged = decoded(&headers(&[coding]), b"\xfftext".to_vec(), 9).unwrap_err();
            assert!(matches!(&damaged, CodingError::Damaged { coding: it, .. } if it == coding));
        }
        let bomb = gzip(&vec![b' '; 100_000]);
        assert_eq!(decoded(&headers(&["gzip"]), bomb, 9_999), Err(CodingError::TooLarge));
        assert_eq!(decoded(&headers(&["zstd"]), Vec::new(), 9), Ok(Vec::new()));
    }
}
