//! A browser of the size of a phone, an app that is set up by hand, and an observation at the desk.

#![expect(clippy::disallowed_methods, reason = "browser and app are no part of the harness")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bankident_conformance::client::wait_real_time;
use serde_json::{Value, json};

use crate::browser::{kill, started_by};
use crate::cli::Bankident;

/// Number of times that a page is looked at before it counts as unchanged.
const LOOKS: usize = 200;
/// Number of times that a driver is started before it counts as unable to.
const STARTS: usize = 5;
/// Keys of the WebDriver protocol.
pub const TAB: &str = "\u{e004}";
pub const ENTER: &str = "\u{e007}";

/// A browser window of the size of a phone.
pub struct Browser {
    driver: Child,
    session: String,
    client: reqwest::Client,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser would outlive the driver.
        let browsers = started_by(&self.driver.id().to_string());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        kill(&browsers);
    }
}

/// A driver and its port. It ends at once if another process has just taken the port.
fn started() -> Option<(Child, String)> {
    let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn();
    let mut driver = driver.unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
    let Some(line) = lines.find(|it| it.contains("successfully on port")) else {
        driver.wait().unwrap();
        return None;
    };
    Some((driver, line.chars().filter(char::is_ascii_digit).collect()))
}

/// An HTTP client of this test.
fn http_client() -> reqwest::Client {
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

impl Browser {
    pub async fn open() -> Self {
        let (driver, port) = (0..STARTS).find_map(|_| started()).unwrap();
        let client = http_client();
        let arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"];
        let phone = json!({"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0}});
        let options = json!({"args": arguments, "mobileEmulation": phone});
        let body =
            json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}).to_string();
        let url = format!("http://127.0.0.1:{port}/session");
        let answer = client.post(&url).body(body).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let session = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}"));
        Self { driver, session: format!("{url}/{session}"), client }
    }

    pub async fn command(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/{path}", self.session);
        let answer = self.client.post(url).body(body.to_string()).send().await.unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert!(answer["value"]["error"].is_null(), "{path}: {answer}");
        answer["value"].clone()
    }

    /// Value of an expression in the page.
    pub async fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        self.command("execute/sync", &json!({"script": script, "args": []})).await
    }

    /// Opens a page.
    pub async fn go_to(&self, url: &str) {
        self.command("url", &json!({"url": url})).await;
    }

    /// Presses the first button or link that a selector finds.
    pub async fn click(&self, selector: &str) {
        self.value(&format!("document.querySelector({selector:?}).click()")).await;
    }

    /// Chooses a file in the field that a selector finds.
    pub async fn choose(&self, selector: &str, path: &str) {
        let using = json!({"using": "css selector", "value": selector});
        let found = self.command("element", &using).await;
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.command(&format!("element/{id}/value"), &json!({"text": path})).await;
    }

    /// A picture of the window, as PNG in Base64.
    pub async fn picture(&self) -> String {
        let url = format!("{}/screenshot", self.session);
        let answer = self.client.get(url).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["value"].as_str().unwrap().to_owned()
    }

    /// Shows pages in light or dark colours.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let parameters = json!({"features": features});
        let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": parameters});
        self.command("goog/cdp/execute", &command).await;
    }

    pub async fn text(&self, expression: &str) -> String {
        self.value(expression).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub async fn until(&self, expression: &str) {
        for _ in 0..LOOKS {
            // While a page is loaded, an expression may fail.
            let guarded = format!(
                "(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()"
            );
            if self.value(&guarded).await == true {
                return;
            }
            wait_real_time(Duration::from_millis(50)).await;
        }
        panic!("never true: {expression}\n{}", self.text("document.body.innerText").await);
    }

    pub async fn press(&self, key: &str) {
        let keys =
            [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})];
        let actions = json!([{"type": "key", "id": "keyboard", "actions": keys}]);
        self.command("actions", &json!({"actions": actions})).await;
    }

    /// Moves the focus by the keyboard until an expression about `document.activeElement` is true.
    pub async fn tab_to(&self, expression: &str) {
        for _ in 0..LOOKS {
            if self.value(&format!("(it => {expression})(document.activeElement)")).await == true {
                return;
            }
            self.press(TAB).await;
        }
        panic!("not reached with the keyboard: {expression}");
    }

    pub async fn type_text(&self, text: &str) {
        for key in text.chars() {
            self.press(&key.to_string()).await;
        }
    }
}

/// An app that is set up once with what the desk shows.
pub struct App {
    client: reqwest::Client,
    api_url: String,
    token: String,
}

impl App {
    pub async fn set_up(browser: &Browser) -> Self {
        let shown = async |id: &str| {
            browser.text(&format!("document.getElementById('{id}').textContent")).await
        };
        let client = http_client();
        let (id, secret) = (shown("client_id").await, shown("client_secret").await);
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let answer = client.post(shown("token_url").await).body(form);
        let answer = answer.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { client, api_url: shown("api_url").await, token }
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(format!("{}/v1{path}", self.api_url));
        let request = request.bearer_auth(&self.token).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    /// Registers a person and orders a code for its number.
    pub async fn orders_code(&self, number: &str) {
        let person = json!({
            "salutation": "MS", "first_name": "Zoë", "last_name": "Änderung", "nationality": "DE",
            "birth_date": "1990-01-31", "birth_city": "Köln", "birth_country": "DE",
            "employment_status": "EMPLOYED", "mobile_number": number,
            "address": {"line_1": "Weg 1", "postal_code": "01067", "city": "Dresden", "country": "DE"},
            "terms_conditions_signed_at": "2026-01-01T10:00:00Z",
            "data_terms_signed_at": "2026-01-01T10:00:00Z",
            "own_economic_interest_signed_at": "2026-01-01T10:00:00Z",
            "fatca_relevant": false, "fatca_crs_confirmed_at": "2026-01-01T10:00:00Z",
        });
        let (status, person) = self.post("/persons", &person).await;
        assert_eq!(status, 201, "{person}");
        let path = format!("/persons/{}/mobile_number", person["id"].as_str().unwrap());
        let body = json!({"number": number});
        assert_eq!(self.post(&path, &body).await.0, 201);
        assert_eq!(self.post(&format!("{path}/authorize"), &body).await.0, 201);
    }
}

/// A running observation by hand.
pub struct Observation {
    /// The program.
    pub process: Child,
    /// Address of the desk.
    pub page: String,
}

impl Drop for Observation {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Observation {
    pub fn begin(bankident: &Bankident, situations: &str, language: &str) -> Self {
        let situations = ["--situation", situations, "--lang", language];
        let by_hand = ["observe", "--desk", "127.0.0.1:0", "--listen", "127.0.0.1:0"];
        let mut command = bankident.command(&[&by_hand[..], &situations].concat());
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let announced = lines.find(|it| it.contains("the desk of the tester")).unwrap();
        // The rest is read, so that the program can write it.
        std::thread::spawn(move || lines.count());
        let page = announced.split_whitespace().last().unwrap().to_owned();
        Self { process, page }
    }
}
