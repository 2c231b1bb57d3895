//! The program that tests start in processes of its own.

/// Path of the program: the variable `TESTED_PROGRAM`, or else the program that cargo built for
/// these tests. `.ci/run` names the release, which is faster and what users get.
pub fn program() -> String {
    std::env::var("TESTED_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_bankident").to_owned())
}
