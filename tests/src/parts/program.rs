//! One of our own programs as a real process.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{START_MAX, required, tail};
use crate::eventually;

/// A running program. Dropping it kills it; when the test is failing by then, the end of its output is shown.
#[derive(Debug)]
pub struct Program {
    name: String,
    process: Child,
    output: TempDir,
}

impl Program {
    /// Starts `binary` from `NANUM_TEST_BIN_DIR` with `args` and `environment`, and waits until `ready_url`
    /// answers 200. `NANUM__…` settings of the caller's shell are not passed on.
    ///
    /// # Panics
    /// When it is not there, ends, or is not ready within [`START_MAX`]; the end of its output is in the message.
    pub async fn start(binary: &str, args: &[&str], environment: &[(&str, &str)], ready_url: &str) -> Self {
        let mut program = Self::spawn(binary, args, environment);
        program.is_ready(ready_url).await;
        program
    }

    /// Waits until `ready_url` answers 200.
    ///
    /// # Panics
    /// As [`Program::start`].
    pub async fn is_ready(&mut self, ready_url: &str) {
        let client = reqwest::Client::new();
        eventually(&format!("{} is ready at {ready_url}", self.name), START_MAX, async || {
            self.assert_running();
            match client.get(ready_url).send().await {
                Ok(answer) if answer.status() == 200 => Ok(()),
                Ok(answer) => {
                    Err(format!("{}: {}", answer.status(), answer.text().await.unwrap_or_default()))
                }
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
    }

    /// As [`Program::start`], without waiting: for programs that are meant to end by themselves.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn spawn(binary: &str, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let path = PathBuf::from(required("NANUM_TEST_BIN_DIR")).join(binary);
        let output = TempDir::new().expect("a folder for the program's output");
        let file =
            std::fs::File::create(output.path().join("output")).expect("a file for the program's output");
        let mut command = Command::new(&path);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("NANUM__")) {
            command.env_remove(name);
        }
        let process = command
            .args(args)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a second handle"))
            .stderr(file)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; ./test builds it", path.display()));
        Self { name: binary.to_owned(), process, output }
    }

    /// Everything it has written to standard output and error so far.
    #[must_use]
    pub fn output(&self) -> String {
        read_lossy(&self.output.path().join("output"))
    }

    /// SIGKILL, as a power cut would: nothing is flushed, no handler runs. Returns when it is gone.
    ///
    /// # Panics
    /// When the kernel refuses.
    pub async fn kill(mut self) {
        self.process.kill().await.unwrap_or_else(|error| panic!("kill {}: {error}", self.name));
    }

    /// SIGTERM; returns how it left.
    ///
    /// # Panics
    /// When it is still there after `bound`.
    pub async fn terminate(mut self, bound: Duration) -> ExitStatus {
        let id = self.process.id().unwrap_or_else(|| panic!("{} has ended already", self.name));
        let id = Pid::from_raw(i32::try_from(id).expect("a process id")).expect("a process id");
        kill_process(id, Signal::TERM).unwrap_or_else(|error| panic!("SIGTERM to {}: {error}", self.name));
        self.wait(bound).await
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    /// When it is still there after `bound`.
    pub async fn wait(&mut self, bound: Duration) -> ExitStatus {
        let status = timeout(bound, self.process.wait()).await;
        let status = status.unwrap_or_else(|_| panic!("{} is still running after {bound:?}", self.name));
        status.unwrap_or_else(|error| panic!("wait for {}: {error}", self.name))
    }

    fn assert_running(&mut self) {
        if let Some(status) = self.process.try_wait().expect("a process of ours") {
            panic!("{} ended with {status}", self.name);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- end of the output of {} ---\n{}\n---", self.name, tail(&self.output()));
        }
    }
}

fn read_lossy(path: &Path) -> String {
    std::fs::read(path)
        .map_or_else(|error| error.to_string(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}
