//! The tester's desk in a real browser (Debian: chromium and chromium-driver): on a phone, with the
//! keyboard, in both languages.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::cli::Bankident;
use crate::desk_browser::{App, Browser, ENTER, Observation};
use crate::support::block_on;

/// Text of the line that confirms what a form did.
const STATUS: &str = "document.getElementById('status').textContent";
/// Whether the page is no wider than the phone.
const FITS: &str = "document.documentElement.scrollWidth <= window.innerWidth";
/// Elements that a reader with a keyboard, a screen reader or weak eyes cannot use, as texts.
const BARRIERS: &str = include_str!("desk_barriers.js");

/// Opens the desk of an observation.
async fn at_desk(observation: &Observation) -> Browser {
    let browser = Browser::open().await;
    browser.go_to(&observation.page).await;
    browser.until("document.querySelector('#instructions')").await;
    browser
}

/// Checks that the page can be read and used by everybody, in light and dark colours.
async fn is_usable(browser: &Browser, place: &str) {
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await;
        let barriers = browser.value(BARRIERS).await;
        assert_eq!(barriers.as_array().map(Vec::len), Some(0), "{place}, {scheme}: {barriers:#}");
    }
    assert_eq!(browser.value(FITS).await, true, "{place} is wider than a phone");
}

async fn ends_the_situation(browser: &Browser) {
    browser.click("form[action=done] button").await;
    browser
        .until(
            "document.querySelector('.confirm') && document.activeElement.id === 'confirm-title'",
        )
        .await;
    browser.click(".confirm button").await;
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_tester_goes_through_two_situations_on_a_phone_with_the_keyboard() {
    let bankident = Bankident::new();
    let mut observation = Observation::begin(&bankident, "happy-path,joint-account", "de");
    let number = block_on(async {
        let browser = at_desk(&observation).await;
        browser.until("document.body.innerText.includes('Situation 1 von 2')").await;
        let iban = browser.text("document.getElementById('iban').textContent").await;
        assert_eq!(iban.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4, 4, 2], "{iban}");
        let app = App::set_up(&browser).await;
        let number = browser.text("document.getElementById('mobile_number').textContent").await;
        app.orders_code(&number).await;
        // The phone shows the SMS without the page being loaded again.
        browser.until("document.getElementById('sms').innerText.includes('Solaris')").await;
        browser.until(&format!("{STATUS}.includes('neue Nachricht')")).await;
        let code = browser.text("document.getElementById('code-1').textContent").await;
        assert!(code.len() >= 6, "{code}");
        browser.tab_to("it.name === 'milliseconds' && it.value === '360000'").await;
        browser.press(ENTER).await;
        browser.until(&format!("{STATUS}.includes('Die Uhr zeigt jetzt')")).await;
        browser.tab_to("it.id === 'text'").await;
        browser.type_text("Willkommen, Zoë!").await;
        browser.tab_to("it.tagName === 'BUTTON' && it.form.matches('[action=shown]')").await;
        browser.press(ENTER).await;
        browser
            .until("document.querySelector('blockquote').innerText === 'Willkommen, Zoë!'")
            .await;
        let client_id = browser.text("document.getElementById('client_id').textContent").await;
        browser.tab_to("it.id === 'done'").await;
        browser.press(ENTER).await;
        browser.until("document.body.innerText.includes('Situation 2 von 2')").await;
        assert_eq!(browser.value("document.activeElement.id").await, "heading");
        browser
            .until("document.querySelector('#progress li').textContent.includes('erledigt')")
            .await;
        let again = browser.text("document.getElementById('client_id').textContent").await;
        assert_eq!(again, client_id, "the app would have to be set up again");
        let next = browser.text("document.getElementById('mobile_number').textContent").await;
        app.orders_code(&next).await;
        browser.tab_to("it.id === 'reason'").await;
        browser.type_text("kein Konto").await;
        browser.press(ENTER).await;
        browser.until("document.querySelector('#verdict')").await;
        browser.tab_to("it.form && it.form.matches('[action=close]')").await;
        browser.press(ENTER).await;
        browser.until("document.body.innerText.includes('Bankident ist beendet')").await;
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

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_form_keeps_focus_and_drafts_and_says_what_it_did() {
    let bankident = Bankident::new();
    let observation = Observation::begin(&bankident, "happy-path", "en");
    block_on(async {
        let browser = at_desk(&observation).await;
        browser.value("window.isTheSamePage = true").await;
        browser.value("document.getElementById('text').value = 'half a text'").await;
        let now = browser.text("document.getElementById('now').textContent").await;
        browser.until(&format!("document.getElementById('now').textContent > {now:?}")).await;
        // The clock runs by itself, and is moved where it is.
        browser.tab_to("it.name === 'milliseconds' && it.value === '360000'").await;
        let place = browser.value("window.scrollY").await;
        browser.press(ENTER).await;
        browser.until(&format!("{STATUS}.startsWith('The clock is now')")).await;
        assert_eq!(browser.value("document.activeElement.value").await, "360000");
        assert_eq!(browser.value("window.scrollY").await, place);
        assert_eq!(browser.value("document.getElementById('text').value").await, "half a text");
        // A form that is refused says why, beside itself.
        browser.value("document.getElementById('amount').value = 'some'").await;
        browser.click("form.inline button").await;
        browser
            .until("document.getElementById('clock-error').innerText.includes('whole number')")
            .await;
        // An answer is visible, may be changed, and may be that nobody knows.
        for (answer, word) in [("yes", "Yes"), ("unknown", "I don't know")] {
            browser.tab_to(&format!("it.id === 'BI-004-{answer}'")).await;
            browser.press(ENTER).await;
            browser.until(&format!("{STATUS} === \"Recorded: {word}\"")).await;
            let pressed =
                "[...document.querySelectorAll('[aria-pressed=true]')].map(it => it.id).join()";
            assert_eq!(browser.value(pressed).await, format!("BI-004-{answer}"));
            let focused = browser.value("document.activeElement.id").await;
            assert_eq!(focused, format!("BI-004-{answer}"));
        }
        assert_eq!(browser.value("window.isTheSamePage").await, true, "the page was loaded again");
        assert_eq!(browser.value("document.getElementById('text').value").await, "half a text");
        browser.click("button.main").await;
        browser.until(&format!("{STATUS} === 'Recorded: half a text'")).await;
        browser.until("document.getElementById('text').value === ''").await;
        browser.click("#done").await;
        browser.until("document.querySelector('#verdict')").await;
        browser.click("form[action=close] button").await;
        browser.until("document.body.innerText.includes('The desk is closed')").await;
    });
    drop(observation);
    let run = bankident.latest();
    let rows = run["requirements"].as_array().unwrap();
    let row = rows.iter().find(|it| it["id"] == "BI-004").unwrap();
    assert_eq!(row["verdict"], "not-observed");
    assert!(row["reason"].as_str().unwrap().contains("does not know"), "{row}");
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn values_are_copied_and_pictures_are_previewed() {
    let bankident = Bankident::new();
    let observation = Observation::begin(&bankident, "happy-path", "en");
    block_on(async {
        let browser = at_desk(&observation).await;
        let iban = browser.text("document.getElementById('iban').textContent").await;
        browser.tab_to("it.dataset.copy === 'iban'").await;
        browser.press(ENTER).await;
        browser.until(&format!("{STATUS} === 'Copied: IBAN'")).await;
        // On another machine the page has no access to the clipboard.
        browser
            .value("void Object.defineProperty(navigator, 'clipboard', { value: undefined })")
            .await;
        browser.value("void (document.execCommand = () => false)").await;
        browser.press(ENTER).await;
        browser.until(&format!("{STATUS}.includes('The value is selected')")).await;
        assert_eq!(browser.value("getSelection().toString()").await, iban);
        let picture = bankident.here.path().join("screen.png");
        let bytes = BASE64_STANDARD.decode(browser.picture().await).unwrap();
        fs::write(&picture, bytes).unwrap();
        let path = |it: &Path| it.canonicalize().unwrap().display().to_string();
        browser.choose("#picture", &path(&picture)).await;
        browser.until("document.querySelector('#preview img').naturalWidth > 0").await;
        browser
            .until("document.querySelector('figcaption').innerText.includes('screen.png')")
            .await;
        browser.click("form[action=shown] button").await;
        browser.until("document.querySelector('.recorded img').naturalWidth > 0").await;
        browser.until(&format!("{STATUS} === 'Recorded: a picture'")).await;
        browser.until("document.querySelector('#preview').hidden").await;
        let large = bankident.here.path().join("large.png");
        fs::write(&large, vec![0; 8_000_001]).unwrap();
        browser.choose("#picture", &path(&large)).await;
        browser
            .until("document.getElementById('shown-error').innerText.includes('too large')")
            .await;
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn every_page_fits_a_phone_and_the_last_one_shows_verdict_and_report() {
    let languages = [("en", "Not conformant", "Ctrl-C"), ("de", "Nicht konform", "Strg-C")];
    for (language, verdict, key) in languages {
        let bankident = Bankident::new();
        let mut observation = Observation::begin(&bankident, "happy-path,tan-late", language);
        block_on(async {
            let browser = at_desk(&observation).await;
            is_usable(&browser, "the first situation").await;
            let app = App::set_up(&browser).await;
            let number = browser.text("document.getElementById('mobile_number').textContent").await;
            app.orders_code(&number).await;
            browser.until("document.querySelector('.bubble')").await;
            is_usable(&browser, "the phone").await;
            ends_the_situation(&browser).await;
            browser.until("document.querySelector('.needs li')").await;
            is_usable(&browser, "the second situation").await;
            ends_the_situation(&browser).await;
            browser.until("document.querySelector('#verdict')").await;
            is_usable(&browser, "the result").await;
            let page = browser.text("document.body.innerText").await;
            for expected in [verdict, "BI-", "reports/runs/", key] {
                assert!(page.contains(expected), "{expected} is missing in {page}");
            }
            let rows = browser.value("document.querySelectorAll('.results li').length").await;
            assert_eq!(rows, 2);
            let link = browser.text("document.querySelector('#report a').href").await;
            browser.go_to(&link).await;
            // The report lists its situations by its script, which its policy admits.
            browser.until("document.querySelectorAll('#scenarios details, #scenarios li, #scenarios tr').length > 1").await;
            browser.go_to(&observation.page).await;
            browser.click("form[action=close] button").await;
        });
        assert_eq!(observation.process.wait().unwrap().code(), Some(1));
    }
}
