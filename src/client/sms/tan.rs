//! Reads the TAN of the QES from the customer's SMS.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use url::Url;

use crate::client::http::request::{ApiRequest, Body, RecordedBody};
use crate::client::polling::{Observation, eventually};
use crate::client::session::Session;
use crate::client::sms::prompt::ANSWER_LIMIT;
use crate::config::TanSource;
use crate::evidence::{Reply, Unobserved};

/// Maximum output of a TAN command, in bytes.
const MAX_OUTPUT_BYTES: u64 = 4096;

/// State of the SMS source at one moment; a new TAN changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxCursor {
    entries: usize,
    last: Option<String>,
}

/// Recipient and identification of the SMS wanted.
#[derive(Clone, Copy, Debug)]
pub struct SmsQuery<'a> {
    /// Mobile number it is sent to.
    pub number: &'a str,
    /// Identification whose TAN it contains; `None` for the OTP of the number.
    pub identification_id: Option<&'a str>,
}

impl Session {
    /// Whether TANs can be read.
    pub fn can_read_tan(&self) -> bool {
        self.context.target.control.is_some() || self.context.target.settings.tan_source.is_some()
    }

    /// A plausible TAN: the fixed one, or the documented OTP.
    pub fn likely_tan(&self) -> String {
        match self.source() {
            Some(TanSource::Fixed(value)) => value.reveal().to_owned(),
            _ => crate::api::STATIC_OTP.to_owned(),
        }
    }

    /// Returns the current state of the source.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn outbox_cursor(&self, sms: SmsQuery<'_>) -> Result<OutboxCursor, Unobserved> {
        self.look_up(sms).await
    }

    /// Waits for the first TAN or OTP after `cursor`.
    ///
    /// # Errors
    /// When the source yields nothing new in time.
    pub async fn code_after(
        &self,
        cursor: &OutboxCursor,
        sms: SmsQuery<'_>,
    ) -> Result<String, Unobserved> {
        if let Some(TanSource::Fixed(value)) = self.source() {
            return Ok(value.reveal().to_owned());
        }
        if let Some(TanSource::Prompt) = self.source() {
            return self.ask_for_tan(sms).await;
        }
        let limit = self.context.sms_limit();
        let seen = eventually(limit, async || {
            let seen = self.look_up(sms).await?;
            Ok(Observation::new(seen != *cursor && seen.last.is_some(), seen))
        });
        if let Observation::Settled(OutboxCursor { last: Some(tan), .. }) = seen.await? {
            self.context.sms_missed.set(0);
            self.learn_secret("tan", &tan);
            Ok(tan)
        } else {
            self.context.sms_missed.set(self.context.sms_missed.get() + 1);
            if let Some(TanSource::Command(_)) = self.source() {
                let detail = format!(
                    "the command printed nothing new within {} ms; a TAN that never changes is \
                     fixed:VALUE",
                    limit.as_millis()
                );
                return Err(source_failed(detail));
            }
            Err(Unobserved::NotReached {
                what: "no TAN was sent".into(),
                limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
                last_seen: "no new SMS".into(),
            })
        }
    }

    async fn ask_for_tan(&self, sms: SmsQuery<'_>) -> Result<String, Unobserved> {
        let prompt = self.context.prompt();
        let SmsQuery { number, identification_id } = sms;
        let what = match identification_id {
            Some(id) => format!("TAN of identification {id}"),
            None => "OTP of the mobile number".to_owned(),
        };
        let question = format!("{what} (SMS to {}; an empty line if none came)", ending(number));
        let waiting = |extra| self.grant(extra);
        let tan = prompt.ask(&question, ANSWER_LIMIT, waiting).await;
        let tan = tan.map_err(|why| source_failed(why.to_string()))?;
        self.learn_secret("tan", &tan);
        Ok(tan)
    }

    pub(crate) fn source(&self) -> Option<&TanSource> {
        let target = &self.context.target;
        if target.control.is_some() { None } else { target.settings.tan_source.as_ref() }
    }

    async fn look_up(&self, sms: SmsQuery<'_>) -> Result<OutboxCursor, Unobserved> {
        let SmsQuery { number, identification_id } = sms;
        match self.source() {
            None if self.context.target.control.is_none() => Ok(OutboxCursor::default()),
            None => {
                let query = match identification_id {
                    Some(id) => ("identification_id", id),
                    None => ("number", number),
                };
                let reply = self.control_outbox(query).await?;
                Ok(cursor(entries(&reply)?, identification_id))
            }
            Some(TanSource::Fixed(_) | TanSource::Prompt | TanSource::At(_)) => {
                Ok(OutboxCursor::default())
            }
            Some(TanSource::Outbox(template)) => {
                let call = outbox_call(template, number, identification_id.unwrap_or_default())?;
                let reply = self.exchange(&call).await?;
                let entries = &entries_to(&reply, template, number)?;
                if names_identifications(entries) {
                    self.context.outbox_names_identifications.set(true);
                }
                Ok(cursor(entries, identification_id))
            }
            Some(TanSource::Command(template)) => {
                let limit = self.context.target.deadlines.request;
                let last = tokio::time::timeout(limit, run(template, sms)).await;
                let late = || source_failed("the command did not end in time".into());
                Ok(OutboxCursor { entries: 0, last: last.unwrap_or_else(|_| Err(late()))? })
            }
        }
    }
}

/// The call that reads an outbox.
pub(crate) fn outbox_call(
    template: &str,
    number: &str,
    identification_id: &str,
) -> Result<ApiRequest, Unobserved> {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let filled = fill(template, &encode(number), &encode(identification_id));
    let url = Url::parse(&filled)
        .map_err(|error| source_failed(format!("the outbox URL is unusable: {error}")))?;
    Ok(ApiRequest {
        operation: "GET the SMS outbox".into(),
        method: reqwest::Method::GET,
        url,
        headers: vec![("accept", "application/json".into())],
        body: Body::None,
        recorded: RecordedBody::OnlyTextsOf(&["token", "number", "identification_id"]),
    })
}

/// Last digits of a number, enough to recognise it.
fn ending(number: &str) -> String {
    if number == crate::api::STATIC_NUMBER {
        return number.to_owned();
    }
    let skipped = number.chars().count().saturating_sub(3);
    format!("…{}", number.chars().skip(skipped).collect::<String>())
}

fn fill(template: &str, number: &str, identification_id: &str) -> String {
    template.replace("{number}", number).replace("{identification_id}", identification_id)
}

/// Entries of an outbox.
pub(crate) fn entries(reply: &Reply) -> Result<&[Value], Unobserved> {
    let entries = reply.json.as_ref().ok().and_then(Value::as_array);
    let unusable =
        || source_failed(format!("the outbox answered {}, expected a JSON array", reply.brief()));
    entries.filter(|_| reply.is_success()).map(Vec::as_slice).ok_or_else(unusable)
}

/// Entries of an outbox about SMS to this number. An address that names neither number nor
/// identification may show the SMS of others, too; they are left out if all entries name their numbers.
pub(crate) fn entries_to(
    reply: &Reply,
    template: &str,
    number: &str,
) -> Result<Vec<Value>, Unobserved> {
    let entries = entries(reply)?;
    let is_narrowed = ["{number}", "{identification_id}"].iter().any(|it| template.contains(it));
    let names_number =
        |entry: &Value| entry["number"].as_str().is_some_and(|number| number.starts_with('+'));
    if is_narrowed || !entries.iter().all(names_number) {
        return Ok(entries.to_vec());
    }
    Ok(entries.iter().filter(|entry| entry["number"] == number).cloned().collect())
}

/// TAN or OTP of an entry.
pub(crate) fn token(entry: &Value) -> Option<String> {
    match entry.get("token")? {
        Value::String(token) => Some(token.clone()),
        Value::Number(token) => Some(token.to_string()),
        _ => None,
    }
}

/// Whether every entry has the member `identification_id`, which may be null.
fn names_identifications(entries: &[Value]) -> bool {
    !entries.is_empty() && entries.iter().all(|it| it.get("identification_id").is_some())
}

/// Skips entries of other identifications. Entries without the member count, unless TANs name their
/// identification. An OTP belongs to none.
fn cursor(entries: &[Value], identification_id: Option<&str>) -> OutboxCursor {
    let tans_are_named = entries.iter().any(|it| it["identification_id"].is_string());
    let is_own = |entry: &&Value| match entry.get("identification_id") {
        Some(owner) => owner.as_str() == identification_id,
        None => identification_id.is_none() || !tans_are_named,
    };
    let own: Vec<&Value> = entries.iter().filter(is_own).collect();
    OutboxCursor { entries: own.len(), last: own.last().and_then(|entry| token(entry)) }
}

async fn run(template: &str, sms: SmsQuery<'_>) -> Result<Option<String>, Unobserved> {
    // The id comes from the target; only harmless characters may reach a shell.
    let harmless = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let number = |c: char| c.is_ascii_digit() || c == '+';
    let id = sms.identification_id.unwrap_or_default();
    if !id.chars().all(harmless) || !sms.number.chars().all(number) {
        return Err(source_failed(
            "the identification's id or the number has characters that are not passed to a shell"
                .into(),
        ));
    }
    let failed = |error: std::io::Error| source_failed(format!("the command failed: {error}"));
    let mut process = tokio::process::Command::new("sh")
        .arg("-c")
        .arg(fill(template, sms.number, id))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let mut printed = Vec::new();
    if let Some(out) = process.stdout.take() {
        out.take(MAX_OUTPUT_BYTES).read_to_end(&mut printed).await.map_err(failed)?;
    }
    if printed.len() as u64 == MAX_OUTPUT_BYTES {
        return Err(source_failed(format!(
            "the command prints more than {MAX_OUTPUT_BYTES} bytes; expected a TAN"
        )));
    }
    let status = process.wait().await.map_err(failed)?;
    if !status.success() {
        return Err(source_failed(format!("the command ended with {status}")));
    }
    let text = String::from_utf8_lossy(&printed).trim().to_owned();
    Ok((!text.is_empty()).then_some(text))
}

pub(crate) fn source_failed(detail: String) -> Unobserved {
    Unobserved::Dependency { what: "the TAN source failed".into(), detail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn last(json: &Value) -> Option<String> {
        cursor(json.as_array().unwrap(), Some("me")).last
    }

    #[test]
    fn the_last_own_entry_counts() {
        assert_eq!(last(&json!([{"token": "1"}, {"token": 22}])), Some("22".into()));
        let mixed = json!([
            {"token": "1", "identification_id": "me"},
            {"token": "2", "identification_id": "you"}
        ]);
        assert_eq!(last(&mixed), Some("1".into()));
        assert_eq!(last(&json!([{"token": "3", "identification_id": null}])), None);
        assert_eq!(last(&json!([])), None);
        let otp = json!({"token": "4"});
        assert_eq!(
            last(&json!([{"token": "1", "identification_id": "me"}, otp])),
            Some("1".into())
        );
        assert_eq!(last(&json!([{"token": "2", "identification_id": "you"}, otp])), None);
        let otps = json!([{"token": "4", "identification_id": null}, {"token": "5", "identification_id": "me"}]);
        assert_eq!(cursor(otps.as_array().unwrap(), None).last, Some("4".into()));
    }

    #[test]
    fn an_outbox_of_all_numbers_is_searched_for_those_to_one() {
        let body = br#"[{"number":"+1","token":"1"},{"number":"+2","token":"2"}]"#;
        let reply = Reply::new("GET".into(), 0, 200, http::HeaderMap::new(), body.to_vec());
        let tokens = |template, number| -> Vec<_> {
            let entries = entries_to(&reply, template, number).unwrap();
            entries.iter().filter_map(token).collect()
        };
        assert_eq!(tokens("http://h/sms", "+2"), ["2"]);
        assert_eq!(tokens("http://h/sms", "+3"), [""; 0]);
        for narrowed in ["http://h/sms?{number}", "http://h/sms?{identification_id}"] {
            assert_eq!(tokens(narrowed, "+2"), ["1", "2"]);
        }
    }

    #[test]
    fn the_number_is_encoded_for_a_url() {
        let call = outbox_call("http://h/sms?number={number}&id={identification_id}", "+1", "x y")
            .unwrap();
        assert_eq!(call.url.as_str(), "http://h/sms?number=%2B1&id=x+y");
    }
}
