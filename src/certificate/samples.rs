//! A small bundle for tests.

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::evidence::{RunRecord, TestedSide};
use crate::requirement::Catalogue;
use crate::verdict::{ConformanceReport, PartnerAssessor};

pub const NOW: &str = "2026-11-30T12:00:00Z";

pub fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

pub fn harness() -> HarnessClaim {
    let text = |it: &str| it.to_owned();
    HarnessClaim {
        name: text("bankident-conformance"),
        version: text("1"),
        binary_digest: sha256(b"binary"),
        suite_digest: text("sha256:suite"),
        catalogue_digest: sha256(b"catalogue"),
    }
}

/// A record with rows of each verdict that a certificate may have.
pub fn record(extra: &str) -> Vec<u8> {
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
    let scenarios = rows.iter().map(
        |row| json!({ "id": row["scenarios"][0], "verdict": row["verdict"], "reason": extra }),
    );
    let scenarios: Vec<_> = scenarios.collect();
    json!({ "tested": "api", "requirements": rows, "scenarios": scenarios })
        .to_string()
        .into_bytes()
}

pub fn report() -> ConformanceReport {
    let run = RunRecord {
        run_id: "r".to_owned(),
        started_at: "2026-11-29T10:00:00.000Z".to_owned(),
        finished_at: "2026-11-29T10:05:00.000Z".to_owned(),
        tested: TestedSide::Api,
        ..RunRecord::default()
    };
    PartnerAssessor::new(&Catalogue::default(), false).conclude(run, Vec::new())
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

/// A signed bundle of two runs.
pub fn bundle_of(signers: &[&PrivateKey], change: impl FnOnce(&mut Statement)) -> Vec<u8> {
    let contents = [record("one"), record("two")];
    let names = ["runs/1/run.json", "runs/2/run.json"];
    let views: Vec<_> = contents.iter().map(|it| RunView::parse(it).unwrap()).collect();
    let files = names.iter().zip(&contents).map(|(name, it)| FileClaim::of(name, it)).collect();
    let records = names.map(|it| (it.to_owned(), Vec::new())).to_vec();
    let candidate = CandidateRun { place: "r".to_owned(), report: report() };
    let mut statement = statement(Composition {
        subject: CertifiedSubject { name: "Shop 4.2.1", digest: None },
        runs: &[candidate.clone(), candidate],
        rows: joined(&views).unwrap(),
        answers: vec![review()],
        harness: harness(),
        guide: GuideClaim { title: "g".into(), edition: "e".into(), digest: sha256(b"guide") },
        evidence: EvidenceFiles { records, files, ..EvidenceFiles::default() },
        issued_at: at(NOW),
        expires_at: None,
    });
    change(&mut statement);
    let claims = &mut statement.predicate.bankident;
    claims.number = String::new();
    let own = number(&statement.to_payload().unwrap()).unwrap();
    statement.predicate.bankident.number = own;
    let page = page(&statement, "key", PageLanguage::English);
    statement.predicate.bankident.pages = vec![FileClaim::of("certificate.html", page.as_bytes())];
    let mut envelope = SignedEnvelope::new(&statement.to_payload().unwrap());
    let message = SignedEnvelope::open(&envelope.to_bytes().unwrap()).unwrap().signed_bytes();
    for it in signers {
        envelope.add(&it.public(), &it.sign(&message));
    }
    let certificate = envelope.to_bytes().unwrap();
    let members = [
        ("certificate.html", page.as_bytes()),
        (CERTIFICATE, &certificate),
        (names[0], &contents[0]),
        (names[1], &contents[1]),
    ];
    write_bundle(members.map(|(name, bytes)| BundledFile { name, bytes })).unwrap()
}

pub fn trusted(key: &PrivateKey, name: &str) -> TrustedKey {
    TrustedKey {
        key: key.public(),
        name: name.to_owned(),
        role: Some(name.to_owned()),
        until: None,
    }
}
