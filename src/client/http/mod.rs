//! Requests to the target: connection, certificate authorities, token, rate, retries and limits.

pub(super) mod access;
pub(super) mod auth;
pub(super) mod availability;
mod coding;
mod failures;
pub(super) mod intake;
mod kept_connections;
pub(super) mod load;
pub(super) mod policy;
pub(super) mod quota;
pub(super) mod recording;
pub(super) mod request;
pub(super) mod tls;
pub(super) mod transport;
