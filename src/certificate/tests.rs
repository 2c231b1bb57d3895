//! A small bundle, and everything that can be done to it.

use rand::{RngExt as _, SeedableRng as _};

use super::samples::*;
use super::*;
use crate::requirement::Level;
use crate::verdict::Verdict;

fn verified(bytes: &[u8], keys: &[TrustedKey], policy: &str, now: &str) -> Verification {
    let policy = ReceiverPolicy::parse(policy).unwrap();
    let request = VerificationRequest { bytes, keys, policy: &policy, revealed: &[], now: at(now) };
    verify(&request).unwrap()
}

/// Messages of all flaws; that of an error if it cannot be read.
fn flaws(bytes: &[u8], keys: &[TrustedKey], policy: &str, now: &str) -> Vec<String> {
    let policy = ReceiverPolicy::parse(policy).unwrap();
    let request = VerificationRequest { bytes, keys, policy: &policy, revealed: &[], now: at(now) };
    match verify(&request) {
        Ok(found) => found.flaws.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// The members of a bundle, to write them again.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (_, files) = opened(bytes).unwrap();
    files.unwrap().into_iter().map(|(name, bytes)| (name, bytes.to_vec())).collect()
}

fn rewritten(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    write_bundle(members.iter().map(|(name, bytes)| BundledFile { name, bytes })).unwrap()
}

/// A message about a statement, and the change that causes it.
type StatementChange = (&'static str, fn(&mut Statement));

#[test]
fn a_whole_bundle_is_valid() {
    let key = PrivateKey::generate();
    let bundle = bundle_of(&[&key], |_| {});
    let found = verified(&bundle, &[trusted(&key, "tester")], "", NOW);
    assert_eq!(found.flaws, []);
    assert_eq!(found.signers[0].role.as_deref(), Some("tester"));
    let certificate = &members(&bundle)[1].1;
    let alone = verified(certificate, &[trusted(&key, "tester")], "", NOW);
    assert_eq!((alone.flaws.len(), alone.notes.len()), (0, 1));
}

#[test]
fn a_thousand_changed_bits_are_refused() {
    let (one, other) = (PrivateKey::generate(), PrivateKey::generate());
    let bundle = bundle_of(&[&one, &other], |_| {});
    let keys = [trusted(&one, "tester"), trusted(&other, "approver")];
    let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(14);
    let alone = members(&bundle)[1].1.clone();
    for bytes in [bundle, alone] {
        assert_eq!(flaws(&bytes, &keys, "", NOW), Vec::<String>::new());
        for _ in 0..1000 {
            let bit = random.random_range(0..bytes.len() * 8);
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!flaws(&changed, &keys, "", NOW).is_empty(), "bit {bit}");
        }
    }
}

#[test]
fn every_file_that_is_dropped_added_renamed_moved_or_swapped_is_named() {
    let key = PrivateKey::generate();
    let keys = [trusted(&key, "tester")];
    let whole = members(&bundle_of(&[&key], |_| {}));
    let found = |members: &[(String, Vec<u8>)]| flaws(&rewritten(members), &keys, "", NOW);
    for (at, (name, _)) in whole.iter().enumerate() {
        let mut dropped = whole.clone();
        dropped.remove(at);
        let message = found(&dropped);
        assert!(message.iter().any(|it| it.starts_with(&format!("{name}: the file is missing"))));
        let mut renamed = whole.clone();
        renamed[at].0 = "other.json".to_owned();
        let message = found(&renamed).join("\n");
        assert!(message.contains(&format!("{name}: the file is missing")), "{message}");
        let mut longer = whole.clone();
        longer[at].1.push(b' ');
        if name != CERTIFICATE {
            assert!(found(&longer).contains(&format!("{name}: the file has other bytes")));
        }
        let mut moved = whole.clone();
        moved.swap(at, (at + 1) % whole.len());
        assert!(found(&moved)[0].contains("at another place"), "{name}");
    }
    let added = [whole.clone(), vec![("runs/3/run.json".to_owned(), Vec::new())]].concat();
    assert_eq!(found(&added), ["runs/3/run.json: the certificate does not name this file"]);
    let mut swapped = whole.clone();
    (swapped[2].1, swapped[3].1) = (whole[3].1.clone(), whole[2].1.clone());
    assert!(
        found(&swapped)
            .contains(&"runs/1/run.json: the file has the bytes of runs/2/run.json".into())
    );
    let mut foreign = whole.clone();
    foreign[2].1 = record("another run");
    let message = found(&foreign);
    assert!(message.contains(&"runs/1/run.json: the file has other bytes".into()));
    assert!(message.iter().any(|it| it.starts_with("BI-001: the certificate says evidence")));
    let other = members(&bundle_of(&[&key], |it| it.subject[0].name = "Other".into()));
    let mut foreign = whole.clone();
    foreign[1].1.clone_from(&other[1].1);
    assert_eq!(found(&foreign), ["certificate.html: the file has other bytes"]);
}

#[test]
fn keys_and_roles_count() {
    let keys: Vec<PrivateKey> = (0..3).map(|_| PrivateKey::generate()).collect();
    let [tester, approver, vendor] = [&keys[0], &keys[1], &keys[2]];
    let all = [trusted(tester, "tester"), trusted(approver, "approver"), trusted(vendor, "vendor")];
    let two = bundle_of(&[tester, approver], |_| {});
    let demands = "[signatures]\ntester = 1\napprover = 1\n";
    assert_eq!(flaws(&two, &all, demands, NOW), Vec::<String>::new());
    let three = format!("{demands}vendor = 1");
    let expected = "signatures of role vendor: 0, and the policy demands 1";
    assert_eq!(flaws(&two, &all, &three, NOW), [expected]);
    let wrong = flaws(&two, &all[2..], "", NOW);
    assert!(wrong[0].contains("no signature is by a trusted key"), "{wrong:?}");
    assert!(flaws(&two, &[], "", NOW)[0].contains("no trusted key was named"));
    assert_eq!(flaws(&bundle_of(&[], |_| {}), &all, "", NOW), ["the certificate has no signature"]);
    let twice = bundle_of(&[tester, tester], |_| {});
    assert_eq!(flaws(&twice, &all, "", NOW), ["tester signed twice"]);
    let alone = verified(&two, &all[..1], "", NOW);
    assert_eq!((alone.flaws.len(), alone.notes.len()), (0, 1));
}

#[test]
fn an_old_key_is_good_for_old_certificates_alone() {
    let (old, new) = (PrivateKey::generate(), PrivateKey::generate());
    let until = |day: &str| TrustedKey { until: day.parse().ok(), ..trusted(&old, "old") };
    let of_old = bundle_of(&[&old], |_| {});
    let rolled = |day: &str| [until(day), trusted(&new, "new")];
    assert_eq!(flaws(&of_old, &rolled("2026-11-30"), "", NOW), Vec::<String>::new());
    let late = flaws(&of_old, &rolled("2026-11-29"), "", NOW);
    assert!(late.iter().any(|it| it.starts_with("old was to sign until 2026-11-29")), "{late:?}");
    let of_new = bundle_of(&[&new], |_| {});
    assert_eq!(flaws(&of_new, &rolled("2026-11-29"), "", NOW), Vec::<String>::new());
}

#[test]
fn time_counts() {
    let key = PrivateKey::generate();
    let keys = [trusted(&key, "tester")];
    let bundle = bundle_of(&[&key], |_| {});
    for (now, expected) in [
        ("2026-11-30T11:57:00Z", "it was issued at 2026-11-30T12:00:00Z"),
        ("2027-02-28T12:00:00Z", "it expired at 2027-02-28T12:00:00Z"),
    ] {
        let found = flaws(&bundle, &keys, "", now);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}");
    }
    assert!(flaws(&bundle, &keys, "", "2027-02-28T11:59:59Z").is_empty());
    let before = bundle_of(&[&key], |it| {
        it.predicate.bankident.finished_at = "2026-12-01T00:00:00Z".into();
    });
    assert!(flaws(&before, &keys, "", NOW)[0].contains("not in this order"));
    let old = flaws(&bundle, &keys, "max-age-days = 1", "2026-12-03T12:00:00Z");
    assert_eq!(old, ["the runs are 4 days old, and the policy accepts 1"]);
}

#[test]
fn a_statement_that_does_not_agree_with_its_runs_is_refused() {
    let key = PrivateKey::generate();
    let rows: [StatementChange; 7] = [
        ("BI-001: the certificate says verdict `failed`", |it| {
            it.predicate.bankident.rows[0].verdict = Verdict::Failed;
        }),
        ("BI-002: the certificate says level `MAY`", |it| {
            it.predicate.bankident.rows[1].level = Level::May;
        }),
        ("BI-003: the certificate says reason `other`", |it| {
            it.predicate.bankident.rows[2].reason = Some("other".into());
        }),
        ("BI-004: the certificate says answer `none`", |it| {
            it.predicate.bankident.answers.clear();
        }),
        ("BI-001: the certificate says row `none`", |it| {
            it.predicate.bankident.rows.remove(0);
        }),
        ("`warnedTests` is not", |it| it.predicate.warned_tests.clear()),
        ("subject `evidence`", |it| {
            it.subject.pop();
        }),
    ];
    for (expected, change) in rows {
        let bundle = bundle_of(&[&key], change);
        let found = flaws(&bundle, &[trusted(&key, "tester")], "", NOW);
        assert!(found.iter().any(|it| it.starts_with(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn types_and_versions_are_checked() {
    let key = PrivateKey::generate();
    let rows: [StatementChange; 3] = [
        ("`_type` is `x`", |it| it.kind = "x".into()),
        ("`predicateType` is `x`", |it| it.predicate_type = "x".into()),
        ("its layout has version 2", |it| it.predicate.bankident.version = 2),
    ];
    for (expected, change) in rows {
        let found = flaws(&bundle_of(&[&key], change), &[trusted(&key, "tester")], "", NOW);
        assert!(found.iter().any(|it| it.starts_with(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn a_policy_is_compared_rule_by_rule() {
    let key = PrivateKey::generate();
    let bundle = bundle_of(&[&key], |it| {
        it.predicate.bankident.worth.known = 3;
        it.predicate.bankident.worth.noticeable = 2;
    });
    let rows = [
        ("side = 'partner'", "the api was tested, and the policy demands the partner"),
        ("levels = ['MUST']", ""),
        ("levels = ['SHOULD']", "BI-002 (SHOULD) is failed, and the policy demands it"),
        ("required = ['BI-001', 'BI-004']", ""),
        ("required = ['BI-003']", "BI-003 is not-applicable, and the policy requires it"),
        ("required = ['BI-999']", "BI-999 is not in the certificate"),
        ("minimum-worth-percent = 66", ""),
        ("minimum-worth-percent = 67", "the worth is 66 %, and the policy demands 67 %"),
        (
            "known-by = ['situation']",
            "BI-001 is known by exchange, which the policy does not accept",
        ),
        ("guides = ['sha256:00']", "the policy does not accept the guide"),
        ("subject-digest = '00'", "the policy demands the subject with SHA-256 00"),
        ("waivers = false", ""),
    ];
    for (policy, expected) in rows {
        let found = flaws(&bundle, &[trusted(&key, "tester")], policy, NOW);
        match expected {
            "" => assert_eq!(found, Vec::<String>::new(), "{policy}"),
            _ => assert!(found[0].starts_with(expected), "{policy}: {found:?}"),
        }
    }
}

#[test]
fn the_page_is_one_sheet_and_names_its_number() {
    let key = PrivateKey::generate();
    let bundle = bundle_of(&[&key], |_| {});
    let found = verified(&bundle, &[trusted(&key, "tester")], "", NOW).statement.unwrap();
    for language in PageLanguage::ALL {
        let page = page(&found, "key", language);
        assert!(page.contains(&found.predicate.bankident.number) && page.contains("<svg"));
        assert!(page.contains("BI-003") && page.contains("Shop 4.2.1"));
        assert!(!page.contains("<script"));
    }
    assert!(badge(&found).contains("2027-02-28"));
}

/// A bundle that version 0.1.0 wrote, with the key it was signed with.
#[test]
fn a_bundle_of_an_earlier_version_is_still_valid() {
    let key = PublicKey::parse(include_str!("tests/version_1.pub")).unwrap();
    let keys = [TrustedKey { key, name: "old".into(), role: None, until: None }];
    assert_eq!(flaws(include_bytes!("tests/version_1.zip"), &keys, "", NOW), Vec::<String>::new());
}
