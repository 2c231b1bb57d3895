//! The proof of the rules for partners, in three forms.

use std::fmt::Write as _;

use serde_json::json;

use crate::verdict::{BrokenRule, DefectRun, PartnerProof};

use super::kill::list;
use super::text_wrap::{TableLayout, grid, markdown};

const HEAD: [&str; 4] = ["Defect", "Situation", "Breaks", "Noticed under"];

/// The proof for a terminal: which rule notices which defect, and the lists that must be empty.
pub fn partner_proof_table(proof: &PartnerProof, layout: TableLayout) -> String {
    let cells = proof.defects.iter().map(|it| cells(it, &it.defect));
    grid(HEAD, cells.collect(), layout) + "\n" + &lists(proof)
}

/// The proof for Markdown.
pub fn partner_proof_markdown(proof: &PartnerProof) -> String {
    let cells =
        proof.defects.iter().map(|it| cells(it, &format!("{}\n{}", it.defect, it.sentence)));
    markdown(HEAD, cells.collect()) + "\n" + &lists(proof)
}

/// The proof as JSON.
pub fn partner_proof_json(proof: &PartnerProof) -> String {
    let mut document = json!(proof);
    document["errors"] = json!(proof.errors());
    document["clean"] = json!(proof.is_clean());
    format!("{document:#}\n")
}

fn cells(run: &DefectRun, name: &str) -> [String; 4] {
    let mut noticed: Vec<&str> = run.noticed.iter().map(|it| it.requirement.as_str()).collect();
    noticed.sort_by_key(|id| !run.breaks.iter().any(|it| it == id));
    let noticed = if noticed.is_empty() { "no rule".to_owned() } else { noticed.join(" ") };
    [name.to_owned(), run.situation.clone(), run.breaks.join(" "), noticed]
}

fn lists(proof: &PartnerProof) -> String {
    let mut text = String::new();
    for it in &proof.conforming {
        let alarms: Vec<String> = it.false_alarms.iter().map(alarm).collect();
        let of = format!("of the conforming app `{}` in {} situations", it.app, it.situations);
        list(&mut text, &format!("false alarms {of}"), &alarms);
        list(&mut text, &format!("inconclusive situations {of}"), &it.inconclusive);
    }
    list(&mut text, "defects that no rule noticed", &proof.unnoticed);
    match &proof.idle {
        Some(idle) => list(&mut text, "rules that no defect turns red", idle),
        None => text.push_str(
            "rules that no defect turns red: unknown, because not all defects were tried\n",
        ),
    }
    list(&mut text, "defects noticed only under other requirements", &proof.misattributed);
    let errors = proof.errors();
    if !errors.is_empty() {
        list(&mut text, "errors of the harness", &errors);
    }
    let noticed = proof.defects.iter().filter(|it| it.names_its_cause()).count();
    let _ = writeln!(text, "{} defects, {noticed} noticed under their rule", proof.defects.len());
    text
}

fn alarm(BrokenRule { requirement, situation, reason }: &BrokenRule) -> String {
    format!("{situation}: {requirement} {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::ConformingRun;

    #[test]
    fn the_lists_have_a_line_each_and_the_json_says_whether_they_are_empty() {
        let rule = |id: &str| BrokenRule {
            requirement: id.to_owned(),
            situation: "happy-path".to_owned(),
            reason: "no".to_owned(),
        };
        let defect = DefectRun {
            defect: "x".to_owned(),
            sentence: "The app is wrong.".to_owned(),
            situation: "happy-path".to_owned(),
            breaks: vec!["BI-002".to_owned()],
            noticed: vec![rule("BI-001"), rule("BI-002")],
            errors: Vec::new(),
        };
        let conforming = ConformingRun {
            app: "polling".to_owned(),
            situations: 29,
            false_alarms: Vec::new(),
            inconclusive: Vec::new(),
            errors: Vec::new(),
        };
        let proof = PartnerProof::draw(vec![conforming], vec![defect], None);
        let text = partner_proof_table(&proof, TableLayout { width: 100, color: false });
        assert!(text.contains("BI-002 BI-001"), "its own rule comes first: {text}");
        assert!(
            text.contains("false alarms of the conforming app `polling` in 29 situations: none")
        );
        assert!(text.contains("1 defects, 1 noticed under their rule"));
        assert!(partner_proof_markdown(&proof).contains("The app is wrong."));
        assert!(partner_proof_json(&proof).contains("\"clean\": true"));
    }
}
