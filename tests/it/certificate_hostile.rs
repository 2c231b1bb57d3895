//! Bundles, runs, keys and outputs that somebody made to do harm, or that are damaged.

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Output, Stdio};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::certificate::RUNS;
use crate::certificate_commands::{bundle_for, keygen};
use crate::cli::{Bankident, ends, stderr};

/// A zip file with these members, stored.
fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A small zip file whose last member claims to be compressed, and to be of 4 GB without.
fn bomb(mut bytes: Vec<u8>) -> Vec<u8> {
    let (deflated, size) = ([8, 0], [0xF0, 0xFF, 0xFF, 0xFF]);
    let last = |bytes: &[u8], sign: &[u8]| bytes.windows(4).rposition(|it| it == sign).unwrap();
    let (local, central) = (last(&bytes, b"PK\x03\x04"), last(&bytes, b"PK\x01\x02"));
    bytes[local + 8..local + 10].copy_from_slice(&deflated);
    bytes[local + 22..local + 26].copy_from_slice(&size);
    bytes[central + 10..central + 12].copy_from_slice(&deflated);
    bytes[central + 24..central + 28].copy_from_slice(&size);
    bytes
}

/// The same bytes with the names of equal length replaced.
fn renamed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[test]
fn each_hostile_bundle_has_one_clear_message() {
    let bankident = Bankident::new();
    keygen(&bankident, "k");
    let here = bankident.here.path();
    let certificate: (&str, &[u8]) = ("certificate.dsse.json", b"{}");
    let bomb = bomb(zipped(&[certificate, ("runs/1/run.json", b"x")]));
    let deep = "[".repeat(1 << 20);
    let pair = zipped(&[certificate, ("runs/1/a", b"1"), ("runs/1/b", b"2")]);
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("a", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let bundles = [
        ("bomb", bomb, "is not stored as a plain file"),
        ("twice", renamed(pair, b"runs/1/b", b"runs/1/a"), "in the entry of runs/1/a"),
        ("climbing", zipped(&[("../../etc/cron.d/x", b"")]), "has a name that no bundle has"),
        ("absolute", zipped(&[("/etc/passwd", b"")]), "has a name that no bundle has"),
        ("link", link.finish().unwrap().into_inner(), "is not stored as a plain file"),
        ("empty", zipped(&[]), "it is"),
        ("without", zipped(&[("a", b"")]), ""),
        ("deep", deep.clone().into_bytes(), "it is not a DSSE envelope"),
        ("deep-inside", zipped(&[("certificate.dsse.json", deep.as_bytes())]), ""),
        ("cut", zipped(&[certificate])[..60].to_vec(), "it is no zip file"),
    ];
    for (name, bytes, message) in bundles {
        let file = format!("{name}.zip");
        fs::write(here.join(&file), bytes).unwrap();
        let output = bankident.run(&["verify", &file, "--key", "k.pub"]);
        ends(&output, 2, message);
        let text = stderr(&output);
        assert!(text.contains(&file) && text.trim_end().lines().count() == 1, "{name}: {text}");
    }
    let unusable = [
        ("/dev/zero", "it is no file, but a folder, a pipe or a device"),
        (".", ". is a folder: name a bundle or a certificate"),
    ];
    for (path, message) in unusable {
        ends(&bankident.run(&["verify", path, "--key", "k.pub"]), 2, message);
    }
}

#[test]
fn outputs_that_fail_do_not_look_like_success() {
    let bankident = Bankident::new();
    keygen(&bankident, "k");
    bundle_for(&bankident, "k");
    let run = |arguments: &[&str], to: Stdio| -> Output {
        bankident
            .command(arguments)
            .stdout(to)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap()
    };
    let full = || Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let verify = ["verify", "shop.zip", "--key", "k.pub"];
    let output = run(&verify, full());
    assert!(!output.status.success() && !stderr(&output).contains("panicked"), "{output:?}");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = run(&verify, writer.into());
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let sign = |out: &str| {
        bankident.run(&["certify", "--countersign", "shop.zip", "--key", "k", "--out", out])
    };
    ends(&sign("shop.zip"), 2, "exists");
    keygen(&bankident, "other");
    let sign = |out: &str| {
        bankident.run(&["certify", "--countersign", "shop.zip", "--key", "other", "--out", out])
    };
    ends(&sign("/dev/full"), 2, "/dev/full");
    ends(&sign("nowhere/two.zip"), 2, "nowhere/two.zip");
}

#[test]
fn runs_that_are_missing_or_hostile_are_refused_with_their_place() {
    let bankident = Bankident::new();
    keygen(&bankident, "k");
    let here = bankident.here.path();
    let certify = |run: &str| {
        bankident.run(&["certify", run, "--key", "k", "--subject", "a", "--out", "a.zip"])
    };
    ends(&certify("nowhere"), 2, "nowhere");
    let record = |name: &str, text: &str| {
        fs::create_dir(here.join(name)).unwrap();
        fs::write(here.join(name).join("run.json"), text).unwrap();
    };
    record("empty", "");
    record("deep", &"[".repeat(1 << 20));
    for name in ["empty", "deep"] {
        let output = certify(name);
        ends(&output, 2, &format!("{name}/run.json"));
        assert_eq!(stderr(&output).trim_end().lines().count(), 1, "{}", stderr(&output));
    }
    hostile_situation(&here.join("observed"));
    let output = certify("observed");
    ends(&output, 2, "situation.json");
    assert!(stderr(&output).contains("nested too deeply"), "{}", stderr(&output));
    fs::set_permissions(here.join("k"), fs::Permissions::from_mode(0o604)).unwrap();
    ends(&certify("empty"), 2, "others can read it (mode 604)");
    assert!(!here.join("a.zip").exists() && !here.join("a.zip.salts.json").exists());
}

/// An observation with a situation that is nested a million times, and another that is a link.
fn hostile_situation(to: &Path) {
    let from = RUNS.path().join("partner");
    fs::create_dir_all(to.join("attachments")).unwrap();
    fs::copy(from.join("run.json"), to.join("run.json")).unwrap();
    let mut files =
        fs::read_dir(from.join("attachments")).unwrap().map(|it| it.unwrap().file_name());
    let mut next = || files.find(|it| it.to_str().unwrap().ends_with("situation.json")).unwrap();
    fs::write(to.join("attachments").join(next()), "[".repeat(1 << 20)).unwrap();
    symlink("/dev/zero", to.join("attachments").join(next())).unwrap();
}
