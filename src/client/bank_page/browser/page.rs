//! The browser window of one visit.

use serde_json::{Value, json};

use crate::client::bank_page::words::NumberForm;

use super::driver::{Driver, DriverError, DriverResult};
use super::snapshot::{ControlGroup, PageSnapshot};

const WATCH: &str = include_str!("watch.js");
const LOOK: &str = include_str!("look.js");
/// The Enter key in WebDriver's encoding.
const ENTER_KEY: &str = "\u{e007}";
/// Maximum depth of frames within frames.
const DEEPEST_FRAME: usize = 3;
/// Maximum number of frames examined.
const MOST_FRAMES: usize = 12;

/// A window without cookies or storage of earlier visits.
pub(super) struct BrowserWindow<'a>(&'a Driver);

impl<'a> BrowserWindow<'a> {
    /// Opens it, and closes the windows of earlier visits.
    pub async fn open(driver: &'a Driver) -> DriverResult<Self> {
        driver.new_window().await?;
        driver.devtools("Network.clearBrowserCookies", json!({})).await?;
        let everything = json!({ "origin": "*", "storageTypes": "all" });
        driver.devtools("Storage.clearDataForOrigin", everything).await?;
        driver
            .devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }))
            .await?;
        // Discards console lines of earlier visits.
        driver.console().await?;
        Ok(Self(driver))
    }

    /// Opens an address. A time-out is not an error, because the page may already show something.
    pub async fn open_url(&self, address: &str) -> DriverResult<()> {
        ignore_timeout(self.0.open_url(address).await)
    }

    /// Examines the page and its frames, and stays in the frame with most fields.
    pub async fn look(&self) -> DriverResult<PageView> {
        self.0.enter_frame(&Value::Null).await?;
        let top = self.snapshot().await?;
        let mut best = PageView { top: top.clone(), path: Vec::new(), frame: top };
        let mut open: Vec<_> = inner(&[], &best.frame);
        let mut seen = 0;
        while let Some(path) = open.pop().filter(|_| seen < MOST_FRAMES) {
            seen += 1;
            // A frame may vanish while it is examined.
            let Ok(snapshot) = self.within(&path).await else { continue };
            open.extend(inner(&path, &snapshot));
            if asked(&snapshot) > asked(&best.frame) {
                (best.path, best.frame) = (path, snapshot);
            }
        }
        self.step_into(&best.path).await?;
        Ok(best)
    }

    async fn within(&self, path: &[Value]) -> DriverResult<PageSnapshot> {
        self.step_into(path).await?;
        self.snapshot().await
    }

    async fn step_into(&self, path: &[Value]) -> DriverResult<()> {
        self.0.enter_frame(&Value::Null).await?;
        for frame in path {
            self.0.enter_frame(frame).await?;
        }
        Ok(())
    }

    async fn snapshot(&self) -> DriverResult<PageSnapshot> {
        let seen = self.0.execute(LOOK, &[]).await?;
        serde_json::from_value(seen)
            .map_err(|error| DriverError { kind: String::new(), message: error.to_string() })
    }

    /// Fills empty fields, chooses options, ticks checkboxes and radio buttons.
    pub async fn fill(
        &self,
        group: &ControlGroup,
        iban: &str,
        numbers: NumberForm,
    ) -> DriverResult<()> {
        for field in group.fields.iter().filter(|it| !it.filled) {
            self.0.send_keys(&field.element, &field.answer(iban, numbers)).await?;
        }
        for list in group.lists.iter().filter(|it| !it.chosen) {
            if let Some(option) = &list.option {
                self.press(option).await?;
            }
        }
        for choice in group.to_tick() {
            self.press(&choice.element).await?;
        }
        Ok(())
    }

    /// Clicks an element; an element covered or drawn by another one is clicked by script.
    pub async fn press(&self, element: &Value) -> DriverResult<()> {
        let pressed = self.0.click(element).await;
        match &pressed {
            Err(error) if is_out_of_reach(error) => {
                let script = "arguments[0].click()";
                self.0.execute(script, &[element]).await.map(drop)
            }
            _ => ignore_timeout(pressed),
        }
    }

    /// Presses Enter in the last field.
    pub async fn enter(&self, group: &ControlGroup) -> DriverResult<()> {
        match group.fields.last() {
            Some(field) => ignore_timeout(self.0.send_keys(&field.element, ENTER_KEY).await),
            None => Ok(()),
        }
    }

    /// Returns a screenshot as PNG.
    pub async fn picture(&self) -> DriverResult<Vec<u8>> {
        self.0.enter_frame(&Value::Null).await?;
        self.0.screenshot().await
    }

    /// Returns the lines of the console.
    pub async fn console(&self) -> DriverResult<String> {
        self.0.console().await
    }
}

/// Page and most important frame at one moment.
#[derive(Clone, Debug)]
pub(super) struct PageView {
    /// The page as a whole.
    pub top: PageSnapshot,
    path: Vec<Value>,
    /// The frame with most fields; the page itself if no frame has any.
    pub frame: PageSnapshot,
}

impl PageView {
    /// Returns the controls to be filled in and their fingerprint, or `None` if there are none.
    pub fn question(&self) -> Option<(PageFingerprint, &ControlGroup)> {
        let group = self.frame.question()?;
        let fingerprint = PageFingerprint {
            top: self.top.born,
            frame: self.frame.born,
            group: group.fingerprint(),
        };
        Some((fingerprint, group))
    }

    /// Whether no further change is expected after `stillness_ms` without one.
    pub fn is_over(&self, stillness_ms: f64) -> bool {
        self.top.is_over(stillness_ms)
    }

    /// Whether it is the browser's own error page.
    pub fn is_no_page(&self) -> bool {
        self.top.url.starts_with("chrome-error:") && self.top.status == 0
    }

    /// Whether it says that it is loading.
    pub fn is_waiting(&self) -> bool {
        !self.top.loaded || self.top.is_waiting() || self.frame.is_waiting()
    }

    /// Whether the window still has the same document, even if its content changed.
    pub fn is_same_document(&self, other: &Self) -> bool {
        (self.top.born, self.frame.born) == (other.top.born, other.frame.born)
    }
}

/// Distinguishes one question of the page from another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PageFingerprint {
    top: f64,
    frame: f64,
    group: String,
}

fn asked(snapshot: &PageSnapshot) -> usize {
    snapshot.question().map_or(0, |group| 1 + group.fields.len())
}

fn inner(path: &[Value], snapshot: &PageSnapshot) -> Vec<Vec<Value>> {
    if path.len() >= DEEPEST_FRAME {
        return Vec::new();
    }
    snapshot.frames.iter().rev().map(|frame| [path, std::slice::from_ref(frame)].concat()).collect()
}

/// Accepts a page that was not ready in time: its snapshot shows whether that matters.
fn ignore_timeout(result: DriverResult<()>) -> DriverResult<()> {
    match result {
        Err(error) if matches!(error.kind.as_str(), "timeout" | "script timeout") => Ok(()),
        other => other,
    }
}

fn is_out_of_reach(error: &DriverError) -> bool {
    matches!(error.kind.as_str(), "element click intercepted" | "element not interactable")
}
