//! Copies of the keys: the rule that keeps erasure true though there are backups.
//!
//! **The rule.** A copy of a ring is taken apart from the copies of the log, kept by other hands or at another place, and
//! destroyed after `personal_data.key_copies_kept_days`: until then an erased person's data could be read by whoever brings
//! an old copy of the keys and a copy of the log together, and a receipt of an erasure names that day.
//!
//! A copy restored never brings back the key of a person who has been erased as far as the ring that is there knows; and a
//! service compares its log with its ring at each start and destroys what came back all the same.

use std::{
    ffi::OsString,
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{
    SealError,
    keys::{empty_journal, open_file, read_secret},
};

/// What came of a restored copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Keys that were not there and are now.
    pub keys: usize,
    /// Keys in the copy of persons who have been erased since: left out.
    pub refused: usize,
}

/// Copies the ring in `keys` to the new file `copy`, while services use it: whole and on disk, or not there; for its owner
/// alone. Keys that were destroyed are in no copy taken after.
///
/// # Errors
/// When `copy` is there already or cannot be written, or `keys` is no ring.
pub fn back_up(keys: &Path, copy: &Path) -> Result<(), SealError> {
    let ring = open_to_read(keys)?;
    let unfinished = beside(copy, ".unfinished");
    // Whatever stopped in the middle last time is no copy.
    match std::fs::remove_file(&unfinished) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause.into()),
        _ => {}
    }
    // Taken now, so that nobody's copy is written over below.
    let taken = OpenOptions::new().create_new(true).write(true).mode(0o600).open(copy)?;
    let written = write_whole(&ring, &unfinished).and_then(|()| Ok(std::fs::rename(&unfinished, copy)?));
    drop(taken);
    if written.is_err() {
        // Both hold nothing that is not in the ring; what cannot be removed is shown by the next backup.
        let _ = std::fs::remove_file(&unfinished);
        let _ = std::fs::remove_file(copy);
    }
    written?;
    if let Some(folder) = copy.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn write_whole(ring: &Connection, to: &Path) -> Result<(), SealError> {
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(to)?;
    let target = to.to_str().ok_or(SealError::NoCopy)?;
    // Row by row into an empty file: nothing that was deleted goes with it.
    ring.execute("VACUUM INTO ?1", [target])?;
    Ok(File::open(to)?.sync_all()?)
}

/// Brings the keys of a copy into the ring at `keys`, which may be missing, with the services stopped. Who has been erased,
/// by the knowledge of either, stays without a key.
///
/// # Errors
/// When `copy` is no whole ring or of another deployment, or `keys` cannot be written.
pub fn restore(copy: &Path, keys: &Path) -> Result<Restored, SealError> {
    let of_copy = checked(copy)?;
    let mut ring = open_file(keys)?;
    if read_secret(&ring)?.is_some_and(|secret| secret != of_copy) {
        return Err(SealError::OtherDeployment);
    }
    let copy = copy.to_str().ok_or(SealError::NoCopy)?;
    ring.execute("ATTACH DATABASE ?1 AS copy", [copy])?;
    let restored = merge(&mut ring);
    ring.execute("DETACH DATABASE copy", [])?;
    let restored = restored?;
    empty_journal(&ring)?;
    Ok(restored)
}

fn merge(ring: &mut Connection) -> Result<Restored, SealError> {
    const OF_THE_ERASED: &str = "(tenant, person) IN (SELECT tenant, person FROM main.erased)";
    let transaction = ring.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("INSERT OR IGNORE INTO main.secret SELECT * FROM copy.secret", [])?;
    transaction.execute("INSERT OR IGNORE INTO main.erased SELECT * FROM copy.erased", [])?;
    transaction.execute(&format!("DELETE FROM main.keys WHERE {OF_THE_ERASED}"), [])?;
    let refused = transaction.query_row(
        &format!("SELECT count(*) FROM copy.keys WHERE {OF_THE_ERASED}"),
        [],
        |row| row.get(0),
    )?;
    let keys = transaction.execute(
        &format!("INSERT OR IGNORE INTO main.keys SELECT * FROM copy.keys WHERE NOT {OF_THE_ERASED}"),
        [],
    )?;
    transaction.commit()?;
    Ok(Restored { keys, refused })
}

/// The secret of a copy that is whole.
fn checked(copy: &Path) -> Result<super::Secret, SealError> {
    let connection = open_to_read(copy)?;
    let sound = connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    if sound.map_err(|_| SealError::NoCopy)? != "ok" {
        return Err(SealError::NoCopy);
    }
    read_secret(&connection).map_err(|_| SealError::NoCopy)?.ok_or(SealError::NoCopy)
}

fn open_to_read(path: &Path) -> Result<Connection, SealError> {
    // A missing file is told by its own error, not by SQLite's.
    File::open(path)?;
    Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use uuid::Uuid;

    use super::*;
    use crate::sealed::{DataSubject, KeyRing, WithoutKeys};

    #[derive(serde::Serialize, serde::Deserialize, PartialEq)]
    #[serde(remote = "Self")]
    struct Name(String);
    crate::personal_data!(Name as "test.name");

    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn file(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn ring(&self, name: &str) -> KeyRing {
            KeyRing::open(&self.file(name), WithoutKeys::Begin).unwrap()
        }
    }

    fn person(number: u128) -> DataSubject {
        DataSubject { tenant: "seosan".parse().unwrap(), person: Uuid::from_u128(number) }
    }

    #[tokio::test]
    async fn a_copy_taken_while_the_ring_is_used_opens_what_was_sealed_elsewhere() {
        let place = Place::new();
        let ring = place.ring("keys");
        let sealed = ring.seal(&person(1), &Name("김민지".to_owned())).await.unwrap();
        back_up(&place.file("keys"), &place.file("copy")).unwrap();
        let mode = place.file("copy").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{mode:o}");
        assert_eq!(
            restore(&place.file("copy"), &place.file("elsewhere")).unwrap(),
            Restored { keys: 1, refused: 0 }
        );
        let elsewhere = place.ring("elsewhere");
        assert_eq!(elsewhere.secret(), ring.secret());
        assert_eq!(elsewhere.unseal(&person(1), &sealed).await.unwrap(), Some(Name("김민지".to_owned())));
    }

    #[tokio::test]
    async fn an_older_copy_brings_back_nobody_who_was_erased_since() {
        let place = Place::new();
        let ring = place.ring("keys");
        let of_minji = ring.seal(&person(1), &Name("김민지".to_owned())).await.unwrap();
        let of_junho = ring.seal(&person(2), &Name("박준호".to_owned())).await.unwrap();
        back_up(&place.file("keys"), &place.file("older")).unwrap();
        ring.erase(&person(1)).await.unwrap();
        back_up(&place.file("keys"), &place.file("newer")).unwrap();
        drop(ring);
        let restored = restore(&place.file("older"), &place.file("keys")).unwrap();
        assert_eq!(restored, Restored { keys: 0, refused: 1 });
        // Brought back by an older copy, and destroyed again by a newer one that knows of the erasure.
        restore(&place.file("older"), &place.file("anew")).unwrap();
        assert!(place.ring("anew").has_key(&person(1)).await.unwrap());
        assert_eq!(restore(&place.file("newer"), &place.file("anew")).unwrap().keys, 0);
        for name in ["keys", "anew"] {
            let ring = place.ring(name);
            assert_eq!(ring.unseal(&person(1), &of_minji).await.unwrap(), None);
            assert_eq!(ring.unseal(&person(2), &of_junho).await.unwrap(), Some(Name("박준호".to_owned())));
            assert_eq!(ring.erased().await.unwrap(), [person(1)]);
        }
    }

    #[tokio::test]
    async fn no_copy_is_written_over_and_no_damaged_or_foreign_one_restored() {
        let place = Place::new();
        let ring = place.ring("keys");
        for number in 0..200 {
            ring.seal(&person(number), &Name("x".to_owned())).await.unwrap();
        }
        back_up(&place.file("keys"), &place.file("copy")).unwrap();
        let bytes = std::fs::read(place.file("copy")).unwrap();
        assert!(matches!(back_up(&place.file("keys"), &place.file("copy")), Err(SealError::File(_))));
        assert!(matches!(back_up(&place.file("none"), &place.file("copy2")), Err(SealError::File(_))));
        assert_eq!(std::fs::read(place.file("copy")).unwrap(), bytes);
        assert!(!place.file("copy2").exists() && !place.file("none").exists());

        place.ring("foreign");
        let foreign = restore(&place.file("copy"), &place.file("foreign"));
        assert!(matches!(foreign, Err(SealError::OtherDeployment)), "{foreign:?}");
        std::fs::write(place.file("cut"), &bytes[..bytes.len() / 2]).unwrap();
        std::fs::write(place.file("empty"), b"").unwrap();
        std::fs::write(place.file("text"), b"these are no keys").unwrap();
        for damaged in ["cut", "empty", "text"] {
            let refused = restore(&place.file(damaged), &place.file("target"));
            assert!(matches!(refused, Err(SealError::NoCopy)), "{damaged}: {refused:?}");
            assert!(!place.file("target").exists());
        }
    }
}
