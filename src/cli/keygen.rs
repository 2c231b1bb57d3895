//! `bankident keygen`: a pair of keys.

use crate::certify;
use crate::verdict::ExitCode;

use super::certificate_arguments::KeygenArguments;
use super::terminal;

/// Writes both keys, and prints the id and the file of the public one.
pub fn keygen(arguments: &KeygenArguments) -> ExitCode {
    match certify::keygen(&arguments.out) {
        Ok((key, file)) => {
            let text = format!("public key: {}\nid: {}\n", file.display(), key.id());
            terminal::finish(&text, ExitCode::Conformant)
        }
        Err(error) => terminal::print_error(&error.into(), ExitCode::Usage),
    }
}
