//! The lines of docs/releases.md in a repository that has nothing else: what the action, the component and
//! the Job run for them, from a release that is served on this machine.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bankident_conformance::cli::Cli;
use clap::Parser as _;
use saphyr::{LoadableYamlNode as _, Yaml};
use tempfile::TempDir;

use crate::cli::{Bankident, ends};
use crate::program::program;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Lines that a foreign repository may need.
const MOST_LINES: usize = 10;

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(file)).unwrap()
}

/// The YAML below a heading of docs/releases.md.
fn documented(heading: &str) -> String {
    let page = text("docs/releases.md");
    let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let block = section.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(block.lines().count() <= MOST_LINES, "{block}");
    block.to_owned()
}

/// A release folder whose binary calls the one under test, with its keys beside it.
fn release() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let binary = place.path().join("program");
    fs::write(&binary, format!("#!/bin/sh\nexec {} \"$@\"\n", program())).unwrap();
    let mode = Command::new("chmod").arg("755").arg(&binary).status().unwrap();
    assert!(mode.success());
    let key = place.path().join("release.key");
    ends(&Bankident::new().run(&["keygen", "--out", key.to_str().unwrap()]), 0, "");
    let packing = Command::new("bash")
        .arg(Path::new(ROOT).join("release/make"))
        .arg(place.path().join("dist"))
        .envs([("RELEASE_DEB", "no"), ("RELEASE_SBOM", "no"), ("SOURCE_DATE_EPOCH", "1")])
        .env("RELEASE_BINARY", &binary)
        .env("RELEASE_KEY", &key)
        .output()
        .unwrap();
    ends(&packing, 0, "made: ");
    place
}

/// Serves the files of a folder, and returns its address.
fn served(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // A client that goes away is no concern of the server.
            let _ = send(stream, &folder);
        }
    });
    url
}

fn send(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines.find(String::is_empty);
    let name = request.split(['/', ' ']).nth(2).unwrap_or_default();
    let (status, body) = match fs::read(folder.join(name)) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")?;
    stream.write_all(&body)
}

/// Runs a script in `here` as a runner does, with nothing of `bankident` in the environment.
fn run_script(
    here: &Path,
    shell: &[&str],
    script: &str,
    variables: &BTreeMap<String, String>,
) -> Output {
    let mut command = Command::new(shell[0]);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BANKIDENT_")) {
        command.env_remove(name);
    }
    command.args(&shell[1..]).arg(script).current_dir(here).env_remove("GITHUB_ACTIONS");
    command.envs(variables).output().unwrap()
}

/// A run of the action: exit code and files of each step, in an empty repository.
struct ActionRun {
    here: TempDir,
    inputs: BTreeMap<String, String>,
}

impl ActionRun {
    fn new(inputs: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { here: tempfile::tempdir().unwrap(), inputs: inputs.iter().map(own).collect() }
    }

    fn file(&self, name: &str) -> String {
        self.here.path().join(name).display().to_string()
    }

    /// The value of an expression in action.yml.
    fn filled(&self, text: &str) -> String {
        let action = text.replace("${{ github.action_path }}", ROOT);
        let action = action.replace("${{ runner.temp }}", &self.file("temp"));
        let input = |name: &str| self.inputs.get(name).cloned().unwrap_or_default();
        if action.starts_with("${{ inputs.releases ||") {
            return input("releases");
        }
        match action.strip_prefix("${{ inputs.").and_then(|it| it.strip_suffix(" }}")) {
            Some(name) => input(name),
            None => action,
        }
    }

    /// Runs the step with this name.
    fn step(&self, action: &Yaml<'_>, name: &str) -> Output {
        let steps = action["runs"]["steps"].as_vec().unwrap();
        let step = steps.iter().find(|it| it["name"].as_str() == Some(name)).unwrap();
        let mut variables = BTreeMap::new();
        for (key, value) in step["env"].as_mapping().unwrap() {
            variables
                .insert(key.as_str().unwrap().to_owned(), self.filled(value.as_str().unwrap()));
        }
        for name in ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            variables.insert(name.to_owned(), self.file(name));
        }
        let added = fs::read_to_string(self.file("GITHUB_PATH")).unwrap_or_default();
        let path = format!("{}:{}", added.trim(), std::env::var("PATH").unwrap());
        variables.insert("PATH".to_owned(), path);
        let shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"];
        run_script(self.here.path(), &shell, step["run"].as_str().unwrap(), &variables)
    }
}

#[test]
#[ignore = "needs jq, OpenSSL 3 and curl"]
fn ten_lines_run_the_action() {
    let lines = documented("GitHub");
    let workflow = &Yaml::load_from_str(&lines).unwrap()[0];
    let step = &workflow["jobs"]["bankident"]["steps"][0];
    assert!(step["uses"].as_str().unwrap().contains("/bankident-conformance@v"));
    let action_text = text("action.yml");
    let action = &Yaml::load_from_str(&action_text).unwrap()[0];
    for (name, _) in step["with"].as_mapping().unwrap() {
        assert!(action["inputs"].as_mapping_get(name.as_str().unwrap()).is_some(), "{name:?}");
    }
    let release = release();
    let url = served(release.path().join("dist"));
    let key = release.path().join("release.key.pub").display().to_string();
    let inputs = [
        ("target", "simulator"),
        ("flags", "--requirement=BI-022\n--seed=7\n"),
        ("releases", url.as_str()),
        ("key", key.as_str()),
        ("report-dir", "bankident-report"),
    ];
    let run = ActionRun::new(&inputs);
    ends(&run.step(action, "install"), 0, "");
    ends(&run.step(action, "run"), 0, "");
    ends(&run.step(action, "summary"), 0, "");
    for name in ["run.json", "junit.xml", "report.html"] {
        assert!(run.here.path().join("bankident-report").join(name).is_file(), "{name}");
    }
    assert!(fs::read_to_string(run.file("GITHUB_STEP_SUMMARY")).unwrap().starts_with("## "));
    assert_eq!(fs::read_to_string(run.file("GITHUB_OUTPUT")).unwrap(), "exit-code=0\n");
}

#[test]
#[ignore = "needs jq, OpenSSL 3 and curl"]
fn the_action_fails_with_the_exit_code_of_the_run_and_installs_nothing_that_was_swapped() {
    let action_text = text("action.yml");
    let action = &Yaml::load_from_str(&action_text).unwrap()[0];
    let release = release();
    let dist = release.path().join("dist");
    let folder = dist.display().to_string();
    let inputs =
        [("releases", folder.as_str()), ("flags", "--requirement=BI-999"), ("report-dir", "out")];
    let run = ActionRun::new(&[inputs[0], inputs[1], inputs[2], ("target", "simulator")]);
    ends(&run.step(action, "install"), 0, "");
    let code = run.step(action, "run").status.code().unwrap();
    assert!(code > 0);
    assert_eq!(
        fs::read_to_string(run.file("GITHUB_OUTPUT")).unwrap(),
        format!("exit-code={code}\n")
    );
    ends(&run.step(action, "summary"), 0, "");

    let mut files = fs::read_dir(&dist).unwrap().map(|it| it.unwrap().path());
    let archive = files.find(|it| it.extension().is_some_and(|it| it == "gz")).unwrap();
    fs::write(archive, "swapped").unwrap();
    let swapped = ActionRun::new(&inputs);
    ends(&swapped.step(action, "install"), 1, "is not the file in SHA256SUMS");
    assert!(!Path::new(&swapped.file("temp/bankident/bin")).exists());
}

#[test]
#[ignore = "needs jq, OpenSSL 3 and curl"]
fn five_lines_run_the_component() {
    let lines = documented("GitLab");
    let pipeline = &Yaml::load_from_str(&lines).unwrap()[0];
    let include = &pipeline["include"][0];
    assert!(include["component"].as_str().unwrap().contains("/bankident-conformance/bankident@"));
    let template_text = text("templates/bankident.yml");
    let template = Yaml::load_from_str(&template_text).unwrap();
    let inputs = template[0]["spec"]["inputs"].as_mapping().unwrap();
    for (name, _) in include["inputs"].as_mapping().unwrap() {
        assert!(inputs.keys().any(|it| it.as_str() == name.as_str()), "{name:?}");
    }
    let release = release();
    let given = [
        ("$[[ inputs.releases ]]", served(release.path().join("dist"))),
        ("$[[ inputs.target ]]", "simulator".to_owned()),
        ("$[[ inputs.flags ]]", "--requirement BI-022".to_owned()),
        ("$[[ inputs.key ]]", release.path().join("release.key.pub").display().to_string()),
    ];
    let filled =
        |text: &str| given.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let job = &template[1]["bankident"];
    let variables = job["variables"].as_mapping().unwrap().iter();
    let variables = variables
        .map(|(name, value)| (name.as_str().unwrap().to_owned(), filled(value.as_str().unwrap())));
    let variables = variables.collect();
    let here = tempfile::tempdir().unwrap();
    for script in job["script"].as_vec().unwrap() {
        let output =
            run_script(here.path(), &["sh", "-ec"], &filled(script.as_str().unwrap()), &variables);
        ends(&output, 0, "");
    }
    assert_eq!(job["artifacts"]["reports"]["junit"].as_str(), Some("bankident-report/junit.xml"));
    assert!(here.path().join("bankident-report/junit.xml").is_file());
}

#[test]
fn a_kustomization_of_ten_lines_names_what_the_job_has() {
    let lines = documented("Kubernetes");
    let own = &Yaml::load_from_str(&lines).unwrap()[0];
    let (job_text, folder_text) =
        (text("release/kubernetes/job.yaml"), text("release/kubernetes/kustomization.yaml"));
    let folder = &Yaml::load_from_str(&folder_text).unwrap()[0];
    assert!(own["resources"][0].as_str().unwrap().contains("//release/kubernetes?ref=v"));
    assert_eq!(folder["resources"][0].as_str(), Some("job.yaml"));
    let job = &Yaml::load_from_str(&job_text).unwrap()[0];
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(own["images"][0]["name"].as_str(), container["image"].as_str());
    let map = &container["envFrom"][0]["configMapRef"]["name"];
    assert_eq!(own["configMapGenerator"][0]["name"].as_str(), map.as_str());
    let arguments = container["args"].as_vec().unwrap().iter().map(|it| it.as_str().unwrap());
    Cli::try_parse_from(std::iter::once("bankident").chain(arguments)).unwrap();
}

#[test]
fn both_ways_to_an_image_agree() {
    let (by_docker, by_script) = (text("Dockerfile"), text("release/image"));
    for (directive, option) in [
        ("USER 10001:10001", "--config.user 10001:10001"),
        ("WORKDIR /work", "--config.workingdir /work"),
        ("ENTRYPOINT [\"bankident\"]", "--config.entrypoint bankident"),
        ("ENV HOME=/work", "--config.env HOME=/work"),
        ("ca-certificates", "packages=ca-certificates"),
        ("chromium chromium-driver fonts-liberation", ",chromium,chromium-driver,fonts-liberation"),
    ] {
        assert!(by_docker.contains(directive), "{directive}");
        assert!(by_script.contains(option), "{option}");
    }
    assert!(
        by_docker.contains("HEALTHCHECK") && by_docker.contains("\"bankident\", \"--version\"")
    );
}
