//! The window of one walk: opened clean, looked at, typed into.

use serde_json::{Value, json};

use super::driver::{Driver, DriverError, DriverResult};
use super::snapshot::{ControlGroup, PageSnapshot};

const WATCH: &str = include_str!("watch.js");
const LOOK: &str = include_str!("look.js");
/// As WebDriver writes it.
const ENTER_KEY: &str = "\u{e007}";
/// Frames within frames are looked into so deep.
const DEEPEST_FRAME: usize = 3;
/// And no more than so many of them in all.
const MOST_FRAMES: usize = 12;

/// A window that remembers nothing of those before it.
pub(super) struct BrowserWindow<'a>(&'a Driver);

impl<'a> BrowserWindow<'a> {
    /// Opens it, and closes what is left of the walk before.
    pub async fn open(driver: &'a Driver) -> DriverResult<Self> {
        driver.new_window().await?;
        driver.devtools("Network.clearBrowserCookies", json!({})).await?;
        let everything = json!({ "origin": "*", "storageTypes": "all" });
        driver.devtools("Storage.clearDataForOrigin", everything).await?;
        driver
            .devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }))
            .await?;
        // What the console said in the walk before is not this one's.
        driver.console().await?;
        Ok(Self(driver))
    }

    /// Goes to an address; one that is late may show something all the same.
    pub async fn go(&self, address: &str) -> DriverResult<()> {
        forgive_late(self.0.go(address).await)
    }

    /// Looks at the page and into its frames, and stays in the one that asks for most.
    pub async fn look(&self) -> DriverResult<PageView> {
        self.0.enter_frame(&Value::Null).await?;
        let top = self.snapshot().await?;
        let mut best = PageView { top: top.clone(), path: Vec::new(), frame: top };
        let mut open: Vec<_> = inner(&[], &best.frame);
        let mut seen = 0;
        while let Some(path) = open.pop().filter(|_| seen < MOST_FRAMES) {
            seen += 1;
            // A frame that goes away while it is looked into shows nothing.
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

    /// Types into what is empty, ticks and chooses what there is to tick and to choose.
    pub async fn fill(&self, group: &ControlGroup, iban: &str) -> DriverResult<()> {
        for field in group.fields.iter().filter(|it| !it.filled) {
            self.0.send_keys(&field.element, &field.answer(iban)).await?;
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

    /// Presses something; what is covered or drawn by something else is pressed from within.
    pub async fn press(&self, element: &Value) -> DriverResult<()> {
        let pressed = self.0.click(element).await;
        match &pressed {
            Err(error) if is_out_of_reach(error) => {
                let script = "arguments[0].click()";
                self.0.execute(script, &[element]).await.map(drop)
            }
            _ => forgive_late(pressed),
        }
    }

    /// Presses Enter in the last field.
    pub async fn enter(&self, group: &ControlGroup) -> DriverResult<()> {
        match group.fields.last() {
            Some(field) => forgive_late(self.0.send_keys(&field.element, ENTER_KEY).await),
            None => Ok(()),
        }
    }

    /// What is on the screen, as PNG.
    pub async fn picture(&self) -> DriverResult<Vec<u8>> {
        self.0.enter_frame(&Value::Null).await?;
        self.0.screenshot().await
    }

    /// What the console said, line by line.
    pub async fn console(&self) -> DriverResult<String> {
        self.0.console().await
    }
}

/// What a look showed.
#[derive(Clone, Debug)]
pub(super) struct PageView {
    /// The page as a whole.
    pub top: PageSnapshot,
    path: Vec<Value>,
    /// The frame that asks for most; the page itself where no frame asks.
    pub frame: PageSnapshot,
}

impl PageView {
    /// Which question of which document it is; none where nothing is asked.
    pub fn question(&self) -> Option<(PageFingerprint, &ControlGroup)> {
        let group = self.frame.question()?;
        let fingerprint = PageFingerprint {
            top: self.top.born,
            frame: self.frame.born,
            group: group.fingerprint(),
        };
        Some((fingerprint, group))
    }

    /// Whether nothing is to be expected any more after so much stillness.
    pub fn is_over(&self, stillness_ms: f64) -> bool {
        self.top.is_over(stillness_ms)
    }

    /// Whether it is the browser's own page that says why there is no page.
    pub fn is_no_page(&self) -> bool {
        self.top.url.starts_with("chrome-error:") && self.top.status == 0
    }

    /// Whether it says that something is under way.
    pub fn is_waiting(&self) -> bool {
        !self.top.loaded || self.top.is_waiting() || self.frame.is_waiting()
    }

    /// Whether it is still the same document, whatever it shows.
    pub fn is_same_document(&self, other: &Self) -> bool {
        (self.top.born, self.frame.born) == (other.top.born, other.frame.born)
    }
}

/// Tells one question from another.
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

/// A page that was not ready in time: whether that matters, a look at it tells.
fn forgive_late(result: DriverResult<()>) -> DriverResult<()> {
    match result {
        Err(error) if matches!(error.kind.as_str(), "timeout" | "script timeout") => Ok(()),
        other => other,
    }
}

fn is_out_of_reach(error: &DriverError) -> bool {
    matches!(error.kind.as_str(), "element click intercepted" | "element not interactable")
}
