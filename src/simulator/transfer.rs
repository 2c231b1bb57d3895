//! Transfer of answers: what HTTP leaves open. A relay in front of the API sends each answer again
//! with other header fields, framing, content coding and end of the connection.
//!
//! HTTP libraries hide these choices from handlers, so the relay writes the bytes itself. It
//! understands the answers of the API only, which always have a length.

use std::io::Write;
use std::net::SocketAddr;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::freedoms::{
    Coding, ConnectionEnd, Framing, Freedoms, HeaderCase, HeaderFields, HttpVersion, Interim,
};

/// Maximum number of header fields that an answer of the API has.
const OWN_FIELDS: usize = 32;
/// Number of header fields that are added.
const MORE_FIELDS: usize = 150;
/// Maximum size of a chunk in bytes.
const CHUNK_BYTES: usize = 256;

/// Whether these freedoms can only be applied by the relay.
pub fn is_altered(freedoms: &Freedoms) -> bool {
    let plain = Freedoms::default();
    let ways = |it: &Freedoms| {
        (it.header_fields, it.header_case, it.framing, it.coding, it.connection, it.http_version)
    };
    ways(freedoms) != ways(&plain) || freedoms.interim != plain.interim
}

/// Relays all connections of a listener to the API until the simulator stops.
pub fn relay(
    listener: TcpListener,
    api: SocketAddr,
    freedoms: Freedoms,
    mut closing: watch::Receiver<bool>,
) -> JoinHandle<std::io::Result<()>> {
    tokio::spawn(async move {
        loop {
            let (client, _) = tokio::select! {
                accepted = listener.accept() => accepted?,
                // An error means that the simulator is gone.
                _ = closing.wait_for(|closing| *closing) => return Ok(()),
            };
            tokio::spawn(connection(client, api, freedoms));
        }
    })
}

/// Relays one connection. Its errors end it, as they do on any server.
async fn connection(client: TcpStream, api: SocketAddr, freedoms: Freedoms) -> std::io::Result<()> {
    let server = TcpStream::connect(api).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let requests = tokio::spawn(async move {
        let copied = tokio::io::copy(&mut from_client, &mut to_server).await;
        to_server.shutdown().await.and(copied)
    });
    let answered = answers(from_server, to_client, &freedoms).await;
    requests.abort();
    answered
}

async fn answers(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    freedoms: &Freedoms,
) -> std::io::Result<()> {
    let mut received = Vec::new();
    loop {
        let Some(parts) = read_head(&mut server, &mut received).await? else { return Ok(()) };
        let whole = read_until(&mut server, &mut received, parts.length).await?;
        let body: Vec<u8> = received.drain(..received.len().min(parts.length)).collect();
        if !whole {
            // The API broke off, and so does the relay.
            client.write_all(&parts.head(freedoms, Some(parts.length))).await?;
            return client.write_all(&body).await;
        }
        client.write_all(&parts.answer(&body, freedoms)).await?;
        if ends(freedoms) || parts.is_last {
            return client.shutdown().await;
        }
    }
}

/// Whether the connection ends after an answer.
fn ends(freedoms: &Freedoms) -> bool {
    freedoms.connection != ConnectionEnd::Kept || freedoms.http_version == HttpVersion::OneZero
}

/// Head of an answer of the API.
struct Head {
    status: u16,
    phrase: String,
    fields: Vec<(String, Vec<u8>)>,
    /// Length of the body in bytes.
    length: usize,
    /// Whether the API closes the connection afterwards.
    is_last: bool,
}

/// Reads up to the end of the header; `None` if the connection ended before.
async fn read_head(
    server: &mut OwnedReadHalf,
    received: &mut Vec<u8>,
) -> std::io::Result<Option<Head>> {
    loop {
        if let Some((head, size)) = Head::parsed(received)? {
            received.drain(..size);
            return Ok(Some(head));
        }
        if server.read_buf(received).await? == 0 {
            return Ok(None);
        }
    }
}

/// Reads until N bytes have been received; false if the connection ended before.
async fn read_until(
    server: &mut OwnedReadHalf,
    received: &mut Vec<u8>,
    length: usize,
) -> std::io::Result<bool> {
    while received.len() < length {
        match server.read_buf(received).await {
            Ok(0) | Err(_) => return Ok(false),
            Ok(_) => {}
        }
    }
    Ok(true)
}

impl Head {
    /// The head at the beginning of these bytes and its size, if it is complete.
    fn parsed(received: &[u8]) -> std::io::Result<Option<(Self, usize)>> {
        let mut fields = [httparse::EMPTY_HEADER; OWN_FIELDS];
        let mut response = httparse::Response::new(&mut fields);
        let parsed = response.parse(received).map_err(std::io::Error::other)?;
        let httparse::Status::Complete(size) = parsed else { return Ok(None) };
        let value = |wanted: &str| {
            let field = response.headers.iter().find(|it| it.name.eq_ignore_ascii_case(wanted));
            field.map(|it| String::from_utf8_lossy(it.value).to_lowercase())
        };
        let length = value("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
        let is_last = value("connection").is_some_and(|it| it == "close");
        let own = |it: &&httparse::Header<'_>| {
            !it.name.eq_ignore_ascii_case("content-length")
                && !it.name.eq_ignore_ascii_case("connection")
        };
        let fields = response.headers.iter().filter(own);
        let head = Self {
            status: response.code.unwrap_or(500),
            phrase: response.reason.unwrap_or_default().to_owned(),
            fields: fields.map(|it| (it.name.to_owned(), it.value.to_vec())).collect(),
            length,
            is_last,
        };
        Ok(Some((head, size)))
    }

    /// The whole answer in the chosen transfer.
    fn answer(&self, body: &[u8], freedoms: &Freedoms) -> Vec<u8> {
        if self.status == 204 {
            return self.head(freedoms, None);
        }
        let body = coded(body, freedoms.coding);
        let chunked = freedoms.framing == Framing::Chunked;
        let mut bytes = self.head(freedoms, (!chunked).then_some(body.len()));
        // HTTP/1.0 has no chunks; there the end of the connection ends the body.
        if !chunked || freedoms.http_version == HttpVersion::OneZero {
            bytes.extend(body);
            return bytes;
        }
        for chunk in body.chunks(CHUNK_BYTES) {
            bytes.extend(format!("{:x};part=1\r\n", chunk.len()).into_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        bytes
    }

    fn head(&self, freedoms: &Freedoms, length: Option<usize>) -> Vec<u8> {
        let old = freedoms.http_version == HttpVersion::OneZero;
        let mut bytes = Vec::new();
        let interim: &[u8] = match freedoms.interim {
            _ if old => b"",
            Interim::None => b"",
            Interim::EarlyHints => {
                b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n"
            }
            Interim::Continue => b"HTTP/1.1 100 Continue\r\n\r\n",
        };
        bytes.extend(interim);
        let version = if old { "1.0" } else { "1.1" };
        bytes.extend(format!("HTTP/{version} {} {}\r\n", self.status, self.phrase).into_bytes());
        let mut field = |name: &str, value: &[u8]| {
            let upper = freedoms.header_case == HeaderCase::Upper;
            let name = if upper { name.to_uppercase() } else { name.to_owned() };
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        };
        for (name, value) in &self.fields {
            field(name, value);
        }
        if freedoms.header_fields == HeaderFields::Many {
            for number in 0..MORE_FIELDS {
                field(&format!("x-trace-{number}"), b"0af7651916cd43dd8448eb211c80319c");
            }
        }
        match length {
            Some(length) => field("content-length", length.to_string().as_bytes()),
            None if !old && self.status != 204 => field("transfer-encoding", b"chunked"),
            None => {}
        }
        match freedoms.coding {
            Coding::Gzip if self.status != 204 => field("content-encoding", b"gzip"),
            Coding::Deflate if self.status != 204 => field("content-encoding", b"deflate"),
            _ => {}
        }
        if freedoms.connection == ConnectionEnd::Closed || self.is_last {
            field("connection", b"close");
        }
        bytes.extend(b"\r\n");
        bytes
    }
}

/// The body in a content coding. Writing into memory cannot fail.
fn coded(body: &[u8], coding: Coding) -> Vec<u8> {
    let written = match coding {
        Coding::Identity => Ok(body.to_vec()),
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(body).and_then(|()| encoder.finish())
        }
        Coding::Deflate => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(body).and_then(|()| encoder.finish())
        }
    };
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nx-a: b\r\nContent-Length: 5\r\n\r\nhello";

    fn sent(choices: &[(&str, &str)]) -> String {
        let mut freedoms = Freedoms::default();
        for (name, value) in choices {
            freedoms.set(name, value).unwrap();
        }
        assert!(is_altered(&freedoms));
        let (head, size) = Head::parsed(ANSWER).unwrap().unwrap();
        assert_eq!(head.length, 5);
        String::from_utf8_lossy(&head.answer(&ANSWER[size..], &freedoms)).into_owned()
    }

    #[test]
    fn an_incomplete_head_is_awaited() {
        assert!(Head::parsed(&ANSWER[..30]).unwrap().is_none());
        assert!(!is_altered(&Freedoms::default()));
    }

    #[test]
    fn each_choice_is_seen_in_the_bytes() {
        let chunked = sent(&[("framing", "chunked")]);
        assert!(chunked.ends_with("chunked\r\n\r\n5;part=1\r\nhello\r\n0\r\n\r\n"), "{chunked}");
        let old = sent(&[("http-version", "1.0"), ("framing", "chunked")]);
        assert_eq!(old, "HTTP/1.0 200 OK\r\nx-a: b\r\n\r\nhello");
        let upper = sent(&[("header-case", "upper")]);
        assert!(upper.contains("X-A: b\r\nCONTENT-LENGTH: 5\r\n"), "{upper}");
        assert!(sent(&[("interim-answers", "early-hints")]).starts_with("HTTP/1.1 103 "));
        assert!(sent(&[("connection", "closed")]).contains("connection: close"));
        assert_eq!(sent(&[("header-fields", "many")]).lines().count(), 155);
        assert!(sent(&[("content-coding", "gzip")]).contains("content-encoding: gzip"));
    }
}
