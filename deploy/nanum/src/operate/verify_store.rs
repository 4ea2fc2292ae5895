//! `nanum verify store`: the conformance suite of event stores against the one at a URL. It writes to streams of its own
//! and leaves them there, so it is not for a log in earnest use.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use clap::Args;
use nanum_runtime::program;
use nanum_store::{
    EventStore, StoreError,
    conformance::{self, Open, Passed},
    sqlite::SqliteStore,
};

use crate::terminal;

/// What the suite's streams belong to.
const SERVICE: &str = "conformance";

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The store: sqlite:FILE, or a connection string of KurrentDB (esdb://…); without it a new SQLite log that is
    /// deleted afterwards
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Why the suite did not pass.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("nothing can be prepared: {0}")]
    Preparation(String),
    #[error("FAILED {0}")]
    Suite(#[from] conformance::Failure),
}

pub(crate) fn main(arguments: &Arguments) -> ExitCode {
    match verify(arguments.url.as_deref()) {
        Ok(summary) => {
            terminal::line(summary);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            terminal::complain(failure);
            ExitCode::from(program::EXIT_FAILED)
        }
    }
}

fn verify(url: Option<&str>) -> Result<String, Failure> {
    let prepared = |cause: &dyn std::fmt::Display| Failure::Preparation(cause.to_string());
    program::install_tls_provider().map_err(|cause| prepared(&cause))?;
    // For a new log, or for what an engine keeps beside the one of a cluster.
    let folder = tempfile::tempdir().map_err(|cause| prepared(&cause))?;
    let store = Store::of(url, folder.path());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|cause| prepared(&cause))?;
    runtime.block_on(run(store))
}

/// The log under test.
#[derive(Debug, Clone)]
enum Store {
    File(PathBuf),
    Url { url: String, folder: PathBuf },
}

impl Store {
    fn of(url: Option<&str>, folder: &Path) -> Self {
        match url.map(|url| (url, url.strip_prefix("sqlite:"))) {
            None | Some((_, Some(""))) => Self::File(folder.join("log.sqlite")),
            Some((_, Some(file))) => Self::File(PathBuf::from(file)),
            Some((url, None)) => Self::Url { url: url.to_owned(), folder: folder.to_owned() },
        }
    }

    fn open(&self) -> Result<Arc<dyn EventStore>, StoreError> {
        match self {
            Self::File(file) => Ok(Arc::new(SqliteStore::open(file)?)),
            Self::Url { url, folder } => nanum_store::open(url, folder, SERVICE),
        }
    }
}

async fn run(store: Store) -> Result<String, Failure> {
    let open: Open = Arc::new(move || {
        let opened = store.open();
        Box::pin(async { opened })
    });
    let tell = |passed: &Passed| {
        terminal::line(format!("passed {:>8.3} s  {}", passed.took.as_secs_f64(), passed.case));
    };
    let began = Instant::now();
    let report = conformance::run(open, tell).await?;
    Ok(format!("All {} cases passed in {:.1} s.", report.passed.len(), began.elapsed().as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_url_the_log_is_a_new_one() {
        let folder = tempfile::tempdir().expect("a folder");
        for url in [None, Some("sqlite:")] {
            let Store::File(file) = Store::of(url, folder.path()) else { panic!("{url:?}") };
            assert!(file.starts_with(folder.path()), "{}", file.display());
        }
        let Store::File(file) = Store::of(Some("sqlite:/var/log.sqlite"), folder.path()) else { panic!() };
        assert_eq!(file, Path::new("/var/log.sqlite"));
    }

    #[test]
    fn what_is_no_store_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Store::of(Some("postgres://host"), folder.path()).open().is_err());
    }
}
