//! The client-credentials grant. The gate has already authenticated the client.

use crate::api::AccessToken;
use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::machine::{Guard, Refusal};

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
    let expires_in = call.tenant_state.announced_lifetime_s();
    Ok(Answer::ok(&AccessToken {
        access_token: call.tenant_state.issue_token(),
        expires_in,
        scope: "partners".to_owned(),
        token_type: "bearer".to_owned(),
    })
    .with("cache-control", "no-store"))
}
