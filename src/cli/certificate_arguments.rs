//! Arguments of the commands about certificates.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub const CERTIFY_EXIT_CODES: &str = "\
Exit codes: 0 issued (with --draft: nothing is missing), 1 refused, with the whole list,
2 usage, or a file or key cannot be used.

Example: bankident certify reports/latest --key tester.key --subject 'Shop 4.2.1' --out shop.zip";

pub const VERIFY_EXIT_CODES: &str = "\
Exit codes: 0 valid, 1 not what it claims or not what policy and rules demand, 2 it cannot be read,
4 a rule of --rules cannot be run.

Example: bankident verify shop.zip --key tester.key.pub --policy policy.toml";

pub const KEYGEN_EXIT_CODES: &str = "\
Exit codes: 0 written, 2 a file exists or cannot be written.

Example: bankident keygen --out tester.key";

/// Arguments of `keygen`.
#[derive(Args, Clone, Debug)]
pub struct KeygenArguments {
    /// File of the private key; the public one is beside it, with .pub.
    #[arg(long, value_name = "KEY")]
    pub out: PathBuf,
}

/// Arguments of `certify`.
#[derive(Args, Clone, Debug)]
pub struct CertifyArguments {
    /// Report folders of the runs: whole runs, all shards of one, several nights.
    #[arg(
        value_name = "RUN-DIR",
        required_unless_present = "countersign",
        conflicts_with = "countersign"
    )]
    pub runs: Vec<PathBuf>,
    /// Private key, PKCS#8 or OpenSSH; with --sign-command the public key.
    #[arg(long, value_name = "KEY", required_unless_present = "draft")]
    pub key: Option<PathBuf>,
    /// Shell command that signs standard input, for keys in hardware or CI.
    #[arg(long, value_name = "COMMAND")]
    pub sign_command: Option<String>,
    /// Name and version of what is certified.
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["countersign", "draft"])]
    pub subject: Option<String>,
    /// SHA-256 of what is certified.
    #[arg(long, value_name = "sha256:HEX")]
    pub subject_digest: Option<String>,
    /// File to write: a bundle if it ends in .zip, otherwise the certificate alone; with
    /// --countersign it is what was countersigned.
    #[arg(long, value_name = "CERT", required_unless_present = "draft")]
    pub out: Option<PathBuf>,
    /// Answers of persons: attestations, reviews, reasons.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Issue nothing; write the answers that are missing to this file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "out", "countersign"])]
    pub draft: Option<PathBuf>,
    /// Texts that may not be in the bundle, one a line; they are replaced.
    #[arg(long, value_name = "FILE")]
    pub conceal: Option<PathBuf>,
    /// Maximum age of a run, in days.
    #[arg(long, value_name = "DAYS", default_value_t = 30,
          value_parser = clap::value_parser!(u16).range(1..))]
    pub max_age: u16,
    /// Last day of the certificate [default: three months after today].
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub expires: Option<Date>,
    /// Add a signature to this certificate or bundle instead.
    #[arg(long, value_name = "CERT")]
    pub countersign: Option<PathBuf>,
}

/// Arguments of `verify`.
#[derive(Args, Clone, Debug)]
pub struct VerifyArguments {
    /// Bundle, or certificate alone.
    #[arg(value_name = "CERT")]
    pub certificate: PathBuf,
    /// Public key that is trusted; may repeat.
    #[arg(long, value_name = "PUB")]
    pub key: Vec<PathBuf>,
    /// Demands of the receiver, and the keys it trusts.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Texts with salts that the holder shows, to compare with their commitments.
    #[arg(long, value_name = "FILE")]
    pub reveal: Option<PathBuf>,
    /// Rules of the receiver in Gherkin, beyond the built-in ones; a file or a folder.
    #[arg(long, value_name = "FEATURE")]
    pub rules: Option<PathBuf>,
    /// Verify as at this time, such as 2026-11-30T12:00:00Z, or at the beginning of this day (UTC)
    /// [default: now].
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<Timestamp>,
}

/// Reads a time, or the beginning of a day in UTC.
fn time(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let day = text.parse::<Date>().ok().and_then(|it| it.to_zoned(TimeZone::UTC).ok());
    day.map(|it| it.timestamp()).ok_or_else(|| {
        "it is neither a time such as 2026-11-30T12:00:00Z nor a day such as 2026-11-30".to_owned()
    })
}
