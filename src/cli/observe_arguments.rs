//! Arguments of `observe`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::config::{ConfigError, Target};
use crate::simulator::AllowedReceiver;

use super::output::OutputArguments;

pub const OBSERVE_EXIT_CODES: &str = "\
Exit codes: 0 no MUST is broken (texts to review are listed), 1 a MUST is broken, 2 usage,
3 the app did not come to its end in a situation, 4 harness error, 130 interrupted.

Example: bankident observe --app 'Shop 4.2.1' --drive './e2e.sh' --jobs 4
         bankident observe --drive './e2e.sh' --situation joint-account";

/// Arguments of `observe`.
#[derive(Args, Clone, Debug)]
pub struct ObserveArguments {
    /// Feature files with situations [default: the built-in ones].
    pub paths: Vec<PathBuf>,
    /// Shell command that operates the app: run once for each situation, with its variables.
    #[arg(long, value_name = "CMD", required_unless_present_any = ["from", "replay", "desk"],
          conflicts_with_all = ["from", "replay", "desk"])]
    pub drive: Option<String>,
    /// Address of the desk for a tester who operates the app by hand, such as 127.0.0.1:8090.
    #[arg(long, value_name = "ADDR", conflicts_with_all = ["from", "replay", "jobs"])]
    pub desk: Option<SocketAddr>,
    /// Address of the bank that the app connects to [default: a free port of this machine].
    #[arg(long, value_name = "ADDR", conflicts_with_all = ["from", "replay"])]
    pub listen: Option<SocketAddr>,
    /// Base URL under which the app and the customer's browser reach the bank, such as
    /// `http://192.168.1.20:8080` [default: that of --listen].
    #[arg(long, value_name = "URL", value_parser = public_url,
          conflicts_with_all = ["from", "replay"])]
    pub public_url: Option<String>,
    /// Receiver of webhooks that needs no TLS, such as a container or 172.17.0.0/16; may repeat
    /// [default: those on this machine].
    #[arg(long, value_name = "HOST|CIDR", conflicts_with_all = ["from", "replay"])]
    pub allow_receiver: Vec<AllowedReceiver>,
    /// Judge captured traffic instead: a HAR file, or the situation.json of an observation.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["replay", "situation", "paths"])]
    pub from: Option<PathBuf>,
    /// Host of the API in the capture [default: every host].
    #[arg(long, value_name = "HOST", requires = "from")]
    pub target_host: Option<String>,
    /// Judge an earlier observation again, from the folder of its reports.
    #[arg(long, value_name = "RUN-DIR")]
    pub replay: Option<PathBuf>,
    /// Name and version of the app, for the reports.
    #[arg(long, value_name = "NAME", default_value = "app")]
    pub app: String,
    /// Only these situations, such as joint-account; `all` for every one.
    #[arg(long, alias = "situations", value_name = "ID,…", value_delimiter = ',')]
    pub situation: Vec<String>,
    /// Maximum number of situations at once.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub jobs: usize,
    /// Maximum time of a situation.
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration,
          default_value = "60s")]
    pub situation_timeout: Duration,
    /// Language of the customers: de or en.
    #[arg(long, value_name = "LANGUAGE", default_value = "de", value_parser = ["de", "en"])]
    pub language: String,
    /// Seed of the invented customers.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Count rules that are no MUST, too.
    #[arg(long)]
    pub strict: bool,
    /// Reports that are written.
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Reads the base URL under which others reach an API.
pub fn public_url(text: &str) -> Result<String, ConfigError> {
    let url = Target::parse_url(text)?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
