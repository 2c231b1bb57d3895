//! Whether a call may use a connection that was used before.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::{Method, Response};

use crate::client::http::request::ApiRequest;

/// Maximum time that a connection is kept without a call. Servers close theirs after five seconds at the
/// earliest, so that a call hardly ever meets a connection that is being closed.
pub(super) const MAX_IDLE: Duration = Duration::from_secs(1);
/// Number of further calls over kept connections after which a server is known to keep them.
const PROOF: u32 = 8;

/// Observations of the connections that are kept.
#[derive(Debug)]
pub(super) struct KeptConnections {
    wanted: bool,
    /// Own addresses of the connections; empty once the server is known to keep them.
    seen: RefCell<HashSet<SocketAddr>>,
    /// Number of further calls that were answered over one.
    served: Cell<u32>,
    /// Whether the server closed one without saying so.
    broke: Cell<bool>,
}

impl KeptConnections {
    /// Keeps connections if they are wanted.
    pub(super) fn new(wanted: bool) -> Self {
        let (seen, served, broke) = Default::default();
        Self { wanted, seen, served, broke }
    }

    /// Whether this call may use one: a call that may be sent again, or any if the server keeps
    /// connections.
    pub(super) fn may_carry(&self, call: &ApiRequest) -> bool {
        let is_safe = call.method == Method::GET || call.method == Method::HEAD;
        self.wanted && (is_safe || (self.served.get() >= PROOF && !self.broke.get()))
    }

    /// Notes the result of a call that was allowed to use one.
    pub(super) fn note(&self, sent: Result<&Response, &reqwest::Error>) {
        match sent {
            Err(error) => self.broke.set(self.broke.get() || closed(error)),
            Ok(_) if self.served.get() >= PROOF => self.seen.borrow_mut().clear(),
            Ok(answer) => {
                let own = answer.extensions().get::<HttpInfo>().map(HttpInfo::local_addr);
                let again = own.is_some_and(|own| !self.seen.borrow_mut().insert(own));
                self.served.set(self.served.get() + u32::from(again));
            }
        }
    }
}

/// Whether the connection broke, not for lack of time, before an answer began.
fn closed(error: &reqwest::Error) -> bool {
    !error.is_timeout() && !error.is_connect()
}
