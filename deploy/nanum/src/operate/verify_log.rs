//! `nanum verify log`: whether the logs are what was written, from their first event to their last, and whether what was
//! made from them agrees.

use std::{path::Path, process::ExitCode};

use nanum_runtime::{config::Settings, program};
use nanum_store::sqlite::{self, Verified};

use super::{EFFECTS_FIRST, LOG_FILE, snapshots};
use crate::terminal;

/// Checks every log of the data folder, or one service's. All of them are looked at, so that one run shows every damage.
pub(crate) fn main(settings: &Settings, service: Option<&str>) -> ExitCode {
    let data = settings.data_folder();
    let wanted = EFFECTS_FIRST.into_iter().filter(|name| service.is_none_or(|wanted| wanted == *name));
    let logs: Vec<_> = wanted.filter(|name| data.join(name).join(LOG_FILE).exists()).collect();
    if logs.is_empty() {
        terminal::complain(format!("there is no such log in {}", data.display()));
        return ExitCode::from(program::EXIT_FAILED);
    }
    let damaged = logs.iter().filter(|service| !is_good(&data, service)).count();
    if damaged == 0 { ExitCode::SUCCESS } else { ExitCode::from(program::EXIT_FAILED) }
}

fn is_good(data: &Path, service: &str) -> bool {
    let verified = sqlite::verify(&data.join(service).join(LOG_FILE), None, |_, _| {});
    match verified.map_err(|cause| cause.to_string()).and_then(|log| said(data, service, &log)) {
        Ok(line) => {
            terminal::line(format!("{service}: {line}"));
            true
        }
        Err(cause) => {
            terminal::complain(format!("{service}: {cause}"));
            false
        }
    }
}

fn said(data: &Path, service: &str, log: &Verified) -> Result<String, String> {
    let snapshots = snapshots::compare(&data.join(service), service)?;
    Ok(format!(
        "{} events of {} commands in {} streams, {snapshots} snapshots; ends at {} with {}",
        log.events,
        log.commands,
        log.streams,
        log.head.position,
        sqlite::in_hexadecimal(&log.head.hash)
    ))
}
