//! `bankident certify`: issues or countersigns a certificate, or drafts what is missing.

use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::certify::{
    self, CertifyConfig, CertifyError, Countersigned, Decision, IssuedCertificate, SigningMeans,
};
use crate::verdict::ExitCode;

use super::certificate_arguments::CertifyArguments;
use super::terminal;

/// Issues, countersigns or drafts.
pub fn certify(arguments: &CertifyArguments) -> ExitCode {
    let now = Timestamp::now();
    let done = match (&arguments.draft, &arguments.countersign) {
        (Some(file), _) => draft(arguments, file, now),
        (None, Some(file)) => countersign(arguments, file, now),
        (None, None) => issue(arguments, now),
    };
    done.unwrap_or_else(|error| terminal::print_error(&error.into(), ExitCode::Usage))
}

fn issue(arguments: &CertifyArguments, now: Timestamp) -> Result<ExitCode, CertifyError> {
    let out = out(arguments)?;
    let as_bundle = out.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"));
    let decision = certify::certify(&config(arguments)?, &means(arguments)?, as_bundle, now)?;
    let issued = match decision {
        Decision::Issued(issued) => *issued,
        Decision::Refused(obstacles) => return Ok(refused("nothing was certified", &obstacles)),
    };
    let IssuedCertificate { statement, bytes, salts } = issued;
    let salt_file = with_ending(&out, ".salts.json");
    if let Some(salts) = &salts {
        certify::create(&salt_file, salts, true)?;
    }
    certify::create(&out, &bytes, false)?;
    let claims = &statement.predicate.bankident;
    let mut text = format!(
        "certificate: {}\nnumber: {}\nexpires: {}\n",
        out.display(),
        claims.number,
        claims.expires_at
    );
    if salts.is_some() {
        let _ = writeln!(text, "salts, for the holder alone: {}", salt_file.display());
    }
    Ok(terminal::finish(&text, ExitCode::Conformant))
}

fn countersign(
    arguments: &CertifyArguments,
    file: &Path,
    now: Timestamp,
) -> Result<ExitCode, CertifyError> {
    let out = out(arguments)?;
    match certify::countersign(file, &means(arguments)?, now)? {
        Countersigned::Signed(bytes) => {
            certify::create(&out, &bytes, false)?;
            let text = format!("countersigned: {}\n", out.display());
            Ok(terminal::finish(&text, ExitCode::Conformant))
        }
        Countersigned::Refused(flaws) => Ok(refused("nothing was signed", &flaws)),
    }
}

fn draft(
    arguments: &CertifyArguments,
    file: &Path,
    now: Timestamp,
) -> Result<ExitCode, CertifyError> {
    let (text, obstacles) = certify::drafted(&config(arguments)?, now)?;
    certify::create(file, text.as_bytes(), false)?;
    if obstacles.is_empty() {
        return Ok(terminal::finish("nothing is missing\n", ExitCode::Conformant));
    }
    Ok(refused(&format!("the draft is {}; missing", file.display()), &obstacles))
}

fn refused(title: &str, reasons: &[impl Display]) -> ExitCode {
    let mut text = format!("{title}: {}\n", terminal::reasons(reasons.len()));
    for it in reasons {
        let _ = writeln!(text, "- {it}");
    }
    terminal::finish(&text, ExitCode::NotConformant)
}

fn config(arguments: &CertifyArguments) -> Result<CertifyConfig, CertifyError> {
    Ok(CertifyConfig {
        runs: arguments.runs.clone(),
        subject: arguments.subject.clone().unwrap_or_default(),
        subject_digest: arguments.subject_digest.clone(),
        answers: arguments.answers.clone(),
        conceal: arguments.conceal.clone(),
        max_age: SignedDuration::from_hours(i64::from(arguments.max_age) * 24),
        expires_at: arguments.expires.map(expiry).transpose()?,
    })
}

/// The end of the last day.
fn expiry(day: Date) -> Result<Timestamp, CertifyError> {
    let next = day.checked_add(1.day()).and_then(|it| it.to_zoned(TimeZone::UTC));
    let why = || CertifyError::Argument(format!("--expires {day} is too far in the future"));
    next.map(|it| it.timestamp()).map_err(|_| why())
}

fn means(arguments: &CertifyArguments) -> Result<SigningMeans, CertifyError> {
    let missing = || CertifyError::Argument("--key is missing".to_owned());
    let key = arguments.key.as_ref().ok_or_else(missing)?;
    match &arguments.sign_command {
        Some(command) => {
            let (command, public) = (command.clone(), certify::public_key(key)?);
            Ok(SigningMeans::Command { command, public })
        }
        None => Ok(SigningMeans::Key(certify::private_key(key)?)),
    }
}

/// The file to write, which may not exist yet.
fn out(arguments: &CertifyArguments) -> Result<PathBuf, CertifyError> {
    let out = arguments.out.clone();
    let out = out.ok_or_else(|| CertifyError::Argument("--out is missing".to_owned()))?;
    if out.exists() {
        let why = format!("{} exists, and certificates are not overwritten", out.display());
        return Err(CertifyError::Argument(why));
    }
    Ok(out)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
