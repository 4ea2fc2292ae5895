//! The real parts: a message bus, a mail server, a browser and our own programs.
//!
//! Each is started on demand, listens on loopback only, and is gone when its value is dropped. Where a part is
//! found on this machine comes from the environment, which `./test` prepares (or `tests/setup/environment.sh`
//! for a shell of your own).

pub mod browser;
pub mod mail;
pub mod nats;
pub mod nats_cluster;
mod port;
pub mod program;
pub mod small_disk;

pub use port::free_port;

use std::time::Duration;

/// How long a part may take to be ready. Generous: two cores may be compiling beside it.
pub const START_MAX: Duration = Duration::from_secs(60);

/// A setting without which the tests cannot run.
///
/// # Panics
/// When it is missing, saying how to get it.
#[must_use]
pub fn required(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run ./test, or source tests/setup/environment.sh first")
    })
}

/// The end of a part's own output, for a failure message.
fn tail(text: &str) -> String {
    const LINES_MAX: usize = 60;
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES_MAX)..].join("\n")
}
