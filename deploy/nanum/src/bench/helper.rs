//! What a measurement runs in processes of their own: the server that is measured, the handler that does nothing, and
//! whoever puts load on them. All of them are this very program.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use clap::Subcommand;
use tokio::net::TcpStream;

use super::{BenchError, http, memory};
use crate::terminal;

/// How long a process may take to listen.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Of `/proc/<pid>/stat`: fixed by the kernel's interface, whatever its own clock does.
const TICKS_A_SECOND: f64 = 100.0;

/// The parts of a measurement.
#[derive(Debug, Subcommand)]
pub(crate) enum Helper {
    /// A handler that reads and writes JSON and does nothing
    NoOp { listen: SocketAddr },
    /// Load as standard input says, until its time is over
    Load,
    /// All services on a log that grows
    Memory { folder: PathBuf, events: u64 },
}

pub(crate) fn main(helper: Helper) -> ExitCode {
    let done = match helper {
        Helper::NoOp { listen } => http::no_op(listen),
        Helper::Load => http::load::main(),
        Helper::Memory { folder, events } => memory::grow(folder, events),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            terminal::complain(format!("a part of the measurement has failed: {cause}"));
            ExitCode::FAILURE
        }
    }
}

/// This program again.
pub(super) fn this_program() -> Result<Command, BenchError> {
    let mut command = Command::new(std::env::current_exe()?);
    command.stdin(Stdio::null());
    Ok(command)
}

/// A process of the measurement, ended with it.
#[derive(Debug)]
pub(super) struct Process(Child);

impl Process {
    pub(super) fn start(command: &mut Command) -> Result<Self, BenchError> {
        Ok(Self(command.spawn()?))
    }

    /// The processor time it has used.
    pub(super) fn cpu(&self) -> Result<Duration, BenchError> {
        cpu_of(&self.0.id().to_string())
    }

    /// The memory it holds, in bytes.
    pub(super) fn memory_bytes(&self) -> Result<u64, BenchError> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = resident.and_then(|text| text.trim().strip_suffix(" kB"));
        Ok(kilobytes.ok_or("the process's memory is not known")?.trim().parse::<u64>()? * 1_024)
    }

    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The processor time a process has used, in the kernel and outside; `self` names the own.
pub(super) fn cpu_of(process: &str) -> Result<Duration, BenchError> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold spaces; user and system time are the 12th and 13th fields after it.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/<pid>/stat has another form")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>()?;
    Ok(Duration::from_secs_f64(ticks as f64 / TICKS_A_SECOND))
}

/// A port that nobody uses now.
pub(super) fn free_port() -> Result<u16, BenchError> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

pub(super) async fn until_it_listens(port: u16, within: Duration) -> Result<(), BenchError> {
    let began = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        if began.elapsed() > within {
            return Err(format!("nothing listens on port {port} after {within:?}").into());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}
