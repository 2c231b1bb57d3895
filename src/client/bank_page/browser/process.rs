//! The chromedriver as a child: started on a free port, and ended with us whatever happens.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;
use url::Url;

use super::BrowserError;

/// So long it may take to come up.
const LONGEST_START: Duration = Duration::from_secs(20);
/// So long it may take to go.
const LONGEST_END: Duration = Duration::from_secs(5);

/// Ends the driver, and with it its browser, when its standard input ends: it does so even when we
/// are killed. What they left on the disk goes too. The group of its own keeps a Ctrl-C from them,
/// so that the browser can be ended in order.
const GUARD: &str = r#"
exec 2>&1
here=$(mktemp -d) || exit 1
TMPDIR=$here "$0" "$@" </dev/null &
driver=$!
exec >&- 2>&-
read -r _
kill "$driver"
wait "$driver"
rm -rf "$here" || { sleep 1; rm -rf "$here"; }
"#;

/// A chromedriver we started.
#[derive(Debug)]
pub(super) struct Process {
    guard: Child,
    /// Its end is the driver's end.
    leash: Option<ChildStdin>,
    /// Where it listens.
    pub url: Url,
}

impl Process {
    /// Starts `program` and waits until it listens.
    pub async fn start(program: &Path) -> Result<Self, BrowserError> {
        let failed = |error: std::io::Error| BrowserError::not_there(program, &error.to_string());
        let mut guard = Command::new("sh")
            .arg("-c")
            .arg(GUARD)
            .arg(program)
            .arg("--port=0")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let leash = guard.stdin.take();
        let Some(out) = guard.stdout.take() else {
            return Err(BrowserError::not_there(program, "it says nothing"));
        };
        let mut out = BufReader::new(out);
        match timeout(LONGEST_START, listening(&mut out)).await {
            Ok(Ok(port)) => {
                // Whatever it says from now on, it must not wait for somebody to hear it.
                tokio::spawn(
                    async move { tokio::io::copy(&mut out, &mut tokio::io::sink()).await },
                );
                let url = Url::parse(&format!("http://127.0.0.1:{port}"));
                let url =
                    url.map_err(|error| BrowserError::not_there(program, &error.to_string()))?;
                Ok(Self { guard, leash, url })
            }
            Ok(Err(last)) => Err(BrowserError::not_there(program, &last)),
            Err(_elapsed) => {
                Err(BrowserError::not_there(program, "it does not say where it listens"))
            }
        }
    }

    /// Ends it and waits until it has gone.
    pub async fn end(mut self) {
        self.leash = None;
        // Whoever hangs then is ended by the guard all the same.
        let _ = timeout(LONGEST_END, self.guard.wait()).await;
    }
}

/// Reads until it says on which port it listens, or gives back the last it said.
async fn listening(out: &mut BufReader<ChildStdout>) -> Result<u16, String> {
    let mut last = "it ended at once".to_owned();
    let mut line = String::new();
    while let Ok(1..) = out.read_line(&mut line).await {
        if let Some(port) = port(&line) {
            return Ok(port);
        }
        line.trim().clone_into(&mut last);
        line.clear();
    }
    Err(last)
}

/// The port in `ChromeDriver was started successfully on port 34563.`
fn port(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim().trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_it_prints() {
        assert_eq!(port("ChromeDriver was started successfully on port 34563.\n"), Some(34563));
        assert_eq!(port("Starting ChromeDriver 156.0.8078.79 on port 0"), None);
    }

    #[tokio::test]
    async fn what_is_no_driver_is_told_with_its_words_and_leaves_nothing() {
        let why = Process::start(Path::new("/nonexistent/chromedriver")).await.unwrap_err();
        assert!(why.to_string().contains("/nonexistent/chromedriver"), "{why}");
        let why = Process::start(Path::new("true")).await.unwrap_err();
        assert!(why.to_string().contains("ended at once"), "{why}");
    }
}
