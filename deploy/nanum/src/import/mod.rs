//! Import: files of tenants, validated as a whole, then carried out; repeated without duplicates.
//!
//! [`source`] reads files with the line of each entry, [`entries`] is their format, `plan` holds them against each
//! other and against the services' own rules, `carry_out` asks the services.

mod carry_out;
mod entries;
mod faults;
mod plan;
pub(crate) mod source;

use std::{path::PathBuf, process::ExitCode};

use nanum_runtime::{
    StartError,
    config::{BusEngine, BusSettings, ConfigFaults, Settings},
    program,
};

use self::plan::Plan;
pub(crate) use self::{carry_out::carry_out, plan::plan};
use crate::{serve, terminal};

/// `nanum import`.
pub(crate) fn main(
    paths: &[PathBuf],
    check_only: bool,
    settings: impl FnOnce() -> Result<Settings, ConfigFaults>,
) -> ExitCode {
    let plan = match source::read(paths).and_then(|sources| plan(&sources)) {
        Ok(plan) => plan,
        Err(faults) => {
            terminal::complain(&faults);
            return ExitCode::from(program::EXIT_USAGE);
        }
    };
    terminal::line(plan.counts());
    if check_only {
        return ExitCode::SUCCESS;
    }
    match settings() {
        Ok(settings) => program::run("nanum-import", settings, async move |shell| run(shell, plan).await),
        Err(faults) => program::failed(&faults.into()),
    }
}

/// Over NATS the services are running; otherwise they are started here for the while.
async fn run(shell: nanum_runtime::Shell, plan: Plan) -> Result<(), StartError> {
    let bus: BusSettings = shell.settings.section("bus")?;
    let _lock = match bus.engine {
        BusEngine::Nats => None,
        BusEngine::Local => {
            let lock = serve::lock_data_folder(&shell)?;
            serve::start_services(&shell).await?;
            Some(lock)
        }
    };
    carry_out(&shell, plan).await?;
    shell.shutdown.request();
    Ok(())
}
