//! The tester's desk in a real browser (Debian: chromium and chromium-driver): on a phone, with the
//! keyboard, over two situations with one set of credentials.

#![expect(clippy::disallowed_methods, reason = "browser and app are no part of the harness")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bankident_conformance::client::wait_real_time;
use serde_json::{Value, json};

use crate::cli::Bankident;
use crate::support::block_on;

/// Number of times that a page is looked at before it counts as unchanged.
const LOOKS: usize = 200;
/// Keys of the WebDriver protocol.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// A browser window of the size of a phone.
struct Browser {
    driver: Child,
    session: String,
    client: reqwest::Client,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// An HTTP client of this test.
fn http_client() -> reqwest::Client {
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

impl Browser {
    async fn open() -> Self {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn();
        let mut driver = driver.unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
        let started = lines.find(|it| it.contains("successfully on port")).unwrap();
        let port: String = started.chars().filter(char::is_ascii_digit).collect();
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

    async fn command(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/{path}", self.session);
        let answer = self.client.post(url).body(body.to_string()).send().await.unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert!(answer["value"]["error"].is_null(), "{path}: {answer}");
        answer["value"].clone()
    }

    /// Value of an expression in the page.
    async fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        self.command("execute/sync", &json!({"script": script, "args": []})).await
    }

    async fn text(&self, expression: &str) -> String {
        self.value(expression).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    async fn until(&self, expression: &str) {
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

    async fn press(&self, key: &str) {
        let keys =
            [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})];
        let actions = json!([{"type": "key", "id": "keyboard", "actions": keys}]);
        self.command("actions", &json!({"actions": actions})).await;
    }

    /// Moves the focus by the keyboard until an expression about `document.activeElement` is true.
    async fn tab_to(&self, expression: &str) {
        for _ in 0..LOOKS {
            if self.value(&format!("(it => {expression})(document.activeElement)")).await == true {
                return;
            }
            self.press(TAB).await;
        }
        panic!("not reached with the keyboard: {expression}");
    }

    async fn type_text(&self, text: &str) {
        for key in text.chars() {
            self.press(&key.to_string()).await;
        }
    }
}

/// An app that is set up once with what the desk shows.
struct App {
    client: reqwest::Client,
    api_url: String,
    token: String,
}

impl App {
    async fn set_up(browser: &Browser) -> Self {
        let shown =
            async |id: &str| browser.text(&format!("document.getElementById('{id}').value")).await;
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
    async fn orders_code(&self, number: &str) {
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
struct Observation {
    process: Child,
    page: String,
}

impl Drop for Observation {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Observation {
    fn begin(bankident: &Bankident) -> Self {
        let situations = ["--situation", "happy-path,joint-account", "--lang", "de"];
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

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_tester_goes_through_two_situations_on_a_phone_with_the_keyboard() {
    let bankident = Bankident::new();
    let mut observation = Observation::begin(&bankident);
    let number = block_on(async {
        let browser = Browser::open().await;
        browser.command("url", &json!({"url": observation.page})).await;
        browser.until("document.body.innerText.includes('Situation 1 von 2')").await;
        let fits = "document.documentElement.scrollWidth <= window.innerWidth";
        assert_eq!(browser.value(fits).await, true, "wider than a phone");
        let unlabelled = "[...document.querySelectorAll('input:not([type=hidden]), textarea, select')]\
                          .filter(it => !it.labels.length).length";
        assert_eq!(browser.value(unlabelled).await, 0, "fields without a label");
        let iban = browser.text("document.getElementById('iban').value").await;
        assert_eq!(iban.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4, 4, 2], "{iban}");
        let app = App::set_up(&browser).await;
        let number = browser.text("document.getElementById('mobile_number').value").await;
        app.orders_code(&number).await;
        // The phone shows the SMS without the page being loaded again.
        browser.until("document.getElementById('sms').innerText.includes('Code: ')").await;
        let before = browser.text("document.querySelector('time').innerText").await;
        browser.tab_to("it.name === 'milliseconds' && it.value === '360000'").await;
        browser.press(ENTER).await;
        let moved = format!("document.querySelector('time').innerText > '{before}'");
        browser.until(&moved).await;
        browser.tab_to("it.id === 'text'").await;
        browser.type_text("Willkommen, Zoë!").await;
        browser
            .tab_to("it.tagName === 'BUTTON' && it.closest('form').action.endsWith('/shown')")
            .await;
        browser.press(ENTER).await;
        browser
            .until("document.querySelector('blockquote').innerText.includes('Willkommen, Zoë!')")
            .await;
        let client_id = browser.text("document.getElementById('client_id').value").await;
        browser
            .tab_to("it.tagName === 'BUTTON' && it.closest('form').action.endsWith('/done')")
            .await;
        browser.press(ENTER).await;
        browser.until("document.body.innerText.includes('Situation 2 von 2')").await;
        let again = browser.text("document.getElementById('client_id').value").await;
        assert_eq!(again, client_id, "the app would have to be set up again");
        let next = browser.text("document.getElementById('mobile_number').value").await;
        app.orders_code(&next).await;
        browser.tab_to("it.name === 'answer' && it.value === 'yes'").await;
        browser.press(ENTER).await;
        browser.until("document.querySelector('output').innerText.includes('Ja')").await;
        browser.tab_to("it.id === 'reason'").await;
        browser.type_text("kein Konto").await;
        browser.press(ENTER).await;
        browser.until("document.body.innerText.includes('Alle Situationen')").await;
        number
    });
    let ended = observation.process.wait().unwrap();
    // The app never went further than the number.
    assert_eq!(ended.code(), Some(1));
    let run = bankident.latest();
    let scenarios = run["scenarios"].as_array().unwrap();
    assert!(scenarios[1]["steps"].to_string().contains("kein Konto"), "{}", scenarios[1]["steps"]);
    let rows = scenarios[0]["sequence"].as_array().unwrap();
    let texts: Vec<&str> = rows.iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert!(texts.contains(&"POST /v1/persons → 201"), "{texts:?}");
    assert!(texts.contains(&"6 minutes pass"), "{texts:?}");
    let missing = rows.iter().filter(|it| it["is_missing"] == true).count();
    assert!(missing > 0, "{texts:?}");
    let page =
        fs::read_to_string(bankident.here.path().join("reports/latest/report.html")).unwrap();
    assert!(!page.contains(&number), "the number of the customer is in the page");
}
