//! The chromedriver as a child process: started on a free port, and ended with this program in any case.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;
use url::Url;

use super::BrowserError;

/// Time-out of the start.
const START_LIMIT: Duration = Duration::from_secs(20);
/// Time-out of the end.
const END_LIMIT: Duration = Duration::from_secs(5);

/// Ends the driver, and with it the browser, when its standard input ends, which happens even when
/// this program is killed; a browser that the driver left behind is named in the lock of its files. Then
/// removes their files. Its own process group protects them from
/// Ctrl-C, so that the browser can be ended in order.
const GUARD: &str = r#"
exec 2>&1
here=$(mktemp -d) || exit 1
TMPDIR=$here "$0" "$@" </dev/null &
driver=$!
exec >&- 2>&-
read -r _
kill "$driver"
wait "$driver"
for lock in "$here"/*/SingletonLock; do
  browser=$(readlink "$lock") && kill "${browser##*-}"
done
rm -rf "$here" || { sleep 1; rm -rf "$here"; }
"#;

/// A chromedriver started by this program.
#[derive(Debug)]
pub(super) struct Process {
    guard: Child,
    /// Standard input of the guard; closing it ends the driver.
    input: Option<ChildStdin>,
    /// Address on which it listens.
    pub url: Url,
}

impl Process {
    /// Starts `program` and waits until it listens.
    pub async fn start(program: &Path) -> Result<Self, BrowserError> {
        let failed =
            |error: std::io::Error| BrowserError::driver_missing(program, &error.to_string());
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
        let input = guard.stdin.take();
        let Some(out) = guard.stdout.take() else {
            return Err(BrowserError::driver_missing(program, "it has no output"));
        };
        let mut out = BufReader::new(out);
        match timeout(START_LIMIT, listening(&mut out)).await {
            Ok(Ok(port)) => {
                // Its output must be read, or it would block.
                tokio::spawn(
                    async move { tokio::io::copy(&mut out, &mut tokio::io::sink()).await },
                );
                let url = Url::parse(&format!("http://127.0.0.1:{port}"));
                let url =
                    url.map_err(|error| BrowserError::driver_missing(program, &error.to_string()))?;
                Ok(Self { guard, input, url })
            }
            Ok(Err(last)) => Err(BrowserError::driver_missing(program, &last)),
            Err(_elapsed) => {
                Err(BrowserError::driver_missing(program, "it does not say where it listens"))
            }
        }
    }

    /// Ends it and waits for its end.
    pub async fn end(mut self) {
        self.input = None;
        // The guard continues to end it after this time-out.
        let _ = timeout(END_LIMIT, self.guard.wait()).await;
    }
}

/// Reads its output until it names its port; otherwise returns the last line.
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
    async fn a_program_that_is_no_driver_is_reported_with_its_output() {
        let why = Process::start(Path::new("/nonexistent/chromedriver")).await.unwrap_err();
        assert!(why.to_string().contains("/nonexistent/chromedriver"), "{why}");
        let why = Process::start(Path::new("true")).await.unwrap_err();
        assert!(why.to_string().contains("ended at once"), "{why}");
    }
}
