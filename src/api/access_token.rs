//! The answer to the client-credentials grant (OAuth2).

use serde::Serialize;

/// A bearer token and its lifetime.
#[derive(Clone, Debug, Serialize)]
pub struct AccessToken {
    /// Token for the `Authorization` header.
    pub access_token: String,
    /// Seconds left.
    pub expires_in: u32,
    /// Always `partners`.
    pub scope: String,
    /// Always `bearer`.
    pub token_type: String,
}
