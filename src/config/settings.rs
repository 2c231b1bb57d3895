//! The settings of a target: one row each.
//!
//! Everything that needs a setting is made from its row: the reader of flags, variables and the
//! file, the priority of these sources, the value in force, the rows of `doctor`, `--help`, and the
//! flags that printed re-run commands repeat.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::file::target::TargetTables;
use super::setting::{Effective, Flag, Setting};
use super::value::{self, SettingValue};
use super::{
    ByteSize, Capability, Chromedriver, ConfigError, CustomerNumber, HostName, Proxy, Rate,
    ReadingDemand, Reference, Sourced, TanSource, Timing, WizardDriver,
};

/// Makes a layer of settings, and the settings in force, from one row for each setting.
macro_rules! settings {
    (
        $(#[$layer_doc:meta])* $vis:vis struct $layer:ident;
        $(#[$values_doc:meta])* $values_vis:vis struct $values:ident;
        $(
            $(#[doc = $help:literal])+
            $name:ident: $type:ty {
                key: $key:literal
                $(, flag: $flag:literal $value_name:literal)?
                $(, variable: $variable:literal)?
                $(, default: $default:expr)?
                $(, unset: $unset:literal)?
                $(, secret: $secret:literal)?
                $(, server_only: $server_only:literal)?
            }
        )+
    ) => {
        $(#[$layer_doc])*
        #[derive(Clone, Debug, Default)]
        $vis struct $layer {
            $($(#[doc = $help])+ pub $name: Option<Sourced<$type>>,)+
        }

        $(#[$values_doc])*
        #[derive(Clone, Debug)]
        $values_vis struct $values {
            $($(#[doc = $help])+ pub $name: settings!(@type $type $(, $default)?),)+
        }

        impl From<$layer> for $values {
            fn from(layer: $layer) -> Self {
                Self { $($name: settings!(@value layer.$name $(, $default)?),)+ }
            }
        }

        impl Default for $values {
            fn default() -> Self {
                $layer::default().into()
            }
        }

        impl $layer {
            $(
                #[expect(non_upper_case_globals, reason = "a row has the name of its field")]
                const $name: Setting = Setting {
                    key: $key,
                    flag: settings!(@option $(Flag {
                        name: $flag,
                        value_name: $value_name,
                        arity: <$type as SettingValue>::ARITY,
                    })?),
                    variable: settings!(@option $($variable)?),
                    unset: settings!(@option $($unset)?),
                    secret: false $(|| $secret)?,
                    server_only: false $(|| $server_only)?,
                    help: concat!($($help),+),
                };
            )+

            /// All settings, in the order of `doctor` and `--help`.
            pub const SETTINGS: &'static [&'static Setting] = &[$(&Self::$name),+];

            /// Reads every setting for which `text` returns the text of a flag or variable.
            ///
            /// # Errors
            /// When a text cannot be used; the message names the flag or variable.
            pub fn read(
                text: &dyn Fn(&'static Setting) -> Option<Sourced<String>>,
            ) -> Result<Self, ConfigError> {
                Ok(Self { $($name: value::read(text(&Self::$name))?,)+ })
            }

            /// Reads the settings of one target in a file.
            pub(super) fn from_file(tables: &mut TargetTables<'_>) -> Result<Self, ConfigError> {
                Ok(Self { $($name: tables.read(&Self::$name)?,)+ })
            }

            /// These settings, and those of `below` where this layer has none.
            #[must_use]
            pub fn or(self, below: Self) -> Self {
                Self { $($name: value::merge(self.$name, below.$name),)+ }
            }

            /// The rows of `doctor`.
            pub(super) fn rows(&self, is_server: bool) -> Vec<Effective> {
                let rows = [$((
                    Self::$name.server_only,
                    value::rows(
                        &Self::$name,
                        self.$name.as_ref(),
                        settings!(@option $({ let default: $type = $default; default })?),
                    ),
                ),)+];
                let shown = rows.into_iter().filter(|(server_only, _)| is_server || !server_only);
                shown.flat_map(|(_, rows)| rows).collect()
            }
        }
    };
    (@type $type:ty) => { Option<$type> };
    (@type $type:ty, $default:expr) => { $type };
    (@value $given:expr) => { $given.map(|it| it.value) };
    (@value $given:expr, $default:expr) => { $given.map_or_else(|| $default, |it| it.value) };
    (@option) => { None };
    (@option $value:expr) => { Some($value) };
}

settings! {
    /// The settings of one target from one source: the flags, the variables or the file.
    pub struct Layer;
    /// The settings in force, with their defaults.
    pub struct RunSettings;

    /// URL of the API, without `/v1`.
    url: Url { key: "url", server_only: true }
    /// URL that issues access tokens [default: TARGET/oauth2/token].
    token_url: Url {
        key: "token_url", flag: "--token-url" "URL", variable: "BANKIDENT_TOKEN_URL",
        unset: "URL/oauth2/token", server_only: true
    }
    /// Client id of the partner.
    client_id: Reference {
        key: "client_id", variable: "BANKIDENT_CLIENT_ID", server_only: true
    }
    /// Client secret of the partner.
    client_secret: Reference {
        key: "client_secret", variable: "BANKIDENT_CLIENT_SECRET", secret: true, server_only: true
    }
    /// Client id of a second partner, whose calls must not reach the data of the first.
    second_client_id: Reference {
        key: "second_client_id", variable: "BANKIDENT_SECOND_CLIENT_ID", server_only: true
    }
    /// Client secret of the second partner.
    second_client_secret: Reference {
        key: "second_client_secret", variable: "BANKIDENT_SECOND_CLIENT_SECRET", secret: true,
        server_only: true
    }
    /// Control interface of a simulator in another process; its token is
    /// `BANKIDENT_CONTROL_TOKEN`.
    control_url: Url {
        key: "control_url", flag: "--control-url" "URL", variable: "BANKIDENT_CONTROL_URL",
        server_only: true
    }
    /// Token of the control interface.
    control_token: Reference {
        key: "control_token", variable: "BANKIDENT_CONTROL_TOKEN", secret: true, server_only: true
    }
    /// Capabilities of the target, if it has fewer than its settings allow.
    capabilities: Vec<Capability> {
        key: "capabilities", variable: "BANKIDENT_CAPABILITIES", server_only: true
    }
    /// Capabilities without which a run does not start, as in tan,wizard.
    requires: Vec<Capability> {
        key: "requires", flag: "--requires" "NAME,…", variable: "BANKIDENT_REQUIRES",
        default: Vec::new()
    }
    /// File of certificates (PEM) that are trusted in addition to those of the system.
    ca_file: PathBuf {
        key: "ca_file", flag: "--ca-file" "FILE", variable: "BANKIDENT_CA_FILE", server_only: true
    }
    /// File of the client certificate (PEM) for a server that asks for one, with its chain.
    client_cert: PathBuf {
        key: "client_cert", flag: "--client-cert" "FILE", variable: "BANKIDENT_CLIENT_CERT",
        server_only: true
    }
    /// File of its private key (PEM) [default: the file of --client-cert].
    client_key: PathBuf {
        key: "client_key", flag: "--client-key" "FILE", variable: "BANKIDENT_CLIENT_KEY",
        server_only: true
    }
    /// Proxy, or `none` [default: the proxy variables of the environment].
    proxy: Proxy {
        key: "proxy", flag: "--proxy" "URL", variable: "BANKIDENT_PROXY",
        default: Proxy::System, server_only: true
    }
    /// Maximum number of concurrent scenarios; fewer run while answers are so quick that more would only
    /// wait, or need more than a twentieth of the request time-out [default: 8; 512 on this machine; 16
    /// on the simulator].
    jobs: NonZeroU64 { key: "limits.jobs", flag: "--jobs" "N", variable: "BANKIDENT_JOBS" }
    /// Maximum rate of requests per second, as in 10/s, or per minute [default: 20/s; unlimited on
    /// this machine].
    rate: Rate {
        key: "limits.rate", flag: "--rate" "N/s", variable: "BANKIDENT_RATE", unset: "unlimited"
    }
    /// Maximum number of SMS to one mobile number within an hour [default: 60; unlimited on this
    /// machine].
    sms_per_hour: NonZeroU64 {
        key: "limits.sms_per_hour", flag: "--sms-per-hour" "N", variable: "BANKIDENT_SMS_PER_HOUR",
        unset: "unlimited"
    }
    /// Maximum number of SMS that a run may cause; the run leaves out scenarios that need more
    /// [default: the SMS of one hour; unlimited on this machine].
    max_sms: u64 {
        key: "limits.max_sms", flag: "--max-sms" "N", variable: "BANKIDENT_MAX_SMS",
        unset: "unlimited"
    }
    /// Maximum number of failed identifications with one IBAN, mobile number or name; the run leaves
    /// out scenarios that need more.
    max_failed: u64 {
        key: "limits.max_failed", flag: "--max-failed" "N", variable: "BANKIDENT_MAX_FAILED",
        unset: "unlimited"
    }
    /// Maximum number of persons that a run may register.
    max_persons: u64 {
        key: "limits.max_persons", variable: "BANKIDENT_MAX_PERSONS", unset: "unlimited"
    }
    /// Maximum number of requests that a run may send.
    max_requests: NonZeroU64 {
        key: "limits.max_requests", variable: "BANKIDENT_MAX_REQUESTS", unset: "unlimited"
    }
    /// Maximum size of all answers above 64 KiB that are read or compared at the same time; further
    /// ones wait.
    max_in_flight: ByteSize {
        key: "limits.max_in_flight", flag: "--max-in-flight" "SIZE",
        variable: "BANKIDENT_MAX_IN_FLIGHT", default: ByteSize::mib(64)
    }
    /// Maximum size of the evidence that a run keeps; of further exchanges only the first line is kept.
    max_evidence: ByteSize {
        key: "limits.max_evidence", flag: "--max-evidence" "SIZE",
        variable: "BANKIDENT_MAX_EVIDENCE", default: ByteSize::mib(10)
    }
    /// Hosts that a bank page may lead to, in addition to its own and to that of the API.
    bank_page_hosts: Vec<HostName> {
        key: "bank_page_hosts", flag: "--bank-page-hosts" "HOST,…",
        variable: "BANKIDENT_BANK_PAGE_HOSTS", default: Vec::new()
    }
    /// Reading that the target must follow, such as C-01=http-412; the embedded simulator does; may
    /// repeat.
    readings: Vec<Sourced<ReadingDemand>> {
        key: "reading", flag: "--reading" "C-NN=READING", variable: "BANKIDENT_READING",
        default: Vec::new()
    }
    /// Time-out of a step [default: 30s].
    step_timeout: Duration {
        key: "step_timeout", flag: "--step-timeout" "DURATION", variable: "BANKIDENT_STEP_TIMEOUT",
        default: Duration::from_secs(30)
    }
    /// Time-out of a scenario, without its waits [default: ten times the step's].
    scenario_timeout: Duration {
        key: "scenario_timeout", flag: "--scenario-timeout" "DURATION",
        variable: "BANKIDENT_SCENARIO_TIMEOUT", unset: "5m"
    }
    /// Maximum real waiting time of a scenario where the clock cannot be moved [default: 30s].
    max_wait: Duration {
        key: "limits.max_wait", flag: "--max-wait" "DURATION", variable: "BANKIDENT_MAX_WAIT",
        default: Duration::from_secs(30)
    }
    /// Time-out of one complete answer [default: a third of the step's, at most 10s].
    request_timeout: Duration {
        key: "request_timeout", flag: "--request-timeout" "DURATION",
        variable: "BANKIDENT_REQUEST_TIMEOUT", unset: "10s"
    }
    /// Maximum wait for a change that the target makes later, and for a call refused with 429
    /// [default: half of the step's time-out; until a change was seen, and if it took long, four
    /// times that].
    settle_timeout: Duration {
        key: "settle_timeout", flag: "--settle-timeout" "DURATION",
        variable: "BANKIDENT_SETTLE_TIMEOUT", unset: "15s"
    }
    /// Open a connection for each call, for a server that closes kept ones without saying so.
    new_connections: bool {
        key: "new_connections", flag: "--new-connections" "",
        variable: "BANKIDENT_NEW_CONNECTIONS", default: false
    }
    /// Run on production, too: only scenarios that change nothing, the others are not applicable.
    allow_production: bool {
        key: "allow_production", flag: "--allow-production" "",
        variable: "BANKIDENT_ALLOW_PRODUCTION", default: false
    }
    /// Timers of the target: snapshot=10m,otp=10m,authorization=10m,expiry=30d,token=1h.
    timing: Timing {
        key: "timing", flag: "--timing" "TIMERS", variable: "BANKIDENT_TIMING",
        default: Timing::default()
    }
    /// Driver of the hosted bank page: auto (form, then a browser if the page needs one), form,
    /// browser or manual.
    wizard: WizardDriver {
        key: "wizard", flag: "--wizard" "DRIVER", variable: "BANKIDENT_WIZARD",
        default: WizardDriver::Auto
    }
    /// Path of a chromedriver, or the URL of a running one.
    chromedriver: Chromedriver {
        key: "chromedriver", variable: "BANKIDENT_CHROMEDRIVER", default: Chromedriver::default()
    }
    /// Source of the QES TAN: fixed:VALUE, outbox:URL, command:CMD or prompt; `{number}` and
    /// `{identification_id}` are replaced.
    tan_source: TanSource {
        key: "tan_source", flag: "--tan-source" "SOURCE", variable: "BANKIDENT_TAN_SOURCE",
        unset: "none", secret: true
    }
    /// Mobile numbers of the customers, whose SMS the TAN source shows, as in +491701234567
    /// [default: the static number of the guide].
    customer_numbers: Vec<CustomerNumber> {
        key: "customer_numbers", flag: "--customer-numbers" "NUMBER,…",
        variable: "BANKIDENT_CUSTOMER_NUMBERS", default: Vec::new(), secret: true, server_only: true
    }
    /// Address on which the receiver of webhooks listens [default: a free port of this machine].
    webhook_listen: SocketAddr {
        key: "webhooks.listen", flag: "--webhook-listen" "ADDR",
        variable: "BANKIDENT_WEBHOOK_LISTEN", default: SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    }
    /// URL at which the target reaches the receiver of webhooks, as in `https://host/path`.
    webhook_url: Url {
        key: "webhooks.url", flag: "--webhook-url" "PUBLIC_URL", variable: "BANKIDENT_WEBHOOK_URL",
        unset: "the listener's own"
    }
    /// Count warnings and deviations as failures.
    strict: bool {
        key: "strict", flag: "--strict" "", variable: "BANKIDENT_STRICT", default: false
    }
    /// Stop after N consecutive scenarios that could not observe the target; 0 = never
    /// [default: 20].
    give_up_after: u64 {
        key: "limits.give_up_after", flag: "--give-up-after" "N",
        variable: "BANKIDENT_GIVE_UP_AFTER", default: 20
    }
}

#[cfg(test)]
mod tests;
