//! One browser for all scenarios: started when the first needs it, a clean window for each walk,
//! one walk at a time.

mod driver;
mod page;
mod process;
mod sight;
mod trouble;
mod walk;

use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use crate::config::{Chromedriver, Proxy, Target};

use driver::{Driver, DriverError, Told};
use process::Process;

pub use trouble::Trouble;

use super::transport::driver_client;

/// A browser and its driver.
#[derive(Debug)]
pub struct Browser {
    /// Goes first where nobody ended it in order: then there is nothing to wait for.
    process: tokio::sync::Mutex<Option<Process>>,
    /// Held for the length of a walk.
    driver: tokio::sync::Mutex<Driver>,
    /// What it is, with its version.
    pub name: String,
}

impl Browser {
    /// Starts the driver, unless it runs already, and a browser without a window to be seen.
    ///
    /// # Errors
    /// When there is none, or driver and browser do not fit.
    pub async fn start(target: &Target) -> Result<Self, Trouble> {
        let (process, url) = match &target.chromedriver {
            Chromedriver::Running(url) => (None, url.clone()),
            Chromedriver::Program(program) => {
                let process = Process::start(program).await?;
                let url = process.url.clone();
                (Some(process), url)
            }
        };
        let near = process.is_some();
        match open(target, &url, near).await {
            Ok(driver) => {
                let name = driver.browser.clone();
                Ok(Self { driver: driver.into(), name, process: process.into() })
            }
            Err(error) => {
                if let Some(process) = process {
                    process.end().await;
                }
                Err(Trouble::no_browser(&target.chromedriver.to_string(), &error))
            }
        }
    }

    /// Waits until nobody else walks.
    async fn turn(&self) -> tokio::sync::MutexGuard<'_, Driver> {
        self.driver.lock().await
    }

    /// Ends browser and driver.
    pub async fn end(&self) {
        // Whatever it says: the end of its driver is its end too.
        let _ = self.driver.lock().await.quit().await;
        if let Some(process) = self.process.lock().await.take() {
            process.end().await;
        }
    }
}

async fn open(target: &Target, url: &Url, near: bool) -> Told<Driver> {
    let client = driver_client(near)
        .map_err(|error| DriverError { kind: String::new(), message: error.to_string() })?;
    let limit = target.deadlines.request;
    Driver::open(client, url, &capabilities(target, near), limit).await
}

fn capabilities(target: &Target, near: bool) -> Value {
    // A container's shared memory is often too small for a page.
    let mut arguments = ["--headless=new", "--window-size=1000,1000", "--disable-dev-shm-usage"]
        .map(str::to_owned)
        .to_vec();
    match &target.route.proxy {
        Proxy::At(proxy) => arguments.push(format!("--proxy-server={proxy}")),
        Proxy::Direct => arguments.push("--no-proxy-server".to_owned()),
        Proxy::System => {}
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

/// Whether we run as root: then our own process's folder is root's.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    Path::new("/proc/self").metadata().is_ok_and(|it| it.uid() == 0)
}
