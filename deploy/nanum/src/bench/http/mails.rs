//! The mails that reservations lead to. They are written behind the answers, and under load later than those: how much later
//! belongs to the figures.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::super::BenchError;

/// How often the folder is looked at, and for how long after the load at most.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const WRITTEN_WITHIN: Duration = Duration::from_secs(180);

/// The folder of mails.
pub(super) struct Mails {
    folder: PathBuf,
    /// How many there were before the load.
    before: u64,
}

/// What became of the mails after the load.
pub(super) struct Written {
    expected: u64,
    at_once: u64,
    in_the_end: u64,
    took: Duration,
}

impl Mails {
    pub(super) fn of(data: &Path) -> Result<Self, BenchError> {
        let folder = data.join("mail");
        let before = count(&folder)?;
        Ok(Self { folder, before })
    }

    /// Waits until one mail for each reservation is there.
    pub(super) async fn until_written(&self, expected: u64) -> Result<Written, BenchError> {
        let began = Instant::now();
        let at_once = self.written()?;
        let mut in_the_end = at_once;
        while in_the_end < expected && began.elapsed() < WRITTEN_WITHIN {
            tokio::time::sleep(LOOK_EVERY).await;
            in_the_end = self.written()?;
        }
        Ok(Written { expected, at_once, in_the_end, took: began.elapsed() })
    }

    fn written(&self) -> Result<u64, BenchError> {
        Ok(count(&self.folder)?.saturating_sub(self.before))
    }
}

/// Whole mails; those being written end otherwise.
fn count(folder: &Path) -> Result<u64, BenchError> {
    if !folder.exists() {
        return Ok(0);
    }
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        count += u64::from(entry?.path().extension().is_some_and(|extension| extension == "eml"));
    }
    Ok(count)
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, at_once, in_the_end, took } = self;
        write!(
            f,
            "mails are written in the background: {at_once} of {expected} were there at the end of the load, \
             {in_the_end} after another {:.1} s",
            took.as_secs_f64()
        )
    }
}
