//! The SMS of a customer: where the one-time password and the TAN are read.

mod otp;
pub(super) mod prompt;
pub(super) mod tan;
