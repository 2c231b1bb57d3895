//! `bankident verify`: whether a certificate is what it claims, and what to send back if not.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::certificate::{Claims, Statement, side_word};
use crate::certify::{self, BrokenDeskRule, CertifyError, CheckedCertificate, VerifyConfig};
use crate::verdict::ExitCode;

use super::certificate_arguments::VerifyArguments;
use super::terminal;

/// Verifies, and prints the result.
pub async fn verify(arguments: &VerifyArguments) -> ExitCode {
    let config = VerifyConfig {
        certificate: arguments.certificate.clone(),
        keys: arguments.key.clone(),
        policy: arguments.policy.clone(),
        reveal: arguments.reveal.clone(),
        rules: arguments.rules.clone(),
    };
    let now = arguments.at.unwrap_or_else(Timestamp::now);
    match certify::check(&config, now).await {
        Ok(found) => {
            let code =
                if found.is_valid() { ExitCode::Conformant } else { ExitCode::NotConformant };
            terminal::finish(&printed(&found), code)
        }
        Err(CertifyError::Run(why)) => terminal::print_refusal(why),
        Err(error) => terminal::print_error(&error.into(), ExitCode::Usage),
    }
}

fn printed(found: &CheckedCertificate) -> String {
    let CheckedCertificate { verification, broken } = found;
    let mut text = verification.statement.as_ref().map(about).unwrap_or_default();
    for it in &verification.signers {
        let role = it.role.as_deref().unwrap_or("no role");
        let _ = writeln!(text, "signed by: {} ({role})", visible(&it.name));
    }
    for note in &verification.notes {
        let _ = writeln!(text, "note: {}", visible(note));
    }
    if found.is_valid() {
        text.push_str("valid\n");
        return text;
    }
    let flaws = verification.flaws.iter().map(ToString::to_string);
    let reasons: Vec<String> =
        flaws.chain(broken.iter().flat_map(|it| it.reasons.clone())).collect();
    let _ = writeln!(text, "not valid: {}", terminal::reasons(reasons.len()));
    for it in &reasons {
        let _ = writeln!(text, "- {}", visible(it));
    }
    text.push_str("to send back:\n");
    for BrokenDeskRule { title, request, .. } in broken {
        let _ = writeln!(text, "- {} (rule `{}`)", visible(request), visible(title));
    }
    text
}

fn about(statement: &Statement) -> String {
    let claims = &statement.predicate.bankident;
    let subject = statement.subject.first().map_or("", |it| it.name.as_str());
    let Claims { number, issued_at, expires_at, worth, guide, .. } = claims;
    let holds = claims.rows.iter().filter(|it| it.holds()).count();
    let open = claims.rows.iter().filter(|it| it.is_open()).count();
    let lines = [
        ("number", number.clone()),
        ("subject", subject.to_owned()),
        ("tested", side_word(claims.side).to_owned()),
        ("target", format!("{} ({})", claims.target.name, claims.target.url)),
        ("guide", format!("{}, SHA-256 {}", guide.title, guide.digest)),
        ("issued", issued_at.clone()),
        ("expires", expires_at.clone()),
        ("rows", format!("{} hold, {open} were not observed, of {}", holds, claims.rows.len())),
        ("waivers", claims.waivers.len().to_string()),
        ("worth", format!("{} % of {} known {}", worth.percent(), worth.known, worth.of)),
    ];
    lines.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name}: {}", visible(value));
        text
    })
}

/// Text of somebody else, without characters that a terminal obeys.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}
