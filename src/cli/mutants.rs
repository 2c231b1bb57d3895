//! `bankident prove --mutants`: tries generated wrong answers, and prints those that the suite does
//! not notice.

use crate::report;
use crate::run::{self, MutantProof};
use crate::verdict::ExitCode;

use super::arguments::{KillFormat, ProveArguments};
use super::heartbeat::ProofProgress;
use super::{bar, shard, terminal};

/// Tries the mutants and prints the score; the exit code is 1 if a mutant without a known reason
/// survives.
pub fn prove_mutants(arguments: &ProveArguments) -> ExitCode {
    let wanted = &arguments.mutants;
    let shard = match wanted.shard.map(shard::resolved).transpose() {
        Ok(shard) => shard,
        Err(why) => return terminal::print_refusal(why.into()),
    };
    let proof = MutantProof {
        paths: arguments.paths.clone(),
        patterns: wanted.mutant.clone(),
        jobs: arguments.jobs.map(usize::from),
        shard,
        sample: arguments.sample,
        seed: arguments.seed,
        black_box: arguments.black_box,
        write: arguments.write.clone(),
        freedoms: wanted.free,
    };
    let progress = ProofProgress::new("mutants");
    let outcome = run::prove_mutants(&proof, &|done, all| progress.show(done, all));
    drop(progress);
    bar::clear();
    let score = match outcome {
        Ok(score) => score,
        Err(why) => return terminal::print_refusal(why),
    };
    let text = match arguments.format {
        KillFormat::Table | KillFormat::Markdown => {
            report::mutation_table(&score, terminal::layout())
        }
        KillFormat::Json => report::mutation_json(&score),
    };
    let code = match score.counts() {
        counts if counts.errors > 0 => ExitCode::Harness,
        _ if score.is_clean() => ExitCode::Conformant,
        _ => ExitCode::NotConformant,
    };
    terminal::finish(&text, code)
}
