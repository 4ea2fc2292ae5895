//! The all-in-one: six programs in one process.

use std::{fs::File, process::ExitCode};

use nanum_runtime::{Shell, StartError, config::Settings, program};

use crate::{demo, terminal};

/// Runs until asked to stop.
pub(crate) fn all_in_one(settings: Settings, demo: bool) -> ExitCode {
    program::run("nanum", settings, async move |shell| {
        let lock = lock_data_folder(&shell)?;
        start_services(&shell).await?;
        if demo {
            demo::load_once(&shell).await?;
        }
        nanum_gateway::start(shell.clone()).await?;
        if demo {
            let gateway: nanum_gateway::GatewaySettings = shell.settings.section("gateway")?;
            terminal::line(demo::welcome(&gateway.public_url));
        }
        // Until the process ends, whatever happens in between.
        std::mem::forget(lock);
        Ok(())
    })
}

/// Starts the five services, those first that others ask.
pub(crate) async fn start_services(shell: &Shell) -> Result<(), StartError> {
    nanum_membership::start(shell.clone()).await?;
    nanum_booking::start(shell.clone()).await?;
    nanum_lending::start(shell.clone()).await?;
    nanum_notification::start(shell.clone()).await?;
    nanum_reporting::start(shell.clone()).await
}

/// Keeps a second all-in-one, or an import, out of the same data folder.
pub(crate) fn lock_data_folder(shell: &Shell) -> Result<File, StartError> {
    let folder = shell.settings.data_folder();
    let failed = |source| StartError::Io {
        what: format!("the data folder {} cannot be used", folder.display()),
        source,
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let lock = File::create(folder.join("lock")).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(StartError::Other(format!("the data folder {} is in use by another nanum", folder.display())))
        }
        Err(std::fs::TryLockError::Error(source)) => Err(failed(source)),
    }
}
