//! Step functions translate: few of them branch, none judges, their bodies are short, and the
//! vocabulary is small.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

const STEPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/steps");
const WITH_A_BRANCH: usize = 20;
const BODY_LINES_P90: usize = 8;
const WORLD_METHODS: usize = 30;
const SENTENCES: usize = 200;

struct StepFunction {
    name: String,
    body: Vec<String>,
    sentences: Vec<String>,
}

fn step_functions() -> Vec<StepFunction> {
    let function = Regex::new(
        r"(?ms)^((?:#\[(?:given|when|then)\([^\]]*?\)\]\n)+)(?:async )?fn ([a-z_]+).*?\{\n(.*?)\n\}\n",
    )
    .unwrap();
    let sentence = Regex::new(r#"\((?:expr = |regex = )?r?"(.*)"\)\]"#).unwrap();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let found = function.captures_iter(&text).map(|it| StepFunction {
            name: it[2].to_owned(),
            body: it[3].lines().map(|line| line.trim().to_owned()).collect(),
            sentences: sentence.captures_iter(&it[1]).map(|it| it[1].to_owned()).collect(),
        });
        found.collect::<Vec<_>>()
    };
    let files = fs::read_dir(Path::new(STEPS).join("sentences")).unwrap();
    files.flat_map(|entry| read(entry.unwrap().path())).collect()
}

#[test]
fn step_functions_translate() {
    let branch = Regex::new(r"\b(if|match|else|for|while)\b").unwrap();
    let text = Regex::new(r#""[^"]*""#).unwrap();
    let functions = step_functions();
    assert!(functions.len() > 150, "{} step functions found", functions.len());
    let code = |it: &&StepFunction| {
        let lines = it.body.iter().filter(|line| !line.starts_with("//"));
        lines.map(|line| text.replace_all(line, "").into_owned()).collect::<Vec<_>>().join("\n")
    };
    let branching: Vec<&str> =
        functions.iter().filter(|it| branch.is_match(&code(it))).map(|it| &*it.name).collect();
    assert!(branching.len() <= WITH_A_BRANCH, "{}: {branching:?}", branching.len());
    let judging: Vec<&str> = functions
        .iter()
        .filter(|it| it.body.iter().any(|line| line.contains(".unless(")))
        .map(|it| &*it.name)
        .collect();
    assert!(judging.is_empty(), "judgement belongs to src/checks: {judging:?}");
    let is_code =
        |line: &&String| !line.is_empty() && !line.starts_with("//") && !line.starts_with("needs!");
    let mut lines: Vec<usize> =
        functions.iter().map(|it| it.body.iter().filter(is_code).count()).collect();
    lines.sort_unstable();
    let p90 = lines[lines.len() * 9 / 10];
    assert!(p90 <= BODY_LINES_P90, "nine of ten bodies have at most {p90} lines");
}

/// Calls that work only on a target with a capability.
const DEMANDING: [&str; 14] = [
    "pass_window",
    "pass_announced_time",
    "pass_token_life",
    "pass_time",
    "enter_tans_after",
    ".set_limits(",
    ".set_providers(",
    ".otps",
    ".sms",
    ".token_reply",
    "webhooks::",
    "customer::visit_bank_page",
    "customer::latest_tan",
    "handover::hand_over",
];

#[test]
fn steps_that_need_a_capability_declare_it() {
    let undeclared: Vec<String> = step_functions()
        .into_iter()
        .filter(|it| {
            let body = it.body.join("\n");
            DEMANDING.iter().any(|call| body.contains(call)) && !body.contains("needs!(")
        })
        .map(|it| it.name)
        .collect();
    assert_eq!(undeclared, Vec::<String>::new());
}

#[test]
fn the_vocabulary_stays_small() {
    let mut sentences: Vec<String> =
        step_functions().into_iter().flat_map(|it| it.sentences).collect();
    sentences.sort_unstable();
    sentences.dedup();
    assert!(sentences.len() <= SENTENCES, "{} distinct sentences", sentences.len());
}

#[test]
fn the_world_has_few_methods() {
    let world = fs::read_to_string(Path::new(STEPS).join("world.rs")).unwrap();
    let method = Regex::new(r"(?m)^    (?:pub(?:\([a-z: ]+\))? )?(?:async )?fn ").unwrap();
    assert!(method.find_iter(&world).count() <= WORLD_METHODS);
    for entry in ["sentences", "actions"] {
        for file in fs::read_dir(Path::new(STEPS).join(entry)).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("impl World"), "{}", path.display());
        }
    }
}

#[test]
fn steps_name_no_reading_of_their_own() {
    let pair = Regex::new(r#"\(\s*"C-\d\d",\s*""#).unwrap();
    for file in fs::read_dir(Path::new(STEPS).join("sentences")).unwrap() {
        let path = file.unwrap().path();
        assert!(!pair.is_match(&fs::read_to_string(&path).unwrap()), "{}", path.display());
    }
}
