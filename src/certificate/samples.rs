//! A small bundle for tests.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::evidence::digest;
use crate::requirement::Catalogue;
use crate::verdict::Conclusion;

pub const NOW: &str = "2026-11-30T12:00:00Z";

pub fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

pub fn harness() -> HarnessClaim {
    let text = |it: &str| it.to_owned();
    HarnessClaim {
        name: text("bankident-conformance"),
        version: text(env!("CARGO_PKG_VERSION")),
        binary_digest: sha256(b"binary"),
        suite_digest: text("sha256:suite"),
        catalogue_digest: sha256(b"catalogue"),
    }
}

pub fn guide() -> GuideClaim {
    GuideClaim { title: "g".into(), edition: "e".into(), digest: sha256(b"guide") }
}

/// A record with rows of each verdict that a certificate may have.
pub fn record(id: &str) -> Value {
    let row = |id: &str, level: &str, verdict: &str, reason: Option<&str>| {
        json!({
            "id": id, "level": level, "verdict": verdict, "reason": reason,
            "scenarios": [format!("s-{id}")],
        })
    };
    let rows = [
        row("BI-001", "MUST", "passed", None),
        row("BI-002", "SHOULD", "failed", Some("the code is 200")),
        row("BI-003", "MUST", "not-applicable", Some("the target lacks clock")),
        row("BI-004", "MUST", "review", Some("compare")),
    ];
    let scenarios = rows.iter().map(|row| {
        json!({
            "id": row["scenarios"][0], "verdict": row["verdict"], "reason": id,
            "requirements": [row["id"]], "warning": row["level"] == "SHOULD",
            "steps": [{
                "kind": "Then", "text": "it holds",
                "outcome": if row["verdict"] == "passed" { "passed" } else { "failed" },
            }],
            "checks": [{ "statement": "it holds", "mismatches": [], "exchange": null, "step": 0 }],
            "started_at": "2026-11-29T10:01:00.000Z",
            "observed_readings": [{ "question": "C-01", "reading": "http-412", "note": "n" }],
            "readings": { "C-01": "http-412" },
            "attempts": 1,
            "deviations": [{ "what": "200 for 201", "place": "POST /v1/persons" }],
        })
    });
    let scenarios: Vec<_> = scenarios.collect();
    let (own, ids) = (harness(), ["s-BI-001", "s-BI-002", "s-BI-003", "s-BI-004"]);
    let kind = json!({ "kind": "fault", "known": 3, "noticeable": 2 });
    json!({
        "schema_version": 1, "tested": "api", "requirements": rows, "scenarios": scenarios,
        "run_id": format!("20261129T100000Z-{id}"), "exit_code": 0, "internal_faults": [],
        "conclusion": Conclusion::ReviewOpen.sentence(), "strict": false, "fail_on_flaky": false,
        "totals": {
            "passed": 1, "failed": 1, "inconclusive": 0, "error": 0, "not_applicable": 1,
            "review": 1, "flaky": 0, "waived": 0,
        },
        "selection": {
            "shard": { "index": 1, "total": 1 }, "scenarios": 4, "digest": digest(ids),
        },
        "ambiguities": [{ "id": "C-01", "observed": ["http-412"] }],
        "started_at": "2026-11-29T10:00:00.000Z", "finished_at": "2026-11-29T10:05:00.000Z",
        "interrupted": false, "waivers": [],
        "harness": {
            "name": own.name, "version": own.version, "suite_digest": own.suite_digest,
            "binary_digest": own.binary_digest,
        },
        "target": { "name": "shop", "url": "https://shop.example.com/", "capabilities": ["clock"] },
        "worth": { "known": 3, "noticeable": 2, "kinds": [kind], "gains": [], "all_gains": 0 },
    })
}

/// A program of the same catalogue and another binary.
pub fn own() -> OwnProgram<'static> {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::default);
    static DIGEST: LazyLock<String> = LazyLock::new(|| sha256(b"catalogue"));
    static GUIDE: LazyLock<GuideClaim> = LazyLock::new(guide);
    OwnProgram {
        catalogue: &CATALOGUE,
        catalogue_digest: &DIGEST,
        guide: &GUIDE,
        questions: |_| Vec::new(),
        kills: || None,
        suite: |_| None,
        binary_digest: || None,
    }
}

pub fn review() -> PersonAnswer {
    let text = |it: &str| it.to_owned();
    PersonAnswer {
        requirement: text("BI-004"),
        kind: AnswerKind::Review,
        question: text("compare"),
        answer: text("accepted"),
        who: text("Erika Muster"),
        role: text("tester"),
        when: text("2026-11-30"),
    }
}

/// Names of the records of [`bundle_of`].
pub const NAMES: [&str; 2] = ["runs/1/run.json", "runs/2/run.json"];

/// A signed bundle of two runs.
pub fn bundle_of(signers: &[&PrivateKey], change: impl FnOnce(&mut Statement)) -> Vec<u8> {
    bundle_of_runs(signers, [record("one"), record("two")], change)
}

/// A signed bundle of these runs, whose statement is changed before it is signed.
pub fn bundle_of_runs(
    signers: &[&PrivateKey],
    runs: [Value; 2],
    change: impl FnOnce(&mut Statement),
) -> Vec<u8> {
    let contents = runs.map(|it| it.to_string().into_bytes());
    let named = NAMES.iter().zip(&contents);
    let views: Vec<_> =
        named.map(|(file, it)| NamedRun { file, view: RunView::parse(it).unwrap() }).collect();
    let files = NAMES.iter().zip(&contents).map(|(name, it)| FileClaim::of(name, it)).collect();
    let records = NAMES.map(|it| (it.to_owned(), vec![sha256(b"original")])).to_vec();
    let mut statement = statement(Composition {
        subject: CertifiedSubject { name: "Shop 4.2.1", digest: None },
        shown: ShownClaims::of(&views).unwrap(),
        answers: vec![review()],
        harness: harness(),
        guide: guide(),
        evidence: EvidenceFiles { records, files, ..EvidenceFiles::default() },
        issued_at: at(NOW),
        expires_at: None,
    });
    change(&mut statement);
    let claims = &mut statement.predicate.bankident;
    claims.number = String::new();
    let own = number(&statement.to_payload().unwrap()).unwrap();
    statement.predicate.bankident.number = own;
    let key = signers.first().map(|it| it.public().id()).unwrap_or_default();
    let pages = pages(&statement, &key);
    if statement.predicate.bankident.pages.is_empty() {
        let claims = pages.iter().map(|(name, text)| FileClaim::of(name, text.as_bytes()));
        statement.predicate.bankident.pages = claims.collect();
    }
    let certificate = signed(&statement.to_payload().unwrap(), signers);
    let pages = pages.iter().map(|(name, text)| BundledFile { name, bytes: text.as_bytes() });
    let evidence = NAMES.iter().zip(&contents).map(|(name, bytes)| BundledFile { name, bytes });
    let certificate = BundledFile { name: CERTIFICATE, bytes: &certificate };
    write_bundle(pages.chain([certificate]).chain(evidence)).unwrap()
}

/// A certificate with this payload.
pub fn signed(payload: &[u8], signers: &[&PrivateKey]) -> Vec<u8> {
    let mut envelope = SignedEnvelope::new(payload);
    let message = SignedEnvelope::open(&envelope.to_bytes().unwrap()).unwrap().signed_bytes();
    for it in signers {
        envelope.add(&it.public(), &it.sign(&message));
    }
    envelope.to_bytes().unwrap()
}

pub fn trusted(key: &PrivateKey, name: &str) -> TrustedKey {
    TrustedKey {
        key: key.public(),
        name: name.to_owned(),
        role: Some(name.to_owned()),
        until: None,
    }
}
