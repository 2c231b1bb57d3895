//! Expectations of an answer, member by member; all differences are reported at once.
//!
//! Expectations read the raw JSON and not the types of the simulator, because a wrong name in such a
//! type would not be noticed. Documented freedoms become deviations instead of differences.

use jiff::Timestamp;
use serde_json::Value;

use crate::api::{Status, documented_members, same_code};
use crate::evidence::{Check, Deviation, Mismatch, Reply, Unobserved};

use super::foreign_refusal::foreign_refusal;

/// Status codes that refuse a request for its content, not for its caller or its path.
const REFUSALS: [u16; 6] = [400, 403, 404, 409, 412, 422];

/// Maximum number of additional members that are reported by name.
const MAX_NAMED_MEMBERS: usize = 20;

/// An answer under examination.
#[derive(Debug)]
pub struct Expectation<'a> {
    reply: &'a Reply,
    mismatches: Vec<Mismatch>,
    deviations: Vec<Deviation>,
    /// Reason why the answer decides nothing, such as a refusal that does not come from the API.
    undecided: Option<&'static str>,
}

/// Expected value of a member.
#[derive(Clone, Copy, Debug)]
pub enum Member<'a> {
    /// Present, and this value.
    Is(&'a Value),
    /// Present, and this text.
    Text(&'a str),
    /// JSON null; the text `"null"` (C-13) and an absent member are deviations.
    Null,
    /// Null, the text `"null"`, or absent.
    NullOrAbsent,
    /// A non-empty text.
    SomeText,
    /// An id with this suffix; 32 hex digits before it are the printed form.
    Id(&'a str),
    /// An ISO 8601 UTC timestamp.
    Timestamp,
    /// true or false.
    Boolean,
    /// An integer above zero.
    Positive,
    /// A text or null; an absent member is a deviation.
    TextOrNull,
    /// Present, whatever it is.
    Present,
}

impl<'a> Expectation<'a> {
    /// Starts the examination of an answer.
    pub fn of(reply: &'a Reply) -> Self {
        Self { reply, mismatches: Vec::new(), deviations: Vec::new(), undecided: None }
    }

    /// The answer itself.
    pub fn reply(&self) -> &'a Reply {
        self.reply
    }

    /// The request succeeded: 2xx with a JSON body. `printed` is the status code in the guide or in
    /// similar APIs; another 2xx is a deviation.
    #[must_use]
    pub fn done(mut self, printed: u16) -> Self {
        if !self.reply.is_success() {
            self.differs("status code", format!("{printed}"), self.reply.brief());
        } else if self.reply.status != printed {
            self.deviates(format!("{} for {printed}", self.reply.status), "status code");
        }
        match &self.reply.json {
            Err(fault) if self.reply.is_success() => {
                self.differs("body", "a JSON body".into(), fault.to_string());
            }
            Ok(json) if self.reply.is_success() => self.additional_members(json),
            _ => {}
        }
        self
    }

    /// Records undocumented members as deviations.
    fn additional_members(&mut self, json: &Value) {
        let documented = documented_members(&self.reply.operation);
        let (Some(documented), Some(members)) = (documented, json.as_object()) else { return };
        let additional = members.keys().filter(|name| !documented.contains(&name.as_str()));
        for name in additional.take(MAX_NAMED_MEMBERS) {
            self.deviates(format!("additional member {name}"), "body");
        }
    }

    /// The request was refused with any of the usual status codes. A refusal that does not come
    /// from the API, or is about the caller, decides nothing.
    #[must_use]
    pub fn refused(mut self) -> Self {
        if !is_refusal(self.reply) {
            self.differs(
                "status code",
                "a refusal (400, 403, 404, 409, 412 or 422)".into(),
                self.reply.brief(),
            );
        }
        self.undecided = self.undecided.or(foreign_refusal(self.reply));
        self
    }

    /// The request was done as `printed`, or refused.
    #[must_use]
    pub fn done_or_refused(self, printed: u16) -> Self {
        if self.reply.is_success() { self.done(printed) } else { self.refused() }
    }

    /// The request was refused with exactly this status code and error code (case aside).
    #[must_use]
    pub fn refused_with(mut self, status: u16, code: &str) -> Self {
        let codes = self.reply.error_codes();
        if self.reply.status != status {
            self.differs("status code", status.to_string(), self.reply.brief());
        }
        if !codes.iter().any(|it| same_code(it, code)) {
            self.differs("errors[0].code", code.to_owned(), listed(&codes));
        } else if !codes.iter().any(|it| it == code) {
            self.deviates(format!("{} for {code}", listed(&codes)), "error code");
        }
        self
    }

    /// The member at `path` is as `expected`.
    #[must_use]
    pub fn member(mut self, path: &str, expected: Member<'_>) -> Self {
        if let Err(fault) = &self.reply.json {
            // Reported once: without JSON every member would repeat the same difference.
            if !self.mismatches.iter().any(|it| it.path == "body") {
                self.differs("body", "a JSON body".into(), fault.to_string());
            }
            return self;
        }
        match compare(self.reply.member(path), expected) {
            MemberComparison::Fits => {}
            MemberComparison::Deviates(what) => self.deviates(what, path),
            MemberComparison::Differs(expected) => {
                let actual = shown(self.reply.member(path));
                self.differs(path, expected, actual);
            }
        }
        self
    }

    /// Several members at once.
    #[must_use]
    pub fn members(self, expected: &[(&str, Member<'_>)]) -> Self {
        expected.iter().fold(self, |it, (path, expected)| it.member(path, *expected))
    }

    /// Adds a difference found elsewhere.
    #[must_use]
    pub fn unless(
        mut self,
        holds: bool,
        path: &str,
        expected: &str,
        actual: impl Into<String>,
    ) -> Self {
        if !holds {
            self.differs(path, expected.to_owned(), actual.into());
        }
        self
    }

    /// Notes a documented freedom, when `taken`.
    #[must_use]
    pub fn freedom(mut self, taken: bool, what: &str, path: &str) -> Self {
        if taken {
            self.deviates(what.to_owned(), path);
        }
        self
    }

    /// Marks the answer as undecided for this reason, if `holds` and no member differs.
    #[must_use]
    pub fn undecided_if(mut self, holds: bool, why: &'static str) -> Self {
        self.undecided = self.undecided.or(holds.then_some(why));
        self
    }

    /// Returns why the answer shows neither that the statement holds nor that it does not.
    pub fn undecided(&self) -> Option<Unobserved> {
        let why = self.undecided.filter(|_| self.mismatches.is_empty())?;
        Some(Unobserved::blocked_by(self.reply, why))
    }

    /// Ends the examination: the check and the freedoms taken.
    pub fn conclude(mut self, statement: &str) -> (Check, Vec<Deviation>) {
        for name in self.reply.doubled_members.iter().take(MAX_NAMED_MEMBERS) {
            self.deviates(format!("{name} occurs twice in an object; the last one counts"), "body");
        }
        let check = Check::new(statement, self.mismatches).seen_in(Some(self.reply.exchange));
        (check, self.deviations)
    }

    fn differs(&mut self, path: &str, expected: String, actual: String) {
        self.mismatches.push(Mismatch::new(path, expected, actual));
    }

    fn deviates(&mut self, what: String, path: &str) {
        let place = format!("{}: {path}", self.reply.operation);
        self.deviations.push(Deviation { what, place, step: 0 });
    }
}

/// Whether the request was refused for its content. An internal error of the server is not a refusal.
pub fn is_refusal(reply: &Reply) -> bool {
    REFUSALS.contains(&reply.status)
}

/// The documented status an answer carries.
pub fn status_of(reply: &Reply) -> Option<Status> {
    Status::named(reply.text("status")?)
}

/// 404. A 403 reveals no more, and is a freedom.
pub fn not_found(reply: &Reply) -> Expectation<'_> {
    let hidden = matches!(reply.status, 403 | 404);
    Expectation::of(reply).unless(hidden, "status code", "404", reply.brief()).freedom(
        reply.status == 403,
        "403 for 404",
        "status code",
    )
}

enum MemberComparison {
    Fits,
    Deviates(String),
    Differs(String),
}

fn compare(actual: Option<&Value>, expected: Member<'_>) -> MemberComparison {
    use MemberComparison::{Deviates, Differs, Fits};
    let fits_if = |fits: bool, words: String| if fits { Fits } else { Differs(words) };
    let text = actual.and_then(Value::as_str);
    let null_text = text == Some("null");
    match expected {
        Member::Is(value) => fits_if(actual == Some(value), value.to_string()),
        Member::Text(words) => fits_if(text == Some(words), format!("\"{words}\"")),
        Member::Null | Member::NullOrAbsent if null_text => Deviates("\"null\" for null".into()),
        Member::Null | Member::TextOrNull if actual.is_none() => Deviates("absent for null".into()),
        Member::Null => fits_if(actual.is_some_and(Value::is_null), "null".into()),
        Member::NullOrAbsent => fits_if(actual.is_none_or(Value::is_null), "null".into()),
        Member::SomeText => {
            fits_if(text.is_some_and(|it| !it.trim().is_empty() && !null_text), "a text".into())
        }
        Member::Id(suffix) => id(text, suffix),
        Member::Timestamp => timestamp(text),
        Member::Boolean => fits_if(actual.is_some_and(Value::is_boolean), "true or false".into()),
        Member::Positive => fits_if(
            actual.and_then(Value::as_u64).is_some_and(|it| it > 0),
            "an integer above zero".into(),
        ),
        Member::TextOrNull => fits_if(
            actual.is_some_and(|it| it.is_string() || it.is_null()),
            "a text or null".into(),
        ),
        Member::Present => fits_if(actual.is_some(), "to be there".into()),
    }
}

/// The guide prints milliseconds and `Z`; other notations of UTC are a freedom.
fn timestamp(text: Option<&str>) -> MemberComparison {
    let text = text.unwrap_or_default();
    let utc = text.ends_with('Z') || text.ends_with("+00:00") || text.ends_with("+0000");
    if !utc || text.parse::<Timestamp>().is_err() {
        return MemberComparison::Differs("an ISO 8601 UTC timestamp".into());
    }
    let printed = text.len() == "2022-08-11T08:38:21.000Z".len() && text.as_bytes()[19] == b'.';
    if printed {
        MemberComparison::Fits
    } else {
        MemberComparison::Deviates("a time without milliseconds and Z".into())
    }
}

fn id(text: Option<&str>, suffix: &str) -> MemberComparison {
    let stem = text.and_then(|text| text.strip_suffix(suffix)).unwrap_or("");
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if stem.len() == 32 && stem.chars().all(hex) {
        MemberComparison::Fits
    } else if stem.is_empty() {
        MemberComparison::Differs(format!("an id ending in `{suffix}`"))
    } else {
        MemberComparison::Deviates(format!("an id that is not 32 hex digits + `{suffix}`"))
    }
}

fn listed(codes: &[String]) -> String {
    if codes.is_empty() { "no error code".to_owned() } else { codes.join(", ") }
}

/// Formats a value for a report: shortened, and absence distinct from null.
pub fn shown(value: Option<&Value>) -> String {
    let text = value.map_or("absent".to_owned(), Value::to_string);
    if text.chars().count() <= 120 {
        return text;
    }
    format!("{}…", text.chars().take(120).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap as Headers;
    use serde_json::json;

    fn reply(status: u16, json: &Value) -> Reply {
        let body = json.to_string().into_bytes();
        Reply::new("GET /x".into(), 0, status, Headers::new(), body)
    }

    fn paths(expectation: Expectation<'_>) -> Vec<String> {
        expectation.conclude("x").0.mismatches.into_iter().map(|it| it.path).collect()
    }

    #[test]
    fn all_differences_are_reported_at_once() {
        let reply = reply(500, &json!({"id": 7, "url": "x"}));
        let found = paths(Expectation::of(&reply).done(200).members(&[
            ("id", Member::Id("cidt")),
            ("url", Member::Null),
            ("iban", Member::Text("DE")),
        ]));
        assert_eq!(found, ["status code", "id", "url", "iban"]);
    }

    #[test]
    fn documented_freedoms_are_deviations() {
        let reply = reply(200, &json!({"id": "abccidt", "url": "null"}));
        let (check, deviations) = Expectation::of(&reply)
            .done(201)
            .members(&[("id", Member::Id("cidt")), ("url", Member::Null)])
            .conclude("x");
        assert!(check.holds());
        assert_eq!(deviations.len(), 3);
    }

    #[test]
    fn codes_compare_without_case_but_status_codes_exactly() {
        let reply = reply(412, &json!({"errors": [{"code": "expired"}]}));
        assert!(paths(Expectation::of(&reply).refused_with(412, "EXPIRED")).is_empty());
        assert_eq!(paths(Expectation::of(&reply).refused_with(409, "EXPIRED")), ["status code"]);
        assert_eq!(paths(Expectation::of(&reply).refused_with(412, "JOINT")), ["errors[0].code"]);
    }

    #[test]
    fn doubled_members_are_deviations() {
        let body = br#"{"a":1,"a":2}"#.to_vec();
        let reply = Reply::new("GET /x".into(), 0, 200, Headers::new(), body);
        let (check, deviations) = Expectation::of(&reply).done(200).conclude("x");
        assert!(check.holds());
        assert_eq!(deviations.len(), 1, "{deviations:?}");
    }

    #[test]
    fn a_body_that_is_not_json_is_reported_once() {
        let reply = Reply::new("GET /x".into(), 0, 200, Headers::new(), b"<html>".to_vec());
        let expectation = Expectation::of(&reply).done(200).member("a", Member::Present);
        assert_eq!(paths(expectation.member("b", Member::Present)), ["body"]);
    }

    #[test]
    fn a_request_may_be_done_or_refused() {
        assert!(paths(Expectation::of(&reply(200, &json!({}))).done_or_refused(200)).is_empty());
        assert!(paths(Expectation::of(&reply(412, &json!({}))).done_or_refused(200)).is_empty());
        let broken = reply(500, &json!({}));
        assert_eq!(paths(Expectation::of(&broken).done_or_refused(200)), ["status code"]);
    }

    #[test]
    fn a_server_error_is_no_refusal() {
        assert_eq!(paths(Expectation::of(&reply(500, &json!({}))).refused()), ["status code"]);
        assert!(paths(Expectation::of(&reply(409, &json!({}))).refused()).is_empty());
    }
}
