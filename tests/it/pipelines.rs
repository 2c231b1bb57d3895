//! The worked files for CI systems: they parse, they have the keys that matter, every `bankident`
//! in them is a command line of ours, and their scripts run.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use bankident_conformance::cli::Cli;
use clap::Parser as _;
use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::program;

const GITHUB: &str = ".github/workflows/nightly.yml";
const PROOF: &str = ".github/workflows/proof.yml";
const GITLAB: &str = ".gitlab-ci.yml";
const KUBERNETES: &str = ".ci/kubernetes.yaml";

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// Checks that each step of the jobs either uses an action of a stated version or runs a command.
fn assert_steps(jobs: &Yaml<'_>) {
    for (name, job) in jobs.as_mapping().unwrap() {
        assert!(job["runs-on"].as_str().is_some(), "{name:?}");
        for step in job["steps"].as_vec().unwrap() {
            let text = |key| step.as_mapping_get(key).and_then(Yaml::as_str);
            let (uses, run) = (text("uses"), text("run"));
            assert!(uses.is_some() != run.is_some(), "{step:?}");
            assert!(uses.is_none_or(|it| it.contains('@')), "{uses:?}");
        }
    }
}

fn documents(text: &str) -> Vec<Yaml<'_>> {
    Yaml::load_from_str(text).unwrap()
}

/// The command with the values that a runner puts in place of its expressions.
fn filled_in(command: &str) -> String {
    let values = [
        ("${{ vars.BANKIDENT_TARGET || 'simulator' }}", "simulator"),
        ("${{ matrix.index }}", "4"),
        ("${{ strategy.job-total }}", "4"),
        ("${{ matrix.proof }}", "--freedoms --black-box"),
        ("${{ github.run_id }}", "17123456789"),
        ("${{ github.run_attempt }}", "1"),
        ("$BANKIDENT_TARGET", "https://api.example.com"),
        ("$CI_PIPELINE_ID", "1234567"),
        ("$CI_NODE_INDEX", "2"),
        ("$((0x${JOB_UID%%-*}))", "3735928559"),
        ("$JOB_UID", "deadbeef-0000"),
        ("$JOB_COMPLETION_INDEX", "3"),
    ];
    values.iter().fold(command.replace('"', ""), |text, (from, to)| text.replace(from, to))
}

/// Every string in the document, whatever its place.
fn strings(node: &Yaml<'_>, found: &mut Vec<String>) {
    if let Some(text) = node.as_str() {
        found.push(text.to_owned());
    }
    for item in node.as_vec().into_iter().flatten() {
        strings(item, found);
    }
    for (_, value) in node.as_mapping().into_iter().flatten() {
        strings(value, found);
    }
}

/// The `bankident` command lines of a file, parsed by the program itself.
fn commands(file: &str) -> Vec<Cli> {
    let text = text(file);
    let mut found = Vec::new();
    for document in &documents(&text) {
        strings(document, &mut found);
    }
    let scripts = found.iter().map(|script| filled_in(script)).collect::<Vec<_>>();
    let calls =
        scripts.iter().flat_map(|it| it.split(['|', '\n', ';', '>'])).flat_map(|it| it.split("&&"));
    let ours = |call: &&str| {
        let mut words = call.split_whitespace();
        let program = words.by_ref().find(|it| *it != "{");
        program.is_some_and(|it| it.ends_with("bankident")) && words.next().is_some()
    };
    calls.filter(ours).map(|it| parsed(it.trim_start_matches([' ', '{']))).collect()
}

fn parsed(call: &str) -> Cli {
    assert!(!call.contains('$'), "what is `$` in {call}?");
    Cli::try_parse_from(call.split_whitespace()).unwrap_or_else(|why| panic!("{call}: {why}"))
}

#[test]
fn every_command_line_is_one_of_ours() {
    for file in [GITHUB, GITLAB, KUBERNETES] {
        let commands = commands(file);
        let words: Vec<String> = commands.iter().map(|it| format!("{:?}", it.command)).collect();
        assert_eq!(words.len(), 3, "{file}: {words:?}");
        assert!(
            words[0].starts_with("Some(Run(") && words[0].contains("shard: Some("),
            "{words:?}"
        );
        assert!(words[0].contains("seed: Some(") && words[0].contains("report_dir: Some("));
        assert!(words[1].starts_with("Some(Merge("), "{words:?}");
        assert!(words[2].starts_with("Some(History("), "{words:?}");
    }
}

#[test]
fn the_github_workflow_is_nightly_split_and_merged_whatever_a_shard_says() {
    let text = text(GITHUB);
    let workflow = &documents(&text)[0];
    assert!(workflow["on"]["schedule"][0]["cron"].as_str().is_some());
    let jobs = &workflow["jobs"];
    assert_steps(jobs);
    assert_eq!(jobs["shard"]["needs"].as_str(), Some("build"));
    assert_eq!(jobs["shard"]["strategy"]["fail-fast"].as_bool(), Some(false));
    let indexes = jobs["shard"]["strategy"]["matrix"]["index"].as_vec().unwrap();
    let indexes: Vec<i64> = indexes.iter().filter_map(Yaml::as_integer).collect();
    assert_eq!(indexes, [1, 2, 3, 4]);
    assert_eq!(jobs["merge"]["needs"].as_str(), Some("shard"));
    assert!(jobs["merge"]["if"].as_str().unwrap().contains("!cancelled()"));
    assert!(text.contains("$GITHUB_STEP_SUMMARY"));
}

#[test]
fn the_whole_proof_is_nightly_and_every_part_of_it_is_a_command_line_of_ours() {
    let text = text(PROOF);
    let workflow = &documents(&text)[0];
    assert!(workflow["on"]["schedule"][0]["cron"].as_str().is_some());
    let jobs = &workflow["jobs"];
    assert_steps(jobs);
    let parts = jobs["variations"]["strategy"]["matrix"]["proof"].as_vec().unwrap();
    assert_eq!(parts.len(), 5);
    for part in parts {
        parsed(&format!("bankident prove {} --seed 1", part.as_str().unwrap()));
    }
    let commands = commands(PROOF);
    assert!(commands.iter().all(|it| format!("{:?}", it.command).starts_with("Some(Prove(")));
    assert_eq!(commands.len(), 2);
    let indexes = jobs["mutants"]["strategy"]["matrix"]["index"].as_vec().unwrap();
    assert_eq!(indexes.len(), 4);
}

#[test]
fn the_gitlab_pipeline_splits_with_its_own_variables() {
    let text = text(GITLAB);
    let pipeline = &documents(&text)[0];
    let stages: Vec<&str> =
        pipeline["stages"].as_vec().unwrap().iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(stages, ["build", "run", "merge"]);
    for job in ["build", "shard", "merge"] {
        assert!(stages.contains(&pipeline[job]["stage"].as_str().unwrap()), "{job}");
        assert!(!pipeline[job]["script"].as_vec().unwrap().is_empty(), "{job}");
    }
    assert_eq!(pipeline["shard"]["parallel"].as_integer(), Some(4));
    assert_eq!(pipeline["shard"]["artifacts"]["when"].as_str(), Some("always"));
    let junit = &pipeline["merge"]["artifacts"]["reports"]["junit"];
    assert_eq!(junit.as_str(), Some("merged/junit.xml"));
}

#[test]
fn the_kubernetes_job_is_indexed_and_counts_its_pods() {
    let text = text(KUBERNETES);
    let documents = documents(&text);
    let kinds: Vec<&str> = documents.iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["Secret", "PersistentVolumeClaim", "Job", "Job"]);
    let (shards, merge) = (&documents[2]["spec"], &documents[3]["spec"]);
    assert_eq!(shards["completionMode"].as_str(), Some("Indexed"));
    let completions = shards["completions"].as_integer().unwrap();
    assert_eq!(shards["parallelism"].as_integer(), Some(completions));
    let container = &shards["template"]["spec"]["containers"][0];
    let variables = container["env"].as_vec().unwrap();
    let count = variables.iter().find(|it| it["name"].as_str() == Some("JOB_COMPLETIONS")).unwrap();
    assert_eq!(count["value"].as_str(), Some(completions.to_string().as_str()));
    for job in [shards, merge] {
        assert_eq!(job["template"]["spec"]["restartPolicy"].as_str(), Some("Never"));
        let volumes = &job["template"]["spec"]["volumes"][0]["persistentVolumeClaim"];
        assert_eq!(volumes["claimName"].as_str(), documents[1]["metadata"]["name"].as_str());
    }
    assert_eq!(merge["suspend"].as_bool(), Some(true));
    let merging = merge["template"]["spec"]["containers"][0]["args"][0].as_str().unwrap();
    assert!(merging.contains("merge 0 1 2 3 "), "one folder for each of {completions} pods");
}

/// Runs a script of one of the files as its CI system would, in `here`.
fn run_script(here: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-ec", script]).current_dir(here).env("PATH", path);
    for name in ["GITHUB_ACTIONS", "BANKIDENT_CLIENT_ID", "BANKIDENT_CLIENT_SECRET"] {
        shell.env_remove(name);
    }
    shell.env("COLUMNS", "160").envs(variables.iter().copied()).output().unwrap()
}

/// A working directory with the program where the files expect it.
fn place() -> TempDir {
    let here = tempfile::tempdir().unwrap();
    fs::create_dir_all(here.path().join("target/release")).unwrap();
    for name in ["bankident", "target/release/bankident"] {
        symlink(program(), here.path().join(name)).unwrap();
    }
    here
}

/// Whether the merged run is whole and green.
#[track_caller]
fn is_whole(merge: &Output, merged: &Path) {
    let printed = String::from_utf8_lossy(&merge.stderr);
    assert_eq!(merge.status.code(), Some(0), "{printed}");
    let run: Value = serde_json::from_slice(&fs::read(merged.join("run.json")).unwrap()).unwrap();
    assert_eq!(run["merged_from"].as_array().unwrap().len(), 4);
    assert_eq!(run["totals"]["passed"], run["selection"]["scenarios"]);
    assert!(merged.join("junit.xml").exists());
}

#[test]
fn the_gitlab_scripts_run() {
    let (text, here) = (text(GITLAB), place());
    let pipeline = &documents(&text)[0];
    let script = |job: &str| pipeline[job]["script"].as_vec().unwrap()[0].as_str().unwrap();
    for index in ["1", "2", "3", "4"] {
        let variables = [
            ("BANKIDENT_TARGET", "simulator"),
            ("CI_PIPELINE_ID", "1234567"),
            ("CI_NODE_INDEX", index),
            ("CI_NODE_TOTAL", "4"),
        ];
        let shard = run_script(here.path(), script("shard"), &variables);
        assert_eq!(shard.status.code(), Some(0), "{}", String::from_utf8_lossy(&shard.stderr));
    }
    is_whole(&run_script(here.path(), script("merge"), &[]), &here.path().join("merged"));
    let history = pipeline["merge"]["after_script"].as_vec().unwrap()[0].as_str().unwrap();
    let history = run_script(here.path(), history, &[("CI_PIPELINE_ID", "1234567")]);
    shows_history(&history, &here.path().join("merged"));
    assert!(here.path().join("nights/1234567/run.json").exists());
    assert_eq!(pipeline["merge"]["cache"]["paths"][0].as_str(), Some("nights"));
}

/// Whether the page about the nights was written.
#[track_caller]
fn shows_history(printed: &Output, merged: &Path) {
    assert_eq!(printed.status.code(), Some(0), "{}", String::from_utf8_lossy(&printed.stderr));
    let page = fs::read_to_string(merged.join("history.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
}

#[test]
fn the_github_steps_run() {
    let (text, here) = (text(GITHUB), place());
    let jobs = &documents(&text)[0]["jobs"];
    let script = |job: &str, name: &str| {
        let steps = jobs[job]["steps"].as_vec().unwrap();
        let named = |it: &&Yaml<'_>| it.as_mapping_get("name").and_then(Yaml::as_str) == Some(name);
        steps.iter().find(named).unwrap()["run"].as_str().unwrap().to_owned()
    };
    fs::create_dir(here.path().join("shards")).unwrap();
    for index in ["1", "2", "3", "4"] {
        let values = [
            ("${{ vars.BANKIDENT_TARGET || 'simulator' }}", "simulator"),
            ("${{ matrix.index }}", index),
            ("${{ strategy.job-total }}", "4"),
            ("${{ github.run_id }}", "17123456789"),
            ("${{ github.run_attempt }}", "1"),
        ];
        let run = script("shard", "run the shard");
        let run = values.iter().fold(run, |text, (from, to)| text.replace(from, to));
        let shard = run_script(here.path(), &run, &[]);
        assert_eq!(shard.status.code(), Some(0), "{}", String::from_utf8_lossy(&shard.stderr));
        let artifact = here.path().join(format!("shards/shard-{index}"));
        fs::rename(here.path().join("shard"), artifact).unwrap();
    }
    let merge = run_script(here.path(), &script("merge", "merge the shards"), &[]);
    is_whole(&merge, &here.path().join("merged"));
    let page =
        run_script(here.path(), &script("merge", "summary"), &[("GITHUB_STEP_SUMMARY", "page.md")]);
    assert!(page.status.success());
    let page = fs::read_to_string(here.path().join("page.md")).unwrap();
    assert!(page.starts_with("## Conformant"), "{page}");
    for night in 10..26 {
        let history = script("merge", "history").replace("${{ github.run_id }}", "17123");
        let history = history.replace("${{ github.run_attempt }}", &night.to_string());
        shows_history(&run_script(here.path(), &history, &[]), &here.path().join("merged"));
    }
    let nights = fs::read_dir(here.path().join("nights")).unwrap();
    let mut nights: Vec<_> = nights.map(|it| it.unwrap().file_name()).collect();
    nights.sort();
    assert_eq!((nights.len(), nights[0].to_str()), (14, Some("1712312")), "the oldest are removed");
}

#[test]
fn the_pods_of_kubernetes_run() {
    let (text, here) = (text(KUBERNETES), place());
    let documents = documents(&text);
    let script = |job: &Yaml<'_>| {
        let container = &job["spec"]["template"]["spec"]["containers"][0];
        let script = container["args"].as_vec().unwrap()[0].as_str().unwrap();
        script.replace("/reports", &here.path().join("reports").display().to_string())
    };
    let uid = "deadbeef-0000-4000-8000-000000000000";
    for index in ["0", "1", "2", "3"] {
        let variables = [
            ("BANKIDENT_TARGET", "simulator"),
            ("JOB_COMPLETIONS", "4"),
            ("JOB_COMPLETION_INDEX", index),
            ("JOB_UID", uid),
        ];
        let shard = run_script(here.path(), &script(&documents[2]), &variables);
        assert!(String::from_utf8_lossy(&shard.stderr).contains("reports: "));
    }
    let merge = run_script(here.path(), &script(&documents[3]), &[]);
    let merged = here.path().join("reports").join(uid).join("merged");
    is_whole(&merge, &merged);
    shows_history(&merge, &merged);
}
