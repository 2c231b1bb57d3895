//! A small bundle, and everything that can be done to it.

mod contradictions;
mod trusted_key;

use std::io::Read as _;

use rand::{RngExt as _, SeedableRng as _};

use super::samples::*;
use super::*;

fn verified(bytes: &[u8], keys: &[TrustedKey], policy: &str, now: &str) -> Verification {
    let policy = ReceiverPolicy::parse(policy).unwrap();
    verify(&request(bytes, keys, &policy, now, &own())).unwrap()
}

fn request<'a>(
    bytes: &'a [u8],
    keys: &'a [TrustedKey],
    policy: &'a ReceiverPolicy,
    now: &str,
    own: &'a OwnProgram<'a>,
) -> VerificationRequest<'a> {
    VerificationRequest { bytes, keys, policy, revealed: &[], own, now: at(now) }
}

/// Messages of all flaws; that of an error if it cannot be read.
fn flaws(bytes: &[u8], keys: &[TrustedKey], policy: &str, now: &str) -> Vec<String> {
    let policy = ReceiverPolicy::parse(policy).unwrap();
    match verify(&request(bytes, keys, &policy, now, &own())) {
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
    let certificate = &members(&bundle)[3].1;
    let demanding = flaws(certificate, &[trusted(&key, "tester")], "bundle = true", NOW);
    assert_eq!(demanding, ["the certificate is alone, and the policy demands the bundle"]);
    let alone = verified(certificate, &[trusted(&key, "tester")], "", NOW);
    assert_eq!((alone.flaws.len(), alone.notes.len()), (0, 1));
}

#[test]
fn a_thousand_changed_bits_are_refused() {
    let (one, other) = (PrivateKey::generate(), PrivateKey::generate());
    let bundle = bundle_of(&[&one, &other], |_| {});
    let keys = [trusted(&one, "tester"), trusted(&other, "approver")];
    let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(14);
    let alone = members(&bundle)[3].1.clone();
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
    (swapped[4].1, swapped[5].1) = (whole[5].1.clone(), whole[4].1.clone());
    assert!(
        found(&swapped)
            .contains(&"runs/1/run.json: the file has the bytes of runs/2/run.json".into())
    );
    let mut foreign = whole.clone();
    foreign[4].1 = record("another run").to_string().into_bytes();
    let message = found(&foreign);
    assert!(message.contains(&"runs/1/run.json: the file has other bytes".into()));
    assert!(message.iter().any(|it| it.starts_with("BI-001: the certificate says evidence")));
    let other = members(&bundle_of(&[&key], |it| {
        it.subject[0] = super::statement::Descriptor::of_subject("Other", None);
    }));
    let mut foreign = whole.clone();
    foreign[3].1.clone_from(&other[3].1);
    let pages = ["certificate.html", "zertifikat.html", "badge.svg"];
    assert_eq!(found(&foreign), pages.map(|it| format!("{it}: the file has other bytes")));
}

#[test]
fn keys_and_roles_count() {
    let keys: Vec<PrivateKey> = (0..3).map(|_| PrivateKey::generate()).collect();
    let [tester, approver, vendor] = [&keys[0], &keys[1], &keys[2]];
    let all = [trusted(tester, "tester"), trusted(approver, "approver"), trusted(vendor, "vendor")];
    let two = bundle_of(&[tester, approver], |_| {});
    let demands = |roles: &[&str]| {
        let signer = |role: &&str| format!("[[signer]]\nrole = '{role}'\nkey = '{role}.pub'\n");
        let numbers = roles.iter().fold(String::new(), |text, it| text + it + " = 1\n");
        format!("[signatures]\n{numbers}{}", roles.iter().map(signer).collect::<Vec<_>>().concat())
    };
    let demanded = demands(&["tester", "approver"]);
    assert_eq!(flaws(&two, &all, &demanded, NOW), Vec::<String>::new());
    let three = demands(&["tester", "approver", "vendor"]);
    let expected = "signatures of role vendor: 0, and the policy demands 1";
    assert_eq!(flaws(&two, &all, &three, NOW), [expected]);
    let wrong = flaws(&two, &all[2..], "", NOW);
    assert!(wrong[0].contains("no signature is by a trusted key"), "{wrong:?}");
    assert!(flaws(&two, &[], "", NOW)[0].contains("no trusted key was named"));
    assert_eq!(flaws(&bundle_of(&[], |_| {}), &all, "", NOW), ["the certificate has no signature"]);
    let twice = bundle_of(&[tester, tester], |_| {});
    assert_eq!(flaws(&twice, &all, "", NOW), ["tester signed twice"]);
    let alone = verified(&two, &all[..1], "", NOW);
    let unknown = alone.notes.iter().filter(|it| it.contains("was not checked: no such key"));
    assert_eq!((alone.flaws.len(), unknown.count()), (0, 1));
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
    for signers in [&[&new][..], &[&old, &new], &[&new, &old]] {
        let bundle = bundle_of(signers, |_| {});
        assert_eq!(flaws(&bundle, &rolled("2026-11-29"), "", NOW), Vec::<String>::new());
    }
    let both = verified(&bundle_of(&[&old, &new], |_| {}), &rolled("2026-11-29"), "", NOW);
    assert_eq!(both.signers.len(), 1);
    assert!(both.notes.iter().any(|it| it.starts_with("not counted: old was to sign until")));
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
    let found = flaws(&before, &keys, "", NOW);
    assert!(found.iter().any(|it| it.contains("not in this order")), "{found:?}");
    let old = flaws(&bundle, &keys, "max-age-days = 1", "2026-12-03T12:00:00Z");
    assert_eq!(old, ["the runs are 4 days old, and the policy accepts 1"]);
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
    let bundle = bundle_of(&[&key], |_| {});
    let zero = "0".repeat(64);
    let [guides, programs, digest] =
        ["guides = ['sha256:D']", "programs = ['D']", "subject-digest = 'D'"]
            .map(|it| it.replace('D', &zero));
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
        (&guides, "the policy does not accept the guide"),
        (&programs, "the policy does not accept the program"),
        (&digest, "the policy demands the subject with SHA-256 00"),
        ("waivers = false", ""),
        ("targets = ['staging', 'shop']", ""),
        ("targets = ['https://shop.example.com']", ""),
        ("targets = ['staging', '']", "the policy does not accept the target shop (https://shop"),
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
    for (_, page) in &pages(&found, "key")[..2] {
        assert!(page.contains(&found.predicate.bankident.number) && page.contains("<svg"));
        assert!(page.contains("BI-003") && page.contains("Shop 4.2.1"));
        assert!(!page.contains("<script"));
    }
    assert!(pages(&found, "key")[2].1.contains("2027-02-28"));
}

/// A bundle of a whole run that version 0.1.0 wrote, with the key it was signed with.
#[test]
fn a_bundle_of_an_earlier_version_is_still_valid() {
    let key = PublicKey::parse(include_str!("tests/version_1.pub")).unwrap();
    let keys = [TrustedKey { key, name: "old".into(), role: None, until: None }];
    let packed = include_bytes!("tests/version_1.zip.gz").as_slice();
    let mut bundle = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bundle).unwrap();
    let now = "2026-12-02T00:00:00Z";
    assert_eq!(flaws(&bundle, &keys, "", now), Vec::<String>::new());
    let found = verified(&bundle, &keys, "minimum-worth-percent = 99", now);
    assert_eq!(found.notes.len(), 3, "another catalogue, suite and binary: {:?}", found.notes);
}

#[test]
fn a_statement_that_could_be_read_in_two_ways_is_refused() {
    let key = PrivateKey::generate();
    let payload = opened(&bundle_of(&[&key], |_| {})).unwrap().0.payload;
    let payload = String::from_utf8(payload).unwrap();
    let doubled = payload.replacen("\"digest\":{", "\"digest\":{\"sha256\":\"0\",", 1);
    for changed in [doubled, payload.replacen(',', ", ", 1)] {
        let found =
            flaws(&signed(changed.as_bytes(), &[&key]), &[trusted(&key, "tester")], "", NOW);
        assert!(found[0].starts_with("the statement is not written as one is"), "{found:?}");
    }
}

#[test]
fn nothing_is_compared_for_somebody_who_is_not_trusted() {
    let (key, other) = (PrivateKey::generate(), PrivateKey::generate());
    let bundle = bundle_of(&[&key], |it| it.predicate.bankident.rows.clear());
    let (keys, policy) = ([trusted(&other, "tester")], ReceiverPolicy::none());
    let found = verify(&request(&bundle, &keys, &policy, NOW, &own())).unwrap();
    assert!(matches!(found.flaws[..], [Flaw::Untrusted { .. }]), "{:?}", found.flaws);
    assert!(found.notes.iter().any(|it| it.starts_with("nothing else")), "{:?}", found.notes);
}
