//! Reasons why there is no answer.

use std::error::Error;
use std::time::Duration;

use rustls::AlertDescription;
use url::Url;

use crate::client::http::coding::CodingError;
use crate::client::http::intake::MAX_BODY_BYTES;
use crate::client::http::request::ApiRequest;
use crate::evidence::Unobserved;

/// Maximum length of the URL of a request: it may contain an id that the target gave.
pub(super) const MAX_URL_BYTES: usize = 64 * 1024;

/// The reason that an error of the HTTP library shows.
pub(super) fn unobserved(
    call: &ApiRequest,
    error: &reqwest::Error,
    limit: Duration,
    shows_certificate: bool,
) -> Unobserved {
    let operation = call.operation.clone();
    let detail = chain(error);
    if !shows_certificate && asks_for_certificate(error) {
        let detail =
            format!("the server asks for a client certificate: give --client-cert ({detail})");
        return Unobserved::NoConnection { address: address(&call.url), detail };
    }
    if error.is_timeout() && !error.is_connect() {
        return timed_out(call, limit);
    }
    if error.is_connect() {
        return Unobserved::NoConnection { address: address(&call.url), detail };
    }
    Unobserved::Broken { operation, detail }
}

/// A request whose URL is too long to be sent.
pub(super) fn too_long(call: &ApiRequest) -> Unobserved {
    Unobserved::Dependency {
        what: format!("{} is not sent", call.operation),
        detail: format!(
            "its URL has {} bytes, and at most {MAX_URL_BYTES} are sent: the target gave a very long id or address",
            call.url.as_str().len()
        ),
    }
}

/// An answer whose body cannot be decoded.
pub(super) fn undecoded(call: &ApiRequest, error: CodingError) -> Unobserved {
    let operation = call.operation.clone();
    let asked = "`identity` was asked for";
    let detail = match error {
        CodingError::TooLarge => {
            return Unobserved::TooLarge { operation, limit_bytes: MAX_BODY_BYTES };
        }
        CodingError::Unknown(coding) => format!("its content coding is {coding}; {asked}"),
        CodingError::Damaged { coding, detail } => {
            format!("it is not in its content coding {coding} ({detail}); {asked}")
        }
    };
    Unobserved::Dependency { what: format!("the answer to {operation} cannot be read"), detail }
}

/// An answer that was not complete within the limit.
pub(super) fn timed_out(call: &ApiRequest, limit: Duration) -> Unobserved {
    let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
    Unobserved::TimedOut { operation: call.operation.clone(), limit_ms }
}

/// Whether the server ended the connection because the client showed no certificate.
fn asks_for_certificate(error: &reqwest::Error) -> bool {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let inner = causes.filter_map(|cause| cause.downcast_ref::<std::io::Error>()?.get_ref());
    let mut alerts = inner.filter_map(|cause| match cause.downcast_ref::<rustls::Error>() {
        Some(rustls::Error::AlertReceived(alert)) => Some(*alert),
        _ => None,
    });
    alerts.any(|alert| alert == AlertDescription::CertificateRequired)
}

/// The causes of the error, without the URL, which may contain a session key.
fn chain(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut texts = Vec::new();
    while let Some(error) = cause {
        let text = error.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        cause = error.source();
    }
    if texts.is_empty() { "no further detail".to_owned() } else { texts.join(": ") }
}

/// Scheme, host and port.
pub(super) fn address(url: &Url) -> String {
    url[..url::Position::BeforePath].to_owned()
}
