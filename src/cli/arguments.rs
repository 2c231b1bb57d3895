//! Arguments of the command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{FreedomChoice, ReadingDemand, ShardChoice, Timing};
use crate::run::{Binding, CoverageState, Level};
use crate::simulator::{AllowedReceiver, Variant};

use super::certificate_arguments::{
    CERTIFY_EXIT_CODES, CertifyArguments, KEYGEN_EXIT_CODES, KeygenArguments, VERIFY_EXIT_CODES,
    VerifyArguments,
};
use super::check_arguments::CheckArguments;
use super::history_arguments::{HISTORY_EXIT_CODES, HistoryArguments};
use super::mutant_arguments::MutantArguments;
use super::observe_arguments::{OBSERVE_EXIT_CODES, ObserveArguments, public_url};
use super::output::OutputArguments;
pub use super::output::ReportArguments;
use super::repeat::RepeatArguments;
use super::setup_arguments::{CompletionsArguments, InitArguments, ManArguments};
use super::steps_arguments::{ExamplesArguments, StepsArguments};
use super::target_arguments::TargetArguments;

const EXIT_CODES: &str = "\
Exit codes: 0 conformant, 1 not conformant, 2 usage or configuration, 3 inconclusive,
4 harness error, 5 nothing selected or nothing applicable, 130 interrupted.";

const EXAMPLE: &str = "\
Example: BANKIDENT_CLIENT_ID=id BANKIDENT_CLIENT_SECRET=secret \\
  bankident run --target https://api.example.com --tan-source fixed:212212 --tags 'not @journey'";

const DOCTOR_EXIT_CODES: &str = "\
Exit codes: 0 a run can begin, 2 configuration or credentials, 3 network or target down.

Example: bankident doctor --target sandbox";

const PROVE_EXIT_CODES: &str = "\
Prints three lists: faults that no scenario notices, scenarios that no fault turns red, and faults
that only scenarios of other requirements notice. All should be empty.

Exit codes: 0 the lists are empty, 1 a list is not empty, 2 usage, 4 harness error.

Example: bankident prove my/features
         bankident prove --fault wrong-tan-accepted --fault get-hangs
         bankident prove --partner";

const MERGE_EXIT_CODES: &str = "\
Exit codes: those of the whole run; 2 a shard is missing, was given twice or is of
another run.

Example: bankident merge shards/* --report-dir merged";

const REPORT_EXIT_CODES: &str = "\
Exit codes: 0 written, 2 the run record is missing or unusable, 4 a report could not be written.

Example: bankident report reports/latest --format html --lang de";

const DIFF_EXIT_CODES: &str = "\
Exit codes: 0 no scenario is worse than before, 1 one is, 2 a run record is missing or unusable.

Example: bankident diff yesterday reports/latest --format markdown";

/// Runs documented edge cases against a Bankident API and reports whether it conforms.
#[derive(Debug, Parser)]
#[command(version, disable_version_flag = true, args_conflicts_with_subcommands = true, after_help = format!("{EXAMPLE}\n\n{EXIT_CODES}"))]
pub struct Cli {
    /// The command; `run` if none is given.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Print the version; with --verbose what the program is made of, too.
    #[arg(short = 'V', long)]
    pub version: bool,
    /// Arguments of `run`.
    #[command(flatten)]
    pub run: RunArguments,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run scenarios against a target and write reports (the default command).
    #[command(after_help = format!("{EXAMPLE}\n\n{EXIT_CODES}"))]
    Run(Box<RunArguments>),
    /// Join the reports of shards into one set, and check that no shard is missing.
    #[command(after_help = MERGE_EXIT_CODES)]
    Merge(MergeArguments),
    /// Write the reports of a run again, also in other formats, from its record.
    #[command(after_help = REPORT_EXIT_CODES)]
    Report(ReportArguments),
    /// Show what changed between two runs.
    #[command(after_help = DIFF_EXIT_CODES)]
    Diff(DiffArguments),
    /// Show what changed over several runs, such as a week of nights.
    #[command(after_help = HISTORY_EXIT_CODES)]
    History(HistoryArguments),
    /// Check feature files; nothing is sent.
    #[command(after_help = "Example: bankident check my/features")]
    Check(CheckArguments),
    /// List the sentences that steps are defined for.
    #[command(after_help = "Example: bankident steps wrong TAN")]
    Steps(StepsArguments),
    /// Print scenarios of the built-in suite, as Gherkin that can be run.
    #[command(after_help = "Example: bankident examples wrong TAN > my.feature")]
    Examples(ExamplesArguments),
    /// Print the JSON Schema of run.json.
    #[command(after_help = "Example: bankident schema > run.schema.json")]
    Schema,
    /// Show every requirement with its scenarios and its verdict in the last run.
    #[command(after_help = "Example: bankident requirements --level MUST --state uncovered")]
    Requirements(RequirementsArguments),
    /// Run the suite against the simulator with each fault, and show which scenarios detect it.
    #[command(after_help = PROVE_EXIT_CODES)]
    Prove(ProveArguments),
    /// Test a partner's app: the simulator is the bank, and each situation is judged.
    #[command(after_help = OBSERVE_EXIT_CODES)]
    Observe(Box<ObserveArguments>),
    /// Issue a certificate for runs, countersign one, or list what keeps runs from being certified.
    #[command(after_help = CERTIFY_EXIT_CODES)]
    Certify(Box<CertifyArguments>),
    /// Check a certificate or its bundle; nothing is sent.
    #[command(after_help = VERIFY_EXIT_CODES)]
    Verify(VerifyArguments),
    /// Make a pair of keys for certificates.
    #[command(after_help = KEYGEN_EXIT_CODES)]
    Keygen(KeygenArguments),
    /// Show the settings in force, check the target and its operations, and plan a run.
    #[command(after_help = DOCTOR_EXIT_CODES)]
    Doctor(Box<DoctorArguments>),
    /// Write a commented configuration file to start from.
    #[command(after_help = "Example: bankident init && $EDITOR bankident.toml")]
    Init(InitArguments),
    /// Serve the simulator alone, for development against the API.
    #[command(after_help = "Example: bankident simulator --port 8080 --control-port 8081")]
    Simulator(SimulatorArguments),
    /// Print the completions of a shell.
    #[command(after_help = "Example: bankident completions bash > bankident.bash")]
    Completions(CompletionsArguments),
    /// Write the manual pages.
    #[command(after_help = "Example: bankident man man1")]
    Man(ManArguments),
}

/// Arguments of `run`.
#[derive(Args, Clone, Debug)]
pub struct RunArguments {
    /// Feature files, directories or single lines (path:12) [default: the built-in suite].
    pub paths: Vec<PathBuf>,
    /// Settings of the target.
    #[command(flatten)]
    pub target: TargetArguments,
    /// Only scenarios whose tags match: '@a and not (@b or @c)'; may repeat.
    #[arg(long, value_name = "EXPR")]
    pub tags: Vec<String>,
    /// Only scenarios whose title matches; may repeat.
    #[arg(long, value_name = "REGEX")]
    pub name: Vec<String>,
    /// Only scenarios of this requirement, such as BI-145; may repeat.
    #[arg(long, value_name = "ID")]
    pub requirement: Vec<String>,
    /// Only part I of N equal parts; `auto` reads the variables of GitLab, Kubernetes and others.
    #[arg(long, value_name = "I/N|auto")]
    pub shard: Option<ShardChoice>,
    /// Repetition of scenarios.
    #[command(flatten)]
    pub repeat: RepeatArguments,
    /// Seed of all synthetic persons.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Variant of the embedded simulator: as-printed, permissive (every documented freedom), or
    /// sandbox (limits and scripts of a shared server).
    #[arg(long, alias = "costume", value_name = "VARIANT")]
    pub variant: Option<String>,
    /// Freedom that the embedded simulator takes, such as member-order=reversed; may repeat.
    #[arg(long, value_name = "NAME=VALUE")]
    pub freedom: Vec<FreedomChoice>,
    /// Print what the run would need, without sending anything to the target.
    #[arg(long, conflicts_with = "baseline")]
    pub plan: bool,
    /// Report folder of an earlier run: prints the changes since then, and exits with 1 if one is
    /// for the worse.
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
    /// TOML file of `[[waivers]]`, which accept failures for a limited time; may repeat.
    #[arg(long, value_name = "FILE.toml")]
    pub waivers: Vec<PathBuf>,
    /// Scenarios whose exchanges are kept; `all` needs more memory and larger files.
    #[arg(long, value_enum, default_value_t = Evidence::Failed)]
    pub evidence: Evidence,
    /// Show TANs, OTPs, numbers and other values of customers instead of masking them; for the
    /// embedded simulator only, whose customers are fictitious.
    #[arg(long)]
    pub show_values: bool,
    /// Reports that are written.
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Scenarios whose exchanges are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Evidence {
    Failed,
    All,
}

/// Arguments of `merge`.
#[derive(Args, Clone, Debug)]
pub struct MergeArguments {
    /// Report folders of the shards, or their run.json.
    #[arg(required = true, value_name = "DIR")]
    pub runs: Vec<PathBuf>,
    /// Reports that are written.
    #[command(flatten)]
    pub output: OutputArguments,
    /// Merge although shards are missing; the run is then inconclusive at best.
    #[arg(long)]
    pub allow_incomplete: bool,
}

/// Arguments of `diff`.
#[derive(Args, Clone, Debug)]
pub struct DiffArguments {
    /// Report folder of the earlier run.
    #[arg(value_name = "BEFORE")]
    pub before: PathBuf,
    /// Report folder of the later run.
    #[arg(value_name = "AFTER")]
    pub after: PathBuf,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = DiffFormat::Table)]
    pub format: DiffFormat,
}

/// Formats of the changes between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Table,
    Markdown,
    Json,
}

/// Arguments of `requirements`.
#[derive(Args, Clone, Debug)]
pub struct RequirementsArguments {
    /// Feature files or directories [default: the built-in suite].
    pub paths: Vec<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = MatrixFormat::Table)]
    pub format: MatrixFormat,
    /// Only requirements of the level MUST, SHOULD, MAY or INFO; may repeat.
    #[arg(long, value_name = "LEVEL")]
    pub level: Vec<Level>,
    /// Only requirements that bind API, PARTNER, BOTH, WIZARD or CUSTOMER; may repeat.
    #[arg(long, value_name = "PARTY")]
    pub binds: Vec<Binding>,
    /// Only requirements below a heading of the guide that contains this text; may repeat.
    #[arg(long, value_name = "TEXT")]
    pub source: Vec<String>,
    /// Only requirements that are covered, uncovered, partner or unobservable; may repeat.
    #[arg(long, value_name = "STATE")]
    pub state: Vec<CoverageState>,
    /// Show the ambiguous questions instead, each with its readings and those observed.
    #[arg(long, conflicts_with_all = ["level", "binds", "source", "state"])]
    pub ambiguities: bool,
    /// Folder of the run whose verdicts are shown [default: reports/latest, if it exists].
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
}

/// Arguments of `prove`.
#[derive(Args, Clone, Debug)]
pub struct ProveArguments {
    /// Feature files, directories or single lines (path:12), run with the faults of their
    /// requirements [default: the built-in suite].
    pub paths: Vec<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = KillFormat::Table)]
    pub format: KillFormat,
    /// Only these faults; may repeat.
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<String>,
    /// Write a kill matrix to this file, or update it: the scenarios that notice each fault or
    /// mutant.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["freedoms", "free", "black_box"])]
    pub write: Option<PathBuf>,
    /// Prove the rules for partners instead: apps that conform, and apps with one defect each, are
    /// observed as by `bankident observe`. No rule may call a conforming app wrong, and each defect
    /// must be noticed.
    #[arg(long, conflicts_with_all = ["paths", "fault", "freedoms", "black_box", "mutants", "mutant",
          "write", "sample"])]
    pub partner: bool,
    /// Only these defects of partners' apps; may repeat.
    #[arg(long, value_name = "NAME", requires = "partner")]
    pub defect: Vec<String>,
    /// Try conforming variations of the simulator instead of faults: every reading and freedom
    /// alone, in pairs and in random combinations. No scenario may fail.
    #[arg(long, conflicts_with = "fault")]
    pub freedoms: bool,
    /// Number of random combinations.
    #[arg(long, value_name = "N", requires = "freedoms", default_value_t = 20)]
    pub random: usize,
    /// Number of variations or mutants to try [default: all].
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,
    /// Seed of the random variations, or of the sample of mutants.
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,
    /// Connect to the simulator as to any other server: without its control interface, with short
    /// time windows and real waiting.
    #[arg(long, conflicts_with = "fault")]
    pub black_box: bool,
    /// Selection of mutants.
    #[command(flatten)]
    pub mutants: MutantArguments,
    /// Maximum number of concurrent runs [default: one for each processor, four with --black-box].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// Arguments of `doctor`.
#[derive(Args, Clone, Debug)]
pub struct DoctorArguments {
    /// Settings of the target.
    #[command(flatten)]
    pub target: TargetArguments,
}

/// Formats of the requirement matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MatrixFormat {
    Table,
    Markdown,
    Json,
    Csv,
}

/// Formats of the kill matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KillFormat {
    Table,
    Markdown,
    Json,
}

/// Arguments of `simulator`.
#[derive(Args, Clone, Debug)]
pub struct SimulatorArguments {
    /// Address to listen on.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Port of the API; 0 means a free port.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    /// Base URL under which others reach the API, such as `http://192.168.1.20:8080`: bank pages are
    /// below it [default: that of --host and --port].
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Port of the control interface (always on loopback); 0 means a free port.
    #[arg(long, value_name = "N", default_value_t = 8081)]
    pub control_port: u16,
    /// Reading that the simulator follows, such as C-01=failed-reason; may repeat.
    #[arg(long, value_name = "C-NN=READING")]
    pub reading: Vec<ReadingDemand>,
    /// Variant of the simulator: as-printed, permissive (every documented freedom), or sandbox
    /// (delays, limits and scripts of a shared server).
    #[arg(long, alias = "costume", value_name = "VARIANT", default_value = "as-printed")]
    pub variant: Variant,
    /// Freedom that the simulator takes, such as member-order=reversed; may repeat; `list` prints all.
    #[arg(long, value_name = "NAME=VALUE")]
    pub freedom: Vec<String>,
    /// Lengths of the time windows, such as snapshot=2s,otp=2s,authorization=2s,expiry=4s
    /// [default: the lengths in the guide].
    #[arg(long, value_name = "NAME=DURATION,…")]
    pub timing: Option<Timing>,
    /// Fault of the simulator; may repeat; `list` prints all names.
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<String>,
    /// Seed of ids and TANs.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Receiver of webhooks, such as a container or 172.17.0.0/16; may repeat [default: those on this
    /// machine, if the API is on loopback].
    #[arg(long, value_name = "HOST|CIDR")]
    pub allow_receiver: Vec<AllowedReceiver>,
    /// Maximum number of connections; a further one ends the oldest without a request, or is answered
    /// 503.
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,
}
