//! `bankident prove`: which faults the suite detects.

use crate::observe::{self, PartnerScope};
use crate::report;
use crate::run::{self, FreedomProof, Proof};
use crate::verdict::{ExitCode, KillMatrix};

use super::arguments::{KillFormat, ProveArguments};
use super::heartbeat::ProofProgress;
use super::mutants::prove_mutants;
use super::{bar, terminal};

/// Runs the suite with each fault and prints the kill matrix; the exit code is 1 if one of its
/// lists is not empty.
pub fn prove(arguments: &ProveArguments) -> ExitCode {
    if arguments.partner {
        return prove_partner(arguments);
    }
    if arguments.freedoms {
        return prove_freedoms(arguments);
    }
    if arguments.mutants.wanted() {
        return prove_mutants(arguments);
    }
    let proof = Proof {
        paths: arguments.paths.clone(),
        faults: arguments.fault.clone(),
        write: arguments.write.clone(),
        jobs: arguments.jobs.map(usize::from),
    };
    let progress = ProofProgress::new("faults");
    let outcome = run::prove(&proof, &|done, all| progress.show(done, all));
    drop(progress);
    bar::clear();
    let matrix = match outcome {
        Ok(matrix) => matrix,
        Err(why) => return terminal::print_refusal(why),
    };
    let text = match arguments.format {
        KillFormat::Table => report::kill_table(&matrix, terminal::layout()),
        KillFormat::Markdown => report::kill_markdown(&matrix),
        KillFormat::Json => report::kill_json(&matrix),
    };
    terminal::finish(&text, code(&matrix))
}

/// Runs the suite against every conforming variation; the exit code is 1 after a false alarm.
fn prove_freedoms(arguments: &ProveArguments) -> ExitCode {
    let proof = FreedomProof {
        paths: arguments.paths.clone(),
        random: arguments.random,
        sample: arguments.sample,
        seed: arguments.seed,
        black_box: arguments.black_box,
        jobs: arguments.jobs.map(usize::from),
    };
    let progress = ProofProgress::new("variations");
    let outcome = run::prove_freedoms(&proof, &|done, all| progress.show(done, all));
    drop(progress);
    bar::clear();
    let table = match outcome {
        Ok(table) => table,
        Err(why) => return terminal::print_refusal(why),
    };
    let text = match arguments.format {
        KillFormat::Table => report::variation_table(&table, terminal::layout()),
        KillFormat::Markdown => report::variation_markdown(&table),
        KillFormat::Json => report::variation_json(&table),
    };
    let code = match (table.has_errors(), table.is_clean()) {
        (true, _) => ExitCode::Harness,
        (false, true) => ExitCode::Conformant,
        (false, false) => ExitCode::NotConformant,
    };
    terminal::finish(&text, code)
}

/// Observes the reference apps; the exit code is 1 if one of the lists is not empty.
fn prove_partner(arguments: &ProveArguments) -> ExitCode {
    let scope = PartnerScope {
        situations: Vec::new(),
        defects: arguments.defect.clone(),
        jobs: arguments.jobs.map(usize::from),
    };
    let progress = ProofProgress::new("apps");
    let outcome = observe::prove(&scope, &|done, all| progress.show(done, all));
    drop(progress);
    bar::clear();
    let proof = match outcome {
        Ok(proof) => proof,
        Err(why) => return terminal::print_refusal(why),
    };
    let text = match arguments.format {
        KillFormat::Table => report::partner_proof_table(&proof, terminal::layout()),
        KillFormat::Markdown => report::partner_proof_markdown(&proof),
        KillFormat::Json => report::partner_proof_json(&proof),
    };
    let code = match (proof.errors().is_empty(), proof.is_clean()) {
        (false, _) => ExitCode::Harness,
        (true, true) => ExitCode::Conformant,
        (true, false) => ExitCode::NotConformant,
    };
    terminal::finish(&text, code)
}

fn code(matrix: &KillMatrix) -> ExitCode {
    if !matrix.errors.is_empty() {
        ExitCode::Harness
    } else if matrix.is_clean() {
        ExitCode::Conformant
    } else {
        ExitCode::NotConformant
    }
}
