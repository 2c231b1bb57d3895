//! Demands of a policy on a genuine certificate.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::claims::{Claims, TargetClaim};
use super::flaw::Flaw;
use super::policy::{ReceiverPolicy, bare};
use super::signer::FoundSigner;
use super::statement::Statement;
use crate::evidence::TestedSide;

/// Compares a statement with a policy.
pub fn compare(
    statement: &Statement,
    policy: &ReceiverPolicy,
    signers: &[FoundSigner],
    now: Timestamp,
    flaws: &mut Vec<Flaw>,
) {
    let claims = &statement.predicate.bankident;
    subject(statement, policy, flaws);
    rows(claims, policy, flaws);
    if !policy.waivers {
        flaws.extend(claims.waivers.iter().map(|it| Flaw::Waiver { id: it.id.clone() }));
    }
    if let (Some(limit), Ok(started)) = (policy.max_age(), claims.started_at.parse::<Timestamp>()) {
        let age = now.duration_since(started);
        if age > limit {
            let (days, limit) = (age.as_hours() / 24, limit.as_hours() / 24);
            flaws.push(Flaw::Age { days, limit });
        }
    }
    if let Some(demanded) = policy.minimum_worth_percent {
        let found = claims.worth.percent();
        if found < demanded {
            flaws.push(Flaw::Worth { found, demanded });
        }
    }
    for (role, demanded) in &policy.signatures {
        let of_role = signers.iter().filter(|it| it.role.as_ref() == Some(role));
        let found = of_role.map(|it| it.id.as_str()).collect::<BTreeSet<_>>().len();
        if found < *demanded {
            let (role, demanded) = (role.clone(), *demanded);
            flaws.push(Flaw::Signatures { role, found, demanded });
        }
    }
}

fn subject(statement: &Statement, policy: &ReceiverPolicy, flaws: &mut Vec<Flaw>) {
    let claims = &statement.predicate.bankident;
    if let Some(demanded) = policy.side.filter(|it| *it != claims.side) {
        let [demanded, found] = [demanded, claims.side].map(|it| side_word(it).to_owned());
        flaws.push(Flaw::Side { demanded, found });
    }
    if let Some(demanded) = &policy.subject_digest {
        let bare = bare(demanded);
        let first = statement.subject.first().and_then(|it| it.sha256());
        if first != Some(bare) {
            flaws.push(Flaw::SubjectDigest { demanded: bare.to_owned() });
        }
    }
    let TargetClaim { name, url, .. } = &claims.target;
    let is_target = |it: &String| it == name || bare_url(it) == bare_url(url);
    if !policy.targets.is_empty() && !policy.targets.iter().any(is_target) {
        flaws.push(Flaw::Target { found: format!("{name} ({url})") });
    }
    if !policy.programs.is_empty()
        && !policy.programs.iter().any(|it| bare(it) == claims.harness.binary_digest)
    {
        flaws.push(Flaw::Binary { found: claims.harness.binary_digest.clone() });
    }
    let accepts = |it: &String| bare(it) == claims.guide.digest;
    if !policy.guides.is_empty() && !policy.guides.iter().any(accepts) {
        flaws.push(Flaw::Guide { found: claims.guide.digest.clone() });
    }
}

/// An address without the slash at its end.
fn bare_url(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// The word for a side in policies and messages.
pub fn side_word(side: TestedSide) -> &'static str {
    match side {
        TestedSide::Api => "api",
        TestedSide::Partner => "partner",
    }
}

fn rows(claims: &Claims, policy: &ReceiverPolicy, flaws: &mut Vec<Flaw>) {
    for row in &claims.rows {
        let is_good = row.holds() || row.is_open();
        if policy.levels.contains(&row.level) && !is_good {
            let (id, level, verdict) = (row.id.clone(), row.level, row.verdict);
            flaws.push(Flaw::Level { id, level, verdict });
        }
        let accepted = |it: &String| policy.known_by.iter().any(|by| by.word() == it);
        if row.holds() && !policy.known_by.is_empty() && !row.known_by.iter().any(accepted) {
            let (id, known_by) = (row.id.clone(), row.known_by.join(", "));
            flaws.push(Flaw::KnownBy { id, known_by });
        }
    }
    for id in &policy.required {
        match claims.rows.iter().find(|it| it.id == *id) {
            None => flaws.push(Flaw::NoRow { id: id.clone() }),
            Some(row) if !row.holds() => {
                flaws.push(Flaw::Required { id: id.clone(), verdict: row.verdict });
            }
            Some(_) => {}
        }
    }
}
