//! The SMS of a customer, from which the one-time password and the TAN are read.

mod otp;
pub(super) mod pacing;
pub(super) mod prompt;
pub(super) mod tan;
pub(super) mod turn;
