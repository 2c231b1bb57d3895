//! Limits of a run on requests, persons and SMS, and the list of resources it created.
//!
//! A request beyond a limit is not sent. A resource is listed before it is used, so that the list is
//! complete even if the run is aborted.

use std::cell::{Cell, RefCell};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::iter::Sum;
use std::num::NonZeroU64;
use std::ops::Add;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::json;

use crate::client::http::request::TOKEN_OPERATION;
use crate::client::http::request::{ApiAnswer, ApiRequest};
use crate::config::{RunSettings, Target};
use crate::evidence::{LiveSecretScanner, Redaction, Unobserved, mask_text, read_json};

/// End of the paths that cause an SMS.
const SENDS_SMS: &str = "/authorize";
/// Ends of the paths that create a resource, and its kind.
const CREATES: [(&str, &str); 4] = [
    ("/persons", "person"),
    ("/mobile_number", "mobile_number"),
    ("/identifications", "identification"),
    ("/webhooks", "webhook"),
];

/// Reason why a call is not sent to production.
const ONLY_READS: &str = "the target is production, to which only calls that read are sent";

/// Whether an operation changes nothing at the target. A lookup of an IBAN is a `POST` and reads.
fn reads(operation: &str) -> bool {
    operation.starts_with("GET ") || [TOKEN_OPERATION, LOOKUP].contains(&operation)
}

/// The operation that looks an IBAN up.
const LOOKUP: &str = "POST /v1/iban_lookups";

/// Counts requests, and keeps the list of created resources.
#[derive(Debug)]
pub(crate) struct Quota {
    limits: RunSettings,
    reads_only: bool,
    spent: Cell<Usage>,
    list: Option<PathBuf>,
    open: RefCell<Option<File>>,
    redaction: Rc<Redaction>,
    scanner: RefCell<LiveSecretScanner>,
}

/// Numbers of requests, persons and SMS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests to the API and for tokens.
    pub requests: u64,
    /// Number of these requests that were for tokens.
    pub tokens: u64,
    /// Persons registered.
    pub persons: u64,
    /// SMS sent.
    pub sms: u64,
}

impl Usage {
    /// Usage of one call of this operation; other calls, such as to an outbox, use nothing.
    pub fn of(operation: &str) -> Self {
        let (method, path) = operation.split_once(' ').unwrap_or_default();
        let path = path.split('?').next().unwrap_or(path);
        let is_token = operation == TOKEN_OPERATION;
        if !is_token && !path.starts_with("/v1/") {
            return Self::default();
        }
        Self {
            requests: 1,
            tokens: is_token.into(),
            persons: (method == "POST" && path.ends_with("/persons")).into(),
            sms: (matches!(method, "POST" | "PATCH") && path.ends_with(SENDS_SMS)).into(),
        }
    }
}

impl Usage {
    /// This usage without a part of it.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self {
            requests: self.requests.saturating_sub(part.requests),
            tokens: self.tokens.saturating_sub(part.tokens),
            persons: self.persons.saturating_sub(part.persons),
            sms: self.sms.saturating_sub(part.sms),
        }
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            requests: self.requests + more.requests,
            tokens: self.tokens + more.tokens,
            persons: self.persons + more.persons,
            sms: self.sms + more.sms,
        }
    }
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), Add::add)
    }
}

impl Quota {
    pub(crate) fn of(target: &Target, redaction: Rc<Redaction>) -> Self {
        let scanner = RefCell::new(LiveSecretScanner::new(redaction.known_secrets()));
        Self {
            scanner,
            redaction,
            limits: target.settings.clone(),
            reads_only: target.reads_only,
            spent: Cell::default(),
            list: target.created_list.clone(),
            open: RefCell::default(),
        }
    }

    /// Requests, persons and SMS used so far.
    pub(crate) fn spent(&self) -> Usage {
        self.spent.get()
    }

    /// Counts `call`, which is about to be sent.
    ///
    /// # Errors
    /// When a limit would be exceeded; the call must not be sent then.
    pub(crate) fn reserve(&self, call: &ApiRequest) -> Result<(), Unobserved> {
        if self.reads_only && !reads(&call.operation) {
            return Err(Unobserved::Inapplicable { detail: ONLY_READS.to_owned() });
        }
        let (limits, more) = (&self.limits, Usage::of(&call.operation));
        let spent = self.spent.get() + more;
        let max_requests = limits.max_requests.map(NonZeroU64::get);
        let numbers = [
            (more.requests, spent.requests, max_requests, "max_requests"),
            (more.persons, spent.persons, limits.max_persons, "max_persons"),
            (more.sms, spent.sms, limits.max_sms, "max_sms"),
        ];
        for (more, spent, limit, name) in numbers {
            if let Some(limit) = limit.filter(|limit| more > 0 && spent > *limit) {
                return Err(Unobserved::Dependency {
                    what: "a request was not sent".into(),
                    detail: format!("limits.{name} = {limit} is used up"),
                });
            }
        }
        self.spent.set(spent);
        Ok(())
    }

    /// Returns what `call` reserved beyond the request itself: it was answered 429, and so was not
    /// carried out.
    pub(crate) fn release(&self, call: &ApiRequest) {
        let (more, mut spent) = (Usage::of(&call.operation), self.spent.get());
        spent.persons -= more.persons;
        spent.sms -= more.sms;
        self.spent.set(spent);
    }

    /// Lists the resource that `call` created, if any.
    ///
    /// # Errors
    /// When it cannot be listed; then it must not be used.
    pub(crate) fn record_created(
        &self,
        call: &ApiRequest,
        answer: &ApiAnswer,
    ) -> Result<(), Unobserved> {
        let (Some(list), Some(kind)) = (&self.list, kind(call)) else { return Ok(()) };
        if !(200..300).contains(&answer.status) {
            return Ok(());
        }
        let body = read_json(&answer.body).unwrap_or_default().value;
        let Some(id) = body["id"].as_str() else { return Ok(()) };
        let at = jiff::Timestamp::now();
        // An id is neither secret nor personal, but a faulty target may send something else.
        let (id, path) = (self.masked(id), self.masked(call.url.path()));
        let entry = json!({ "at": format!("{at:.3}"), "kind": kind, "id": id, "path": path });
        let entry = entry.to_string();
        if let Some(kind) = self.scanner.borrow_mut().catches(entry.as_bytes()) {
            return Err(unlisted(list, &format!("the list would show a {kind}")));
        }
        let mut open = self.open.borrow_mut();
        let written = match open.as_mut() {
            Some(file) => writeln!(file, "{entry}"),
            None => OpenOptions::new().create(true).append(true).open(list).and_then(|mut file| {
                writeln!(file, "{entry}")?;
                *open = Some(file);
                Ok(())
            }),
        };
        written.map_err(|error| unlisted(list, &error.to_string()))
    }
}

fn unlisted(list: &Path, why: &str) -> Unobserved {
    Unobserved::Dependency {
        what: format!("a created resource cannot be listed in {}", list.display()),
        detail: why.to_owned(),
    }
}

impl Quota {
    fn masked(&self, text: &str) -> String {
        mask_text(&self.redaction, text)
    }
}

/// Kind of the resource that a call creates.
fn kind(call: &ApiRequest) -> Option<&'static str> {
    let path = call.operation.strip_prefix("POST /v1/").map(|_| call.operation.as_str())?;
    CREATES.iter().find(|(end, _)| path.ends_with(end)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::http::request::{Body, RecordedBody};
    use crate::evidence::KnownSecrets;
    use reqwest::Method;
    use serde_json::Value;

    fn call(method: Method, path: &str) -> ApiRequest {
        let url = format!("http://h{path}").parse().unwrap();
        let operation = format!("{method} {path}");
        let recorded = RecordedBody::Whole;
        ApiRequest { operation, method, url, headers: Vec::new(), body: Body::None, recorded }
    }

    fn quota(limits: RunSettings, list: Option<PathBuf>) -> Quota {
        Quota {
            limits,
            reads_only: false,
            spent: Cell::default(),
            list,
            open: RefCell::default(),
            redaction: Rc::default(),
            scanner: RefCell::new(LiveSecretScanner::new(KnownSecrets::default())),
        }
    }

    #[test]
    fn a_call_beyond_its_limit_is_refused_and_others_are_not() {
        let limits = RunSettings {
            max_sms: Some(1),
            max_persons: Some(1),
            max_requests: NonZeroU64::new(5),
            ..RunSettings::default()
        };
        let quota = quota(limits, None);
        let mut seen = Vec::new();
        let person = call(Method::POST, "/v1/persons");
        let otp = call(Method::POST, "/v1/persons/p/mobile_number/authorize");
        let tan = call(Method::PATCH, "/v1/persons/p/identifications/i/authorize");
        let get = call(Method::GET, "/v1/persons/p");
        let aid = ApiRequest { operation: "GET the SMS outbox".into(), ..get.clone() };
        for call in [&person, &person, &otp, &tan, &get, &aid, &get, &get, &get, &aid] {
            seen.push(quota.reserve(call).map_err(|why| why.to_string()));
        }
        let refused: Vec<_> = seen.iter().map(Result::is_err).collect();
        let expected = [false, true, false, true, false, false, false, false, true, false];
        assert_eq!(refused, expected);
        assert!(seen[1].as_ref().unwrap_err().contains("limits.max_persons = 1 is used up"));
        assert_eq!(quota.spent(), Usage { requests: 5, tokens: 0, persons: 1, sms: 1 });
        quota.release(&otp);
        assert_eq!(quota.spent(), Usage { requests: 5, tokens: 0, persons: 1, sms: 0 });
    }

    #[test]
    fn only_created_resources_are_listed() {
        let here = tempfile::tempdir().unwrap();
        let list = here.path().join("created.ndjson");
        let quota = quota(RunSettings::default(), Some(list.clone()));
        let answer = |status| ApiAnswer {
            status,
            headers: reqwest::header::HeaderMap::default(),
            body: br#"{"id": "x1"}"#.to_vec(),
        };
        let number = call(Method::POST, "/v1/persons/p/mobile_number");
        quota.record_created(&number, &answer(201)).unwrap();
        quota.record_created(&number, &answer(409)).unwrap();
        quota.record_created(&call(Method::GET, "/v1/persons"), &answer(200)).unwrap();
        let text = std::fs::read_to_string(list).unwrap();
        let entry: Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!((&entry["kind"], &entry["id"]), (&json!("mobile_number"), &json!("x1")));
        assert_eq!(entry["path"], "/v1/persons/p/mobile_number");
    }
}
