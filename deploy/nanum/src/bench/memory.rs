//! Memory while a log grows: all services in a process of their own, Booking's log growing under them as if another
//! replica wrote it, views, reactions and outboxes following.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use nanum_bus::local::LocalBus;
use nanum_contracts::booking::SERVICE;
use nanum_runtime::{Shell, clock::SystemClock, config::Settings, log};

use super::{
    BenchError, Plan,
    figures::{Figure, Findings},
    helper::{self, Process},
    logs,
};
use crate::{serve, terminal};

/// Events between two looks at the memory.
const STEPS: u64 = 10;
/// Views may be behind by so much when memory is looked at: a log that outruns them says nothing about them.
const VIEWS_CATCH_UP_WITHIN: Duration = Duration::from_secs(600);

pub(super) async fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let mut command = helper::this_program()?;
    command
        .args(["bench-part", "memory"])
        .arg(plan.folder)
        .arg(plan.events.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut process = Process::start(&mut command)?;
    let lines = process.child().stdout.take().ok_or("the process says nothing")?;
    let mut sizes: Vec<(u64, f64)> = Vec::new();
    for line in BufReader::new(lines).lines() {
        let events: u64 = line?.trim().parse()?;
        sizes.push((events, process.memory_bytes()? as f64 / f64::from(1 << 20)));
        // The process waits for this line before it goes on.
        if let Some(stdin) = process.child().stdin.as_mut() {
            std::io::Write::write_all(stdin, b"\n")?;
        }
    }
    if sizes.last().is_none_or(|(events, _)| *events < plan.events) {
        return Err("the log did not grow to its end".into());
    }
    let figure = |(events, size): (u64, f64)| {
        Figure::of(format!("resident, five services, Booking's log at {events} events"), "MiB", vec![size])
    };
    Ok(Findings { figures: sizes.into_iter().map(figure).collect(), notes: Vec::new() })
}

/// The process: says how far the log is each time the views have seen it, and waits until somebody has looked.
pub(super) fn grow(folder: PathBuf, events: u64) -> Result<(), BenchError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let settings = Settings::load_with(None, &[("data.folder", folder.display().to_string())])?;
        let shell = Shell::new(settings, Arc::new(LocalBus::new()), Arc::new(SystemClock));
        serve::start_services(&shell).await?;
        let log = log::open_embedded(&folder, SERVICE)?;
        for step in 0..=STEPS {
            logs::grow(&*log, events * step / STEPS).await?;
            until_followers_have_seen(&shell, log.head().await?).await?;
            terminal::line(log.head().await?);
            let mut seen = String::new();
            std::io::stdin().read_line(&mut seen)?;
        }
        Ok(())
    })
}

/// Waits for everything that follows Booking's log in this process.
async fn until_followers_have_seen(shell: &Shell, position: u64) -> Result<(), BenchError> {
    let all_have = async {
        loop {
            let mut behind = false;
            for follower in shell.followers.all() {
                let progress = follower.progress().await.map_err(|problem| problem.detail)?;
                behind |= progress.marks.get(SERVICE).is_some_and(|mark| mark.position < position);
            }
            if !behind {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let waited = tokio::time::timeout(VIEWS_CATCH_UP_WITHIN, all_have).await;
    waited.map_err(|_| "the views have not caught up")?
}
