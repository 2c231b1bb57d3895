//! The browsers of a run, a few for all scenarios. The first scenario that needs one starts it, and
//! another one is started when all are in use. Each visit has a clean window and a browser of its own.

mod driver;
mod error;
mod page;
mod process;
mod snapshot;
mod visit;

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore, SemaphorePermit};
use url::Url;

use crate::config::{Chromedriver, Proxy, Target};

use driver::{Driver, DriverError, DriverResult};
use process::Process;

pub use error::BrowserError;

use crate::client::http::transport::{Transport, client_beside};

/// Time-out of one `WebDriver` command.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);
/// Maximum number of restarts of a browser that ended.
const MOST_RESTARTS: u32 = 1;

/// Maximum number of browsers that run at once: each needs some hundred megabytes.
pub const MOST_BROWSERS: usize = 4;

/// The browsers, each with its driver.
#[derive(Debug)]
pub struct Browser {
    /// Each is locked during a visit.
    started: RefCell<Vec<Arc<Mutex<BrowserProcess>>>>,
    /// Permits to visit a page, at most one for each browser that runs or may be started.
    turns: Semaphore,
    /// Name and version.
    pub name: String,
}

/// A browser for one visit.
#[derive(Debug)]
struct BrowserTurn<'a> {
    // The first field, so that the browser is free before somebody else has the turn.
    running: OwnedMutexGuard<BrowserProcess>,
    #[expect(dead_code, reason = "held during the visit")]
    permit: SemaphorePermit<'a>,
}

/// The running browser; its user can restart it.
#[derive(Debug)]
struct BrowserProcess {
    // The first field, so that it is dropped first: then the driver has nothing to wait for.
    process: Option<Process>,
    driver: Driver,
    /// Keys of servers that are trusted only because of the configured `ca_file`.
    keys: Keys,
    restarts: u32,
}

/// Servers already examined, and the keys that the browser trusts as a result.
#[derive(Clone, Debug, Default)]
struct Keys {
    seen: Vec<String>,
    trusted: Vec<String>,
}

impl Browser {
    /// Starts the driver, unless it runs already, and a headless browser.
    ///
    /// # Errors
    /// When the browser is missing, or driver and browser do not fit.
    pub async fn start(target: &Target) -> Result<Self, BrowserError> {
        let running = BrowserProcess::start(target, Keys::default(), 0).await?;
        let name = running.driver.browser.clone();
        let started = RefCell::new(vec![Arc::new(running.into())]);
        Ok(Self { name, started, turns: Semaphore::new(MOST_BROWSERS) })
    }

    /// Waits for a browser that nobody uses, or starts another one. `None` if the turns were closed.
    async fn turn(&self, target: &Target) -> Option<BrowserTurn<'_>> {
        loop {
            let permit = self.turns.acquire().await.ok()?;
            if let Some(running) = self.free() {
                return Some(BrowserTurn { running, permit });
            }
            let Ok(another) = BrowserProcess::start(target, Keys::default(), 0).await else {
                // This machine cannot run another one: wait for one of those that run.
                permit.forget();
                continue;
            };
            let another = Arc::new(Mutex::new(another));
            let running = Arc::clone(&another).lock_owned().await;
            self.started.borrow_mut().push(another);
            return Some(BrowserTurn { running, permit });
        }
    }

    fn free(&self) -> Option<OwnedMutexGuard<BrowserProcess>> {
        self.started.borrow().iter().find_map(|it| Arc::clone(it).try_lock_owned().ok())
    }

    /// Ends browsers and drivers.
    pub async fn end(&self) {
        let started = self.started.take();
        for it in started {
            it.lock().await.end().await;
        }
    }
}

impl BrowserProcess {
    async fn start(target: &Target, keys: Keys, restarts: u32) -> Result<Self, BrowserError> {
        let (process, url) = match &target.settings.chromedriver {
            Chromedriver::Running(url) => (None, url.clone()),
            Chromedriver::Program(program) => {
                let process = Process::start(program).await?;
                let url = process.url.clone();
                (Some(process), url)
            }
        };
        match open(target, &url, process.is_some(), &keys.trusted).await {
            Ok(driver) => Ok(Self { process, driver, keys, restarts }),
            Err(error) => {
                if let Some(process) = process {
                    process.end().await;
                }
                Err(BrowserError::no_browser(&target.settings.chromedriver.to_string(), &error))
            }
        }
    }

    async fn end(&mut self) {
        // A failure here does not matter: the browser ends with its driver.
        let _ = self.driver.quit().await;
        if let Some(process) = self.process.take() {
            process.end().await;
        }
    }

    /// Makes the browser trust the server at `url` if `ca_file` does: it does not accept the file, but
    /// it accepts the key of a server whose certificate this program has verified.
    async fn trust_server(
        &mut self,
        target: &Target,
        transport: &Transport,
        url: &Url,
    ) -> Result<(), BrowserError> {
        let place = url[..url::Position::BeforePath].to_owned();
        if target.route.authorities.is_none() || self.keys.seen.contains(&place) {
            return Ok(());
        }
        self.keys.seen.push(place);
        let Some(key) = transport.verified_key(url).await else { return Ok(()) };
        if self.keys.trusted.contains(&key) {
            return Ok(());
        }
        self.keys.trusted.push(key);
        self.restart(target).await
    }

    async fn restart(&mut self, target: &Target) -> Result<(), BrowserError> {
        self.end().await;
        *self = Self::start(target, self.keys.clone(), self.restarts).await?;
        Ok(())
    }

    /// Restarts the browser if it has ended; returns a description of this event.
    async fn restart_if_ended(&mut self, target: &Target) -> Option<String> {
        if self.driver.is_alive().await {
            return None;
        }
        if self.restarts == MOST_RESTARTS {
            return Some("the browser ended again, and is not restarted a second time".to_owned());
        }
        self.restarts += 1;
        Some(match self.restart(target).await {
            Ok(()) => "the browser ended during the visit, and was restarted".to_owned(),
            Err(error) => {
                format!("the browser ended during the visit, and could not be restarted: {error}")
            }
        })
    }
}

async fn open(target: &Target, url: &Url, near: bool, keys: &[String]) -> DriverResult<Driver> {
    let client = client_beside(near, COMMAND_LIMIT)
        .map_err(|error| DriverError { kind: String::new(), message: error.to_string() })?;
    let limit = target.deadlines.request;
    Driver::open(client, url, &capabilities(target, near, keys), limit).await
}

fn capabilities(target: &Target, near: bool, keys: &[String]) -> Value {
    // A container's shared memory is often too small for a page.
    let mut arguments = ["--headless=new", "--window-size=1000,1000", "--disable-dev-shm-usage"]
        .map(str::to_owned)
        .to_vec();
    match &target.route.proxy {
        Proxy::At(proxy) => arguments.push(format!("--proxy-server={proxy}")),
        Proxy::Direct => arguments.push("--no-proxy-server".to_owned()),
        Proxy::System => {}
    }
    if !keys.is_empty() {
        arguments.push(format!("--ignore-certificate-errors-spki-list={}", keys.join(",")));
    }
    if near {
        // Over a pipe the browser notices the end of its driver, and ends too.
        arguments.push("--remote-debugging-pipe".to_owned());
        if is_root() {
            // Chromium refuses to build its sandbox for root.
            arguments.push("--no-sandbox".to_owned());
        }
    }
    json!({
        "browserName": "chrome",
        "pageLoadStrategy": "eager",
        "unhandledPromptBehavior": "accept",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": { "args": arguments },
    })
}

/// Whether this process runs as root: then its folder in `/proc` belongs to root.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    Path::new("/proc/self").metadata().is_ok_and(|it| it.uid() == 0)
}
