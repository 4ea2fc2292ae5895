//! `nanum bench`: what this machine does with what it was given, in figures that say how they came about.
//!
//! Each section works in a folder of its own that is gone afterwards, within a bound of time, and shows the median of its
//! rounds with the least and the most. It measures the program as it is shipped and knows nothing of how it works inside.

mod appends;
mod decide;
mod figures;
mod find;
pub(crate) mod helper;
mod http;
mod logs;
mod machine;
mod memory;
mod relay;
mod replay;
mod view;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Args, ValueEnum};

use self::figures::Report;
use crate::terminal;

/// What keeps a measurement from being made.
type BenchError = Box<dyn Error + Send + Sync>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Durable appends by 1, 16, 128 and 1024 writers
    Appends,
    /// Reading a log from its beginning
    Replay,
    /// Deciding a command on a small and on a large calendar
    Decide,
    /// Searching what is free among 10,000 resources with a million reservations
    Find,
    /// Building a view anew from its log
    View,
    /// From an append to a subscriber over NATS
    Relay,
    /// Durable reservations over HTTP beside a handler that does nothing
    Http,
    /// Memory while a log grows
    Memory,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    /// What to measure; everything when nothing is named
    #[arg(value_enum, value_name = "SECTION")]
    sections: Vec<Section>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// On which disk: logs are written to a new folder in this one, and removed
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// How often each figure is taken
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=50))]
    rounds: u8,
    /// How long one round of a rate takes, in seconds
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=60))]
    seconds: u8,
    /// How far the log grows for `memory`
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(10_000..=100_000_000))]
    events: u64,
    /// The NATS server for `relay`; without it, one is started if `nats-server` is on the path
    #[arg(long, value_name = "URL")]
    nats: Option<String>,
}

/// How a section measures.
struct Plan<'a> {
    /// Where it may write.
    folder: &'a Path,
    rounds: usize,
    round: Duration,
    events: u64,
    nats: Option<&'a str>,
}

/// Measures and prints.
pub(crate) fn main(arguments: &BenchArguments) -> ExitCode {
    let measured = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(BenchError::from)
        .and_then(|runtime| runtime.block_on(measure(arguments)));
    let written = measured.and_then(|(report, all)| {
        let text = if arguments.json { report.json()? } else { report.table() };
        Ok((text, all))
    });
    match written {
        Ok((text, all)) => {
            terminal::line(text.trim_end());
            if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(cause) => {
            terminal::complain(format!("the measurement was broken off: {cause}"));
            ExitCode::FAILURE
        }
    }
}

/// What could be measured, and whether that was all.
async fn measure(arguments: &BenchArguments) -> Result<(Report, bool), BenchError> {
    let parent = arguments.folder.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new().prefix("nanum-bench-").tempdir_in(&parent)?;
    let mut report = Report::new(machine::Machine::of(folder.path()));
    let every = Section::value_variants();
    let sections = if arguments.sections.is_empty() { every } else { &arguments.sections };
    let mut all = true;
    for section in sections {
        let own = tempfile::tempdir_in(folder.path())?;
        let plan = Plan {
            folder: own.path(),
            rounds: arguments.rounds.into(),
            round: Duration::from_secs(arguments.seconds.into()),
            events: arguments.events,
            nats: arguments.nats.as_deref(),
        };
        terminal::complain(format!("measuring {} …", section_name(*section)));
        let figures = match section {
            Section::Appends => appends::measure(&plan).await,
            Section::Replay => replay::measure(&plan).await,
            Section::Decide => decide::measure(&plan),
            Section::Find => find::measure(&plan).await,
            Section::View => view::measure(&plan).await,
            Section::Relay => relay::measure(&plan).await,
            Section::Http => http::measure(&plan).await,
            Section::Memory => memory::measure(&plan).await,
        };
        match figures {
            Ok(figures) => report.add(&section_name(*section), figures),
            // What was measured for minutes is not lost because something else cannot be.
            Err(cause) => {
                terminal::complain(format!("{} cannot be measured: {cause}", section_name(*section)));
                all = false;
            }
        }
    }
    Ok((report, all))
}

fn section_name(section: Section) -> String {
    section.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
