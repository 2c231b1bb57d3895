//! Files of keys.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::certificate::{KeyError, PrivateKey, PublicKey};

use super::{CertifyError, files};

/// Maximum size of a key file, in bytes.
const MOST_KEY: usize = 64 << 10;

/// Makes a key pair: the private key at `path`, the public one beside it with `.pub`. Returns the public
/// key and its file.
///
/// # Errors
/// When one of the files exists or cannot be written.
pub fn keygen(path: &Path) -> Result<(PublicKey, PathBuf), CertifyError> {
    let beside = public_path(path);
    if beside.exists() {
        let error = std::io::Error::other("it exists, and keys are not overwritten");
        return Err(CertifyError::write(&beside, error));
    }
    let key = PrivateKey::generate();
    let failed = |error| CertifyError::Key { path: path.to_owned(), error };
    let (private, public) = (key.pem().map_err(failed)?, key.public().pem().map_err(failed)?);
    files::create(path, private.as_bytes(), true)?;
    files::create(&beside, public.as_bytes(), false)?;
    Ok((key.public(), beside))
}

/// Path of the public key beside a private one.
fn public_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

/// Reads a private key that only its owner may read.
///
/// # Errors
/// When others may read it, or it is no key.
pub fn private_key(path: &Path) -> Result<PrivateKey, CertifyError> {
    let failed = |error| CertifyError::read(path, error);
    files::must_be_file(path).map_err(failed)?;
    let file = File::open(path).map_err(failed)?;
    let mode = mode(&file).map_err(failed)?;
    // Of its full size from the start: a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(MOST_KEY));
    let read = file.take(MOST_KEY as u64).read_to_string(&mut text);
    let unusable = |error| CertifyError::Key { path: path.to_owned(), error };
    read.map_err(|_| unusable(KeyError::Form))?;
    // A public key is named as such first: others may read it.
    let key = PrivateKey::parse(&text).map_err(unusable)?;
    if mode & 0o077 != 0 {
        return Err(CertifyError::Mode { path: path.to_owned(), mode });
    }
    Ok(key)
}

#[cfg(unix)]
fn mode(file: &File) -> std::io::Result<u32> {
    use std::os::unix::fs::MetadataExt as _;
    file.metadata().map(|it| it.mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &File) -> std::io::Result<u32> {
    Ok(0o600)
}

/// Reads a public key.
///
/// # Errors
/// When it is no public key.
pub fn public_key(path: &Path) -> Result<PublicKey, CertifyError> {
    let bytes = Zeroizing::new(files::read(path, MOST_KEY as u64)?); // it may be the private one by mistake
    let unusable = |error| CertifyError::Key { path: path.to_owned(), error };
    let text = std::str::from_utf8(&bytes).map_err(|_| unusable(KeyError::Form))?;
    PublicKey::parse(text).map_err(unusable)
}
