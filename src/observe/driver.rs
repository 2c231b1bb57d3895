//! The partner's end-to-end test as a child process.

use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// Size of the end of the output that is kept, in bytes.
const KEPT_OUTPUT_BYTES: usize = 16 * 1024;

/// A running driver. Dropping it ends its process group.
#[derive(Debug)]
pub struct DriverProcess {
    child: Child,
    /// The process group, which may outlive the command.
    group: Option<Pid>,
    output: Vec<JoinHandle<Vec<u8>>>,
}

/// End of a driver.
#[derive(Debug)]
pub struct DriverEnd {
    /// Exit status; `None` if it was ended.
    pub status: Option<ExitStatus>,
    /// End of its output: standard output, then standard error.
    pub output: String,
}

impl DriverProcess {
    /// Starts the command in a shell, with these variables.
    ///
    /// # Errors
    /// When no shell can be started.
    pub fn start(command: &str, variables: &[(&str, String)]) -> std::io::Result<Self> {
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(command)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let group = child.id().and_then(|it| Pid::from_raw(i32::try_from(it).ok()?));
        let mut output = Vec::new();
        output.extend(child.stdout.take().map(|it| tokio::spawn(last_bytes(it))));
        output.extend(child.stderr.take().map(|it| tokio::spawn(last_bytes(it))));
        Ok(Self { child, group, output })
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When the operating system does not report it.
    pub async fn wait(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Ends its process group, and returns the end of its output.
    pub async fn end(mut self) -> DriverEnd {
        let status = self.child.try_wait().ok().flatten();
        self.kill();
        let mut output = Vec::new();
        for part in std::mem::take(&mut self.output) {
            output.extend(part.await.unwrap_or_default());
        }
        DriverEnd { status, output: String::from_utf8_lossy(&output).into_owned() }
    }

    /// Ends the processes that the command started, also those that outlive it.
    fn kill(&mut self) {
        if let Some(group) = self.group.take() {
            // Fails if all of them have ended.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for DriverProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads a stream to its end and keeps the last bytes.
async fn last_bytes(mut stream: impl AsyncRead + Unpin) -> Vec<u8> {
    let (mut kept, mut piece) = (Vec::new(), vec![0; 8 * 1024]);
    while let Ok(count @ 1..) = stream.read(&mut piece).await {
        kept.extend_from_slice(&piece[..count]);
        if kept.len() > 2 * KEPT_OUTPUT_BYTES {
            kept.drain(..kept.len() - KEPT_OUTPUT_BYTES);
        }
    }
    kept.split_off(kept.len().saturating_sub(KEPT_OUTPUT_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ended(command: &str) -> DriverEnd {
        let mut driver = DriverProcess::start(command, &[("SITUATION", "x".to_owned())]).unwrap();
        driver.wait().await.unwrap();
        driver.end().await
    }

    #[tokio::test]
    async fn status_and_output_are_kept() {
        let end = ended("echo out $SITUATION; echo err >&2; exit 3").await;
        assert_eq!(end.output, "out x\nerr\n");
        assert_eq!(end.status.and_then(|it| it.code()), Some(3));
    }

    #[tokio::test]
    async fn of_a_flood_only_the_end_is_kept() {
        let end = ended("yes | head -c 5000000; echo end").await;
        assert!(end.output.len() <= KEPT_OUTPUT_BYTES && end.output.ends_with("end\n"));
    }

    #[tokio::test]
    async fn processes_that_outlive_the_command_are_ended() {
        // The background process keeps standard output open: waiting for its end would hang.
        let end = ended("sleep 1000 & echo started").await;
        assert_eq!(end.output, "started\n");
    }
}
