//! Answers in every form that HTTP allows, from a raw socket: each gets the verdict of a plain one.

use std::io::Write as _;

use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::verdict::{ConformanceReport, Verdict};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

/// Status line, header fields and body of an answer.
pub struct Answer {
    status: String,
    fields: Vec<String>,
    body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n").map(str::to_owned);
        let status = lines.next().unwrap();
        let framing = ["content-length:", "transfer-encoding:", "connection:"];
        let fields = lines.filter(|line| !framing.iter().any(|it| line.starts_with(it))).collect();
        Self { status, fields, body: bytes[end + 4..].to_vec() }
    }

    fn has_body(&self) -> bool {
        !self.status.contains(" 204 ")
    }

    /// The answer with the body's length, and then the end of the connection.
    fn closing(mut self) -> Vec<u8> {
        self.fields.push("connection: close".to_owned());
        silently_closing(self)
    }

    fn bytes(&self) -> Vec<u8> {
        let head = format!("{}\r\n{}\r\n\r\n", self.status, self.fields.join("\r\n"));
        [head.as_bytes(), &self.body].concat()
    }

    fn coded(mut self, coding: &str, code: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        if self.has_body() {
            self.fields.push(format!("content-encoding: {coding}"));
            self.body = code(&self.body);
        }
        self.closing()
    }
}

/// The answer with the body's length; no header field announces the end of the connection.
pub fn silently_closing(mut answer: Answer) -> Vec<u8> {
    if answer.has_body() {
        answer.fields.push(format!("content-length: {}", answer.body.len()));
    }
    answer.bytes()
}

fn thousand_fields(mut answer: Answer) -> Vec<u8> {
    answer.fields.extend((0..1_000).map(|number| format!("x-trace-{number}: {}", "v".repeat(60))));
    answer.closing()
}

/// The end of the body is the end of the connection.
fn http_1_0(mut answer: Answer) -> Vec<u8> {
    answer.status = answer.status.replace("HTTP/1.1", "HTTP/1.0");
    answer.bytes()
}

fn chunked(mut answer: Answer) -> Vec<u8> {
    if !answer.has_body() {
        return answer.closing();
    }
    answer.fields.push("transfer-encoding: chunked".to_owned());
    let mut body = Vec::new();
    for chunk in answer.body.chunks(7) {
        write!(body, "{:X};note=1\r\n", chunk.len()).unwrap();
        body.extend([chunk, b"\r\n"].concat());
    }
    body.extend(b"0\r\nx-checksum: 1\r\n\r\n");
    answer.body = body;
    answer.bytes()
}

fn informational(answer: Answer) -> Vec<u8> {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n";
    let before = ["HTTP/1.1 100 Continue\r\n\r\n", early, early].concat();
    [before.into_bytes(), answer.closing()].concat()
}

fn gzip(answer: Answer) -> Vec<u8> {
    answer.coded("gzip", |body| {
        let mut coder = GzEncoder::new(Vec::new(), Compression::best());
        coder.write_all(body).unwrap();
        coder.finish().unwrap()
    })
}

fn deflate(answer: Answer) -> Vec<u8> {
    answer.coded("Deflate", |body| {
        let mut coder = ZlibEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(body).unwrap();
        coder.finish().unwrap()
    })
}

/// Deflate without the frame of zlib, as some servers send it.
fn raw_deflate(answer: Answer) -> Vec<u8> {
    answer.coded("deflate", |body| {
        let mut coder = DeflateEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(body).unwrap();
        coder.finish().unwrap()
    })
}

/// Brotli (RFC 7932) with blocks that are only stored.
fn brotli(answer: Answer) -> Vec<u8> {
    answer.coded("br", |body| {
        let mut coded = Vec::new();
        let mut shift = 1; // one bit says the size of the window, before the first block
        for block in body.chunks(60_000) {
            let length = u32::try_from(block.len()).unwrap() - 1;
            // Not the last block, a length of four nibbles, stored.
            let head = (length << 3 | 1 << 19) << shift;
            coded.extend(&head.to_le_bytes()[..3]);
            coded.extend(block);
            shift = 0;
        }
        coded.push(3 << shift);
        coded
    })
}

pub type Form = fn(Answer) -> Vec<u8>;

/// A server before `behind` that writes each answer in this form, and closes the connection.
pub async fn writing(form: Form, behind: &str) -> String {
    let behind = behind.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            tokio::spawn(answer_one(near, behind.clone(), form));
        }
    });
    url
}

async fn answer_one(mut near: TcpStream, behind: String, form: Form) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(near.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap().replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let length = head.lines().find_map(|it| it.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    near.read_exact(&mut body).await.ok()?;
    let mut far = TcpStream::connect(&behind).await.ok()?;
    far.write_all(&[head.as_bytes(), &body].concat()).await.ok()?;
    let mut answer = Vec::new();
    far.read_to_end(&mut answer).await.ok()?;
    near.write_all(&form(Answer::parse(&answer))).await.ok()
}

async fn run_in(form: Form, settings: RunSettings) -> ConformanceReport {
    let simulator = simulator().await;
    let mut front = Front::open(Habit::Honest, simulator.api_url()).await;
    front.url = writing(form, simulator.api_url()).await;
    let config = against(&front, &simulator);
    let names = ["Two persons", "is accepted", "is retrieved", "is refused"].map(str::to_owned);
    let settings = RunSettings { max_wait: config.settings.max_wait, ..settings };
    run(&RunConfig { names: names.to_vec(), settings, ..config }).await
}

#[track_caller]
fn nothing_changes(words: &str, form: Form, settings: RunSettings) {
    let report = block_on(run_in(form, settings));
    for verdict in [Verdict::Failed, Verdict::Inconclusive, Verdict::Error] {
        assert_eq!(with_verdict(&report, verdict), [""; 0], "{words}");
    }
    assert!(report.totals.passed > 30, "{words}: {:?}", report.totals);
}

#[test]
fn every_framing_of_http_1_gets_the_right_verdicts() {
    let forms: [(&str, Form); 5] = [
        ("closing", Answer::closing),
        ("1,000 header fields", thousand_fields),
        ("HTTP/1.0", http_1_0),
        ("chunked", chunked),
        ("100 and 103", informational),
    ];
    for (words, form) in forms {
        nothing_changes(words, form, RunSettings::default());
    }
    let new_connections = RunSettings { new_connections: true, ..RunSettings::default() };
    nothing_changes("new connections", Answer::closing, new_connections);
}

#[test]
fn every_common_content_coding_is_decoded_although_none_was_asked_for() {
    let forms: [(&str, Form); 4] =
        [("gzip", gzip), ("deflate", deflate), ("raw deflate", raw_deflate), ("br", brotli)];
    for (words, form) in forms {
        nothing_changes(words, form, RunSettings::default());
    }
}

#[test]
fn a_coding_that_nobody_knows_is_named() {
    let unknown: Form = |answer| answer.coded("zstd", <[u8]>::to_vec);
    let report = block_on(run_in(unknown, RunSettings::default()));
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    let unseen = with_verdict(&report, Verdict::Inconclusive);
    let named = unseen.iter().filter(|it| it.contains("its content coding is zstd")).count();
    assert!(named > 0 && named == unseen.len(), "{unseen:#?}");
}
