//! The WebDriver commands needed to visit the bank page, sent to a chromedriver.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use url::Url;

/// A browser controlled by a driver.
#[derive(Clone, Debug)]
pub(super) struct Driver {
    client: Client,
    session: Url,
    /// The browser, with its version.
    pub browser: String,
}

/// Error reported by the driver.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct DriverError {
    /// Error code of the protocol; empty if no driver answered.
    pub kind: String,
    /// Message of the driver.
    pub message: String,
}

pub(super) type DriverResult<T> = Result<T, DriverError>;

impl Driver {
    /// Starts a browser with the driver at `url`. `limit` is the time-out of a script or page load.
    pub async fn open(
        client: Client,
        url: &Url,
        capabilities: &Value,
        limit: Duration,
    ) -> DriverResult<Self> {
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let sessions = below(url, "session");
        let opened = command(&client, Method::POST, sessions.clone(), Some(wanted)).await?;
        let id = opened["sessionId"].as_str();
        let id = id.ok_or_else(|| silent("it does not name its session"))?;
        let member = |name: &str| opened["capabilities"][name].as_str().unwrap_or("?").to_owned();
        let browser = format!("{} {}", member("browserName"), member("browserVersion"));
        let driver = Self { client, session: below(&sessions, id), browser };
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let limits = json!({ "script": limit, "pageLoad": limit, "implicit": 0 });
        driver.post("timeouts", limits).await?;
        Ok(driver)
    }

    /// Ends the browser.
    pub async fn quit(&self) -> DriverResult<()> {
        command(&self.client, Method::DELETE, self.session.clone(), None).await.map(drop)
    }

    /// Whether the browser still executes commands.
    pub async fn is_alive(&self) -> bool {
        self.get("window/handles").await.is_ok()
    }

    async fn get(&self, path: &str) -> DriverResult<Value> {
        command(&self.client, Method::GET, below(&self.session, path), None).await
    }

    async fn post(&self, path: &str, body: Value) -> DriverResult<Value> {
        command(&self.client, Method::POST, below(&self.session, path), Some(body)).await
    }

    /// Opens a window and closes all others.
    pub async fn new_window(&self) -> DriverResult<()> {
        let left = self.get("window/handles").await?;
        let fresh = self.post("window/new", json!({ "type": "window" })).await?;
        for window in left.as_array().into_iter().flatten() {
            self.post("window", json!({ "handle": window })).await?;
            command(&self.client, Method::DELETE, below(&self.session, "window"), None).await?;
        }
        self.post("window", json!({ "handle": fresh["handle"] })).await.map(drop)
    }

    /// Sends a command of the `DevTools` protocol.
    pub async fn devtools(&self, name: &str, parameters: Value) -> DriverResult<()> {
        let body = json!({ "cmd": name, "params": parameters });
        self.post("goog/cdp/execute", body).await.map(drop)
    }

    /// Opens an address.
    pub async fn open_url(&self, address: &str) -> DriverResult<()> {
        self.post("url", json!({ "url": address })).await.map(drop)
    }

    /// Runs a script in the current frame.
    pub async fn execute(&self, script: &str, arguments: &[&Value]) -> DriverResult<Value> {
        self.post("execute/sync", json!({ "script": script, "args": arguments })).await
    }

    /// Enters a frame of the current one; `Null` is the page itself.
    pub async fn enter_frame(&self, frame: &Value) -> DriverResult<()> {
        self.post("frame", json!({ "id": frame })).await.map(drop)
    }

    /// Types into an element.
    pub async fn send_keys(&self, element: &Value, text: &str) -> DriverResult<()> {
        let path = format!("element/{}/value", id_of(element)?);
        self.post(&path, json!({ "text": text })).await.map(drop)
    }

    /// Clicks on an element.
    pub async fn click(&self, element: &Value) -> DriverResult<()> {
        let path = format!("element/{}/click", id_of(element)?);
        self.post(&path, json!({})).await.map(drop)
    }

    /// Returns a screenshot as PNG.
    pub async fn screenshot(&self) -> DriverResult<Vec<u8>> {
        let coded = self.get("screenshot").await?;
        let bytes = BASE64_STANDARD.decode(coded.as_str().unwrap_or_default());
        bytes.map_err(|error| {
            silent(&format!("the driver sent a screenshot that is not base64: {error}"))
        })
    }

    /// Returns the lines of the console since the last call.
    pub async fn console(&self) -> DriverResult<String> {
        let entries = self.post("se/log", json!({ "type": "browser" })).await?;
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let line = |entry| format!("{} {}", text(entry, "level"), text(entry, "message"));
        let lines: Vec<String> = entries.as_array().into_iter().flatten().map(line).collect();
        Ok(lines.join("\n"))
    }
}

fn below(url: &Url, path: &str) -> Url {
    let mut below = url.clone();
    if let Ok(mut segments) = below.path_segments_mut() {
        segments.pop_if_empty().extend(path.split('/'));
    }
    below
}

/// An element is an object with one member, whose name is a constant of the standard.
fn id_of(element: &Value) -> DriverResult<&str> {
    let id = element.as_object().and_then(|it| it.values().next()?.as_str());
    id.ok_or_else(|| silent("the driver sent an element without a reference"))
}

async fn command(
    client: &Client,
    method: Method,
    url: Url,
    body: Option<Value>,
) -> DriverResult<Value> {
    let mut request = client.request(method, url);
    if let Some(body) = &body {
        request = request.json(body);
    }
    // The address may contain credentials; the caller knows it anyway.
    let lost = |error: reqwest::Error| silent(&error.without_url().to_string());
    let answer = request.send().await.map_err(lost)?;
    let fine = answer.status().is_success();
    let mut document: Value = answer.json().await.map_err(lost)?;
    let value = document.get_mut("value").map(Value::take).unwrap_or_default();
    if fine {
        return Ok(value);
    }
    let member = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Err(DriverError { kind: member("error"), message: brief(&member("message")) })
}

fn silent(why: &str) -> DriverError {
    DriverError { kind: String::new(), message: why.to_owned() }
}

/// The driver's message without the state of its session.
fn brief(message: &str) -> String {
    let head = message.split("(Session info").next().unwrap_or_default();
    let lines: Vec<_> = head.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ").chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_below_their_session() {
        let url = Url::parse("http://grid:4444/wd/hub/").unwrap();
        assert_eq!(below(&url, "session").as_str(), "http://grid:4444/wd/hub/session");
        assert_eq!(id_of(&json!({"element-6066": "f.1"})), Ok("f.1"));
        assert!(id_of(&json!("f.1")).is_err());
    }

    #[test]
    fn a_message_is_reported_without_the_drivers_state() {
        let message =
            "session not created: version 99\nis 156\n  (Session info: chrome=156)\n#0 0x5";
        assert_eq!(brief(message), "session not created: version 99 is 156");
    }
}
