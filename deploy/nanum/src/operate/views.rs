//! `nanum views`: how far views and other followers are, and building a view anew.

use std::{process::ExitCode, time::Duration};

use clap::{Args, Subcommand};
use nanum_runtime::{
    admin::All,
    config::{ConfigFaults, Settings},
    followers::{Checksum, Progress, Rebuild, RebuildState},
};
use serde::Serialize;

use super::{
    port::{self, At, Failure, Port, checked_follower},
    table::table,
};
use crate::terminal;

/// How often a rebuild is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
struct Which {
    /// The view, e.g. booking/view/whose_reservations
    #[arg(value_parser = checked_follower)]
    view: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All views, reactions and processes, and how far they are
    List,
    /// Build a view anew beside the one that answers, and wait until it has taken over
    Rebuild(Which),
    /// The checksum of a view's rows: of two that are equal at the same position it is the same
    Checksum(Which),
}

pub(crate) fn main(
    arguments: &Arguments,
    settings: impl FnOnce() -> Result<Settings, ConfigFaults>,
) -> ExitCode {
    port::run(async { ask(&Port::of(&arguments.at, settings)?, arguments).await })
}

pub(super) async fn ask(port: &Port, arguments: &Arguments) -> Result<String, Failure> {
    let json = arguments.at.json;
    match &arguments.command {
        Command::List => {
            let all: All<Progress> = port.get("/followers").await?;
            if json { as_json(&all) } else { Ok(listed(&all)) }
        }
        Command::Rebuild(Which { view }) => {
            let rebuilt = rebuild(port, view).await?;
            if json { as_json(&rebuilt) } else { Ok(format!("rebuilt {}", spoken(&rebuilt))) }
        }
        Command::Checksum(Which { view }) => {
            let checksum: Checksum = port.get(&format!("/views/{view}/checksum")).await?;
            if json { as_json(&checksum) } else { Ok(summed(&checksum)) }
        }
    }
}

async fn rebuild(port: &Port, view: &str) -> Result<Rebuild, Failure> {
    port.post(&format!("/views/{view}/rebuild"), None).await?;
    loop {
        let progress: Progress = port.get(&format!("/followers/{view}")).await?;
        match progress.rebuild {
            Some(Rebuild { state: RebuildState::Failed { cause }, .. }) => {
                return Err(Failure::Failed(cause));
            }
            Some(done) if done.state == RebuildState::Done => return Ok(done),
            Some(running) => terminal::complain(spoken(&running)),
            None => {}
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn spoken(rebuild: &Rebuild) -> String {
    format!("{} events, {:.0} a second", rebuild.events, rebuild.events_per_second)
}

fn listed(all: &All<Progress>) -> String {
    let heading = ["FOLLOWER", "VERSION", "AT", "BEHIND", "EVENTS/S", "PARKED", "BUILD"];
    let rows: Vec<_> = all
        .rows
        .iter()
        .map(|progress| {
            let unknown = || "-".to_owned();
            [
                progress.follower.clone(),
                progress.version.to_string(),
                marks(&progress.marks),
                progress.behind_events.map_or_else(unknown, |behind| behind.to_string()),
                progress.events_per_second.map_or_else(unknown, |rate| format!("{rate:.0}")),
                progress.parked.to_string(),
                progress.rebuild.as_ref().map_or_else(unknown, |rebuild| match &rebuild.state {
                    RebuildState::Running => format!("running: {}", spoken(rebuild)),
                    RebuildState::Done => format!("done: {}", spoken(rebuild)),
                    RebuildState::Failed { cause } => format!("failed: {cause}"),
                }),
            ]
        })
        .collect();
    let mut text = table(heading, &rows);
    for unreadable in &all.unreadable {
        text += &format!("{} cannot be read: {}\n", unreadable.follower, unreadable.cause);
    }
    text
}

fn summed(checksum: &Checksum) -> String {
    format!("{}  {} rows at {}", checksum.sha256, checksum.rows, marks(&checksum.marks))
}

fn marks(marks: &nanum_bus::Marks) -> String {
    if marks.is_empty() {
        return "the beginning".to_owned();
    }
    let marks: Vec<_> = marks.iter().map(|(service, mark)| format!("{service}:{}", mark.position)).collect();
    marks.join(" ")
}

/// For programs.
pub(crate) fn as_json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|cause| Failure::Failed(cause.to_string()))
}
