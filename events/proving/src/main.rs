//! The hall as a program that is killed: guests take seats for as long as it lives, and each acknowledgement is written to
//! standard output, one line each: the guest, the position in the log, and a full stop.

use std::{io::Write as _, path::PathBuf, process::ExitCode, sync::Arc};

use nanum_bus::local::LocalBus;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use nanum_proving::hall::{self, SEATS, TakeSeat};
use nanum_runtime::{Call, Client, Shell, clock::SystemClock, config::Settings, ids::Ids, program};

/// Halls that fill at the same time.
const HALLS: usize = 16;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return ExitCode::from(program::EXIT_USAGE);
    };
    let settings = match Settings::load_with(None, &[("data.folder", folder.display().to_string())]) {
        Ok(settings) => settings,
        Err(faults) => return program::failed(&faults.into()),
    };
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::from(program::EXIT_FAILED) };
    runtime.block_on(serve(settings))
}

async fn serve(settings: Settings) -> ExitCode {
    let shell = Shell::new(settings, Arc::new(LocalBus::new()), Arc::new(SystemClock));
    let client = match hall::start(&shell).await {
        Ok(client) => client,
        Err(cause) => return program::failed(&cause),
    };
    let Ok(tenant) = "seosan".parse::<TenantId>() else { return ExitCode::from(program::EXIT_FAILED) };
    let halls = (0..HALLS).map(|_| tokio::spawn(fill_halls(client.clone(), tenant.clone())));
    futures::future::join_all(halls).await;
    ExitCode::SUCCESS
}

/// One hall after the other, until nobody reads what is said.
async fn fill_halls(client: Client, tenant: TenantId) {
    loop {
        let hall = Ids.fresh::<CommandId>().uuid();
        for _ in 0..SEATS {
            let guest = Ids.fresh::<CommandId>().uuid();
            let call = Call::command(&tenant, Actor::Anonymous, &Ids).with_key(&guest.to_string());
            let Ok(answer) = client.ask(call, TakeSeat { hall, guest }).await else { continue };
            let position = answer.position.map_or(0, |position| position.position);
            if writeln!(std::io::stdout(), "{guest} {position}.").is_err() {
                return;
            }
        }
    }
}
