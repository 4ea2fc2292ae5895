//! `nanum parked`: events that could not be processed.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use nanum_runtime::{
    admin::All,
    config::{ConfigFaults, Settings},
    followers::{Parked, ParkedEvent},
};
use serde_json::json;

use super::{
    port::{self, At, Failure, Port, checked_follower},
    table::table,
    views::as_json,
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
struct Which {
    /// Who parked it, e.g. booking/view/whose_reservations
    #[arg(value_parser = checked_follower)]
    follower: String,
    /// Its number, as `nanum parked list` shows it
    number: i64,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All parked events, the oldest of each follower first
    List,
    /// One parked event with its data
    Show(Which),
    /// Try it again, and then what waited behind it
    Retry(Which),
    /// Leave it out for ever, and go on with what waited behind it
    Skip {
        #[command(flatten)]
        which: Which,
        /// Why; it is kept with the event
        #[arg(long)]
        reason: String,
    },
}

impl Which {
    fn path(&self) -> String {
        format!("/parked/{}/{}", self.follower, self.number)
    }
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
            let all: All<Parked> = port.get("/parked").await?;
            if json { as_json(&all) } else { Ok(listed(&all)) }
        }
        Command::Show(which) => {
            let event: ParkedEvent = port.get(&which.path()).await?;
            if json { as_json(&event) } else { shown(&event) }
        }
        Command::Retry(which) => {
            port.post(&format!("{}/retry", which.path()), None).await?;
            Ok("taken, and what waited behind it".to_owned())
        }
        Command::Skip { which, reason } => {
            port.post(&format!("{}/skip", which.path()), Some(json!({ "reason": reason }))).await?;
            Ok("left out, and the reason kept".to_owned())
        }
    }
}

fn listed(all: &All<Parked>) -> String {
    let heading = ["FOLLOWER", "NUMBER", "TENANT", "EVENT", "POSITION", "TRIES", "WAITING", "SINCE", "CAUSE"];
    let rows: Vec<_> = all
        .rows
        .iter()
        .map(|parked| {
            [
                parked.follower.clone(),
                parked.number.to_string(),
                parked.tenant.to_string(),
                parked.event.clone(),
                format!("{}:{}", parked.service, parked.position),
                parked.tries.to_string(),
                parked.waiting.to_string(),
                parked.parked_at.to_string(),
                parked.cause.clone(),
            ]
        })
        .collect();
    let mut text = if rows.is_empty() { "nothing is parked\n".to_owned() } else { table(heading, &rows) };
    for unreadable in &all.unreadable {
        text += &format!("{} cannot be read: {}\n", unreadable.follower, unreadable.cause);
    }
    text
}

fn shown(event: &ParkedEvent) -> Result<String, Failure> {
    let parked = &event.parked;
    let data: serde_json::Value =
        serde_json::from_str(event.data.get()).map_err(|cause| Failure::Failed(cause.to_string()))?;
    let rows = [
        ("follower", parked.follower.clone()),
        ("number", parked.number.to_string()),
        ("tenant", parked.tenant.to_string()),
        ("event", parked.event.clone()),
        ("position", format!("{}:{}", parked.service, parked.position)),
        ("subject", parked.subject.clone()),
        ("cause", parked.cause.clone()),
        ("tries", parked.tries.to_string()),
        ("parked at", parked.parked_at.to_string()),
        ("waiting", parked.waiting.to_string()),
    ];
    let head: String = rows.iter().map(|(name, value)| format!("{name:<10} {value}\n")).collect();
    Ok(format!("{head}{}", as_json(&data)?))
}
