//! The lease: of all processes on one data folder, one works on a file of steps, and another takes over when it ends.
//!
//! A lock of the operating system on a file beside it: no clock can expire it under a process that is only slow, and
//! none has to expire before another may take over from one that was killed.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use crate::Shutdown;

/// How soon a process that waits sees that the other has ended.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Held until dropped, at the latest until the process ends.
#[derive(Debug)]
pub(crate) struct Lease(#[allow(dead_code, reason = "held for its lock")] File);

/// Waits for the lease; `None` when the program stops first.
pub(crate) async fn acquire(path: &Path, shutdown: &Shutdown) -> std::io::Result<Option<Lease>> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    let mut said = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Lease(file))),
            Err(TryLockError::WouldBlock) if !said => {
                tracing::info!(lease = %path.display(), "another process works on this; waiting to take over");
                said = true;
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = shutdown.requested() => return Ok(None),
        }
    }
}
