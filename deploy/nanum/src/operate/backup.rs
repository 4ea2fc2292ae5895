//! `nanum backup` and `nanum restore`: copies of the logs while the programs run, and a data folder made of them.
//!
//! Only logs are copied: views, marks and kept answers come back from them. The keys of persons are no part of the logs
//! and go to a place of their own, whose copies must expire: a key that comes back opens what was to be forgotten.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use indicatif::HumanBytes;
use jiff::Timestamp;
use nanum_booking::CODES_FILE;
use nanum_contracts::{booking, membership};
use nanum_runtime::{
    clock::{Clock, SystemClock},
    config::Settings,
    program,
    sealed::{SealError, copies},
};
use nanum_store::sqlite::{self, Head};
use serde::{Deserialize, Serialize};

use super::{EFFECTS_FIRST, LOG_FILE};
use crate::terminal;

/// The form of the manifest; a greater one is of a newer program.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const KEYS_FILE: &str = "keys.sqlite";

/// What a backup holds, and how to know that it still does.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    program_version: String,
    made_at: Timestamp,
    logs: Vec<LogCopy>,
}

/// One log, and where it ended when it was copied.
#[derive(Debug, Serialize, Deserialize)]
struct LogCopy {
    service: String,
    position: u64,
    /// Of the chain at its end, in hexadecimal: it vouches for every event before.
    hash: String,
}

impl LogCopy {
    fn of(service: &str, head: Head) -> Self {
        Self {
            service: service.to_owned(),
            position: head.position,
            hash: sqlite::in_hexadecimal(&head.hash),
        }
    }

    fn head(&self) -> Option<Head> {
        Some(Head { position: self.position, hash: sqlite::from_hexadecimal(&self.hash)? })
    }
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
enum BackupError {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    #[error("{0} holds no log")]
    NoLog(PathBuf),
    #[error("{0} holds a log already; a backup is restored into a new data folder")]
    InUse(PathBuf),
    #[error("the keys must not lie within the backup of the logs: who gets hold of both can read everything")]
    KeysWithin,
    #[error("{0} is no backup of this program: {1}")]
    NoBackup(PathBuf, String),
    #[error("the log of {service}: {cause}")]
    Log { service: String, cause: String },
    #[error("the keys: {0}")]
    Keys(String),
}

type Outcome<T> = Result<T, BackupError>;

/// `nanum backup`.
pub(crate) fn back_up(settings: &Settings, to: &Path, keys_to: Option<&Path>) -> ExitCode {
    ended(copy_logs(&settings.data_folder(), to, keys_to))
}

/// `nanum restore`.
pub(crate) fn restore(settings: &Settings, from: &Path, keys_from: Option<&Path>) -> ExitCode {
    ended(restore_logs(from, keys_from, &settings.data_folder()))
}

fn ended(outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            terminal::complain(cause);
            ExitCode::from(program::EXIT_FAILED)
        }
    }
}

fn copy_logs(data: &Path, to: &Path, keys_to: Option<&Path>) -> Outcome<()> {
    if keys_to.is_some_and(|keys| keys.starts_with(to)) {
        return Err(BackupError::KeysWithin);
    }
    must_be_empty(to)?;
    let partial = partial(to);
    fresh_folder(&partial)?;
    let logs = EFFECTS_FIRST.iter().filter(|service| data.join(service).join(LOG_FILE).exists());
    let logs = logs.map(|service| copy_log(data, &partial, service)).collect::<Outcome<Vec<_>>>()?;
    if logs.is_empty() {
        return Err(BackupError::NoLog(data.to_owned()));
    }
    let manifest = Manifest {
        format: FORMAT,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: SystemClock.now(),
        logs,
    };
    write_manifest(&partial, &manifest)?;
    put_in_place(&partial, to)?;
    match keys_to {
        Some(keys) => copy_keys(data, keys),
        None => {
            terminal::complain(
                "The keys of persons are not in it (--keys-to): without them no personal data opens.",
            );
            Ok(())
        }
    }
}

fn copy_log(data: &Path, to: &Path, service: &str) -> Outcome<LogCopy> {
    let folder = to.join(service);
    fresh_folder(&folder)?;
    let copied = sqlite::back_up(&data.join(service).join(LOG_FILE), &folder.join(LOG_FILE));
    let copied = copied.map_err(|cause| log_fault(service, &cause))?;
    terminal::line(format!("{service}: {} events, {}", copied.head.position, HumanBytes(copied.bytes)));
    Ok(LogCopy::of(service, copied.head))
}

fn copy_keys(data: &Path, to: &Path) -> Outcome<()> {
    must_be_empty(to)?;
    let partial = partial(to);
    fresh_folder(&partial)?;
    let keys = data.join(membership::SERVICE).join(KEYS_FILE);
    copies::back_up(&keys, &partial.join(KEYS_FILE)).map_err(|cause| keys_fault(&cause))?;
    let codes = data.join(booking::SERVICE).join(CODES_FILE);
    if codes.exists() {
        copies::back_up(&codes, &partial.join(CODES_FILE)).map_err(|cause| keys_fault(&cause))?;
    }
    put_in_place(&partial, to)?;
    terminal::line("keys: copied; let this copy expire sooner than you must forget a person");
    Ok(())
}

fn restore_logs(from: &Path, keys_from: Option<&Path>, data: &Path) -> Outcome<()> {
    let manifest = read_manifest(from)?;
    if let Some(service) = EFFECTS_FIRST.iter().find(|service| data.join(service).join(LOG_FILE).exists()) {
        return Err(BackupError::InUse(data.join(service)));
    }
    for copy in &manifest.logs {
        let log = from.join(&copy.service).join(LOG_FILE);
        sqlite::verify(&log, copy.head(), |_, _| {}).map_err(|cause| log_fault(&copy.service, &cause))?;
    }
    for copy in &manifest.logs {
        let folder = data.join(&copy.service);
        make_folder(&folder)?;
        copy_file(&from.join(&copy.service).join(LOG_FILE), &folder.join(LOG_FILE))?;
        terminal::line(format!("{}: {} events", copy.service, copy.position));
    }
    if let Some(keys) = keys_from {
        let ring = data.join(membership::SERVICE).join(KEYS_FILE);
        copies::restore(&keys.join(KEYS_FILE), &ring).map_err(|cause| keys_fault(&cause))?;
        // Older copies have none; then codes that are shown already are others.
        let codes = keys.join(CODES_FILE);
        if codes.exists() {
            let secret = data.join(booking::SERVICE).join(CODES_FILE);
            copies::restore(&codes, &secret).map_err(|cause| keys_fault(&cause))?;
        }
        terminal::line("keys: restored; those of persons erased since are destroyed at the next start");
    }
    terminal::line(format!("As of {}. Views come back from the logs at the next start.", manifest.made_at));
    Ok(())
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Outcome<()> {
    let path = folder.join(MANIFEST);
    let text = serde_json::to_string_pretty(manifest).map_err(|cause| io_fault(&path)(cause.into()))?;
    fs::write(&path, text + "\n").map_err(io_fault(&path))?;
    sync(&path)
}

fn read_manifest(folder: &Path) -> Outcome<Manifest> {
    let no_backup = |cause: String| BackupError::NoBackup(folder.to_owned(), cause);
    let text = fs::read_to_string(folder.join(MANIFEST)).map_err(|cause| no_backup(cause.to_string()))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|cause| no_backup(cause.to_string()))?;
    let readable = |copy: &LogCopy| EFFECTS_FIRST.contains(&copy.service.as_str()) && copy.head().is_some();
    let known = manifest.logs.iter().all(readable);
    if manifest.format != FORMAT || !known {
        return Err(no_backup(format!("form {} of version {}", manifest.format, manifest.program_version)));
    }
    Ok(manifest)
}

/// A copy that is whole under its name, or not there.
fn copy_file(from: &Path, to: &Path) -> Outcome<()> {
    let partial = partial(to);
    fs::copy(from, &partial).map_err(io_fault(from))?;
    put_in_place(&partial, to)
}

/// Gives what is on disk its name.
fn put_in_place(partial: &Path, path: &Path) -> Outcome<()> {
    sync(partial)?;
    fs::rename(partial, path).map_err(io_fault(path))?;
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync)
}

fn sync(path: &Path) -> Outcome<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(io_fault(path))
}

fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

/// What an earlier backup that was broken off left there is thrown away.
fn fresh_folder(path: &Path) -> Outcome<()> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(io_fault(path)(cause)),
        Ok(()) | Err(_) => make_folder(path),
    }
}

fn make_folder(path: &Path) -> Outcome<()> {
    fs::create_dir_all(path).map_err(io_fault(path))
}

fn must_be_empty(path: &Path) -> Outcome<()> {
    match fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
        Ok(false) => Err(BackupError::NotEmpty(path.to_owned())),
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(io_fault(path)(cause)),
        Ok(true) | Err(_) => Ok(()),
    }
}

fn io_fault(path: &Path) -> impl Fn(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { path: path.clone(), source }
}

fn keys_fault(cause: &SealError) -> BackupError {
    BackupError::Keys(cause.to_string())
}

fn log_fault(service: &str, cause: &dyn std::error::Error) -> BackupError {
    BackupError::Log { service: service.to_owned(), cause: cause.to_string() }
}
