//! The client-credentials grant. Who the client is was settled at the gate.

use super::super::answer::Answer;
use super::super::gate::Call;
use super::super::machine::{Guard, Refusal};
use crate::api::AccessToken;

/// POST /oauth2/token.
pub fn issue(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    if call.form("grant_type").as_deref() != Some("client_credentials") {
        return Err(Refusal::invalid_model("grant_type", "is not client_credentials"));
    }
    if call.tenant_state.has_issued_a_token()
        && !call.tenant_state.rules.enforces(Guard::TokenAgain)
    {
        let detail = "this client has a token already";
        return Err(Refusal::new(403, "unauthorized_action", "Unauthorized", detail));
    }
    Ok(Answer::ok(&AccessToken {
        access_token: call.tenant_state.issue_token(),
        expires_in: 3599,
        scope: "partners".to_owned(),
        token_type: "bearer".to_owned(),
    })
    .with("cache-control", "no-store"))
}
